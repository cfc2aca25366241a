package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.granted;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Permits that were to be had at once: they are no requests, and behave as if they were. */
@Timeout(120)
class PermitTicketTest {
  private static final int ROUNDS = 20_000;

  private final AsyncLock lock = new AsyncLock().named("till");

  private static Permit taken(Permit permit) {
    assertNotNull(permit);
    assertTrue(permit.isOpen());
    return permit;
  }

  @Test
  void permit_closedAgainWhileAnotherHoldsTheLock_closesNothing() {
    Permit first = taken(lock.tryAcquire());
    first.close();
    Permit second = taken(lock.tryAcquire());
    first.close();
    assertFalse(first.isOpen());
    assertTrue(second.isOpen());
    assertNull(lock.tryAcquire());
    second.close();
    Permit requested = granted(lock.acquire());
    first.close();
    second.close();
    assertTrue(requested.isOpen());
    assertTrue(lock.isHeld());
  }

  @Test
  void permit_closedWhileOthersWait_goesToTheFirst() {
    Permit held = taken(lock.tryAcquire());
    Wait<Permit> first = lock.acquire();
    Wait<Permit> second = lock.acquire();
    held.close();
    held.close();
    assertTrue(granted(first).isOpen());
    assertFalse(second.isDone());
    assertFalse(held.isOpen());
  }

  @Test
  void permit_always_tellsWhatItIs() {
    Permit held = taken(lock.tryAcquire());
    assertEquals("Permit[AsyncLock[till], open]", held.toString());
    held.close();
    assertEquals("Permit[AsyncLock[till], closed]", held.toString());
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(3).named("desks");
    Permit two = taken(semaphore.tryAcquire(2));
    assertEquals("Permit[2 of AsyncSemaphore[desks], open]", two.toString());
    two.close();
    two.close();
    assertEquals("Permit[2 of AsyncSemaphore[desks], closed]", two.toString());
    assertEquals(3, semaphore.available());
  }

  @Test
  void permit_aConditionHasHadIt_isTheSamePermit() {
    AsyncLock.Condition condition = lock.newCondition();
    Permit held = taken(lock.tryAcquire());
    Wait<Void> wait = condition.releaseUntilSignalled(held);
    assertFalse(held.isOpen());
    assertEquals("Permit[AsyncLock[till], suspended]", held.toString());
    Permit other = taken(lock.tryAcquire());
    condition.signal();
    assertFalse(held.isOpen());
    other.close();
    granted(wait);
    assertTrue(held.isOpen());
    assertEquals("Permit[AsyncLock[till], open]", held.toString());
    held.close();
    assertFalse(held.isOpen());
    assertFalse(lock.isHeld());
  }

  @Test
  void permit_closedBeforeOrOfAnotherLock_isRefusedByTheCondition() {
    AsyncLock.Condition condition = lock.newCondition();
    Permit closed = taken(lock.tryAcquire());
    closed.close();
    assertTrue(condition.releaseUntilSignalled(closed).isCompletedExceptionally());
    Permit foreign = taken(new AsyncLock().tryAcquire());
    assertTrue(condition.releaseUntilSignalled(foreign).isCompletedExceptionally());
    assertTrue(foreign.isOpen());
    assertFalse(lock.isHeld());
  }

  @Test
  void permit_closedWhileAConditionHasIt_isClosedForGood() {
    AsyncLock.Condition condition = lock.newCondition();
    Permit held = taken(lock.tryAcquire());
    Wait<Void> wait = condition.releaseUntilSignalled(held);
    held.close();
    assertTrue(wait.isCancelled());
    assertFalse(held.isOpen());
    assertFalse(lock.isHeld());
  }

  @Test
  void permit_closedByTwoAtOnce_givesBackOnce() {
    try (var second = new SecondThread()) {
      for (int i = 0; i < ROUNDS; i++) {
        Permit held = taken(lock.tryAcquire());
        Wait<Permit> next = i % 2 == 0 ? lock.acquire() : null;
        var semaphore = AsyncSemaphore.bounded(2);
        Permit counted = taken(semaphore.tryAcquire(2));
        second.start(
            i % 64,
            () -> {
              held.close();
              counted.close();
            });
        SecondThread.spin(3 * (i / 64 % 64));
        held.close();
        counted.close();
        second.await();
        assertEquals(2, semaphore.available());
        assertEquals(next != null, lock.isHeld());
        if (next != null) {
          granted(next).close();
        }
        assertFalse(lock.isHeld());
      }
    }
  }

  @Test
  void permit_closedAsAConditionTakesIt_isClosedOrWaits() {
    AsyncLock.Condition condition = lock.newCondition();
    try (var second = new SecondThread()) {
      for (int i = 0; i < ROUNDS; i++) {
        Permit held = taken(lock.tryAcquire());
        second.start(i % 64, held::close);
        SecondThread.spin(3 * (i / 64 % 64));
        Wait<Void> wait = condition.releaseUntilSignalled(held);
        second.await();
        assertTrue(wait.isCompletedExceptionally(), "refused, or cancelled by the close");
        assertFalse(held.isOpen());
        assertFalse(lock.isHeld(), held::toString);
        assertEquals(0, condition.waiting());
      }
    }
  }
}
