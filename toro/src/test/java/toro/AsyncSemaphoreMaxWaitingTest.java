package toro;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.granted;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The limit of a semaphore's line. */
@Timeout(60)
class AsyncSemaphoreMaxWaitingTest {
  private static final int ROUNDS = 20_000;

  private final AsyncSemaphore semaphore = AsyncSemaphore.bounded(2).named("pool").maxWaiting(1);

  private static void assertRefused(Future<?> request) {
    assertInstanceOf(RejectedExecutionException.class, failed(request));
  }

  @Test
  void acquire_asManyWaitAsMay_failsAtOnceAndSaysSo() {
    Permit held = granted(semaphore.acquire(2));
    Wait<Permit> waiting = semaphore.acquire();
    Throwable refusal = failed(semaphore.acquire());
    assertEquals(
        "java.util.concurrent.RejectedExecutionException: "
            + "AsyncSemaphore[pool]: as many wait as may, 1",
        refusal.toString());
    assertPending(waiting);
    assertEquals(1, semaphore.waiting());
    held.close();
    granted(waiting).close();
    assertEquals(2, semaphore.available());
  }

  @Test
  void everyAcquire_asManyWaitAsMay_fails() {
    Permit held = granted(semaphore.acquire(2));
    Wait<Permit> waiting = semaphore.acquire();
    boolean[] ran = {false};
    List<Supplier<Wait<?>>> forms =
        List.of(
            semaphore::acquire,
            () -> semaphore.acquire(2),
            () -> semaphore.with(() -> completedFuture(ran[0] = true)),
            () -> semaphore.with(2, () -> completedFuture(ran[0] = true)),
            () -> semaphore.with(Runnable::run, () -> completedFuture(ran[0] = true)),
            () -> semaphore.with(2, Runnable::run, () -> completedFuture(ran[0] = true)),
            () -> Wait.firstOf(Clause.acquire(semaphore)),
            () -> Wait.firstOf(Clause.take(AsyncQueue.unbounded()), Clause.acquire(semaphore, 2)));
    for (Supplier<Wait<?>> form : forms) {
      assertRefused(form.get());
    }
    assertFalse(ran[0]);
    assertNull(semaphore.tryAcquire());
    assertEquals(1, semaphore.waiting());
    held.close();
    granted(waiting).close();
    assertEquals(2, semaphore.available());
  }

  @Test
  void acquire_thatNeedNotWait_isNotRefused() {
    var none = new AsyncSemaphore(2).maxWaiting(0);
    Permit first = granted(none.acquire());
    Permit second = none.tryAcquire();
    assertNotNull(second);
    assertRefused(none.acquire());
    first.close();
    granted(none.with(() -> completedFuture("body")));
    assertRefused(none.acquire(2));
    second.close();
    granted(none.acquire(2)).close();
    assertEquals(2, none.available());
  }

  @Test
  void acquire_smallBehindALarge_isRefusedThoughThereArePermits() {
    Permit held = semaphore.tryAcquire();
    Wait<Permit> large = semaphore.acquire(2);
    assertRefused(semaphore.acquire());
    held.close();
    granted(large).close();
  }

  @Test
  void acquire_oneHasLeft_mayWaitInItsPlace() {
    Permit held = semaphore.tryAcquire(2);
    assertTrue(semaphore.acquire().cancel(false));
    semaphore.acquire().within(Duration.ZERO);
    Wait<Permit> waiting = semaphore.acquire();
    assertRefused(semaphore.acquire());
    held.close();
    Permit granted = granted(waiting);
    Wait<Permit> next = semaphore.acquire(2);
    granted.close();
    granted(next).close();
  }

  @Test
  void whenAvailable_asManyWaitAsMay_waitsAllTheSameAndTakesNoPlace() {
    Permit held = semaphore.tryAcquire(2);
    Wait<Void> before = semaphore.whenAvailable();
    Wait<Permit> waiting = semaphore.acquire();
    Wait<Void> after = semaphore.whenAvailable();
    Wait<Selected> select = Wait.firstOf(Clause.whenAvailable(semaphore));
    assertPending(before, waiting, after, select);
    held.close();
    granted(waiting);
    granted(before);
    granted(after);
    granted(select);
  }

  @Test
  void select_otherClauseIsReady_isNotRefused() {
    Permit held = semaphore.tryAcquire(2);
    Wait<Permit> waiting = semaphore.acquire();
    AsyncQueue<String> queue = AsyncQueue.unbounded();
    Clause<Permit> acquire = Clause.acquire(semaphore);
    Clause<String> take = Clause.take(queue);
    Select select = Select.ordered(acquire, take);
    assertNull(select.trySelect());
    queue.offer("item");
    assertEquals("item", granted(select.select()).get(take));
    assertRefused(select.select());
    assertEquals(0, queue.waiting());
    held.close();
    granted(waiting).close();
    granted(select.select()).get(acquire).close();
  }

  @Test
  void select_settledClauseIsRefused_winsWithTheRefusal() {
    Permit held = semaphore.tryAcquire(2);
    Wait<Permit> waiting = semaphore.acquire();
    Clause<Permit> acquire = Clause.acquire(semaphore).settled();
    Selected won = granted(Wait.firstOf(acquire, Clause.take(AsyncQueue.unbounded())));
    assertTrue(won.is(acquire));
    assertThrows(RejectedExecutionException.class, () -> won.get(acquire));
    waiting.cancel(false);
    held.close();
    assertEquals(2, semaphore.available());
  }

  @Test
  void select_refusedAfterItJoinedOtherLines_hasLeftThem() {
    var lock = new AsyncLock();
    Permit locked = lock.tryAcquire();
    Permit held = semaphore.tryAcquire(2);
    Wait<Permit> waiting = semaphore.acquire();
    AsyncQueue<String> queue = AsyncQueue.unbounded();
    assertRefused(
        Wait.firstOf(Clause.acquire(lock), Clause.take(queue), Clause.acquire(semaphore)));
    assertEquals(0, lock.waiting());
    assertEquals(0, queue.waiting());
    locked.close();
    held.close();
    granted(waiting);
    assertFalse(lock.isHeld());
  }

  @Test
  void maxWaiting_lowered_letsThoseInLineStay() {
    semaphore.maxWaiting(3);
    Permit held = semaphore.tryAcquire(2);
    List<Wait<Permit>> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(semaphore.acquire());
    }
    assertRefused(semaphore.acquire());
    semaphore.maxWaiting(1);
    assertPending(waiting.get(0), waiting.get(1), waiting.get(2));
    held.close();
    granted(waiting.get(0));
    granted(waiting.get(1)).close();
    granted(waiting.get(2));
    Wait<Permit> next = semaphore.acquire();
    assertPending(next);
    assertRefused(semaphore.acquire());
    semaphore.maxWaiting(Integer.MAX_VALUE);
    assertPending(semaphore.acquire());
  }

  @Test
  void maxWaiting_negative_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> semaphore.maxWaiting(-1));
    assertSame(semaphore, semaphore.maxWaiting(0));
  }

  @Test
  void close_asManyWaitAsMay_failsWhoWaitsAndWhoComes() {
    Permit held = semaphore.tryAcquire(2);
    Wait<Permit> waiting = semaphore.acquire();
    semaphore.close();
    assertInstanceOf(ClosedException.class, failed(waiting));
    assertInstanceOf(ClosedException.class, failed(semaphore.acquire()));
    semaphore.maxWaiting(0);
    assertInstanceOf(ClosedException.class, failed(semaphore.acquire()));
    held.close();
  }

  @Test
  void resize_asManyWaitAsMay_makesRoomInTheLine() {
    Permit held = semaphore.tryAcquire(2);
    Wait<Permit> first = semaphore.acquire();
    semaphore.resize(3);
    granted(first);
    Wait<Permit> second = semaphore.acquire(3);
    assertRefused(semaphore.acquire());
    assertThrows(IllegalArgumentException.class, () -> semaphore.acquire(4));
    semaphore.resize(2);
    assertInstanceOf(IllegalArgumentException.class, failed(second));
    assertPending(semaphore.acquire());
    held.close();
  }

  @Test
  void acquire_againstAReleaseAndAnotherAcquire_neverMoreWaitThanMay() {
    try (var second = new SecondThread()) {
      for (int i = 0; i < ROUNDS; i++) {
        var one = AsyncSemaphore.bounded(1).maxWaiting(1);
        Permit held = one.tryAcquire();
        var theirs = new AtomicReference<Wait<Permit>>();
        var mine = new AtomicReference<Wait<Permit>>();
        boolean releases = i % 2 == 0;
        second.race(
            i,
            () -> {
              if (releases) {
                held.close();
              }
              theirs.set(one.acquire());
            },
            () -> mine.set(one.acquire()));
        int waiting = one.waiting();
        held.close();
        for (Wait<Permit> each : List.of(theirs.get(), mine.get(), theirs.get())) {
          if (each.isDone() && !each.isCompletedExceptionally()) {
            each.join().close();
          }
        }
        assertEquals(releases ? 2 : 1, closedOnes(theirs.get()) + closedOnes(mine.get()));
        assertEquals(1, waiting);
        assertEquals(1, one.available());
      }
    }
  }

  /** 1 if it was granted, and closed since; 0 if it was refused. */
  private static int closedOnes(Wait<Permit> request) {
    assertTrue(request.isDone());
    return request.isCompletedExceptionally() ? 0 : 1;
  }
}
