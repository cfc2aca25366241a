package toro.verify.lincheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.verify.lincheck.Ends.assertFree;
import static toro.verify.lincheck.Schedules.explore;
import static toro.verify.lincheck.Schedules.together;

import org.junit.jupiter.api.Test;
import toro.AsyncSemaphore;
import toro.Permit;

/** The races that decide who has which permits. */
class SemaphoreRacesTest {
  @Test
  void twoReleases_atOnce_serveTwo() {
    explore(
        () -> {
          var semaphore = new AsyncSemaphore(2);
          var one = semaphore.tryAcquire();
          var two = semaphore.tryAcquire();
          var first = semaphore.acquire();
          var second = semaphore.acquire();
          together(one::close, two::close);
          first.join().close();
          second.join().close();
          assertFree(2, semaphore);
        });
  }

  @Test
  void grant_againstAnotherGrant_isInOrder() {
    explore(
        () -> {
          var semaphore = new AsyncSemaphore(0);
          var first = semaphore.acquire(2);
          var second = semaphore.acquire();
          var third = semaphore.acquire();
          together(semaphore::release, () -> semaphore.release(2));
          assertTrue(first.isDone() && second.isDone());
          assertFalse(third.isDone());
          first.join().close();
          second.join().close();
          third.join().close();
          assertFree(3, semaphore);
        });
  }

  @Test
  void permit_closedByTwoAtOnce_isCountedOnce() {
    explore(
        () -> {
          var semaphore = new AsyncSemaphore(2);
          var permit = semaphore.tryAcquire(2);
          together(permit::close, permit::close);
          assertFree(2, semaphore);
        });
  }

  @Test
  void largeRequest_leavingAsPermitsCome_letsTheSmallOneIn() {
    explore(
        () -> {
          var semaphore = new AsyncSemaphore(2);
          var held = semaphore.tryAcquire(2);
          var large = semaphore.acquire(2);
          var small = semaphore.acquire();
          together(() -> large.cancel(false), held::close);
          if (!large.isCancelled()) {
            large.join().close();
          }
          assertTrue(small.isDone());
          small.join().close();
          assertFree(2, semaphore);
        });
  }

  @Test
  void largeRequest_leavingAsAnAttemptIsMade_isPassedByNobodyElse() {
    explore(
        () -> {
          var semaphore = new AsyncSemaphore(2);
          var held = semaphore.tryAcquire();
          var large = semaphore.acquire(2);
          var small = semaphore.acquire();
          var barged = new Permit[1];
          together(() -> large.cancel(false), () -> barged[0] = semaphore.tryAcquire());
          assertNull(barged[0]);
          assertTrue(small.isDone());
          small.join().close();
          held.close();
          assertFree(2, semaphore);
        });
  }

  @Test
  void observer_asAPermitComes_seesIt() {
    explore(
        () -> {
          var semaphore = new AsyncSemaphore(0);
          var seen = semaphore.whenAvailable();
          var taken = new Permit[1];
          together(semaphore::release, () -> taken[0] = semaphore.tryAcquire());
          assertTrue(seen.isDone());
          if (taken[0] != null) {
            taken[0].close();
          }
          assertFree(1, semaphore);
        });
  }

  @Test
  void observer_askingAsAPermitComes_isNotForgotten() {
    explore(
        () -> {
          var semaphore = new AsyncSemaphore(0);
          var seen = new boolean[1];
          together(
              semaphore::release,
              () -> {
                semaphore.whenAvailable().join();
                seen[0] = true;
              });
          assertTrue(seen[0]);
          assertFree(1, semaphore);
        });
  }

  @Test
  void observer_leavingAsAPermitComes_leavesNothingBehind() {
    explore(
        () -> {
          var semaphore = new AsyncSemaphore(0);
          var seen = semaphore.whenAvailable();
          together(semaphore::release, () -> seen.cancel(false));
          assertTrue(seen.isDone());
          assertFree(1, semaphore);
        });
  }

  @Test
  void resize_againstRelease_countsBoth() {
    explore(
        () -> {
          var semaphore = new AsyncSemaphore(1);
          var held = semaphore.tryAcquire();
          var waiting = semaphore.acquire(2);
          together(() -> semaphore.resize(2), held::close);
          waiting.join().close();
          assertFree(2, semaphore);
        });
  }

  @Test
  void resize_againstTheLastAttempt_neverMakesMore() {
    explore(
        () -> {
          var semaphore = AsyncSemaphore.bounded(2);
          var got = new Permit[1];
          together(
              () -> semaphore.resize(1),
              () -> {
                try {
                  got[0] = semaphore.tryAcquire(2);
                } catch (IllegalArgumentException moreThanThereAre) {
                  assertNull(got[0]);
                }
              });
          assertEquals(got[0] == null ? 1 : -1, semaphore.available());
          if (got[0] != null) {
            got[0].close();
          }
          assertEquals(1, semaphore.available());
        });
  }

  @Test
  void resize_asALargeRequestComes_failsItOrNever() {
    explore(
        () -> {
          var semaphore = AsyncSemaphore.bounded(2);
          var held = semaphore.tryAcquire();
          var refused = new boolean[1];
          together(
              () -> semaphore.resize(1),
              () -> {
                try {
                  refused[0] = semaphore.acquire(2).isCompletedExceptionally();
                } catch (IllegalArgumentException e) {
                  refused[0] = true;
                }
              });
          held.close();
          assertEquals(0, semaphore.waiting()); // told at the call, or by the resize
          assertFree(1, semaphore);
        });
  }

  @Test
  void close_againstRelease_leavesNobodyWaiting() {
    explore(
        () -> {
          var semaphore = new AsyncSemaphore(1);
          var held = semaphore.tryAcquire();
          var waiting = semaphore.acquire();
          var late = semaphore.whenAvailable();
          together(held::close, semaphore::close);
          assertTrue(waiting.isDone() && late.isDone());
          if (!waiting.isCompletedExceptionally()) {
            waiting.join().close();
          }
          assertEquals(1, semaphore.available());
        });
  }
}
