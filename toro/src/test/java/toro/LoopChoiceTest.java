package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Simulated loops: who goes on at an await that need not wait, and where time ends. */
@Timeout(60)
class LoopChoiceTest {
  private static final Instant END =
      Instant.parse("2000-01-01T00:00:00Z").plusNanos(Long.MAX_VALUE);

  private static Loop here() {
    return Loop.current();
  }

  // ---- awaits that need not wait

  private static void inBoth(AsyncLock first, AsyncLock second) throws InterruptedException {
    try (var one = first.acquire().await();
        var other = second.acquire().await()) {
      assertTrue(one.isOpen() && other.isOpen());
    }
  }

  private static boolean deadlocks(long seed) throws Exception {
    var a = new AsyncLock().named("a");
    var b = new AsyncLock().named("b");
    try {
      Loop.simulate(
          seed,
          () ->
              TaskGroup.run(
                  group -> {
                    group.spawn(() -> inBoth(a, b));
                    group.spawn(() -> inBoth(b, a));
                  }));
      return false;
    } catch (DeadlockException e) {
      return true;
    }
  }

  @Test
  void twoLocks_takenInOppositeOrder_deadlockUnderSomeOfFewSeeds() throws Exception {
    int deadlocks = 0;
    for (long seed = 1; seed <= 100; seed++) {
      boolean first = deadlocks(seed);
      assertEquals(first, deadlocks(seed), "the same seed again");
      deadlocks += first ? 1 : 0;
    }
    int seen = deadlocks;
    assertTrue(seen > 10 && seen < 90, () -> seen + " of 100");
  }

  @Test
  void awaitOfAGrantedWait_switchesUnderSomeSeedsOnly() throws Exception {
    var orders = new HashSet<List<String>>();
    for (long seed = 1; seed <= 20; seed++) {
      var log = new ArrayList<String>();
      Loop.simulate(
          seed,
          () -> {
            here().spawn(() -> log.add("other"));
            new AsyncLock().acquire().await().close();
            log.add("main");
            Loop.yieldNow();
          });
      orders.add(log);
    }
    assertTrue(orders.contains(List.of("main", "other")));
    assertTrue(orders.contains(List.of("other", "main")));
  }

  @Test
  void awaitOfAGrantedWait_thatSwitches_hasReceivedItBefore() throws Exception {
    for (long seed = 1; seed <= 20; seed++) {
      Loop.simulate(
          seed,
          () -> {
            var lock = new AsyncLock();
            Wait<Permit> granted = lock.acquire();
            here().spawn(() -> granted.thenRunAsync(() -> {}, task -> {}).cancel(false));
            assertTrue(granted.await().isOpen());
            assertTrue(lock.isHeld());
          });
    }
  }

  @Test
  void readingAWait_withoutAwaiting_neverSwitches() throws Exception {
    for (long seed = 1; seed <= 20; seed++) {
      Loop.simulate(
          seed,
          () -> {
            var log = new ArrayList<String>();
            here().spawn(() -> log.add("other"));
            Wait<Permit> granted = new AsyncLock().acquire();
            assertTrue(granted.getNow(null).isOpen());
            assertTrue(granted.resultNow().isOpen());
            var failed = new AsyncResult<String>();
            failed.fail(new IllegalStateException());
            assertTrue(failed.whenDone().exceptionNow() != null);
            assertEquals(List.of(), log);
          });
    }
  }

  @Test
  void awaitOfAGrantedWait_interruptedMeanwhile_hasTheValueAndTheFlag() throws Exception {
    for (long seed = 1; seed <= 20; seed++) {
      Loop.simulate(
          seed,
          () -> {
            var lock = new AsyncLock();
            boolean[] begun = {false};
            Task<Boolean> task =
                here()
                    .spawn(
                        () -> {
                          begun[0] = true;
                          for (int i = 0; i < 10; i++) {
                            lock.acquire().await().close();
                          }
                          return Thread.interrupted();
                        });
            while (!begun[0]) {
              Loop.yieldNow();
            }
            boolean asked = task.cancel(false);
            assertEquals(asked, task.await());
            assertFalse(task.isCancelled());
          });
    }
  }

  // ---- the end of time

  @Test
  void sleep_beyondTheEndOfTime_endsThere() throws Exception {
    Loop.simulate(
        1,
        () -> {
          Duration years = Duration.ofDays(120 * 365);
          Instant begin = here().now();
          Loop.sleep(years);
          Loop.sleep(years);
          assertEquals(begin.plus(years).plus(years), here().now());
          Loop.sleep(years);
          assertEquals(END, here().now());
          Loop.sleep(years);
          assertEquals(END, here().now());
        });
  }

  @Test
  void limits_nearTheEndOfTime_neverFireAtOnce() throws Exception {
    Loop.simulate(
        1,
        () -> {
          Duration year = Duration.ofDays(365);
          Duration forEver = Duration.ofSeconds(Long.MAX_VALUE);
          while (here().now().isBefore(END.minus(year))) {
            Loop.sleep(year);
          }
          for (Duration limit : List.of(year.multipliedBy(2), forEver)) {
            var event = new AsyncEvent();
            Deadline deadline = Deadline.after(limit);
            assertFalse(deadline.isExpired());
            here()
                .spawn(
                    () -> {
                      Loop.sleep(Duration.ofDays(1));
                      event.set();
                    });
            event.whenSet().await(limit);
            event.whenSet().within(limit).await();
            event.whenSet().by(deadline).await();
          }
          Deadline deadline = Deadline.after(year);
          assertThrows(TimeoutException.class, () -> new AsyncEvent().whenSet().await(year));
          assertEquals(END, here().now());
          assertTrue(deadline.isExpired());
          assertEquals(Duration.ZERO, deadline.remaining());
          assertThrows(TimeoutException.class, () -> new AsyncEvent().whenSet().await(year));
          assertTrue(here().after(year).thenApply(x -> true).await());
        });
  }

  @Test
  void sleeping_atTheEndOfTime_isSpinning() {
    assertThrows(
        DeadlockException.class,
        () ->
            Loop.simulate(
                1,
                () -> {
                  while (true) {
                    Loop.sleep(Duration.ofDays(365));
                  }
                }));
  }

  @Test
  void sleepers_beyondTheEndOfTime_areCancelledAsEver() throws Exception {
    Loop.simulate(
        1,
        () -> {
          Task<?> task = here().spawn(() -> Loop.sleep(Duration.ofSeconds(Long.MAX_VALUE)));
          Loop.yieldNow();
          task.cancel(false);
          assertThrows(CancellationException.class, task::await);
        });
  }
}
