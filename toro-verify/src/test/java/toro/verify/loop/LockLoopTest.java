package toro.verify.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import toro.AsyncLock;
import toro.DeadlockException;
import toro.Loop;

/** Locks and their conditions among coroutines that come, wait and leave. */
class LockLoopTest {
  @Test
  void coroutines_inTheLock_areAloneInTheOrderOfTheirRequests() {
    Schedule.explore(
        schedule -> {
          var lock = new AsyncLock();
          var requests = new int[1];
          var last = new int[1];
          var inside = new int[1];
          schedule.together(
              6,
              () -> {
                for (int round = 0; round < 3; round++) {
                  var wait = lock.acquire();
                  int request = ++requests[0];
                  try (var held = schedule.await(wait)) {
                    if (held != null) {
                      inside[0]++;
                      assertEquals(1, inside[0]);
                      assertTrue(request > last[0], "out of order");
                      last[0] = request;
                      try {
                        schedule.pause();
                      } finally {
                        inside[0]--;
                      }
                    }
                  }
                }
              });
          assertFalse(lock.isHeld());
          assertEquals(0, lock.waiting());
        });
  }

  @Test
  void sleepers_onACondition_eachHaveTheLockWhenTheyGoOn() {
    Schedule.explore(
        schedule -> {
          var lock = new AsyncLock();
          var condition = lock.newCondition();
          var inside = new int[1];
          schedule.together(
              6,
              () -> {
                try (var held = schedule.await(lock.acquire())) {
                  if (held == null) {
                    return;
                  }
                  assertEquals(1, ++inside[0]);
                  inside[0]--;
                  try {
                    condition
                        .releaseUntilSignalled(held)
                        .await(Duration.ofMillis(schedule.upTo(9)));
                  } catch (TimeoutException e) {
                    assertTrue(held.isOpen());
                  } finally {
                    assertTrue(held.isOpen());
                    assertEquals(1, ++inside[0]);
                    inside[0]--;
                    condition.signal();
                  }
                }
              });
          assertFalse(lock.isHeld());
          assertEquals(0, condition.waiting());
        });
  }

  @Test
  void twoLocks_takenInOppositeOrder_areFoundToDeadlock() {
    var failure =
        assertThrows(
            AssertionError.class,
            () ->
                Schedule.explore(
                    schedule -> {
                      var one = new AsyncLock();
                      var two = new AsyncLock();
                      schedule.together(
                          2,
                          () -> {
                            boolean swap = schedule.chance(2);
                            try (var first = (swap ? two : one).acquire().await();
                                var second = (swap ? one : two).acquire().await()) {
                              Loop.yieldNow();
                            }
                          });
                    }));
    assertInstanceOf(DeadlockException.class, failure.getCause());
  }

  @Test
  void flagInsteadOfALock_isFound() {
    assertThrows(
        AssertionError.class,
        () ->
            Schedule.explore(
                schedule -> {
                  var held = new boolean[1];
                  var inside = new int[1];
                  schedule.together(
                      2,
                      () -> {
                        while (held[0]) {
                          schedule.pause();
                        }
                        schedule.pause(); // between the look and the flag
                        held[0] = true;
                        assertEquals(1, ++inside[0]);
                        schedule.pause();
                        inside[0]--;
                        held[0] = false;
                      });
                }));
  }
}
