package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A coroutine's end, and how it is brought about. */
@Timeout(60)
class TaskTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private final List<String> log = new ArrayList<>();

  /** What is done with a simulated loop. */
  private interface OnLoop {
    void run(Loop loop) throws Exception;
  }

  private static void simulate(OnLoop body) throws Exception {
    Loop.simulate(1, () -> body.run(Loop.current()));
  }

  private String sleeper() throws InterruptedException {
    try {
      Loop.sleep(HOUR);
      return "slept";
    } finally {
      Loop.sleep(Duration.ofMinutes(1));
      log.add("cleaned up");
    }
  }

  // ---- outcome

  @Test
  void body_returns_taskHasItsValue() throws Exception {
    simulate(
        loop -> {
          Task<String> task = loop.spawn("named", this::sleeper);
          assertEquals("named", task.name());
          assertEquals("Task[named, new]", task.toString());
          Loop.yieldNow();
          Loop.sleep(Duration.ofSeconds(1));
          assertEquals("Task[named, running]", task.toString());
          assertEquals("slept", task.await());
          assertEquals("Task[named, ended]", task.toString());
        });
  }

  @Test
  void body_throws_taskFailsAndNothingElseDoes() throws Exception {
    simulate(
        loop -> {
          var failure = new IOException("no");
          Task<String> task =
              loop.spawn(
                  () -> {
                    throw failure;
                  });
          assertSame(failure, assertThrows(CompletionException.class, task::await).getCause());
          assertTrue(task.isCompletedExceptionally());
          assertFalse(task.isCancelled());
        });
  }

  @Test
  void body_throwsCancellationOrInterruptedThoughNobodyAsked_taskHasFailed() throws Exception {
    simulate(
        loop -> {
          var unwatched = new ArrayList<Throwable>();
          loop.onFailure((task, failure) -> unwatched.add(failure));
          for (Exception thrown :
              List.of(new CancellationException("own"), new InterruptedException())) {
            Block failing =
                () -> {
                  throw thrown;
                };
            Task<?> task = loop.spawn("died", failing);
            var seen = assertThrows(Exception.class, task::await);
            assertSame(thrown, seen instanceof CompletionException ? seen.getCause() : seen);
            assertFalse(task.isCancelled());
            assertEquals(Future.State.FAILED, task.state());
            assertSame(thrown, task.exceptionNow());
            assertEquals("Task[died, failed]", task.toString());
            loop.spawn(failing);
            Loop.sleep(HOUR);
            assertEquals(List.of(thrown), unwatched);
            unwatched.clear();
          }
        });
  }

  @Test
  void body_awaitsWhatSomebodyElseCancelled_taskHasFailed() throws Exception {
    var theirs = new CompletableFuture<String>();
    theirs.cancel(false);
    Loop.run(
        () -> {
          Task<String> task = Loop.current().spawn(() -> Wait.of(theirs).await());
          assertThrows(CancellationException.class, task::await);
          assertFalse(task.isCancelled());
        });
  }

  @Test
  void main_throwsCancellationThoughNobodyAsked_isThrown() {
    var thrown = new CancellationException("own");
    Block main =
        () -> {
          throw thrown;
        };
    assertSame(thrown, assertThrows(CancellationException.class, () -> Loop.run(main)));
  }

  @Test
  void cancelled_whatFailsWhileItCleansUp_isTold() throws Exception {
    simulate(
        loop -> {
          var unwatched = new ArrayList<Throwable>();
          loop.onFailure((task, failure) -> unwatched.add(failure));
          var failure = new IOException("clean-up");
          Task<?> task =
              loop.spawn(
                  () -> {
                    try (AutoCloseable failing = failing(failure)) {
                      Loop.sleep(HOUR);
                    }
                  });
          Loop.sleep(Duration.ofSeconds(1));
          task.cancel(false);
          Loop.sleep(HOUR);
          assertTrue(task.isCancelled());
          assertEquals(List.of(failure), unwatched);
        });
  }

  private static AutoCloseable failing(IOException failure) {
    return () -> {
      throw failure;
    };
  }

  @Test
  void functions_ofATask_runOnItsLoop() throws Exception {
    var ran = new AtomicReference<Loop>();
    try (Loop loop = Loop.start("own")) {
      var go = new AsyncEvent();
      Task<String> task =
          loop.spawn(
              () -> {
                go.whenSet().await();
                return "x";
              });
      Wait<String> then =
          task.thenApply(
              x -> {
                ran.set(Loop.current());
                return x + "y";
              });
      go.set();
      assertEquals("xy", then.get(30, TimeUnit.SECONDS));
      assertSame(loop, ran.get());
    }
  }

  // ---- giving up

  @Test
  void cancel_whileItAwaits_interruptsAndEndsWithTheBody() throws Exception {
    simulate(
        loop -> {
          Task<String> task = loop.spawn(this::sleeper);
          Loop.sleep(Duration.ofSeconds(1));
          assertTrue(task.cancel(false));
          assertFalse(task.isDone());
          Loop.sleep(Duration.ofSeconds(1));
          assertTrue(task.cancel(false), "once more, while it cleans up");
          assertThrows(CancellationException.class, task::await);
          assertTrue(task.isCancelled());
          assertTrue(task.cancel(false), "is cancelled");
        });
    assertEquals(List.of(), log, "the second cancel interrupted the cleaning up");
  }

  @Test
  void cancel_ofItsCompletableFuture_interrupts() throws Exception {
    simulate(
        loop -> {
          Task<String> task = loop.spawn(this::sleeper);
          Loop.sleep(Duration.ofSeconds(1));
          task.toCompletableFuture().cancel(false);
          assertThrows(CancellationException.class, task::await);
          assertTrue(task.isCancelled());
        });
    assertEquals(List.of("cleaned up"), log);
  }

  @Test
  void cancel_notBegun_neverRuns() throws Exception {
    simulate(
        loop -> {
          Task<?> task = loop.spawn(() -> log.add("ran"));
          assertTrue(task.cancel(false));
          assertTrue(task.isCancelled());
          Loop.sleep(HOUR);
        });
    assertEquals(List.of(), log);
  }

  @Test
  void cancel_ended_returnsFalse() throws Exception {
    simulate(
        loop -> {
          Task<String> task = loop.spawn(() -> "value");
          task.await();
          assertFalse(task.cancel(false));
          assertFalse(task.toCompletableFuture().complete("other"));
          assertEquals("value", task.join());
        });
  }

  @Test
  void cancel_bodyGoesOn_taskHasItsValue() throws Exception {
    simulate(
        loop -> {
          Task<String> task =
              loop.spawn(
                  () -> {
                    try {
                      Loop.sleep(HOUR);
                      return "slept";
                    } catch (InterruptedException e) {
                      return "went on";
                    }
                  });
          Loop.sleep(Duration.ofSeconds(1));
          assertTrue(task.cancel(true));
          assertEquals("went on", task.await());
          assertFalse(task.isCancelled());
        });
  }

  @Test
  void cancel_itself_isInterruptedAtTheNextAwait() throws Exception {
    simulate(
        loop -> {
          var self = new AtomicReference<Task<?>>();
          self.set(
              loop.spawn(
                  () -> {
                    self.get().cancel(false);
                    log.add("goes on");
                    Loop.sleep(HOUR);
                    log.add("slept");
                  }));
          assertThrows(CancellationException.class, () -> self.get().await());
        });
    assertEquals(List.of("goes on"), log);
  }

  @Test
  void within_timePasses_interruptsAndFails() throws Exception {
    simulate(
        loop -> {
          Task<String> task = loop.spawn(this::sleeper);
          task.within(Duration.ofMinutes(10));
          var failure = assertThrows(CompletionException.class, task::await);
          assertTrue(failure.getCause() instanceof TimeoutException);
          assertEquals(List.of("cleaned up"), log);
          assertEquals(
              Duration.ofMinutes(11), Duration.ofSeconds(loop.now().getEpochSecond() - START));
        });
  }

  private static final long START = 946_684_800;

  @Test
  void derivedStagesAndOtherWatchers_giveUp_neverInterruptIt() throws Exception {
    simulate(
        loop -> {
          Task<String> task = loop.spawn(this::sleeper);
          Loop.sleep(Duration.ofSeconds(1));
          assertTrue(task.thenApply(x -> x).cancel(false));
          assertTrue(Wait.allOf(task).cancel(false));
          assertTrue(task.toCompletableFuture().complete("outsider's"));
          assertThrows(TimeoutException.class, () -> task.await(Duration.ofSeconds(1)));
          Task<?> watcher = loop.spawn(() -> task.await());
          Loop.sleep(Duration.ofSeconds(1));
          watcher.cancel(false);
          assertThrows(CancellationException.class, watcher::await);
          assertEquals("slept", task.await());
        });
  }

  @Test
  void thread_interruptedFromOutside_givesUpTheWaitAndGoesOnUnderTheBaton() throws Exception {
    for (int round = 0; round < 200; round++) {
      var thread = new AtomicReference<Thread>();
      var begun = new CountDownLatch(1);
      int[] inside = {0};
      try (Loop loop = Loop.start("interrupted")) {
        Callable<Integer> body =
            () -> {
              thread.set(Thread.currentThread());
              begun.countDown();
              try {
                new AsyncEvent().whenSet().await();
              } catch (InterruptedException e) {
                return ++inside[0];
              }
              return -1;
            };
        Task<Integer> task = loop.spawn(body);
        Task<?> busy =
            loop.spawn(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    int seen = inside[0];
                    Loop.yieldNow();
                    assertTrue(inside[0] >= seen);
                  }
                });
        assertTrue(begun.await(30, TimeUnit.SECONDS));
        thread.get().interrupt();
        assertEquals(1, task.get(30, TimeUnit.SECONDS));
        busy.get(30, TimeUnit.SECONDS);
      }
    }
  }

  // ---- failures that nobody watches

  @Test
  void onFailure_nobodyWatches_isTold() throws Exception {
    Loop.run(
        () -> {
          Loop loop = Loop.current();
          loop.onFailure((task, failure) -> log.add(task.name() + " " + failure.getMessage()));
          loop.spawn(
              "a",
              () -> {
                throw new IOException("unwatched");
              });
          Task<?> watched =
              loop.spawn(
                  "b",
                  () -> {
                    throw new IOException("watched");
                  });
          Task<?> attached =
              loop.spawn(
                  "c",
                  () -> {
                    throw new IOException("attached");
                  });
          var unused = attached.exceptionally(failure -> null);
          Task<?> cancelled = loop.spawn("d", () -> Loop.sleep(HOUR));
          assertThrows(CompletionException.class, watched::await);
          cancelled.cancel(false);
          loop.spawn(
              "e",
              () -> {
                throw new AssertionError("last");
              });
          Loop.yieldNow();
        });
    assertEquals(List.of("a unwatched", "e last"), log);
  }

  @Test
  void onFailure_notSaid_isLogged() throws Exception {
    var failure = new IOException("of it");
    try (var logged = new Logged("unwatched task")) {
      Loop.run(
          () -> {
            Loop.current()
                .spawn(
                    "unwatched task",
                    () -> {
                      throw failure;
                    });
            Loop.yieldNow();
          });
      assertEquals(List.of(failure), logged.failures());
      assertEquals(
          List.of("Task[unwatched task, failed] failed, and nobody awaits it"), logged.messages());
    }
  }

  @Test
  void body_throwsWhatJavaDoesNotLetItThrow_isThrownWrapped() {
    var strange = new Throwable("strange");
    var thrown =
        assertThrows(
            CompletionException.class, () -> Loop.run(() -> TaskGroupTest.throwAnything(strange)));
    assertSame(strange, thrown.getCause());
  }

  @Test
  void offload_givenUp_interruptsTheWork() throws Exception {
    var interrupted = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    Loop.run(
        () -> {
          Task<?> task =
              Loop.current()
                  .spawn(
                      () ->
                          Loop.current()
                              .offload(
                                  () -> {
                                    begun.countDown();
                                    try {
                                      new CountDownLatch(1).await();
                                    } catch (InterruptedException e) {
                                      interrupted.countDown();
                                    }
                                  })
                              .await());
          Loop.yieldNow();
          begun.await();
          task.cancel(false);
          assertThrows(CancellationException.class, task::await);
        });
    assertTrue(interrupted.await(30, TimeUnit.SECONDS));
  }

  @Test
  void cancel_fromManyThreads_whileItRuns_neverBreaksTheLoop() throws Exception {
    var ended = new AtomicInteger();
    try (Loop loop = Loop.start("cancelled")) {
      for (int round = 0; round < 300; round++) {
        var lock = new AsyncLock();
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
          tasks.add(
              loop.spawn(
                  () -> {
                    try (var held = lock.acquire().await()) {
                      Loop.yieldNow();
                    } finally {
                      ended.incrementAndGet();
                    }
                  }));
        }
        Thread canceller = Thread.ofPlatform().start(() -> tasks.forEach(t -> t.cancel(false)));
        Eventually.join(canceller);
        for (Task<?> task : tasks) {
          Eventually.until("ended: " + task, task::isDone);
        }
        Eventually.until("free", () -> !lock.isHeld());
      }
    }
    assertTrue(ended.get() <= 3_000);
  }
}
