package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.granted;
import static toro.Probe.shown;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import toro.Probe.Started;

/** What asyncio's condition promises, kept by {@link AsyncLock.Condition}. */
@Timeout(60)
class LockConditionBehavioursTest {
  private static final Duration SHORT = Duration.ofMillis(5);

  private final AsyncLock lock = new AsyncLock();
  private final AsyncLock.Condition condition = lock.newCondition();
  private final List<Object> history = new ArrayList<>(); // with the lock held
  private int state; // with the lock held

  private Permit acquire() {
    return granted(lock.acquire());
  }

  /** Takes the lock, waits for a signal, notes that, and releases. */
  private Wait<Void> note(int number) {
    Permit held = acquire();
    return note(number, condition.releaseUntilSignalled(held), held);
  }

  private Wait<Void> note(int number, Wait<Void> wait, Permit held) {
    return wait.thenRun(
        () -> {
          assertTrue(held.isOpen());
          history.add(number);
          held.close();
        });
  }

  private void assertLock(String expected) {
    assertEquals("AsyncLock[" + expected + "]", shown(lock));
  }

  private void assertNobodyWaitsForASignal() {
    assertFalse(condition.toString().contains("waiting"), condition::toString);
  }

  private void untilWaiting(int n) {
    String line = n + " waiting";
    until(line, () -> shown(condition).endsWith("]" + ", " + line + "]"));
  }

  /** A coroutine that consumes what {@link #state} counts, until that is negative. */
  private final class Consumer {
    private volatile Wait<Void> waiting;
    final Started<Integer> coroutine = Probe.startVirtual(this::consume);

    /** What it waits for: it stands in line before it has noted that, so until it parks. */
    Wait<Void> waiting() {
      coroutine.parked();
      return waiting;
    }

    private int consume() throws InterruptedException {
      int consumed = 0;
      try (var held = lock.acquire().await()) {
        while (true) {
          waiting = condition.releaseUntil(held, () -> state != 0);
          waiting.await();
          assertTrue(held.isOpen());
          if (state < 0) {
            return consumed;
          }
          state--;
          consumed++;
        }
      }
    }
  }

  // asyncio ConditionTests: test_wait
  @Test
  void signal_threeWait_theWokenTakeTheLockBackOneByOneInOrder() {
    List<Permit> permits = new ArrayList<>();
    List<Wait<Void>> waits = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      permits.add(acquire());
      waits.add(condition.releaseUntilSignalled(permits.get(i)));
    }
    assertLock("free");
    Permit signaller = acquire();
    condition.signal();
    assertPending(waits.toArray(Wait<?>[]::new)); // the signaller has the lock
    signaller.close();
    assertNull(granted(waits.get(0)));
    assertTrue(permits.get(0).isOpen());
    condition.signal();
    condition.signal();
    assertPending(waits.get(1), waits.get(2));
    permits.get(0).close();
    assertNull(granted(waits.get(1)));
    assertPending(waits.get(2));
    assertLock("held, 1 waiting");
    permits.get(1).close();
    assertNull(granted(waits.get(2)));
    assertTrue(permits.get(2).isOpen());
    permits.get(2).close();
    assertLock("free");
  }

  // asyncio ConditionTests: test_wait_cancel
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void await_interrupted_throwsOnlyWithTheLockBack(boolean contended) throws Exception {
    var coroutine =
        Probe.startVirtual(
            () -> {
              try (var held = lock.acquire().await()) {
                assertThrows(
                    InterruptedException.class, condition.releaseUntilSignalled(held)::await);
                return held.isOpen() && lock.isHeld();
              }
            });
    untilWaiting(1);
    Permit other = contended ? acquire() : null;
    coroutine.parked().thread().interrupt();
    if (contended) {
      until("it stands in the lock's line", () -> lock.toString().contains("1 waiting"));
      assertTrue(coroutine.thread().isAlive());
      other.close();
    }
    assertTrue(coroutine.result());
    assertNobodyWaitsForASignal();
    assertLock("free");
  }

  // asyncio ConditionTests: test_wait_cancel_contested, test_wait_cancel_after_notify
  @Test
  void await_interruptedAfterTheSignal_hasTheLockAndKeepsTheInterrupt() throws Exception {
    var coroutine =
        Probe.startVirtual(
            () -> {
              try (var held = lock.acquire().await()) {
                condition.releaseUntilSignalled(held).await();
                history.add(held.isOpen());
                // not swallowed: the next wait sees it
                assertThrows(InterruptedException.class, new AsyncEvent().whenSet()::await);
                return held.isOpen();
              }
            });
    untilWaiting(1);
    Permit signaller = acquire();
    condition.signal();
    coroutine.parked().thread().interrupt();
    until("it stands in the lock's line", () -> lock.toString().contains("1 waiting"));
    signaller.close();
    assertTrue(coroutine.result());
    assertEquals(List.of(true), history);
    assertLock("free");
  }

  // asyncio ConditionTests: test_wait_unacquired
  @Test
  void when_permitNotOpen_failsAndChangesNothing() {
    Permit closed = acquire();
    closed.close();
    assertInstanceOf(IllegalStateException.class, failed(condition.releaseUntilSignalled(closed)));
    Permit foreign = granted(new AsyncLock().acquire());
    assertInstanceOf(IllegalStateException.class, failed(condition.releaseUntilSignalled(foreign)));
    assertTrue(foreign.isOpen());
    assertNobodyWaitsForASignal();
    assertLock("free");
  }

  // asyncio ConditionTests: test_wait_for
  @Test
  void until_signalled_goesOnOnlyWhenThePredicateIsTrue() {
    Permit held = acquire();
    Wait<Void> wait = note(1, condition.releaseUntil(held, () -> state > 0), held);
    assertLock("free");
    for (int i = 0; i < 2; i++) {
      Permit signaller = acquire();
      condition.signal();
      signaller.close();
      assertPending(wait);
      assertEquals(List.of(), history);
      assertLock("free");
    }
    Permit signaller = acquire();
    state = 1;
    condition.signal();
    assertEquals(List.of(), history);
    signaller.close();
    assertNull(granted(wait));
    assertEquals(List.of(1), history);
    assertLock("free");
  }

  // Stricter here: without the lock even a true predicate is refused, and not asked.
  // asyncio ConditionTests: test_wait_for_unacquired
  @Test
  void until_permitNotOpen_failsWhateverThePredicate() {
    Permit closed = acquire();
    closed.close();
    for (boolean answer : new boolean[] {true, false}) {
      Wait<Void> wait = condition.releaseUntil(closed, () -> history.add(answer) && answer);
      assertInstanceOf(IllegalStateException.class, failed(wait));
    }
    assertEquals(List.of(), history);
    Permit open = acquire();
    assertNull(granted(condition.releaseUntil(open, () -> true)));
    assertTrue(open.isOpen());
  }

  // asyncio ConditionTests: test_notify
  @Test
  void signal_onceThenMoreThanThereAreWaiters_wakesAllInOrder() {
    List<Wait<Void>> waits = List.of(note(1), note(2), note(3));
    Permit signaller = acquire();
    condition.signal();
    assertEquals(List.of(), history);
    signaller.close();
    assertEquals(List.of(1), history);
    signaller = acquire();
    for (int i = 0; i < 1 + 2048; i++) {
      condition.signal();
    }
    signaller.close();
    assertEquals(List.of(1, 2, 3), history);
    waits.forEach(Probe::granted);
    assertLock("free");
    Wait<Void> late = note(4);
    assertPending(late); // none of the 2048 was stored
  }

  // asyncio ConditionTests: test_notify_all
  @Test
  void signalAll_twoWait_wakesBothInOrder() {
    List<Wait<Void>> waits = List.of(note(1), note(2));
    Permit signaller = acquire();
    condition.signalAll();
    assertEquals(List.of(), history);
    signaller.close();
    assertEquals(List.of(1, 2), history);
    waits.forEach(Probe::granted);
    assertNobodyWaitsForASignal();
    assertLock("free");
  }

  // Here a signal needs no permit: the waiter takes the lock itself.
  // asyncio ConditionTests: test_notify_unacquired, test_notify_all_unacquired
  @Test
  void signal_withoutThePermit_wakesAWaiterThatTakesTheLockItself() {
    note(1);
    assertLock("free");
    condition.signal();
    assertEquals(List.of(1), history);
    note(2);
    note(3);
    condition.signalAll();
    assertEquals(List.of(1, 2, 3), history);
    assertLock("free");
  }

  // asyncio ConditionTests: test_repr
  @Test
  void toString_everyState_saysTheLocksAndHowManyWait() {
    assertEquals("Condition[of AsyncLock[free]]", shown(condition));
    Permit held = acquire();
    assertEquals("Condition[of AsyncLock[held]]", shown(condition));
    condition.releaseUntilSignalled(held);
    assertEquals("Condition[of AsyncLock[free], 1 waiting]", shown(condition));
    condition.releaseUntilSignalled(acquire());
    assertEquals("Condition[of AsyncLock[free], 2 waiting]", shown(condition));
    condition.signal();
    assertEquals("Condition[of AsyncLock[held], 1 waiting]", shown(condition));
  }

  // asyncio ConditionTests: test_context_manager, test_explicit_lock
  @Test
  void newCondition_several_shareTheirLocksState() throws Exception {
    AsyncLock.Condition second = lock.newCondition();
    Wait<Void> other;
    try (var held = lock.acquire().await()) {
      assertEquals("Condition[of AsyncLock[held]]", shown(condition));
      assertEquals("Condition[of AsyncLock[held]]", shown(second));
      other = second.releaseUntilSignalled(held);
      assertLock("free");
      condition.signalAll(); // does not reach the waiters of the second
      assertPending(other);
      second.signal();
      assertNull(granted(other));
    }
    assertEquals("Condition[of AsyncLock[free]]", shown(condition));
    assertEquals("Condition[of AsyncLock[free]]", shown(second));
  }

  // asyncio ConditionTests: test_timeout_in_block
  @Test
  void await_limitPassesInABlock_theBlockEndsCleanly() throws Exception {
    try (var held = lock.acquire().await()) {
      assertThrows(
          TimeoutException.class, () -> condition.releaseUntilSignalled(held).await(SHORT));
      assertTrue(held.isOpen());
      assertThrows(
          TimeoutException.class, () -> condition.releaseUntil(held, () -> false).await(SHORT));
      assertTrue(held.isOpen());
      assertLock("held");
    }
    assertLock("free");
    assertNobodyWaitsForASignal();
  }

  // asyncio ConditionTests: test_cancelled_error_wakeup, test_cancelled_error_re_aquire
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void await_itsWaitCancelled_throwsAndLeavesForGood(boolean retaking) throws Exception {
    var consumer = new Consumer();
    untilWaiting(1);
    Permit other = acquire();
    if (retaking) {
      state = 1;
      condition.signal();
      assertLock("held, 1 waiting");
    }
    assertTrue(consumer.waiting().cancel(true));
    assertInstanceOf(CancellationException.class, consumer.coroutine.failure());
    assertLock("held");
    other.close();
    assertLock("free");
    assertNobodyWaitsForASignal();
  }

  // asyncio ConditionTests: test_cancelled_wakeup_relock
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void signal_wokenOneGivesUpBeforeItHasTheLock_theItemIsConsumed(boolean byInterrupt)
      throws Exception {
    var first = new Consumer();
    untilWaiting(1);
    var second = new Consumer();
    untilWaiting(2);
    Permit producer = acquire();
    state = 1;
    condition.signal();
    if (byInterrupt) {
      first.coroutine.parked().thread().interrupt(); // too late: it consumes, and then sees it
    } else {
      assertTrue(first.waiting().cancel(true));
      assertInstanceOf(CancellationException.class, first.coroutine.failure());
    }
    Wait<Permit> behind = lock.acquire();
    producer.close();
    try (var held = behind.await()) {
      assertTrue(held.isOpen());
      assertEquals(0, state);
      if (byInterrupt) { // it has seen the interrupt, and wants the lock back to end with it
        until("it gives up", () -> lock.toString().contains("1 waiting"));
      }
      state = -1;
      condition.signalAll();
    }
    assertEquals(byInterrupt ? 0 : 1, second.coroutine.result());
    if (byInterrupt) {
      assertInstanceOf(InterruptedException.class, first.coroutine.failure());
    }
    assertLock("free");
  }

  // asyncio ConditionTests: test_cancelled_wakeup
  @Test
  void signal_wokenOneCancelledBeforeItsFunctionRan_reachesTheOther() {
    var later = new ArrayDeque<Runnable>();
    Permit first = acquire();
    Wait<Void> woken =
        condition.releaseUntilSignalled(first).thenRunAsync(() -> history.add("woken"), later::add);
    Wait<Void> next = note(2);
    Permit producer = acquire();
    condition.signal();
    producer.close();
    assertPending(woken, next);
    assertTrue(woken.cancel(true));
    assertFalse(first.isOpen(), "nobody is left to close it");
    assertNull(granted(next));
    later.forEach(Runnable::run);
    assertEquals(List.of(2), history);
    assertLock("free");
  }
}
