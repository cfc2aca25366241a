package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A condition's wait is given up in the moment in which it gets its lock back. */
@Timeout(120)
class ConditionGrantRaceTest {
  private static final int ROUNDS = 20_000;

  private final SecondThread second = new SecondThread();

  /** Both at the same moment, with every pair of small shifts. */
  private void race(int round, Runnable there, Runnable here) {
    second.start(round % 64, there);
    SecondThread.spin(3 * (round / 64 % 64));
    here.run();
    second.await();
  }

  /** One round: somebody waits, is signalled, and gets the lock when `other` is closed. */
  private static final class Round {
    final AsyncLock lock = new AsyncLock();
    final AsyncLock.Condition condition = lock.newCondition();
    final Permit held = lock.tryAcquire();
    final Wait<Void> wait = condition.releaseUntilSignalled(held);
    final Permit other = lock.tryAcquire();
  }

  @Test
  void derivedStage_cancelledWhileTheLockIsRetaken_runsOrLeavesThePermitClosed() {
    try (second) {
      for (int i = 0; i < ROUNDS; i++) {
        var round = new Round();
        var ran = new AtomicBoolean();
        Wait<Void> derived =
            round.wait.thenRun(
                () -> {
                  ran.set(true);
                  round.held.close();
                });
        round.condition.signal();
        race(i, () -> derived.cancel(false), round.other::close);
        assertFalse(round.lock.isHeld(), () -> "ran " + ran + ", " + round.held);
        assertFalse(round.held.isOpen());
      }
    }
  }

  @Test
  void wait_cancelledWhileTheLockIsRetaken_isOneOfTheTwo() {
    try (second) {
      for (int i = 0; i < ROUNDS; i++) {
        var round = new Round();
        round.condition.signal();
        var cancelled = new AtomicBoolean();
        var done = new AtomicBoolean();
        race(
            i,
            () -> {
              cancelled.set(round.wait.cancel(false));
              done.set(round.wait.isDone());
            },
            round.other::close);
        assertTrue(done.get(), "cancel returned before it was decided");
        assertEquals(!cancelled.get(), round.held.isOpen(), round.wait::toString);
        assertEquals(!cancelled.get(), round.lock.isHeld());
      }
    }
  }

  @Test
  void permit_closedWhileTheLockIsRetaken_isClosed() {
    try (second) {
      for (int i = 0; i < ROUNDS; i++) {
        var round = new Round();
        round.condition.signal();
        race(i, round.held::close, round.other::close);
        assertFalse(round.held.isOpen());
        assertFalse(round.lock.isHeld());
        assertTrue(round.wait.isDone());
      }
    }
  }

  @Test
  void signal_whoseWaiterExpiresWhileTheLockIsRetaken_isNotLost() {
    try (second) {
      for (int i = 0; i < ROUNDS; i++) {
        var lock = new AsyncLock();
        var condition = lock.newCondition();
        Permit held = lock.tryAcquire();
        var ran = new AtomicBoolean();
        Wait<Void> derived = condition.releaseUntilSignalled(held).thenRun(() -> ran.set(true));
        Wait<Void> next = condition.releaseUntilSignalled(lock.tryAcquire());
        Permit other = lock.tryAcquire();
        condition.signal();
        race(i, () -> derived.within(Duration.ZERO), other::close);
        assertTrue(derived.isDone(), derived::toString);
        assertTrue(held.isOpen(), "a limit ends it with the lock held");
        held.close();
        assertEquals(!ran.get(), next.isDone(), "the signal is seen by one of the two");
      }
    }
  }

  @Test
  void lock_closedWhileAWaiterLeaves_leavesNobodyBehind() {
    try (second) {
      for (int i = 0; i < ROUNDS; i++) {
        var round = new Round();
        round.other.close();
        race(i, round.lock::close, () -> round.wait.cancel(false));
        until("it has ended", round.wait::isDone);
        assertEquals(0, round.condition.waiting());
        if (round.wait.isCancelled()) {
          assertFalse(round.held.isOpen());
        } else {
          assertTrue(round.held.isOpen());
          round.held.close();
        }
        assertFalse(round.lock.isHeld());
      }
    }
  }
}
