package toro.verify.lincheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.verify.lincheck.Ends.assertFree;
import static toro.verify.lincheck.Schedules.assertFound;
import static toro.verify.lincheck.Schedules.explore;
import static toro.verify.lincheck.Schedules.together;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import toro.AsyncLock;
import toro.Permit;
import toro.Wait;

/** The races that decide who has a lock. */
class LockRacesTest {
  /** One thread holds the lock, somebody waits, and leaves as the holder does. */
  private static void grantAgainst(Function<Wait<Permit>, Boolean> leave) {
    var lock = new AsyncLock();
    var held = lock.tryAcquire();
    var waiting = lock.acquire();
    var left = new boolean[1];
    together(held::close, () -> left[0] = leave.apply(waiting));
    assertEquals(left[0], waiting.isCompletedExceptionally());
    assertEquals(!left[0], lock.isHeld());
    if (!left[0]) {
      waiting.join().close();
    }
    assertFree(lock);
  }

  @Test
  void grant_againstCancel_oneWins() {
    explore(() -> grantAgainst(wait -> wait.cancel(false)));
  }

  @Test
  void grant_againstALimitThatHasPassed_oneWins() {
    explore(
        () ->
            grantAgainst(
                wait -> {
                  var limited = wait.within(Duration.ZERO);
                  return limited.isCompletedExceptionally();
                }));
  }

  @Test
  void grant_againstCancelOfItsFuture_oneWins() {
    explore(() -> grantAgainst(wait -> wait.toCompletableFuture().cancel(false)));
  }

  @Test
  void grant_againstFailingItsFuture_oneWins() {
    explore(
        () ->
            grantAgainst(
                wait -> wait.toCompletableFuture().completeExceptionally(new Exception("late"))));
  }

  @Test
  void grant_againstCancelOfAStage_runsTheFunctionOrGoesBack() {
    explore(
        () -> {
          var lock = new AsyncLock();
          var held = lock.tryAcquire();
          var runs = new int[1];
          var stage =
              lock.acquire()
                  .thenAccept(
                      permit -> {
                        runs[0]++;
                        permit.close();
                      });
          var left = new boolean[1];
          together(held::close, () -> left[0] = stage.cancel(false));
          assertEquals(left[0], stage.isCancelled());
          assertTrue(left[0] || runs[0] == 1);
          assertFree(lock);
        });
  }

  @Test
  void grant_againstClose_endsTheWaitOnce() {
    explore(
        () -> {
          var lock = new AsyncLock();
          var held = lock.tryAcquire();
          var waiting = lock.acquire();
          together(held::close, lock::close);
          assertTrue(waiting.isDone());
          assertEquals(!waiting.isCompletedExceptionally(), lock.isHeld());
          if (lock.isHeld()) {
            waiting.join().close();
          }
          assertFalse(lock.isHeld());
          assertEquals(0, lock.waiting());
        });
  }

  @Test
  void grant_againstCancelOfTheFirst_goesToOneOfBoth() {
    explore(
        () -> {
          var lock = new AsyncLock();
          var held = lock.tryAcquire();
          var first = lock.acquire();
          var second = lock.acquire();
          together(held::close, () -> first.cancel(false));
          assertEquals(first.isCancelled(), second.isDone());
          if (!first.isCancelled()) {
            first.join().close();
          }
          second.join().close();
          assertFree(lock);
        });
  }

  @Test
  void grant_againstAttempt_letsNobodyPass() {
    explore(
        () -> {
          var lock = new AsyncLock();
          var held = lock.tryAcquire();
          var waiting = lock.acquire();
          var barged = new Permit[1];
          together(held::close, () -> barged[0] = lock.tryAcquire());
          assertNull(barged[0]);
          waiting.join().close();
          assertFree(lock);
        });
  }

  @Test
  void permit_closedByTwoAtOnce_isGivenBackOnce() {
    explore(
        () -> {
          var lock = new AsyncLock();
          var held = lock.tryAcquire();
          var first = lock.acquire();
          var second = lock.acquire();
          together(held::close, held::close);
          assertTrue(first.isDone());
          assertFalse(second.isDone());
          first.join().close();
          second.join().close();
          assertFree(lock);
        });
  }

  @Test
  void wait_givenUpByTwoAtOnce_leavesOnce() {
    explore(
        () -> {
          var lock = new AsyncLock();
          var held = lock.tryAcquire();
          var waiting = lock.acquire();
          var stage = waiting.thenApply(permit -> permit);
          var behind = lock.acquire();
          together(() -> stage.cancel(false), () -> waiting.cancel(false));
          assertTrue(waiting.isCancelled());
          assertTrue(stage.isCompletedExceptionally());
          assertEquals(1, lock.waiting());
          held.close();
          behind.join().close();
          assertFree(lock);
        });
  }

  @Test
  void lastTwoReceivers_leavingAtOnce_giveTheWaitUp() {
    explore(
        () -> {
          var lock = new AsyncLock();
          var held = lock.tryAcquire();
          var waiting = lock.acquire();
          var stage = waiting.thenAccept(Permit::close);
          var future = waiting.toCompletableFuture();
          together(
              () -> stage.cancel(false), () -> future.completeExceptionally(new Exception("gone")));
          assertTrue(waiting.isCancelled());
          assertEquals(0, lock.waiting());
          held.close();
          assertFree(lock);
        });
  }

  @Test
  void body_grantedAgainstCancel_runsOrIsNeverCalled() {
    explore(
        () -> {
          var lock = new AsyncLock();
          var held = lock.tryAcquire();
          var runs = new int[1];
          var end = new CompletableFuture<Integer>();
          var result =
              lock.with(
                  () -> {
                    runs[0]++;
                    return end;
                  });
          together(held::close, () -> result.cancel(false));
          assertTrue(result.isCancelled());
          assertEquals(runs[0] == 1, end.isCancelled());
          assertFree(lock);
        });
  }

  @Test
  void threadsThatAwait_always_areInsideOneByOne() {
    explore(
        () -> {
          var lock = new AsyncLock();
          var inside = new int[2];
          Runnable worker =
              () -> {
                try (var held = lock.acquire().await()) {
                  inside[0]++;
                  inside[1] = Math.max(inside[1], inside[0]);
                  inside[0]--;
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              };
          together(worker, worker);
          assertEquals(1, inside[1]);
          assertFree(lock);
        });
  }

  @Test
  void grant_againstAnInterrupt_isReturnedOrLeftBehind() {
    explore(
        () -> {
          var lock = new AsyncLock();
          var held = lock.tryAcquire();
          var waiting = lock.acquire();
          var got = new Permit[1];
          var sleeper =
              new Thread(
                  () -> {
                    try {
                      got[0] = waiting.await();
                    } catch (InterruptedException e) {
                      assertTrue(waiting.isCancelled());
                    }
                  });
          sleeper.start();
          together(held::close, sleeper::interrupt, () -> Schedules.join(sleeper));
          assertEquals(got[0] == null, waiting.isCancelled());
          if (got[0] != null) {
            got[0].close();
          }
          assertFree(lock);
        });
  }

  @Test
  void attemptThatForgetsWhatCameTooLate_isFound() {
    assertFound(
        () -> {
          var lock = new AsyncLock();
          var held = lock.tryAcquire();
          var waiting = lock.acquire();
          together(held::close, () -> waiting.cancel(false));
          assertFree(lock);
        });
  }
}
