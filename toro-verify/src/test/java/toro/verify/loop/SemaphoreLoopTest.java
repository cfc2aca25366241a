package toro.verify.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import toro.AsyncReadWriteLock;
import toro.AsyncSemaphore;

/** Permits among coroutines that come, wait and leave. */
class SemaphoreLoopTest {
  @Test
  void permits_alwaysAreNoMoreThanThereAre() {
    Schedule.explore(
        schedule -> {
          var semaphore = AsyncSemaphore.bounded(3);
          var inside = new int[1];
          schedule.together(
              6,
              () -> {
                for (int round = 0; round < 3; round++) {
                  int n = schedule.upTo(3);
                  try (var held = schedule.await(semaphore.acquire(n))) {
                    if (held != null) {
                      inside[0] += n;
                      try {
                        assertTrue(inside[0] <= 3);
                        schedule.pause();
                      } finally {
                        inside[0] -= n;
                      }
                    }
                  }
                }
              });
          assertEquals(3, semaphore.available());
          assertEquals(0, semaphore.waiting());
        });
  }

  @Test
  void observer_whoSeesAPermit_canHaveIt() {
    Schedule.explore(
        schedule -> {
          var semaphore = new AsyncSemaphore(1);
          schedule.together(
              5,
              () -> {
                var seen = semaphore.whenAvailable();
                seen.await();
                try (var held = semaphore.tryAcquire()) {
                  schedule.pause();
                }
              });
          assertEquals(1, semaphore.available());
          assertEquals(0, semaphore.waiting());
        });
  }

  @Test
  void writers_areAlone_andReadersAreNot() {
    Schedule.explore(
        schedule -> {
          var lock = new AsyncReadWriteLock(2);
          var reading = new int[1];
          var writing = new int[1];
          schedule.together(
              6,
              () -> {
                for (int round = 0; round < 3; round++) {
                  boolean writes = schedule.chance(3);
                  var inside = writes ? writing : reading;
                  try (var held =
                      schedule.await(writes ? lock.acquireWrite() : lock.acquireRead())) {
                    if (held != null) {
                      inside[0]++;
                      try {
                        assertTrue(writing[0] == 0 ? reading[0] <= 2 : reading[0] == 0);
                        assertTrue(writing[0] <= 1);
                        schedule.pause();
                      } finally {
                        inside[0]--;
                      }
                    }
                  }
                }
              });
          assertEquals(0, lock.readers());
          assertTrue(!lock.isWriteHeld() && lock.waiting() == 0);
        });
  }
}
