package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.granted;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AsyncSemaphoreResizeTest {
  @Test
  void resize_up_addsTheDifference() {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(2);
    granted(semaphore.acquire());
    semaphore.resize(5);
    assertEquals(4, semaphore.available());
  }

  @Test
  void resize_up_letsWaitersInInOrder() {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(1);
    granted(semaphore.acquire());
    Wait<Permit> second = semaphore.acquire();
    Wait<Permit> third = semaphore.acquire();
    Wait<Permit> fourth = semaphore.acquire();
    semaphore.resize(3);
    granted(second);
    granted(third);
    assertPending(fourth);
    assertEquals(0, semaphore.available());
  }

  @Test
  void resize_up_allowsLargerRequests() {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(1);
    assertThrows(IllegalArgumentException.class, () -> semaphore.acquire(2));
    semaphore.resize(2);
    assertTrue(granted(semaphore.acquire(2)).isOpen());
    assertEquals(0, semaphore.available());
  }

  @Test
  void resize_downBelowTheOpenOnes_makesAvailableNegative() {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(3);
    Permit first = granted(semaphore.acquire());
    Permit second = granted(semaphore.acquire());
    Permit third = granted(semaphore.acquire());
    semaphore.resize(1);
    assertEquals(-2, semaphore.available());
    assertTrue(first.isOpen());
    assertNull(semaphore.tryAcquire());
    Wait<Permit> next = semaphore.acquire();
    first.close();
    second.close();
    assertEquals(0, semaphore.available());
    assertPending(next);
    third.close();
    assertTrue(granted(next).isOpen());
    assertEquals(0, semaphore.available());
  }

  @Test
  void resize_downWithPermitsLeft_takesThemAway() {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(5);
    semaphore.resize(2);
    assertEquals(2, semaphore.available());
    assertNotNull(semaphore.tryAcquire(2));
    assertNull(semaphore.tryAcquire());
  }

  @Test
  void resize_down_failsQueuedRequestsThatCanNeverBeServed() {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(4);
    Permit held = granted(semaphore.acquire());
    Wait<Permit> four = semaphore.acquire(4);
    Wait<Permit> two = semaphore.acquire(2);
    Wait<Permit> three = semaphore.acquire(3);
    semaphore.resize(2);
    assertInstanceOf(IllegalArgumentException.class, failed(four));
    assertInstanceOf(IllegalArgumentException.class, failed(three));
    assertPending(two);
    held.close();
    assertTrue(granted(two).isOpen());
    assertEquals(0, semaphore.available());
  }

  @Test
  void resize_downFailsTheHead_letsTheOnesBehindItIn() {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(4);
    granted(semaphore.acquire());
    Wait<Permit> four = semaphore.acquire(4);
    Wait<Permit> one = semaphore.acquire();
    semaphore.resize(3);
    assertInstanceOf(IllegalArgumentException.class, failed(four));
    assertTrue(granted(one).isOpen());
    assertEquals(1, semaphore.available());
  }

  @Test
  void resize_downOnABoundedOne_refusesLargerRequestsFromThenOn() {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(4);
    semaphore.resize(2);
    assertThrows(IllegalArgumentException.class, () -> semaphore.acquire(3));
    assertEquals(2, semaphore.available());
  }

  @Test
  void resize_downOnAnUnboundedOne_keepsLargeRequestsInLine() {
    AsyncSemaphore semaphore = new AsyncSemaphore(3);
    granted(semaphore.acquire());
    Wait<Permit> three = semaphore.acquire(3);
    semaphore.resize(1);
    assertPending(three);
    assertEquals(0, semaphore.available());
    semaphore.release(3);
    assertTrue(granted(three).isOpen());
    assertEquals(0, semaphore.available());
  }

  @Test
  void resize_unboundedAfterReleases_countsTheReleasedOnes() {
    AsyncSemaphore semaphore = new AsyncSemaphore(3);
    semaphore.release(2);
    granted(semaphore.acquire());
    semaphore.resize(4);
    assertEquals(3, semaphore.available());
    semaphore.resize(1);
    assertEquals(0, semaphore.available());
    semaphore.release();
    assertEquals(1, semaphore.available());
    semaphore.resize(3);
    assertEquals(2, semaphore.available());
  }

  @Test
  void resize_toZero_admitsNobodyUntilItGrowsAgain() {
    AsyncSemaphore semaphore = new AsyncSemaphore(1);
    semaphore.resize(0);
    assertEquals(0, semaphore.available());
    assertNull(semaphore.tryAcquire());
    Wait<Permit> wait = semaphore.acquire();
    assertPending(wait);
    semaphore.resize(1);
    assertTrue(granted(wait).isOpen());
  }

  @Test
  void resize_toTheSameLimit_changesNothing() {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(2);
    granted(semaphore.acquire());
    Wait<Permit> two = semaphore.acquire(2);
    semaphore.resize(2);
    assertEquals(1, semaphore.available());
    assertPending(two);
  }

  @Test
  void resize_up_wakesTheWatchersOfASurplus() {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(1);
    granted(semaphore.acquire());
    Wait<Void> available = semaphore.whenAvailable();
    assertPending(available);
    semaphore.resize(2);
    granted(available);
  }

  @Test
  void resize_negative_isRefusedAndChangesNothing() {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(2);
    var refusal = assertThrows(IllegalArgumentException.class, () -> semaphore.resize(-1));
    assertTrue(refusal.getMessage().contains("-1"), refusal.getMessage());
    assertEquals(2, semaphore.available());
  }

  @Test
  void resize_always_runsTheFunctionsOfThoseWhomItEnds() {
    var semaphore = AsyncSemaphore.bounded(2);
    Permit both = semaphore.acquire(2).join();
    var ran = new ArrayList<String>();
    semaphore
        .acquire(2)
        .whenComplete((permit, failure) -> ran.add("too large " + (permit == null)));
    semaphore.acquire().thenRun(() -> ran.add("let in"));
    semaphore.resize(1);
    assertEquals(List.of("too large true"), ran);
    semaphore.resize(3);
    assertEquals(List.of("too large true", "let in"), ran);
    both.close();
  }
}
