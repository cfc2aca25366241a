package toro.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import toro.examples.web.Fields;

/** The invariants of {@link Download}, one by one. */
class DownloadTest {
  private static final Fields NONE = new Fields(List.of());
  private static final int MOST_KEPT = 200_000;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger abandoned = new AtomicInteger();
  private final Download download = new Download(NONE, MOST_KEPT, abandoned::incrementAndGet);
  private final Download.Reader first = download.firstReader();

  @AfterEach
  void stop() {
    threads.shutdownNow();
    threads.close();
  }

  @Test
  void readers_thatJoinAtAnyTime_missNothing_I1() throws Exception {
    download.begin(answer(true, Request.UNKNOWN));
    var random = new Random(1);
    var expected = new byte[MOST_KEPT];
    random.nextBytes(expected);
    var bodies = new ArrayList<Future<byte[]>>();
    bodies.add(threads.submit(() -> read(first)));
    for (int from = 0; from < expected.length; ) {
      int count = Math.min(expected.length - from, 1 + random.nextInt(30_000));
      assertTrue(download.append(ByteBuffer.wrap(expected, from, count)));
      from += count;
      var reader = present(download.join(head -> head.isPresent()));
      bodies.add(threads.submit(() -> read(reader)));
    }
    assertArrayEquals(expected, download.body());
    download.end();
    for (var body : bodies) {
      assertArrayEquals(expected, body.get(30, TimeUnit.SECONDS));
    }
    assertEquals(0, abandoned.get());
  }

  @Test
  void pump_isHeldUpByTheSlowestReader_onlyWhenItIsTooLargeToBeKept_I2() throws Exception {
    var fast = present(download.join(head -> true));
    download.begin(answer(true, Request.UNKNOWN));
    assertTrue(download.append(ByteBuffer.allocate(MOST_KEPT))); // all is kept: no waiting
    assertFalse(download.isForNobodyElse());
    var pumped = threads.submit(() -> download.append(ByteBuffer.allocate(1_000_000)));
    var fastBody = threads.submit(() -> read(fast));
    Rig.eventually("live", download::isForNobodyElse);
    assertNull(download.join(head -> true));
    assertNull(download.body());
    long slow = 0;
    while (slow < 500_000) {
      slow += first.next().remaining();
      assertFalse(pumped.isDone());
    }
    while (slow < MOST_KEPT + 1_000_000) {
      slow += first.next().remaining();
    }
    assertTrue(pumped.get(30, TimeUnit.SECONDS));
    download.end();
    assertNull(first.next());
    assertEquals(MOST_KEPT + 1_000_000, fastBody.get(30, TimeUnit.SECONDS).length);
  }

  @Test
  void reader_thatLeaves_letsThePumpGoOn_I4() throws Exception {
    var other = present(download.join(head -> true));
    download.begin(answer(false, Request.UNKNOWN));
    var body = threads.submit(() -> read(other));
    var pumped = threads.submit(() -> download.append(ByteBuffer.allocate(1_000_000)));
    first.close();
    assertTrue(pumped.get(30, TimeUnit.SECONDS));
    download.end();
    assertEquals(1_000_000, body.get(30, TimeUnit.SECONDS).length);
  }

  @Test
  void lastPiece_ofAKnownLength_isSeenWithTheEnd_I3() throws Exception {
    download.begin(answer(true, 3));
    assertTrue(download.append(ByteBuffer.allocate(2)));
    assertEquals(2, first.next().remaining());
    assertTrue(download.append(ByteBuffer.allocate(1)));
    var last = threads.submit(first::next);
    assertEquals(3, download.body().length);
    assertFalse(last.isDone());
    download.end();
    assertEquals(1, last.get(30, TimeUnit.SECONDS).remaining());
    assertNull(first.next());
  }

  @Test
  void lastPiece_ofAKnownLength_isNotSeenWithAFailure_I3() throws Exception {
    download.begin(answer(true, 3));
    assertTrue(download.append(ByteBuffer.allocate(2)));
    assertTrue(download.append(ByteBuffer.allocate(1)));
    download.fail(new Refusal(502, "not the end"));
    assertEquals(2, first.next().remaining());
    assertThrows(IOException.class, first::next);
  }

  @Test
  void failure_reachesEachReader_behindWhatHasCome_I3() throws Exception {
    var other = present(download.join(head -> true));
    download.begin(answer(true, Request.UNKNOWN));
    download.append(ByteBuffer.allocate(5));
    download.fail(new Refusal(502, "first"));
    download.fail(new Refusal(502, "second"));
    download.end();
    for (var reader : List.of(first, other)) {
      assertEquals(200, reader.head(head -> {}).status());
      assertEquals(5, reader.next().remaining());
      var failure = assertThrows(IOException.class, reader::next);
      assertEquals("first", failure.getCause().getMessage());
    }
    assertFalse(download.append(ByteBuffer.allocate(1)));
    assertNull(download.body());
  }

  @Test
  void lastReader_thatLeavesBeforeTheEnd_abandonsItOnce_I5() throws Exception {
    var other = present(download.join(head -> true));
    first.close();
    assertEquals(0, abandoned.get());
    other.close();
    other.close();
    assertEquals(1, abandoned.get());
    assertNull(download.join(head -> true));
    assertFalse(download.append(ByteBuffer.allocate(1)));
    download.end();
    assertThrows(Refusal.class, () -> first.head(head -> {}));
  }

  @Test
  void reader_thatLeavesAtTheEnd_abandonsNothing() throws Exception {
    download.begin(answer(true, Request.UNKNOWN));
    download.end();
    assertNull(first.next());
    first.close();
    assertEquals(0, abandoned.get());
  }

  @Test
  void reader_interruptedWhileItWaits_leavesTheLockFree() throws Exception {
    var interrupted = new CompletableFuture<Boolean>();
    var waiting =
        Thread.startVirtualThread(
            () -> {
              assertThrows(InterruptedException.class, first::next);
              interrupted.complete(true);
            });
    Rig.eventually("it waits", () -> waiting.getState() == Thread.State.WAITING);
    waiting.interrupt();
    assertTrue(interrupted.get(30, TimeUnit.SECONDS));
    download.begin(answer(true, Request.UNKNOWN));
    assertTrue(download.append(ByteBuffer.allocate(1)));
    assertEquals(1, first.next().remaining());
  }

  private static Download.Reader present(Download.@Nullable Reader reader) {
    assertNotNull(reader);
    return reader;
  }

  private static byte[] read(Download.Reader reader) throws Exception {
    var body = new ByteArrayOutputStream();
    for (ByteBuffer piece; (piece = reader.next()) != null; ) {
      var bytes = new byte[piece.remaining()];
      piece.get(bytes);
      body.writeBytes(bytes);
    }
    return body.toByteArray();
  }

  private static Answer answer(boolean isShared, long length) {
    var terms =
        new Terms(
            Selection.of(List.of(), NONE), System.nanoTime(), Duration.ZERO, Duration.ofHours(1));
    var shared = isShared ? Optional.of(terms) : Optional.<Terms>empty();
    return new Answer(200, "OK", NONE, true, length, shared);
  }
}
