package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.failureOf;
import static toro.Probe.granted;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a waiter of a condition stops: limits, interrupts, and leaving for good. */
@Timeout(60)
class AsyncLockConditionGiveUpTest {
  private static final Duration SHORT = Duration.ofMillis(5);

  private final AsyncLock lock = new AsyncLock();
  private final AsyncLock.Condition condition = lock.newCondition();

  private Permit acquire() {
    return granted(lock.acquire());
  }

  private void somebodyStandsInTheLocksLine() {
    until("somebody stands in the lock's line", () -> lock.toString().contains("1 waiting"));
  }

  @Test
  void within_limitPasses_failsWithTheLockBack() {
    Permit held = acquire();
    Wait<Void> wait = condition.releaseUntilSignalled(held).within(SHORT);
    assertInstanceOf(TimeoutException.class, failureOf(wait));
    assertTrue(held.isOpen());
    assertTrue(lock.isHeld());
  }

  @Test
  void within_limitPassesWhileAnotherHolds_endsOnlyWhenTheLockIsBack() {
    Permit held = acquire();
    Wait<Void> waiting = condition.releaseUntilSignalled(held);
    Permit other = acquire();
    Wait<Void> wait = waiting.within(SHORT);
    somebodyStandsInTheLocksLine();
    assertPending(wait);
    assertFalse(held.isOpen());
    other.close();
    assertInstanceOf(TimeoutException.class, failureOf(wait));
    assertTrue(held.isOpen());
  }

  @Test
  void within_zero_failsAtOnceWithTheLockBack() {
    Permit held = acquire();
    Wait<Void> wait = condition.releaseUntilSignalled(held).within(Duration.ZERO);
    assertInstanceOf(TimeoutException.class, failed(wait));
    assertTrue(held.isOpen());
  }

  @Test
  void orTimeout_limitPassesWhileAnotherHolds_endsOnlyWhenTheLockIsBack() {
    Permit held = acquire();
    Wait<Void> wait = condition.releaseUntilSignalled(held);
    Permit other = acquire();
    Wait<Void> limited = wait.within(Duration.ofMillis(5));
    somebodyStandsInTheLocksLine();
    assertPending(wait, limited);
    other.close();
    assertInstanceOf(TimeoutException.class, failureOf(limited));
    assertTrue(held.isOpen());
  }

  @Test
  void orTimeout_ofADerivedStage_endsOnlyWhenTheLockIsBack() {
    Permit held = acquire();
    Wait<String> derived = condition.releaseUntilSignalled(held).thenApply(nothing -> "signalled");
    Permit other = acquire();
    Wait<String> limited = derived.within(Duration.ofMillis(5));
    somebodyStandsInTheLocksLine();
    assertPending(limited);
    assertFalse(held.isOpen());
    other.close();
    assertInstanceOf(TimeoutException.class, failureOf(limited));
    assertTrue(held.isOpen());
    assertTrue(lock.isHeld());
  }

  @Test
  void within_onAStageOfSeveral_endsOnlyWhenTheLockIsBack() {
    for (boolean needsAll : new boolean[] {true, false}) {
      Permit held = acquire();
      Wait<Void> waiting = condition.releaseUntilSignalled(held);
      Wait<Void> never = new AsyncEvent().whenSet();
      Permit other = acquire();
      Wait<?> both = needsAll ? Wait.allOf(waiting, never) : Wait.anyOf(waiting, never);
      Wait<Void> derived = both.thenRun(() -> {}).within(SHORT);
      somebodyStandsInTheLocksLine();
      assertPending(derived);
      other.close();
      assertInstanceOf(TimeoutException.class, failureOf(derived));
      assertTrue(held.isOpen());
      assertTrue(never.isCancelled());
      held.close();
    }
  }

  @Test
  void within_onAStageOfTwoConditions_endsOnlyWhenBothLocksAreBack() {
    var secondLock = new AsyncLock();
    Permit first = acquire();
    Permit second = granted(secondLock.acquire());
    Wait<Void> both =
        Wait.allOf(
            condition.releaseUntilSignalled(first),
            secondLock.newCondition().releaseUntilSignalled(second));
    Permit other = granted(secondLock.acquire());
    Wait<Void> wait = both.within(SHORT);
    until("the first has its lock back", first::isOpen);
    until("the second stands in line", () -> secondLock.toString().contains("1 waiting"));
    assertPending(wait);
    other.close();
    assertInstanceOf(TimeoutException.class, failureOf(wait));
    assertTrue(first.isOpen());
    assertTrue(second.isOpen());
  }

  @Test
  void within_signalledInTime_completesNormally() {
    Permit held = acquire();
    Wait<Void> wait = condition.releaseUntilSignalled(held).within(Duration.ofSeconds(30));
    condition.signal();
    granted(wait);
    assertTrue(held.isOpen());
  }

  @Test
  void within_limitPasses_laterSignalGoesToTheNext() {
    Permit first = acquire();
    Wait<Void> firstWait = condition.releaseUntilSignalled(first);
    Permit second = acquire();
    Wait<Void> secondWait = condition.releaseUntilSignalled(second);
    assertInstanceOf(TimeoutException.class, failed(firstWait.within(Duration.ZERO)));
    first.close();
    condition.signal();
    granted(secondWait);
    assertTrue(second.isOpen());
  }

  @Test
  void within_limitPassesAfterTheSignal_theSignalIsUsedExactlyOnce() {
    Permit first = acquire();
    Wait<Void> firstWait = condition.releaseUntilSignalled(first);
    Permit second = acquire();
    Wait<Void> secondWait = condition.releaseUntilSignalled(second);
    Permit other = acquire();
    condition.signal();
    Wait<Void> limited = firstWait.within(Duration.ZERO);
    other.close();
    until("the first waiter has the lock back", limited::isDone);
    assertTrue(first.isOpen());
    first.close();
    assertEquals(limited.isCompletedExceptionally(), secondWait.isDone());
  }

  @Test
  void until_limitPasses_failsWithTheLockBack() {
    Permit held = acquire();
    Wait<Void> wait = condition.releaseUntil(held, () -> false).within(SHORT);
    assertInstanceOf(TimeoutException.class, failureOf(wait));
    assertTrue(held.isOpen());
    assertTrue(lock.isHeld());
  }

  @Test
  void await_interrupted_throwsWithTheLockBack() throws Exception {
    Permit held = acquire();
    Wait<Void> wait = condition.releaseUntilSignalled(held);
    boolean[] openInFinally = {false};
    var thread =
        Probe.start(
                () -> {
                  try {
                    return wait.await();
                  } finally {
                    openInFinally[0] = held.isOpen();
                  }
                })
            .parked();
    thread.thread().interrupt();
    assertInstanceOf(InterruptedException.class, thread.failure());
    assertTrue(openInFinally[0]);
    assertTrue(lock.isHeld());
  }

  @Test
  void await_limitPasses_throwsTimeoutWithTheLockBack() throws Exception {
    Permit held = acquire();
    Wait<Void> wait = condition.releaseUntilSignalled(held);
    boolean[] openInFinally = {false};
    var thread =
        Probe.start(
            () -> {
              try {
                return wait.await(SHORT);
              } finally {
                openInFinally[0] = held.isOpen();
              }
            });
    assertInstanceOf(TimeoutException.class, thread.failure());
    assertTrue(openInFinally[0]);
    assertTrue(lock.isHeld());
  }

  @Test
  void await_interruptedTwiceWhileAnotherHolds_keepsTheSecondAsTheFlag() throws Exception {
    Permit held = acquire();
    Wait<Void> wait = condition.releaseUntilSignalled(held);
    Permit other = acquire();
    boolean[] flagAndOpen = {false, false};
    var thread =
        Probe.start(
                () -> {
                  try {
                    return wait.await();
                  } finally {
                    flagAndOpen[0] = Thread.currentThread().isInterrupted();
                    flagAndOpen[1] = held.isOpen();
                  }
                })
            .parked();
    thread.thread().interrupt();
    somebodyStandsInTheLocksLine();
    until("the first interrupt is noticed", () -> !thread.thread().isInterrupted());
    assertTrue(thread.thread().isAlive());
    thread.parked().thread().interrupt();
    assertTrue(thread.thread().isAlive());
    other.close();
    assertInstanceOf(InterruptedException.class, thread.failure());
    assertTrue(flagAndOpen[0]);
    assertTrue(flagAndOpen[1]);
  }

  @Test
  void await_interruptedAfterTheSignal_theSignalIsUsedExactlyOnce() throws Exception {
    Permit first = acquire();
    Wait<Void> firstWait = condition.releaseUntilSignalled(first);
    Permit second = acquire();
    Wait<Void> secondWait = condition.releaseUntilSignalled(second);
    Permit other = acquire();
    var thread =
        Probe.start(
                () -> {
                  try {
                    firstWait.await();
                    return !Thread.currentThread().isInterrupted();
                  } catch (InterruptedException e) {
                    return true;
                  } finally {
                    first.close();
                  }
                })
            .parked();
    condition.signal();
    thread.thread().interrupt();
    other.close();
    boolean signalGivenBack = thread.result();
    assertEquals(signalGivenBack, secondWait.isDone());
  }

  @Test
  void cancel_waitingForTheSignal_leavesForGood() {
    Permit held = acquire();
    Wait<Void> wait = condition.releaseUntilSignalled(held);
    Permit other = acquire();
    assertTrue(wait.cancel(true));
    assertTrue(wait.isCancelled());
    assertFalse(held.isOpen());
    other.close();
    assertFalse(lock.isHeld());
    assertFalse(held.isOpen());
  }

  @Test
  void cancel_ofADerivedStage_leavesForGood() {
    Permit held = acquire();
    Wait<Void> derived = condition.releaseUntilSignalled(held).thenRun(() -> {});
    assertTrue(derived.cancel(true));
    assertTrue(derived.isCancelled());
    condition.signal();
    assertFalse(held.isOpen());
    assertFalse(lock.isHeld());
  }

  @Test
  void cancel_retakingTheLock_leavesForGoodAndForwardsTheSignal() {
    Permit first = acquire();
    Wait<Void> firstWait = condition.releaseUntilSignalled(first);
    Permit second = acquire();
    Wait<Void> secondWait = condition.releaseUntilSignalled(second);
    Permit other = acquire();
    condition.signal();
    assertTrue(firstWait.cancel(true));
    assertTrue(firstWait.isCancelled());
    assertPending(secondWait);
    other.close();
    granted(secondWait);
    assertFalse(first.isOpen());
    assertTrue(second.isOpen());
  }

  @Test
  void cancel_beforeTheSignal_theSignalGoesToTheNext() {
    Permit first = acquire();
    Wait<Void> firstWait = condition.releaseUntilSignalled(first);
    Permit second = acquire();
    Wait<Void> secondWait = condition.releaseUntilSignalled(second);
    assertTrue(firstWait.cancel(false));
    condition.signal();
    granted(secondWait);
    assertTrue(second.isOpen());
  }

  @Test
  void cancel_afterTheGrant_returnsFalse() {
    Permit held = acquire();
    Wait<Void> wait = condition.releaseUntilSignalled(held);
    condition.signal();
    assertFalse(wait.cancel(true));
    granted(wait);
    assertTrue(held.isOpen());
  }

  @Test
  void future_completed_leavesForGood() {
    Permit held = acquire();
    Wait<Void> wait = condition.releaseUntilSignalled(held);
    assertTrue(wait.toCompletableFuture().complete(null));
    assertTrue(wait.isCancelled());
    assertFalse(held.isOpen());
    condition.signal();
    assertFalse(lock.isHeld());
  }

  @Test
  void future_failedWhileRetakingTheLock_leavesForGoodAndForwardsTheSignal() {
    Permit first = acquire();
    Wait<Void> firstWait = condition.releaseUntilSignalled(first);
    Permit second = acquire();
    Wait<Void> secondWait = condition.releaseUntilSignalled(second);
    Permit other = acquire();
    condition.signal();
    assertTrue(firstWait.toCompletableFuture().completeExceptionally(new IllegalStateException()));
    other.close();
    granted(secondWait);
    assertFalse(first.isOpen());
  }

  @Test
  void heldClose_waitingForTheSignal_leavesForGood() {
    Permit held = acquire();
    Wait<Void> wait = condition.releaseUntilSignalled(held);
    held.close();
    assertTrue(wait.isCompletedExceptionally());
    condition.signal();
    assertFalse(held.isOpen());
    assertFalse(lock.isHeld());
  }

  @Test
  void heldClose_retakingTheLock_leavesForGoodAndForwardsTheSignal() {
    Permit first = acquire();
    Wait<Void> firstWait = condition.releaseUntilSignalled(first);
    Permit second = acquire();
    Wait<Void> secondWait = condition.releaseUntilSignalled(second);
    Permit other = acquire();
    condition.signal();
    first.close();
    assertTrue(firstWait.isCompletedExceptionally());
    other.close();
    granted(secondWait);
    assertFalse(first.isOpen());
    second.close();
    assertFalse(lock.isHeld());
  }

  @Test
  void cancel_everyWaiter_signalAllFindsNobody() {
    Permit first = acquire();
    Wait<Void> firstWait = condition.releaseUntilSignalled(first);
    Permit second = acquire();
    Wait<Void> secondWait = condition.releaseUntilSignalled(second);
    assertTrue(secondWait.cancel(false));
    assertTrue(firstWait.cancel(false));
    condition.signalAll();
    assertFalse(lock.isHeld());
    assertFalse(condition.toString().contains("waiting"), condition.toString());
  }

  private final List<Runnable> queued = new ArrayList<>();

  /** A stage whose function has not begun when the wait ends. */
  private Wait<Void> stageOf(Wait<Void> wait) {
    return wait.thenRunAsync(() -> {}, queued::add);
  }

  @Test
  void within_onAStage_signalledBefore_endsOnlyWhenTheLockIsBackAndTheSignalGoesOn() {
    Permit held = acquire();
    Wait<Void> first = condition.releaseUntilSignalled(held);
    Permit next = acquire();
    Wait<Void> second = condition.releaseUntilSignalled(next);
    Permit other = acquire();
    condition.signal();
    Wait<Void> stage = first.thenRun(() -> {}).within(Duration.ZERO);
    assertEquals(0, condition.waiting()); // the signal is the second one's by now
    assertPending(first, second, stage);
    other.close();
    assertTrue(held.isOpen());
    assertInstanceOf(TimeoutException.class, failed(stage));
    assertPending(second);
    held.close();
    granted(second);
    assertTrue(next.isOpen());
  }

  @Test
  void stage_givenUpBeforeItRan_passesTheSignalOn() {
    for (boolean isCancel : new boolean[] {true, false}) {
      Permit held = acquire();
      Wait<Void> stage = stageOf(condition.releaseUntilSignalled(held));
      Permit next = acquire();
      Wait<Void> second = condition.releaseUntilSignalled(next);
      condition.signal();
      assertTrue(held.isOpen());
      Wait<Void> ended = isCancel ? stage : stage.within(Duration.ZERO);
      assertEquals(isCancel, stage.cancel(false));
      assertTrue(ended.isCompletedExceptionally());
      assertEquals(!isCancel, held.isOpen()); // after a limit, a finally block holds it
      held.close();
      granted(second);
      next.close();
      assertFalse(lock.isHeld());
    }
  }

  @Test
  void stage_givenUpAfterTheSignalWasReceived_passesNothingOn() {
    Permit held = acquire();
    Wait<Void> first = condition.releaseUntilSignalled(held);
    Wait<Void> before = stageOf(first);
    Wait<Void> second = condition.releaseUntilSignalled(acquire());
    condition.signal();
    assertNull(first.join());
    assertTrue(before.cancel(false));
    assertTrue(stageOf(first).cancel(false));
    assertTrue(held.isOpen());
    held.close();
    assertPending(second);
    assertFalse(lock.isHeld());
    assertEquals(1, condition.waiting());
  }

  @Test
  void stage_givenUpAfterTheLimit_keepsThePermitOpen() {
    Permit held = acquire();
    Wait<Void> first = condition.releaseUntilSignalled(held);
    Wait<Void> before = first.handleAsync((value, failure) -> null, queued::add);
    Wait<Void> second = condition.releaseUntilSignalled(acquire());
    assertInstanceOf(TimeoutException.class, failed(first.within(Duration.ZERO)));
    assertTrue(before.cancel(false));
    assertTrue(first.handleAsync((value, failure) -> null, queued::add).cancel(false));
    assertTrue(held.isOpen());
    held.close();
    assertPending(second);
  }
}
