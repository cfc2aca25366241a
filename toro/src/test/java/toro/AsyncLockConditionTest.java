package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.granted;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The life of {@code when(held)}: giving the lock up, the signal, the way back into the lock. */
@Timeout(60)
class AsyncLockConditionTest {
  private final AsyncLock lock = new AsyncLock();
  private final AsyncLock.Condition condition = lock.newCondition();

  private Permit acquire() {
    return granted(lock.acquire());
  }

  @Test
  void when_heldPermit_givesTheLockUp() {
    Permit held = acquire();
    Wait<Void> wait = condition.releaseUntilSignalled(held);
    assertPending(wait);
    assertFalse(held.isOpen());
    assertFalse(lock.isHeld());
  }

  @Test
  void when_heldPermit_handsTheLockToTheFirstInLine() {
    Permit held = acquire();
    Wait<Permit> next = lock.acquire();
    condition.releaseUntilSignalled(held);
    assertTrue(granted(next).isOpen());
    assertFalse(held.isOpen());
  }

  @Test
  void signal_lockFree_completesWithTheSamePermitOpenAgain() {
    Permit held = acquire();
    Wait<Void> wait = condition.releaseUntilSignalled(held);
    condition.signal();
    assertNull(granted(wait));
    assertTrue(held.isOpen());
    assertTrue(lock.isHeld());
    held.close();
    assertFalse(lock.isHeld());
  }

  @Test
  void when_severalTimesWithOnePermit_opensItEachTime() {
    Permit held = acquire();
    for (int i = 0; i < 3; i++) {
      Wait<Void> wait = condition.releaseUntilSignalled(held);
      assertFalse(held.isOpen());
      condition.signal();
      granted(wait);
      assertTrue(held.isOpen());
    }
    held.close();
    assertFalse(lock.isHeld());
  }

  @Test
  void signal_lockHeldByAnother_completesOnlyWhenTheLockIsBack() {
    Permit held = acquire();
    Wait<Void> wait = condition.releaseUntilSignalled(held);
    Permit other = acquire();
    condition.signal();
    assertPending(wait);
    assertFalse(held.isOpen());
    other.close();
    granted(wait);
    assertTrue(held.isOpen());
    assertTrue(lock.isHeld());
  }

  @Test
  void signal_withoutAnyPermit_isEnough() throws Exception {
    Permit held = acquire();
    Wait<Void> wait = condition.releaseUntilSignalled(held);
    Probe.start(
            () -> {
              condition.signal();
              return true;
            })
        .result();
    granted(wait);
    assertTrue(held.isOpen());
  }

  @Test
  void signal_nobodyWaits_isNotStored() {
    condition.signal();
    condition.signalAll();
    assertPending(condition.releaseUntilSignalled(acquire()));
  }

  @Test
  void signal_severalWait_movesTheFirstOnly() {
    Permit first = acquire();
    Wait<Void> firstWait = condition.releaseUntilSignalled(first);
    Permit second = acquire();
    Wait<Void> secondWait = condition.releaseUntilSignalled(second);
    condition.signal();
    granted(firstWait);
    first.close();
    assertPending(secondWait);
    assertFalse(lock.isHeld());
    condition.signal();
    granted(secondWait);
    assertTrue(second.isOpen());
  }

  @Test
  void signalAll_severalWait_takeTheLockBackOneByOneInOrder() {
    List<Permit> permits = new ArrayList<>();
    List<Wait<Void>> waits = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      permits.add(acquire());
      waits.add(condition.releaseUntilSignalled(permits.getLast()));
    }
    condition.signalAll();
    for (int i = 0; i < 5; i++) {
      granted(waits.get(i));
      assertTrue(permits.get(i).isOpen());
      assertPending(waits.subList(i + 1, 5).toArray(Wait<?>[]::new));
      permits.get(i).close();
    }
    assertFalse(lock.isHeld());
  }

  @Test
  void signalAll_lockHeld_movesEveryWaiterToTheLocksLine() {
    Permit first = acquire();
    condition.releaseUntilSignalled(first);
    Permit second = acquire();
    condition.releaseUntilSignalled(second);
    acquire();
    assertFalse(lock.toString().contains("waiting"), lock.toString());
    condition.signalAll();
    assertTrue(lock.toString().contains("2 waiting"), lock.toString());
  }

  @Test
  void signal_othersInTheLocksLine_waiterGoesBehindThem() {
    Permit held = acquire();
    Wait<Void> wait = condition.releaseUntilSignalled(held);
    Permit other = acquire();
    Wait<Permit> before = lock.acquire();
    condition.signal();
    Wait<Permit> after = lock.acquire();
    other.close();
    assertPending(wait, after);
    granted(before).close();
    granted(wait);
    assertPending(after);
    held.close();
    assertTrue(granted(after).isOpen());
  }

  @Test
  void signal_twoConditions_wakesOnlyItsOwnWaiters() {
    AsyncLock.Condition notEmpty = lock.newCondition();
    Permit first = acquire();
    Wait<Void> firstWait = condition.releaseUntilSignalled(first);
    Permit second = acquire();
    Wait<Void> secondWait = notEmpty.releaseUntilSignalled(second);
    notEmpty.signalAll();
    granted(secondWait);
    second.close();
    assertPending(firstWait);
  }

  @Test
  void signal_fromAContinuationOfAWaiter_isNotLost() {
    Permit first = acquire();
    Wait<Void> firstWait = condition.releaseUntilSignalled(first);
    Permit second = acquire();
    Wait<Void> secondWait = condition.releaseUntilSignalled(second);
    firstWait.thenRun(
        () -> {
          condition.signal();
          first.close();
        });
    condition.signal();
    granted(secondWait);
    assertTrue(second.isOpen());
  }

  @Test
  void when_permitOfAnotherLock_failsWithIllegalState() {
    Permit held = acquire();
    Permit foreign = granted(new AsyncLock().acquire());
    assertInstanceOf(IllegalStateException.class, failed(condition.releaseUntilSignalled(foreign)));
    assertTrue(foreign.isOpen());
    assertTrue(held.isOpen());
    assertFalse(condition.toString().contains("waiting"), condition.toString());
  }

  @Test
  void when_permitOfAnotherPrimitive_failsWithIllegalState() {
    AsyncReadWriteLock readWrite = new AsyncReadWriteLock();
    List<Permit> foreign = new ArrayList<>();
    foreign.add(granted(AsyncSemaphore.bounded(1).acquire()));
    foreign.add(granted(readWrite.acquireWrite()));
    foreign.add(readWrite.downgrade(foreign.getLast()));
    foreign.remove(1);
    foreign.add(granted(new AsyncReadWriteLock().acquireWrite()));
    for (Permit permit : foreign) {
      assertInstanceOf(
          IllegalStateException.class, failed(condition.releaseUntilSignalled(permit)));
      assertTrue(permit.isOpen());
    }
  }

  @Test
  void when_closedPermit_failsWithIllegalState() {
    Permit closed = acquire();
    closed.close();
    Permit held = acquire();
    assertInstanceOf(IllegalStateException.class, failed(condition.releaseUntilSignalled(closed)));
    assertTrue(held.isOpen());
    assertTrue(lock.isHeld());
  }

  @Test
  void when_permitThatAlreadyWaits_failsWithIllegalState() {
    Permit held = acquire();
    Wait<Void> wait = condition.releaseUntilSignalled(held);
    assertInstanceOf(IllegalStateException.class, failed(condition.releaseUntilSignalled(held)));
    assertPending(wait);
    condition.signal();
    granted(wait);
    assertTrue(held.isOpen());
  }

  @Test
  void when_null_throwsNullPointer() {
    assertThrows(NullPointerException.class, () -> condition.releaseUntilSignalled(null));
  }

  @Test
  void until_predicateTrueAtOnce_keepsTheLock() {
    Permit held = acquire();
    Wait<Permit> next = lock.acquire();
    assertNull(granted(condition.releaseUntil(held, () -> true)));
    assertTrue(held.isOpen());
    assertPending(next);
  }

  @Test
  void until_signals_completesWhenThePredicateHolds() {
    Permit held = acquire();
    List<Boolean> openDuringPredicate = new ArrayList<>();
    int[] level = {0};
    Wait<Void> wait =
        condition.releaseUntil(
            held,
            () -> {
              openDuringPredicate.add(held.isOpen());
              return level[0] >= 2;
            });
    for (int i = 1; i <= 2; i++) {
      assertPending(wait);
      assertFalse(held.isOpen());
      assertFalse(lock.isHeld());
      level[0] = i;
      condition.signal();
    }
    granted(wait);
    assertTrue(held.isOpen());
    assertEquals(List.of(true, true, true), openDuringPredicate);
  }

  @Test
  void until_predicateThrows_failsWithThePermitOpen() {
    Permit held = acquire();
    IllegalArgumentException broken = new IllegalArgumentException("broken predicate");
    Wait<Void> atOnce =
        condition.releaseUntil(
            held,
            () -> {
              throw broken;
            });
    assertSame(broken, failed(atOnce));
    assertTrue(held.isOpen());
    assertTrue(lock.isHeld());
  }

  @Test
  void until_predicateThrowsAfterASignal_failsWithThePermitOpen() {
    Permit held = acquire();
    Error broken = new AssertionError("broken predicate");
    boolean[] asked = {false};
    Wait<Void> wait =
        condition.releaseUntil(
            held,
            () -> {
              if (asked[0]) {
                throw broken;
              }
              asked[0] = true;
              return false;
            });
    assertPending(wait);
    condition.signal();
    assertSame(broken, failed(wait));
    assertTrue(held.isOpen());
    assertTrue(lock.isHeld());
  }

  @Test
  void until_predicateWaitsForAnotherUserOfTheLock_isOutsideTheInternalLock() {
    Permit held = acquire();
    Wait<Void> wait =
        condition.releaseUntil(
            held,
            () -> {
              try {
                var other =
                    Probe.start(
                        () -> {
                          lock.acquire().cancel(false);
                          condition.signal();
                          return lock.tryAcquire() == null;
                        });
                return other.result();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    assertNull(granted(wait));
    assertTrue(held.isOpen());
  }

  @Test
  void until_manySignalsInVain_completesAtLast() {
    Permit held = acquire();
    int[] asked = {0};
    Wait<Void> wait = condition.releaseUntil(held, () -> ++asked[0] > 10_000);
    for (int i = 0; i < 10_000; i++) {
      assertPending(wait);
      condition.signal();
    }
    granted(wait);
    assertEquals(10_001, asked[0]);
  }

  @Test
  void until_foreignOrClosedPermit_failsWithoutAskingThePredicate() {
    Permit foreign = granted(new AsyncLock().acquire());
    Permit closed = acquire();
    closed.close();
    boolean[] asked = {false};
    for (Permit wrong : List.of(foreign, closed)) {
      Wait<Void> wait = condition.releaseUntil(wrong, () -> asked[0] = true);
      assertInstanceOf(IllegalStateException.class, failed(wait));
    }
    assertFalse(asked[0]);
    assertTrue(foreign.isOpen());
    assertFalse(lock.isHeld());
  }

  @Test
  void until_null_throwsNullPointer() {
    Permit held = acquire();
    assertThrows(NullPointerException.class, () -> condition.releaseUntil(held, null));
    assertThrows(NullPointerException.class, () -> condition.releaseUntil(null, () -> true));
    assertTrue(held.isOpen());
  }
}
