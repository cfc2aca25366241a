package toro.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Clients of different paces read one download. */
class SharedDownloadTest {
  private static final int MEGABYTE = 1 << 20;
  private static final int LARGE = 100 * MEGABYTE;
  private static final String PIECE = "x".repeat(64 * 1024);

  @Test
  void slowClient_doesNotHoldUpAFastOne() throws Exception {
    var settings =
        Rig.settings(64 * MEGABYTE, 32 * MEGABYTE, Duration.ofHours(1), Duration.ofSeconds(60));
    try (var rig = new Rig(settings);
        var server = new RawServer(call -> send(call, 30 * MEGABYTE, new AtomicLong()));
        var slow = rig.raw();
        var fast = rig.raw()) {
      slow.get(server.uri("/page")).head(); // and reads no more for now
      fast.get(server.uri("/page")).head();
      assertEquals(30 * MEGABYTE, fast.count(30 * MEGABYTE));
      assertEquals(1, rig.proxy.cache().counts().pages());
      assertEquals(30 * MEGABYTE, slow.count(30 * MEGABYTE));
      assertEquals(1, server.asked());
    }
  }

  @Test
  void largePage_ofTwoClients_isReadWholeByBoth_andMostOfItNeverInMemory() throws Exception {
    var sent = new AtomicLong();
    var bothAreHere = new CountDownLatch(1);
    try (var rig = new Rig();
        var server =
            new RawServer(
                call -> {
                  bothAreHere.await();
                  send(call, LARGE, sent);
                });
        var slow = rig.raw();
        var fast = rig.raw()) {
      slow.get(server.uri("/page"));
      Rig.eventually("a fetch", () -> rig.inFlight() == 1);
      fast.get(server.uri("/page"));
      rig.awaitJoined(1);
      bothAreHere.countDown();
      assertEquals(200, slow.head().status());
      var fastCount =
          rig.threads.submit(
              () -> {
                fast.head();
                return fast.count(LARGE);
              });
      assertEquals(20 * MEGABYTE, slow.count(20 * MEGABYTE));
      assertTrue(sent.get() < 60L * MEGABYTE, () -> sent + " bytes sent"); // sockets keep some
      assertTrue(!fastCount.isDone());
      assertEquals(LARGE - 20 * MEGABYTE, slow.count(LARGE - 20 * MEGABYTE));
      assertEquals(LARGE, fastCount.get(60, TimeUnit.SECONDS));
      assertEquals(1, server.asked());
      assertEquals(0, rig.proxy.cache().counts().pages());
      assertEquals(0, rig.inFlight());
    }
  }

  @Test
  void clientThatDoesNotRead_isCutOff_andTheOthersGoOn() throws Exception {
    try (var rig = new Rig(Rig.withLimit(Duration.ofSeconds(2)));
        var server =
            new RawServer(
                call -> {
                  rig.awaitJoined(1);
                  send(call, LARGE, new AtomicLong());
                });
        var stopped = rig.raw();
        var other = rig.raw()) {
      stopped.get(server.uri("/page"));
      Rig.eventually("a fetch", () -> rig.inFlight() == 1);
      other.get(server.uri("/page"));
      other.head();
      assertEquals(LARGE, other.count(LARGE));
      assertEquals(1, server.asked());
    }
  }

  @Test
  void whoComesWhenThePageIsTooLargeToBeKept_getsTheirOwn() throws Exception {
    var goOn = new CountDownLatch(1);
    try (var rig = new Rig();
        var server =
            new RawServer(
                call -> {
                  call.chunked();
                  for (int i = 0; i < 2; i++) {
                    call.chunk(PIECE);
                  }
                  goOn.await();
                  call.chunk("end").lastChunk();
                });
        var first = rig.raw();
        var second = rig.raw()) {
      first.get(server.uri("/page")).head();
      assertEquals(PIECE + PIECE, first.chunksOf(2 * PIECE.length()));
      second.get(server.uri("/page"));
      assertEquals("toro; fwd=miss", second.head().fields().get("cache-status"));
      goOn.countDown();
      assertEquals("end", first.chunks());
      assertEquals(PIECE + PIECE + "end", second.chunks());
      assertEquals(2, server.asked());
    }
  }

  private static void send(RawServer.Call call, int length, AtomicLong sent) throws IOException {
    call.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
    for (int i = 0; i < length; i += PIECE.length()) {
      call.send(PIECE);
      sent.addAndGet(PIECE.length());
    }
  }
}
