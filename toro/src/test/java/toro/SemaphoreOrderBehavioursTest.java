package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.failureOf;
import static toro.Probe.granted;
import static toro.Probe.shown;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In which order semaphores serve, and what waiters that have left may not disturb. */
@Timeout(60)
class SemaphoreOrderBehavioursTest {
  private static final Duration SHORT = Duration.ofMillis(5);

  private final List<Object> history = new ArrayList<>();
  private final ArrayDeque<Runnable> later = new ArrayDeque<>();

  private static void assertWaiting(int n, AsyncSemaphore semaphore) {
    String expected = " available" + Names.waiting(n) + "]";
    assertTrue(shown(semaphore).endsWith(expected), semaphore::toString);
  }

  private static Wait<Permit> timedOut(AsyncSemaphore semaphore) {
    Wait<Permit> wait = semaphore.acquire().within(SHORT);
    assertInstanceOf(TimeoutException.class, failureOf(wait));
    return wait;
  }

  private Wait<Void> note(Wait<Permit> wait, Object what) {
    return wait.thenAccept(permit -> history.add(what));
  }

  /** Acquires and releases twice; each time it is inside it notes so. */
  private Wait<Void> twice(AsyncSemaphore semaphore, String tag) {
    return semaphore
        .acquire()
        .thenCompose(
            permit -> {
              history.add(tag + " once");
              permit.close();
              return semaphore.acquire();
            })
        .thenAccept(
            permit -> {
              history.add(tag + " twice");
              permit.close();
            });
  }

  // tornado SemaphoreTest: test_acquire
  @Test
  void acquire_severalWaiters_oneAReleaseInOrderAndNobodyStaysInLine() {
    var semaphore = new AsyncSemaphore(0);
    List<Wait<Permit>> waits = IntStream.range(0, 3).mapToObj(i -> semaphore.acquire()).toList();
    assertPending(waits.toArray(Wait<?>[]::new));
    assertWaiting(3, semaphore);
    for (int i = 0; i < 3; i++) {
      semaphore.release();
      assertTrue(granted(waits.get(i)).isOpen());
      assertPending(waits.subList(i + 1, 3).toArray(Wait<?>[]::new));
      assertEquals(0, semaphore.available());
      assertWaiting(2 - i, semaphore);
    }
    semaphore.release();
    assertEquals(1, semaphore.available());
    assertWaiting(0, semaphore);
  }

  // tornado SemaphoreTest: test_acquire_timeout
  @Test
  void release_headTimedOut_servesTheNextAndKeepsTheCountRight() {
    var semaphore = new AsyncSemaphore(2);
    Permit first = granted(semaphore.acquire());
    Permit second = granted(semaphore.acquire());
    Wait<Permit> dead = timedOut(semaphore);
    first.close();
    assertEquals(1, semaphore.available());
    first = granted(semaphore.acquire());
    Wait<Permit> deadToo = timedOut(semaphore);
    Wait<Permit> live = semaphore.acquire();
    second.close();
    assertTrue(granted(live).isOpen());
    assertEquals(0, semaphore.available());
    first.close();
    granted(live).close();
    assertEquals(2, semaphore.available());
    assertTrue(dead.isCompletedExceptionally());
    assertTrue(deadToo.isCompletedExceptionally());
  }

  // tornado SemaphoreTest: test_acquire_timeout_preempted
  @Test
  void release_beforeTheLimit_isNotUndoneByIt() throws Exception {
    var semaphore = new AsyncSemaphore(0);
    Loop.simulate(
        1,
        () -> {
          Wait<Permit> wait = semaphore.acquire().within(SHORT);
          semaphore.release();
          timedOut(new AsyncSemaphore(0)); // so the limit has passed for the other one, too
          assertTrue(granted(wait).isOpen());
          assertEquals(0, semaphore.available());
          granted(wait).close();
          assertEquals(1, semaphore.available());
        });
  }

  // tornado SemaphoreTest: test_garbage_collection
  @Test
  void acquire_manyTimedOut_onlyTheLiveOnesStayInLine() {
    var semaphore = new AsyncSemaphore(0);
    List<Wait<Permit>> dead = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      dead.add(semaphore.acquire().within(SHORT));
    }
    Wait<Permit> live = semaphore.acquire();
    for (int i = 0; i < 51; i++) {
      dead.add(semaphore.acquire().within(SHORT));
    }
    dead.forEach(wait -> assertInstanceOf(TimeoutException.class, failureOf(wait)));
    assertWaiting(1, semaphore);
    assertPending(live);
    semaphore.release();
    assertTrue(granted(live).isOpen());
    assertWaiting(0, semaphore);
  }

  // asyncio SemaphoreTests: test_acquire
  @Test
  void release_twiceWithThreeWaiting_admitsExactlyTwo() {
    var semaphore = new AsyncSemaphore(3);
    List<Permit> held = List.of(granted(semaphore.acquire()), granted(semaphore.acquire()));
    for (int i = 1; i <= 4; i++) {
      note(semaphore.acquire(), i);
    }
    assertEquals(List.of(1), history);
    assertEquals(0, semaphore.available());
    assertWaiting(3, semaphore);
    held.forEach(Permit::close);
    assertEquals(List.of(1, 2, 3), history);
    assertEquals(0, semaphore.available());
    assertWaiting(1, semaphore);
    semaphore.release();
    assertEquals(List.of(1, 2, 3, 4), history);
    assertWaiting(0, semaphore);
  }

  // asyncio SemaphoreTests: test_acquire_cancel
  @Test
  void acquire_cancelled_leavesTheLine() {
    var semaphore = new AsyncSemaphore(1);
    Permit held = granted(semaphore.acquire());
    Wait<Permit> waiting = semaphore.acquire();
    assertWaiting(1, semaphore);
    assertTrue(waiting.cancel(true));
    assertInstanceOf(CancellationException.class, failed(waiting));
    assertWaiting(0, semaphore);
    held.close();
    assertEquals(1, semaphore.available());
    assertTrue(granted(semaphore.acquire()).isOpen());
  }

  // asyncio SemaphoreTests: test_acquire_cancel_before_awoken
  @Test
  void release_firstTwoCancelled_wakesExactlyTheThird() {
    var semaphore = new AsyncSemaphore(0);
    List<Wait<Permit>> waits = IntStream.range(0, 4).mapToObj(i -> semaphore.acquire()).toList();
    waits.get(0).cancel(true);
    waits.get(1).cancel(true);
    semaphore.release();
    assertTrue(granted(waits.get(2)).isOpen());
    assertPending(waits.get(3));
    assertWaiting(1, semaphore);
    assertTrue(waits.get(3).cancel(true));
    assertFalse(waits.get(2).cancel(true));
    assertWaiting(0, semaphore);
  }

  // asyncio SemaphoreTests: test_acquire_hang
  @Test
  void release_headJustCancelled_goesToTheSecond() {
    var semaphore = new AsyncSemaphore(0);
    Wait<Permit> head = semaphore.acquire();
    Wait<Permit> second = semaphore.acquire();
    head.cancel(true);
    semaphore.release();
    assertTrue(head.isCancelled());
    assertTrue(granted(second).isOpen());
    assertEquals(0, semaphore.available());
  }

  // asyncio SemaphoreTests: test_acquire_no_hang
  @Test
  void release_receiverCancelledDuringTheHandOver_leavesTheSemaphoreUsable() {
    var semaphore = new AsyncSemaphore(1);
    Permit held = granted(semaphore.acquire());
    Wait<Void> second =
        semaphore.acquire().thenAcceptAsync(permit -> history.add("inside"), later::add);
    held.close();
    assertEquals(0, semaphore.available());
    assertTrue(second.cancel(true));
    later.forEach(Runnable::run);
    assertEquals(List.of(), history);
    assertTrue(second.isCancelled());
    assertEquals(1, semaphore.available());
    assertTrue(granted(semaphore.acquire()).isOpen());
  }

  // asyncio SemaphoreTests: test_release_no_waiters
  @Test
  void close_nobodyWaits_makesThePermitAvailable() {
    var semaphore = new AsyncSemaphore(1);
    Permit held = granted(semaphore.acquire());
    assertNull(semaphore.tryAcquire());
    held.close();
    assertEquals(1, semaphore.available());
    assertNotNull(semaphore.tryAcquire());
  }

  // asyncio SemaphoreTests: test_acquire_fifo_order
  @Test
  void acquire_byTheReleaser_goesToTheBackOfTheLine() {
    var semaphore = new AsyncSemaphore(1);
    Permit held = granted(semaphore.acquire());
    List<Wait<Void>> all =
        List.of(twice(semaphore, "a"), twice(semaphore, "b"), twice(semaphore, "c"));
    held.close();
    assertEquals(List.of("a once", "b once", "c once", "a twice", "b twice", "c twice"), history);
    all.forEach(Probe::granted);
    assertEquals(1, semaphore.available());
  }

  // asyncio SemaphoreTests: test_acquire_fifo_order_2
  @Test
  void acquire_rightAfterOnesOwnRelease_doesNotBargePastTheLine() {
    var semaphore = new AsyncSemaphore(1);
    note(semaphore.acquire(), 1);
    Wait<Void> second =
        semaphore
            .acquire()
            .thenCompose(
                permit -> {
                  history.add(2);
                  semaphore.release();
                  assertNull(semaphore.tryAcquire()); // the third has it, or stands before
                  return note(semaphore.acquire(), 4);
                });
    note(semaphore.acquire(), 3);
    semaphore.release();
    assertEquals(List.of(1, 2, 3), history);
    assertPending(second);
    semaphore.release();
    granted(second);
    assertEquals(List.of(1, 2, 3, 4), history);
  }

  // asyncio SemaphoreTests: test_acquire_fifo_order_3
  @Test
  void acquire_headCancelled_keepsTheOrderOfTheOthers() {
    var semaphore = new AsyncSemaphore(0);
    Wait<Void> head = note(semaphore.acquire(), 1);
    note(semaphore.acquire(), 2);
    note(semaphore.acquire(), 3);
    head.cancel(true);
    semaphore.release();
    assertEquals(List.of(2), history);
    semaphore.release();
    assertEquals(List.of(2, 3), history);
    assertTrue(head.isCancelled());
    assertEquals(0, semaphore.available());
  }

  // asyncio SemaphoreTests: test_acquire_fifo_order_4
  @Test
  void acquire_afterOnesOwnThreeReleases_takesNoPermitOfTheWoken() {
    var semaphore = new AsyncSemaphore(0);
    Wait<Permit> woken = semaphore.acquire().thenApplyAsync(p -> p, later::add);
    for (int i = 0; i < 3; i++) {
      semaphore.release();
    }
    assertPending(woken); // woken, and has not run
    assertEquals(2, semaphore.available());
    assertTrue(granted(semaphore.acquire()).isOpen());
    assertTrue(granted(semaphore.acquire()).isOpen());
    assertNull(semaphore.tryAcquire());
    later.forEach(Runnable::run);
    assertTrue(granted(woken).isOpen());
    assertEquals(0, semaphore.available());
  }

  // asyncio SemaphoreTests: test_acquire_fifo_order_4
  @Test
  void release_ofThreeAtOnce_wakesThreeInOrderBeforeANewcomer() {
    var semaphore = new AsyncSemaphore(0);
    semaphore
        .acquire()
        .thenAccept(
            permit -> {
              history.add(1);
              assertEquals(0, semaphore.available()); // all three have theirs
              note(semaphore.acquire(), 4);
            });
    note(semaphore.acquire(), 2);
    note(semaphore.acquire(), 3);
    semaphore.release(3);
    assertEquals(List.of(1, 2, 3), history);
    assertWaiting(1, semaphore);
    semaphore.release();
    assertEquals(List.of(1, 2, 3, 4), history);
  }
}
