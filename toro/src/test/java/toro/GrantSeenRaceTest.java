package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Probe.granted;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever sees that a request was granted sees that its permits are held. */
@Timeout(120)
class GrantSeenRaceTest {
  private static final int ROUNDS = 50_000;

  private final SecondThread second = new SecondThread();

  @AfterEach
  void stop() {
    second.close();
  }

  private void untilDone(Wait<?> wait) {
    until("granted", wait::isDone); // spins: the first look at it is as early as can be
  }

  @Test
  void writer_letInByTheLastReader_isSeenToWrite() {
    for (int i = 0; i < ROUNDS; i++) {
      var lock = new AsyncReadWriteLock();
      Permit reader = granted(lock.acquireRead());
      Wait<Permit> writer = lock.acquireWrite();
      second.start(i % 37, reader::close);
      untilDone(writer);
      assertTrue(lock.isWriteHeld(), "round " + i);
      assertEquals(0, lock.readers());
      second.await();
    }
  }

  @Test
  void conditionsWait_thatTakesAFreeLockBack_isSeenToHoldIt() {
    for (int i = 0; i < ROUNDS; i++) {
      var lock = new AsyncLock();
      AsyncLock.Condition condition = lock.newCondition();
      Wait<Void> wait = condition.releaseUntilSignalled(granted(lock.acquire()));
      second.start(i % 37, condition::signal);
      untilDone(wait);
      assertTrue(lock.isHeld(), "round " + i);
      second.await();
    }
  }

  @Test
  void request_letInByAResize_isSeenToHoldItsPermits() {
    for (int i = 0; i < ROUNDS; i++) {
      var semaphore = AsyncSemaphore.bounded(1);
      Wait<Permit> large = semaphore.acquire(1).thenCompose(one -> semaphore.acquire(1));
      second.start(i % 37, () -> semaphore.resize(3));
      untilDone(large);
      assertEquals(1, semaphore.available(), "round " + i);
      second.await();
    }
  }
}
