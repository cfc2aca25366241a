package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code until(held, predicate)} between its signals: contention, limits, interrupts, leaving. */
@Timeout(60)
class AsyncLockConditionUntilTest {
  private final AsyncLock lock = new AsyncLock();
  private final AsyncLock.Condition condition = lock.newCondition();
  private final AtomicInteger asked = new AtomicInteger();

  private Permit acquire() {
    return granted(lock.acquire());
  }

  /** Waits for ever, as far as the predicate is concerned. */
  private Wait<Void> untilNever(Permit held) {
    return condition.releaseUntil(
        held,
        () -> {
          asked.incrementAndGet();
          return false;
        });
  }

  @Test
  void until_signalledWhileAnotherHolds_asksOnlyWithTheLockBack() {
    Permit held = acquire();
    boolean[] ready = {false};
    Wait<Void> wait =
        condition.releaseUntil(
            held,
            () -> {
              asked.incrementAndGet();
              return ready[0];
            });
    Permit other = acquire();
    ready[0] = true;
    condition.signal();
    assertEquals(1, asked.get());
    assertPending(wait);
    other.close();
    granted(wait);
    assertEquals(2, asked.get());
    assertTrue(held.isOpen());
  }

  @Test
  void until_predicateStillFalse_givesTheLockUpAgain() {
    Permit held = acquire();
    Wait<Void> wait = untilNever(held);
    Wait<Permit> next = lock.acquire();
    assertTrue(granted(next).isOpen());
    condition.signal();
    Wait<Permit> afterNext = lock.acquire();
    granted(next).close();
    assertEquals(2, asked.get());
    assertPending(wait);
    assertFalse(held.isOpen());
    assertTrue(granted(afterNext).isOpen());
  }

  @Test
  void until_predicateStillFalse_goesToTheEndOfTheSignalsLine() {
    Permit first = acquire();
    Wait<Void> firstWait = untilNever(first);
    Permit second = acquire();
    Wait<Void> secondWait = condition.releaseUntilSignalled(second);
    condition.signal();
    assertPending(firstWait, secondWait);
    condition.signal();
    granted(secondWait);
    assertPending(firstWait);
  }

  @Test
  void signalAll_severalPredicates_wakesThoseThatHold() {
    int[] level = {0};
    Permit one = acquire();
    Wait<Void> untilOne = condition.releaseUntil(one, () -> level[0] >= 1);
    Permit two = acquire();
    Wait<Void> untilTwo = condition.releaseUntil(two, () -> level[0] >= 2);
    Permit alsoOne = acquire();
    Wait<Void> alsoUntilOne = condition.releaseUntil(alsoOne, () -> level[0] >= 1);
    level[0] = 1;
    condition.signalAll();
    granted(untilOne);
    one.close();
    granted(alsoUntilOne);
    alsoOne.close();
    assertPending(untilTwo);
    assertFalse(lock.isHeld());
    level[0] = 2;
    condition.signalAll();
    granted(untilTwo);
    assertTrue(two.isOpen());
  }

  @Test
  void within_limitPassesWhileAnotherHolds_endsOnlyWhenTheLockIsBack() {
    Permit held = acquire();
    Wait<Void> wait = untilNever(held);
    Permit other = acquire();
    Wait<Void> limited = wait.within(Duration.ofMillis(5));
    until("the waiter wants the lock back", () -> lock.toString().contains("1 waiting"));
    assertPending(limited);
    other.close();
    assertInstanceOf(TimeoutException.class, failureOf(limited));
    assertTrue(held.isOpen());
  }

  @Test
  void within_signalsInVain_theLimitGoesOn() {
    Permit held = acquire();
    Wait<Void> wait = untilNever(held).within(Duration.ofMillis(5));
    for (int i = 0; i < 10; i++) {
      condition.signal();
    }
    assertInstanceOf(TimeoutException.class, failureOf(wait));
    assertTrue(held.isOpen());
    assertTrue(lock.isHeld());
  }

  @Test
  void await_interrupted_throwsWithTheLockBack() throws Exception {
    Permit held = acquire();
    Wait<Void> wait = untilNever(held);
    boolean[] openInFinally = {false};
    var thread =
        Probe.startVirtual(
                () -> {
                  try {
                    return wait.await();
                  } finally {
                    openInFinally[0] = held.isOpen();
                  }
                })
            .parked();
    condition.signal();
    thread.parked().thread().interrupt();
    assertInstanceOf(InterruptedException.class, thread.failure());
    assertTrue(openInFinally[0]);
    assertTrue(lock.isHeld());
  }

  @Test
  void cancel_waiting_leavesForGood() {
    Permit held = acquire();
    Wait<Void> wait = untilNever(held);
    condition.signal();
    assertTrue(wait.cancel(true));
    assertTrue(wait.isCancelled());
    condition.signal();
    assertEquals(2, asked.get());
    assertFalse(held.isOpen());
    assertFalse(lock.isHeld());
  }

  @Test
  void cancel_retakingTheLock_leavesForGoodAndForwardsTheSignal() {
    Permit first = acquire();
    Wait<Void> firstWait = untilNever(first);
    Permit second = acquire();
    Wait<Void> secondWait = condition.releaseUntilSignalled(second);
    Permit other = acquire();
    condition.signal();
    assertTrue(firstWait.cancel(false));
    other.close();
    granted(secondWait);
    assertEquals(1, asked.get());
    assertFalse(first.isOpen());
  }

  @Test
  void future_completed_leavesForGood() {
    Permit held = acquire();
    Wait<Void> wait = untilNever(held);
    assertTrue(wait.toCompletableFuture().complete(null));
    assertTrue(wait.isCancelled());
    condition.signal();
    assertEquals(1, asked.get());
    assertFalse(held.isOpen());
    assertFalse(lock.isHeld());
  }

  @Test
  void heldClose_waiting_leavesForGood() {
    Permit held = acquire();
    Wait<Void> wait = untilNever(held);
    held.close();
    assertTrue(wait.isCompletedExceptionally());
    condition.signal();
    assertEquals(1, asked.get());
    assertFalse(lock.isHeld());
  }

  @Test
  void heldClose_byThePredicate_doesNotLeakTheLock() {
    Permit held = acquire();
    Wait<Void> wait =
        condition.releaseUntil(
            held,
            () -> {
              held.close();
              return false;
            });
    assertTrue(wait.isCompletedExceptionally());
    assertFalse(held.isOpen());
    assertFalse(lock.isHeld());
  }

  @Test
  void until_predicateThrowsWhileOthersWait_theyGetTheLockAfterTheClose() {
    Permit held = acquire();
    IllegalStateException broken = new IllegalStateException("broken predicate");
    boolean[] throwsNow = {false};
    Wait<Void> wait =
        condition.releaseUntil(
            held,
            () -> {
              if (throwsNow[0]) {
                throw broken;
              }
              return false;
            });
    throwsNow[0] = true;
    Permit other = acquire();
    condition.signal();
    Wait<Permit> next = lock.acquire();
    other.close();
    assertSame(broken, failed(wait));
    assertPending(next);
    held.close();
    assertTrue(granted(next).isOpen());
  }

  @Test
  void until_trueButNobodyIsLeftToReceiveIt_closesThePermit() {
    List<Runnable> queued = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      boolean isTrueAtOnce = i == 0;
      boolean[] ready = {isTrueAtOnce};
      Permit held = acquire();
      Wait<Void> wait = condition.releaseUntil(held, () -> ready[0]);
      Wait<Void> stage = wait.thenRunAsync(() -> {}, queued::add);
      ready[0] = true;
      condition.signal();
      assertTrue(wait.isDone());
      assertTrue(held.isOpen());
      assertTrue(stage.cancel(false));
      assertFalse(held.isOpen());
      assertFalse(lock.isHeld());
    }
  }

  @Test
  void until_trueAndItsStageGivenUpByALimit_keepsThePermit() {
    List<Runnable> queued = new ArrayList<>();
    Permit held = acquire();
    Wait<Void> wait = condition.releaseUntil(held, () -> true);
    Wait<Void> stage = wait.thenRunAsync(() -> {}, queued::add).within(Duration.ZERO);
    assertInstanceOf(TimeoutException.class, failed(stage));
    assertTrue(held.isOpen());
    held.close();
    assertFalse(lock.isHeld());
  }

  @Test
  void until_receivedAndThenAStageGivenUp_keepsThePermit() {
    List<Runnable> queued = new ArrayList<>();
    Permit held = acquire();
    boolean[] ready = {false};
    Wait<Void> wait = condition.releaseUntil(held, () -> ready[0]);
    Wait<Void> before = wait.thenRunAsync(() -> {}, queued::add);
    ready[0] = true;
    condition.signal();
    assertNull(wait.join());
    assertTrue(before.cancel(false));
    assertTrue(wait.thenRunAsync(() -> {}, queued::add).cancel(false));
    assertTrue(held.isOpen());
    assertTrue(lock.isHeld());
  }

  @Test
  void until_failedAndThenAStageGivenUp_keepsThePermit() {
    List<Runnable> queued = new ArrayList<>();
    Permit held = acquire();
    Wait<Void> wait = condition.releaseUntil(held, () -> false);
    Wait<Void> before = wait.handleAsync((value, failure) -> null, queued::add);
    assertInstanceOf(TimeoutException.class, failed(wait.within(Duration.ZERO)));
    assertTrue(before.cancel(false));
    assertTrue(wait.handleAsync((value, failure) -> null, queued::add).cancel(false));
    assertTrue(held.isOpen());
    assertTrue(lock.isHeld());
  }

  @Test
  void within_limitPassesAfterTheSignal_endsWithoutGivingTheLockUpAgain() {
    Permit held = acquire();
    Wait<Void> wait = untilNever(held);
    Permit other = acquire();
    condition.signal();
    Wait<Permit> third = lock.acquire();
    Wait<Void> limited = wait.within(Duration.ZERO);
    assertPending(wait, limited, third);
    other.close();
    assertInstanceOf(TimeoutException.class, failed(limited));
    assertEquals(2, asked.get());
    assertTrue(held.isOpen());
    assertPending(third);
  }
}
