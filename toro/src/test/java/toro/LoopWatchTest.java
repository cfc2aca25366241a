package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What holds a loop for too long is reported. A hold lasts here until it is reported, so that
 * nothing depends on how fast the watching thread is.
 */
@Timeout(60)
class LoopWatchTest {
  private static final Duration LIMIT = Duration.ofMillis(5);
  private static final Duration AT_ONCE = Duration.ofNanos(1);

  private final LinkedBlockingQueue<LoopHeld> reports = new LinkedBlockingQueue<>();
  private final CountDownLatch release = new CountDownLatch(1);

  private static Loop here() {
    return Loop.current();
  }

  private void tell(LoopHeld held) {
    reports.add(held);
    release.countDown();
  }

  /** Watches, and then holds the loop until that is reported. */
  private void block(Consumer<LoopHeld> handler) throws InterruptedException {
    here().watch(LIMIT, handler);
    release.await();
  }

  private LoopHeld onlyReport() {
    LoopHeld held = reports.poll();
    assertNotNull(held);
    assertTrue(reports.isEmpty(), () -> "also " + reports);
    return held;
  }

  // ---- who is reported

  @Test
  void coroutine_readsASocket_isReportedWithTheUsersLine() throws Exception {
    try (Loop loop = Loop.start("reader");
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket served = server.accept()) {
      Task<Integer> task =
          loop.spawn(
              () -> {
                here().watch(LIMIT, this::tell);
                return read(client.getInputStream());
              });
      assertTrue(release.await(30, TimeUnit.SECONDS));
      LoopHeld held = onlyReport();
      assertEquals(LoopWatchTest.class.getName(), held.line().getClassName());
      served.getOutputStream().write(7);
      assertEquals(7, Eventually.value(task));
    }
  }

  private static int read(InputStream in) throws Exception {
    return in.read();
  }

  @Test
  void coroutine_computes_isReported() throws Exception {
    Loop.run(
        () -> {
          here().watch(LIMIT, this::tell);
          while (release.getCount() > 0) {
            Thread.onSpinWait();
          }
        });
    LoopHeld held = onlyReport();
    assertEquals("coroutine main", held.holder());
    assertEquals(LoopWatchTest.class.getName(), held.line().getClassName());
    assertTrue(held.time().compareTo(LIMIT) >= 0, held::toString);
  }

  @Test
  void callback_blocks_isReported() throws Exception {
    try (Loop loop = Loop.start("called")) {
      var ended = new CompletableFuture<Object>();
      loop.execute(
          () -> {
            try {
              block(this::tell);
              ended.complete("well");
            } catch (InterruptedException e) {
              ended.completeExceptionally(e);
            }
          });
      assertEquals("well", Eventually.value(ended));
      LoopHeld held = onlyReport();
      assertEquals("a callback", held.holder());
      assertEquals("block", held.line().getMethodName());
    }
  }

  @Test
  void coroutine_ofASimulatedLoop_isReportedInRealTime() throws Exception {
    Loop.simulate(1, () -> block(this::tell));
    LoopHeld held = onlyReport();
    assertEquals("block", held.line().getMethodName());
    assertTrue(held.time().compareTo(LIMIT) >= 0, held::toString);
  }

  @Test
  void watch_withoutAHandler_logsTheLineAndTheStack() throws Exception {
    var logged = new Logged("Loop[logged, ", release::countDown);
    try (logged;
        Loop loop = Loop.start("logged")) {
      Task<?> task =
          loop.spawn(
              "hog",
              () -> {
                here().watch(LIMIT);
                release.await();
              });
      Eventually.value(task);
    }
    assertEquals(1, logged.messages().size());
    String message = logged.messages().get(0);
    assertTrue(
        message.matches(
            "coroutine hog has held Loop\\[logged, 1 alive] for \\d+ ms, at .*"
                + "LoopWatchTest\\..*\\(LoopWatchTest.java:\\d+\\)"),
        message);
    StackTraceElement[] stack = logged.failures().get(0).getStackTrace();
    assertTrue(message.endsWith(" at " + LoopFrames.users(List.of(stack))), message);
  }

  // ---- who is not

  // ---- the watching

  @Test
  void handler_thatThrows_doesNotEndTheWatching() throws Exception {
    var again = new CountDownLatch(1);
    Loop.run(
        () -> {
          block(
              held -> {
                tell(held);
                if (reports.size() == 2) {
                  again.countDown();
                }
                Thread.currentThread().interrupt();
                throw new AssertionError("a test's");
              });
          Loop.yieldNow();
          again.await();
        });
    assertEquals(2, reports.size());
  }

  @Test
  void watch_again_replacesTheHandler() throws Exception {
    var replaced = new LinkedBlockingQueue<LoopHeld>();
    try (Loop loop = Loop.start("replaced")) {
      loop.watch(AT_ONCE, replaced::add);
      Thread first = watching("replaced");
      loop.watch(LIMIT, this::tell);
      Eventually.join(first);
      Eventually.value(loop.spawn(() -> release.await()));
      onlyReport();
      assertEquals(0, replaced.size());
    }
  }

  @Test
  void watchingThread_isADaemonAndEndsWithItsLoop() {
    Loop loop = Loop.start("ends");
    loop.watch(LIMIT, this::tell);
    Thread replaced = watching("ends");
    assertTrue(replaced.isDaemon());
    assertFalse(replaced.isVirtual());
    loop.watch(Duration.ofDays(365_000), this::tell);
    Eventually.join(replaced);
    Thread thread = watching("ends");
    loop.close();
    Eventually.join(thread);
    loop.watch(LIMIT); // has nothing to watch
    Eventually.until("none", () -> threads("ends").isEmpty());
  }

  @Test
  void loop_thatIsForgotten_isNotKeptAliveByItsWatching() {
    Thread thread = forgotten();
    Eventually.until(
        "it ends",
        () -> {
          System.gc();
          return !thread.isAlive();
        });
  }

  private static Thread forgotten() {
    Loop loop = Loop.start("forgotten");
    loop.watch(LIMIT, held -> assertNotNull(loop));
    return watching("forgotten");
  }

  private static List<Thread> threads(String loop) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().equals(loop + " watchdog"))
        .toList();
  }

  private static Thread watching(String loop) {
    List<Thread> threads = threads(loop);
    assertEquals(1, threads.size());
    return threads.get(0);
  }

  // ---- arguments

  @Test
  void watch_badArguments_areRefused() throws Exception {
    Loop.run(
        () -> {
          Loop loop = here();
          Duration negative = Duration.ofMillis(-1);
          assertThrows(IllegalArgumentException.class, () -> loop.watch(Duration.ZERO));
          assertThrows(IllegalArgumentException.class, () -> loop.watch(negative));
          assertThrows(NullPointerException.class, () -> loop.watch(null));
          assertThrows(NullPointerException.class, () -> loop.watch(LIMIT, null));
          assertEquals(null, loop.watchdog());
          assertThrows(
              IllegalArgumentException.class,
              () -> new LoopHeld(loop, "a callback", LIMIT, List.of()));
        });
  }
}
