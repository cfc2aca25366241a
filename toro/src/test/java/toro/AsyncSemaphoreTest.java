package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
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

@Timeout(60)
class AsyncSemaphoreTest {
  @Test
  void acquire_permitsLeft_isGrantedAtOnce() {
    AsyncSemaphore semaphore = new AsyncSemaphore(2);
    assertTrue(granted(semaphore.acquire()).isOpen());
    assertEquals(1, semaphore.available());
    assertTrue(granted(semaphore.acquire()).isOpen());
    assertEquals(0, semaphore.available());
    assertPending(semaphore.acquire());
  }

  @Test
  void acquire_nothingLeft_waitsForAClose() {
    AsyncSemaphore semaphore = new AsyncSemaphore(1);
    Permit first = granted(semaphore.acquire());
    Wait<Permit> second = semaphore.acquire();
    Wait<Permit> third = semaphore.acquire();
    first.close();
    assertTrue(granted(second).isOpen());
    assertEquals(0, semaphore.available());
    assertPending(third);
  }

  @Test
  void acquire_manyWaiters_areServedInTheOrderOfTheirCalls() {
    AsyncSemaphore semaphore = new AsyncSemaphore(0);
    List<Integer> order = new ArrayList<>();
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      int number = i;
      expected.add(i);
      semaphore.acquire().thenRun(() -> order.add(number));
    }
    semaphore.release(20);
    assertEquals(expected.subList(0, 20), order);
    semaphore.release(30);
    assertEquals(expected, order);
  }

  @Test
  void acquire_zeroPermits_waitsForARelease() {
    AsyncSemaphore semaphore = new AsyncSemaphore(0);
    Wait<Permit> wait = semaphore.acquire();
    assertPending(wait);
    assertNull(semaphore.tryAcquire());
    semaphore.release();
    assertTrue(granted(wait).isOpen());
    assertEquals(0, semaphore.available());
  }

  @Test
  void acquire_several_takesAndGivesBackAllTogether() {
    AsyncSemaphore semaphore = new AsyncSemaphore(5);
    Permit three = granted(semaphore.acquire(3));
    assertEquals(2, semaphore.available());
    three.close();
    three.close();
    assertEquals(5, semaphore.available());
  }

  @Test
  void acquire_largeRequestInFront_isNotOvertakenBySmallOnes() {
    AsyncSemaphore semaphore = new AsyncSemaphore(2);
    Permit first = granted(semaphore.acquire());
    Wait<Permit> large = semaphore.acquire(2);
    Wait<Permit> small = semaphore.acquire();
    assertPending(large, small);
    assertNull(semaphore.tryAcquire());
    assertEquals(1, semaphore.available());
    first.close();
    assertTrue(granted(large).isOpen());
    assertPending(small);
    granted(large).close();
    assertTrue(granted(small).isOpen());
    assertEquals(1, semaphore.available());
  }

  @Test
  void acquire_moreThanThereAreOnAnUnboundedOne_waitsUntilTheyAreReleased() {
    AsyncSemaphore semaphore = new AsyncSemaphore(1);
    Wait<Permit> wait = semaphore.acquire(3);
    semaphore.release();
    assertPending(wait);
    semaphore.release();
    granted(wait).close();
    assertEquals(3, semaphore.available());
  }

  @Test
  void acquire_largeRequestCancelled_letsTheSmallOnesBehindItIn() {
    AsyncSemaphore semaphore = new AsyncSemaphore(3);
    granted(semaphore.acquire());
    Wait<Permit> large = semaphore.acquire(3);
    Wait<Permit> small = semaphore.acquire();
    Wait<Permit> smallToo = semaphore.acquire();
    Wait<Permit> tooLate = semaphore.acquire();
    assertPending(small, smallToo);
    assertTrue(large.cancel(false));
    granted(small);
    granted(smallToo);
    assertPending(tooLate);
    assertEquals(0, semaphore.available());
  }

  @Test
  void acquire_largeRequestTimesOut_letsTheSmallOnesBehindItIn() {
    AsyncSemaphore semaphore = new AsyncSemaphore(2);
    granted(semaphore.acquire());
    Wait<Permit> large = semaphore.acquire(2);
    Wait<Permit> small = semaphore.acquire();
    assertInstanceOf(TimeoutException.class, failureOf(large.within(Duration.ofMillis(1))));
    assertTrue(Eventually.value(small).isOpen());
  }

  @Test
  void acquire_cancelled_takesNothing() {
    AsyncSemaphore semaphore = new AsyncSemaphore(1);
    Permit held = granted(semaphore.acquire());
    Wait<Permit> second = semaphore.acquire();
    assertTrue(second.cancel(true));
    held.close();
    assertEquals(1, semaphore.available());
  }

  @Test
  void acquire_cancelledAfterTheGrant_staysGranted() {
    AsyncSemaphore semaphore = new AsyncSemaphore(0);
    Wait<Permit> wait = semaphore.acquire();
    semaphore.release();
    assertFalse(wait.cancel(true));
    assertTrue(granted(wait).isOpen());
    assertEquals(0, semaphore.available());
  }

  @Test
  void acquire_firstTwoCancelled_aReleaseWakesTheThird() {
    AsyncSemaphore semaphore = new AsyncSemaphore(0);
    Wait<Permit> first = semaphore.acquire();
    Wait<Permit> second = semaphore.acquire();
    Wait<Permit> third = semaphore.acquire();
    first.cancel(false);
    second.cancel(false);
    semaphore.release();
    assertTrue(granted(third).isOpen());
  }

  @Test
  void acquire_limitZero_isATry() {
    AsyncSemaphore semaphore = new AsyncSemaphore(1);
    granted(semaphore.acquire().within(Duration.ZERO));
    assertInstanceOf(TimeoutException.class, failed(semaphore.acquire().within(Duration.ZERO)));
    assertEquals(0, semaphore.available());
  }

  @Test
  void close_withAWaiter_tryAcquireCannotBarge() {
    AsyncSemaphore semaphore = new AsyncSemaphore(1);
    Permit held = granted(semaphore.acquire());
    Wait<Permit> next = semaphore.acquire();
    List<Boolean> couldBarge = new ArrayList<>();
    next.thenRun(() -> couldBarge.add(semaphore.tryAcquire() != null));
    held.close();
    assertEquals(List.of(false), couldBarge);
    assertNull(semaphore.tryAcquire());
  }

  @Test
  void tryAcquire_enough_takesThem() {
    AsyncSemaphore semaphore = new AsyncSemaphore(3);
    Permit two = semaphore.tryAcquire(2);
    assertNotNull(two);
    assertTrue(two.isOpen());
    assertEquals(1, semaphore.available());
    assertNull(semaphore.tryAcquire(2));
    Permit one = semaphore.tryAcquire();
    assertNotNull(one);
    assertNull(semaphore.tryAcquire());
    two.close();
    assertEquals(2, semaphore.available());
  }

  @Test
  void release_unbounded_mintsPermits() {
    AsyncSemaphore semaphore = new AsyncSemaphore(1);
    semaphore.release();
    semaphore.release(4);
    assertEquals(6, semaphore.available());
    assertNotNull(semaphore.tryAcquire(6));
  }

  @Test
  void release_several_wakesAsManyAsTheyServe() {
    AsyncSemaphore semaphore = new AsyncSemaphore(0);
    Wait<Permit> two = semaphore.acquire(2);
    Wait<Permit> one = semaphore.acquire();
    Wait<Permit> three = semaphore.acquire(3);
    semaphore.release(5);
    granted(two);
    granted(one);
    assertPending(three);
    assertEquals(2, semaphore.available());
    semaphore.release();
    granted(three);
    assertEquals(0, semaphore.available());
  }

  @Test
  void release_upToTheMaximum_isAccepted() {
    AsyncSemaphore semaphore = new AsyncSemaphore(0);
    semaphore.release(Integer.MAX_VALUE);
    assertEquals(Integer.MAX_VALUE, semaphore.available());
    assertNotNull(semaphore.tryAcquire(Integer.MAX_VALUE));
    assertEquals(0, semaphore.available());
  }

  @Test
  void bounded_always_availableAndOpenAreTheLimit() {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(4);
    assertEquals(4, semaphore.available());
    Permit one = granted(semaphore.acquire());
    Permit two = granted(semaphore.acquire(2));
    assertEquals(1, semaphore.available());
    one.close();
    one.close();
    assertEquals(2, semaphore.available());
    two.close();
    assertEquals(4, semaphore.available());
  }

  @Test
  void bounded_handsOverToAWaiter_keepsTheBound() {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(1);
    Permit first = granted(semaphore.acquire());
    Wait<Permit> second = semaphore.acquire();
    first.close();
    assertEquals(0, semaphore.available());
    first.close();
    assertEquals(0, semaphore.available());
    granted(second).close();
    assertEquals(1, semaphore.available());
  }

  @Test
  void whenAvailable_permitsLeft_completesAtOnceAndTakesNothing() {
    AsyncSemaphore semaphore = new AsyncSemaphore(1);
    assertNull(granted(semaphore.whenAvailable()));
    assertEquals(1, semaphore.available());
    assertNotNull(semaphore.tryAcquire());
  }

  @Test
  void whenAvailable_nothingLeft_waitsForASurplus() {
    AsyncSemaphore semaphore = new AsyncSemaphore(1);
    Permit held = granted(semaphore.acquire());
    Wait<Void> available = semaphore.whenAvailable();
    Wait<Permit> next = semaphore.acquire();
    held.close();
    assertPending(available);
    granted(next).close();
    granted(available);
    assertEquals(1, semaphore.available());
  }

  @Test
  void whenAvailable_severalWatchers_allSeeOneSurplusPermit() {
    AsyncSemaphore semaphore = new AsyncSemaphore(0);
    Wait<Void> first = semaphore.whenAvailable();
    Wait<Void> second = semaphore.whenAvailable();
    assertPending(first, second);
    semaphore.release();
    granted(first);
    granted(second);
    assertEquals(1, semaphore.available());
  }

  @Test
  void whenAvailable_largeRequestInLine_waitsUntilTryAcquireWouldSucceed() {
    AsyncSemaphore semaphore = new AsyncSemaphore(1);
    Wait<Permit> large = semaphore.acquire(2);
    Wait<Void> available = semaphore.whenAvailable();
    assertPending(available);
    assertNull(semaphore.tryAcquire());
    assertTrue(large.cancel(false));
    granted(available);
    assertNotNull(semaphore.tryAcquire());
  }

  @Test
  void whenAvailable_cancelled_leaves() {
    AsyncSemaphore semaphore = new AsyncSemaphore(0);
    Wait<Void> wait = semaphore.whenAvailable();
    assertTrue(wait.cancel(true));
    assertFalse(semaphore.toString().contains("waiting"), semaphore.toString());
    semaphore.release();
    assertEquals(1, semaphore.available());
  }

  @Test
  void whenAvailable_pending_doesNotStandInAnybodysWay() {
    AsyncSemaphore semaphore = new AsyncSemaphore(0);
    Wait<Void> watcher = semaphore.whenAvailable();
    Wait<Permit> taker = semaphore.acquire();
    semaphore.release();
    granted(taker);
    assertPending(watcher);
  }

  @Test
  void named_anyName_returnsTheSemaphoreItself() {
    AsyncSemaphore semaphore = new AsyncSemaphore(1);
    assertSame(semaphore, semaphore.named("pool"));
  }

  @Test
  void whenAvailable_permitsThatAreNotEnoughForTheFirstInLine_areNotAvailable() {
    var semaphore = new AsyncSemaphore(0);
    Wait<Permit> large = semaphore.acquire(2);
    Wait<Void> available = semaphore.whenAvailable();
    semaphore.release();
    assertEquals(1, semaphore.available());
    assertFalse(available.isDone());
    assertNull(semaphore.tryAcquire());
    assertTrue(large.cancel(false));
    assertTrue(available.isDone());
    assertNotNull(semaphore.tryAcquire());
  }

  @Test
  void whenAvailable_somebodyHasLeftTheLineMeanwhile_isStillTold() {
    var semaphore = new AsyncSemaphore(1);
    Permit held = semaphore.tryAcquire();
    var told = new ArrayList<String>();
    Wait<Void> available = semaphore.whenAvailable();
    available.thenRun(() -> told.add("available"));
    assertTrue(semaphore.acquire().cancel(false));
    assertEquals(List.of(), told);
    assertFalse(available.isDone());
    held.close();
    assertEquals(List.of("available"), told);
  }
}
