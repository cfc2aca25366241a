package toro.verify.lincheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.verify.lincheck.Ends.assertFree;
import static toro.verify.lincheck.Schedules.explore;
import static toro.verify.lincheck.Schedules.together;

import org.junit.jupiter.api.Test;
import toro.AsyncLock;

/** The races of those who wait for a signal, and then for the lock. */
class LockConditionRacesTest {
  @Test
  void signal_asItsReceiverLeaves_goesToTheNext() {
    explore(
        () -> {
          var lock = new AsyncLock();
          var condition = lock.newCondition();
          var one = lock.tryAcquire();
          var first = condition.releaseUntilSignalled(one);
          var two = lock.tryAcquire();
          var second = condition.releaseUntilSignalled(two);
          together(condition::signal, () -> first.cancel(false));
          assertEquals(first.isCancelled(), second.isDone());
          assertEquals(first.isCancelled(), !one.isOpen());
          if (!first.isCancelled()) {
            one.close();
            condition.signal();
          }
          second.join();
          assertTrue(two.isOpen());
          two.close();
          assertFree(lock);
        });
  }

  @Test
  void lock_givenBackAsTheSignalledOneLeaves_isFreeOrItsOwn() {
    explore(
        () -> {
          var lock = new AsyncLock();
          var condition = lock.newCondition();
          var permit = lock.tryAcquire();
          var signalled = condition.releaseUntilSignalled(permit);
          var held = lock.tryAcquire();
          condition.signal();
          together(held::close, () -> signalled.cancel(false));
          assertTrue(signalled.isDone());
          assertEquals(!signalled.isCancelled(), permit.isOpen());
          permit.close();
          assertFree(lock);
        });
  }

  @Test
  void lock_givenBackAsTheSignalledOnesStageLeaves_isFreeOrItsOwn() {
    explore(
        () -> {
          var lock = new AsyncLock();
          var condition = lock.newCondition();
          var permit = lock.tryAcquire();
          var runs = new int[1];
          var stage = condition.releaseUntilSignalled(permit).thenRun(() -> runs[0]++);
          var held = lock.tryAcquire();
          condition.signal();
          together(held::close, () -> stage.cancel(false));
          assertTrue(stage.isDone());
          assertEquals(runs[0] == 1, permit.isOpen());
          permit.close();
          assertFree(lock);
        });
  }

  @Test
  void permit_closedAsTheSignalComes_isGivenBackOnce() {
    explore(
        () -> {
          var lock = new AsyncLock();
          var condition = lock.newCondition();
          var permit = lock.tryAcquire();
          var signalled = condition.releaseUntilSignalled(permit);
          together(condition::signal, permit::close);
          assertTrue(signalled.isDone());
          assertFalse(permit.isOpen());
          assertFree(lock);
        });
  }

  @Test
  void close_asTheSignalComes_endsTheWaitWithTheLockHeld() {
    explore(
        () -> {
          var lock = new AsyncLock();
          var condition = lock.newCondition();
          var permit = lock.tryAcquire();
          var signalled = condition.releaseUntilSignalled(permit);
          together(condition::signal, lock::close);
          assertTrue(signalled.isDone());
          assertTrue(permit.isOpen());
          permit.close();
          assertFalse(lock.isHeld());
        });
  }

  @Test
  void signalAll_asOneLeaves_movesTheOthers() {
    explore(
        () -> {
          var lock = new AsyncLock();
          var condition = lock.newCondition();
          var one = lock.tryAcquire();
          var first = condition.releaseUntilSignalled(one);
          var two = lock.tryAcquire();
          var second = condition.releaseUntilSignalled(two);
          together(condition::signalAll, () -> first.cancel(false));
          assertTrue(first.isDone());
          one.close();
          assertTrue(second.isDone() && two.isOpen());
          two.close();
          assertFree(lock);
        });
  }

  @Test
  void predicate_thatTurnsTrueAsItsWaiterLeaves_endsItOnce() {
    explore(
        () -> {
          var lock = new AsyncLock();
          var condition = lock.newCondition();
          var ready = new boolean[1];
          var permit = lock.tryAcquire();
          var until = condition.releaseUntil(permit, () -> ready[0]);
          together(
              () -> {
                ready[0] = true;
                condition.signal();
              },
              () -> until.cancel(false));
          assertTrue(until.isDone());
          assertEquals(!until.isCancelled(), permit.isOpen());
          permit.close();
          assertFree(lock);
        });
  }
}
