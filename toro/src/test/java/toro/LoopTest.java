package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A loop's life: who runs, when, and how it ends. */
@Timeout(60)
class LoopTest {
  private final List<String> log = new ArrayList<>();

  private static Loop here() {
    return known(Loop.current());
  }

  private static <T> T known(T value) {
    assertNotNull(value);
    return value;
  }

  private static void millis(int n) throws InterruptedException {
    Loop.sleep(Duration.ofMillis(n));
  }

  // ---- turns

  @Test
  void current_outsideOfALoop_isNull() throws Exception {
    assertNull(Loop.current());
    Loop inside = Loop.run(Loop::current);
    assertNotNull(inside);
    assertNull(Loop.current());
  }

  @Test
  void spawn_fromInside_onlyQueues() throws Exception {
    Loop.run(
        () -> {
          here().spawn(() -> log.add("a"));
          here().spawn(() -> log.add("b"));
          log.add("main");
          Loop.yieldNow();
          log.add("main again");
        });
    assertEquals(List.of("main", "a", "b", "main again"), log);
  }

  @Test
  void coroutine_untilItAwaits_runsUndisturbed() throws Exception {
    int[] counter = {0};
    Loop.run(
        () ->
            TaskGroup.run(
                group -> {
                  for (int i = 0; i < 100; i++) {
                    group.spawn(
                        () -> {
                          for (int k = 0; k < 1_000; k++) {
                            int seen = counter[0];
                            Thread.onSpinWait();
                            counter[0] = seen + 1;
                            if (k % 100 == 0) {
                              Loop.yieldNow();
                            }
                          }
                        });
                  }
                }));
    assertEquals(100_000, counter[0]);
  }

  @Test
  void await_readyWait_doesNotSwitch() throws Exception {
    Loop.run(
        () -> {
          here().spawn(() -> log.add("other"));
          new AsyncLock().acquire().await().close();
          log.add("main");
          Loop.yieldNow();
        });
    assertEquals(List.of("main", "other"), log);
  }

  @Test
  void ready_coroutinesAndCallbacks_runInOrder() throws Exception {
    Loop.run(
        () -> {
          here().spawn(() -> log.add("1"));
          here().execute(() -> log.add("2"));
          here().execute(() -> log.add("3"));
          here().spawn(() -> log.add("4"));
          here().execute(() -> log.add("5"));
          Loop.yieldNow();
        });
    assertEquals(List.of("1", "2", "3", "4", "5"), log);
  }

  @Test
  void sleep_severalTimes_wakeInOrderOfTime() throws Exception {
    Loop.run(
        () ->
            TaskGroup.run(
                group -> {
                  for (int n : new int[] {60, 20, 40}) {
                    group.spawn(
                        () -> {
                          millis(n);
                          log.add("" + n);
                        });
                  }
                }));
    assertEquals(List.of("20", "40", "60"), log);
  }

  @Test
  void sleep_zeroOrLess_letsOthersHaveTheirTurn() throws Exception {
    Loop.run(
        () -> {
          here().spawn(() -> log.add("other"));
          Loop.sleep(Duration.ZERO);
          log.add("main");
          here().spawn(() -> log.add("another"));
          Loop.sleep(Duration.ofMillis(-1));
          log.add("main again");
        });
    assertEquals(List.of("other", "main", "another", "main again"), log);
  }

  @Test
  void sleep_negative_isAsZero() throws Exception {
    Loop.run(
        () -> {
          here().spawn(() -> log.add("other"));
          Loop.sleep(Duration.ofSeconds(Long.MIN_VALUE));
          log.add("main");
          assertTrue(here().after(Duration.ofNanos(-1)).isDone());
          assertThrows(NullPointerException.class, () -> Loop.sleep(null));
          assertThrows(NullPointerException.class, () -> here().after(null));
        });
    assertEquals(List.of("other", "main"), log);
  }

  @Test
  void sleep_onAThread_waits() throws Exception {
    long start = System.nanoTime();
    millis(5);
    Loop.yieldNow();
    assertTrue(System.nanoTime() - start >= 5_000_000);
  }

  @Test
  void after_delay_completesOnTheLoop() throws Exception {
    Loop[] ran = {null};
    Loop loop =
        Loop.run(
            () -> {
              Wait<Void> timer = here().after(Duration.ofMillis(1));
              Wait<Void> then = timer.thenRun(() -> ran[0] = Loop.current());
              then.await();
              return here();
            });
    assertSame(loop, ran[0]);
  }

  // ---- main's outcome

  @Test
  void run_mainThrows_throwsTheSame() {
    var failure = new IOException("no");
    Block failing =
        () -> {
          Loop.yieldNow();
          throw failure;
        };
    assertSame(failure, assertThrows(IOException.class, () -> Loop.run(failing)));
    var error = new AssertionError("no");
    assertSame(
        error,
        assertThrows(
            AssertionError.class,
            () ->
                Loop.run(
                    () -> {
                      throw error;
                    })));
  }

  @Test
  void run_insideALoop_isRefused() throws Exception {
    Loop.run(
        () -> {
          assertThrows(IllegalStateException.class, () -> Loop.run(() -> 1));
          assertThrows(IllegalStateException.class, () -> Loop.simulate(1, () -> 1));
        });
  }

  @Test
  void run_callerInterrupted_cancelsMain() throws Exception {
    var begun = new CountDownLatch(1);
    var outcome = new CompletableFuture<Throwable>();
    Thread caller =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    Loop.run(
                        () -> {
                          begun.countDown();
                          Loop.sleep(Duration.ofHours(1));
                        });
                  } catch (Exception e) {
                    outcome.complete(e);
                  }
                });
    assertTrue(begun.await(30, TimeUnit.SECONDS));
    caller.interrupt();
    assertTrue(outcome.get(30, TimeUnit.SECONDS) instanceof InterruptedException);
    Eventually.join(caller);
  }

  @Test
  void run_callerInterruptedBefore_throwsInterrupted() {
    Thread.currentThread().interrupt(); // before main has begun, or soon after
    assertThrows(InterruptedException.class, () -> Loop.run(() -> Loop.sleep(Duration.ofHours(1))));
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void run_callerInterruptedButMainReturns_keepsTheFlag() throws Exception {
    Thread caller = Thread.currentThread();
    String result =
        Loop.run(
            () -> {
              caller.interrupt();
              try {
                Loop.sleep(Duration.ofHours(1));
              } catch (InterruptedException e) {
                return "interrupted";
              }
              return "slept";
            });
    assertEquals("interrupted", result);
    assertTrue(Thread.interrupted());
  }

  @Test
  void now_onARealLoop_isTheTimeOfDay() throws Exception {
    Instant before = Instant.now();
    Instant now = Loop.run(() -> Loop.current().now());
    assertFalse(now.isBefore(before));
    assertFalse(now.isAfter(Instant.now()));
  }

  @Test
  void run_mainEnds_cancelsAndAwaitsTheRest() throws Exception {
    Loop.run(
        () -> {
          here()
              .spawn(
                  () -> {
                    try {
                      Loop.sleep(Duration.ofHours(1));
                    } finally {
                      millis(5); // cleaning up may wait
                      log.add("cleaned up");
                    }
                  });
          Task<?> never = here().spawn(() -> log.add("never"));
          Loop.yieldNow();
          log.clear();
          here().spawn(() -> log.add("not begun"));
          assertTrue(never.isDone());
        });
    assertEquals(List.of("cleaned up"), log);
  }

  @Test
  void loop_afterItsEnd_rejects() throws Exception {
    Loop loop = Loop.run(LoopTest::here);
    assertThrows(RejectedExecutionException.class, () -> loop.spawn(() -> 1));
    assertThrows(RejectedExecutionException.class, () -> loop.execute(() -> {}));
    assertThrows(RejectedExecutionException.class, () -> loop.offload(() -> 1));
    assertThrows(RejectedExecutionException.class, () -> loop.after(Duration.ofMillis(1)));
    assertTrue(loop.toString().contains("ended"), loop::toString);
  }

  @Test
  void functions_ofAWaitMadeOnAnEndedLoop_runOnTheGrantingThread() throws Exception {
    var event = new AsyncEvent();
    var ran = new AtomicReference<Thread>();
    Loop.run(() -> event.whenSet().thenRun(() -> ran.set(Thread.currentThread())));
    event.set();
    assertSame(Thread.currentThread(), ran.get());
  }

  // ---- started loops

  @Test
  void start_close_cancelsAndWaits() throws Exception {
    var begun = new CountDownLatch(1);
    Loop loop = Loop.start("server");
    Task<?> task =
        loop.spawn(
            () -> {
              begun.countDown();
              try {
                Loop.sleep(Duration.ofHours(1));
              } finally {
                log.add("cleaned up");
              }
            });
    assertTrue(begun.await(30, TimeUnit.SECONDS));
    loop.close();
    assertEquals(List.of("cleaned up"), log);
    assertTrue(task.isCancelled());
    loop.close();
    assertThrows(RejectedExecutionException.class, () -> loop.spawn(() -> 1));
  }

  @Test
  void start_neverUsed_closes() {
    Loop loop = Loop.start("idle");
    loop.close();
    assertEquals("Loop[idle, ended]", loop.toString());
  }

  @Test
  void close_fromInside_isRefused() throws Exception {
    try (Loop loop = Loop.start("own")) {
      Task<?> task = loop.spawn(loop::close);
      var refused = assertThrows(ExecutionException.class, () -> task.get(30, TimeUnit.SECONDS));
      assertSame(IllegalStateException.class, refused.getCause().getClass());
    }
  }

  @Test
  void close_fromAnotherLoop_doesNotHoldThatUp() throws Exception {
    var mayEnd = new AsyncEvent();
    var begun = new CountDownLatch(1);
    Loop loop = Loop.start("other");
    loop.spawn(
        () -> {
          begun.countDown();
          try {
            Loop.sleep(Duration.ofHours(1));
          } finally {
            mayEnd.whenSet().await();
          }
        });
    assertTrue(begun.await(30, TimeUnit.SECONDS));
    Loop.run(
        () -> {
          here().spawn(mayEnd::set);
          loop.close();
        });
    assertTrue(mayEnd.isSet());
  }
}
