package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Probe.assertPending;
import static toro.Probe.assertShows;
import static toro.Probe.failed;
import static toro.Probe.failureOf;
import static toro.Probe.granted;
import static toro.Probe.shown;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import toro.Probe.Started;

/** What the locks that came before promise, kept by {@link AsyncLock}. */
@Timeout(60)
class LockBehavioursTest {
  private static final Duration SHORT = Duration.ofMillis(5);

  private final AsyncLock lock = new AsyncLock();
  private final List<Object> history = new ArrayList<>(); // by the test, or under the lock

  private Permit acquire() {
    return granted(lock.acquire());
  }

  private void assertWaiting(int n) {
    assertShows("AsyncLock[held" + Names.waiting(n) + "]", lock);
  }

  private void assertFree() {
    assertEquals("AsyncLock[free]", shown(lock));
    assertFalse(lock.isHeld());
  }

  /** Coroutines that stand in line one after the other, each with the number of its place. */
  private List<Started<Object>> coroutinesInLine(int n) {
    List<Started<Object>> coroutines = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int number = i;
      coroutines.add(
          Probe.startVirtual(
              () -> {
                try (var held = lock.acquire().await()) {
                  assertTrue(held.isOpen());
                  history.add("acquired " + number);
                  Thread.yield();
                  history.add("releasing " + number);
                }
                return number;
              }));
      String line = (i + 1) + " waiting";
      until(line, () -> lock.toString().contains(line));
    }
    return coroutines;
  }

  private static List<Object> acquiredAndReleased(int n) {
    List<Object> expected = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      expected.add("acquired " + i);
      expected.add("releasing " + i);
    }
    return expected;
  }

  // toro LockTests: test_acquire_release
  // tornado LockTests: test_acquire_release
  @Test
  void acquire_thenClose_flipsTheState() {
    assertFalse(lock.isHeld());
    Permit held = acquire();
    assertTrue(lock.isHeld());
    assertTrue(held.isOpen());
    held.close();
    assertFalse(lock.isHeld());
    assertFalse(held.isOpen());
  }

  // toro LockTests2: test_str
  // tornado LockTests: test_repr
  // asyncio LockTests: test_repr
  @Test
  void toString_everyState_saysItAndHowManyWait() {
    assertEquals("AsyncLock[free]", shown(lock));
    Permit held = acquire();
    assertEquals("AsyncLock[held]", shown(lock));
    Wait<Permit> waiting = lock.acquire();
    assertEquals("AsyncLock[held, 1 waiting]", shown(lock));
    held.close();
    assertEquals("AsyncLock[held]", shown(lock));
    granted(waiting).close();
    assertEquals("AsyncLock[free]", shown(lock));
  }

  // toro LockTests: test_acquire_contended
  // tornado LockTests: test_acquire_fifo
  @Test
  void acquire_fiveWaiters_allGetItInTheirOrder() {
    Permit first = acquire();
    for (int i = 0; i < 5; i++) {
      int number = i;
      lock.acquire()
          .thenAccept(
              held -> {
                history.add(number);
                held.close();
              });
    }
    assertWaiting(5);
    assertEquals(List.of(), history);
    first.close();
    assertEquals(List.of(0, 1, 2, 3, 4), history);
    assertFree();
  }

  // tornado LockTests: test_acquire_fifo_async_with
  // toro LockContextManagerTest: test_context_manager_contended
  @Test
  void acquire_contendedByCoroutines_letsThemInOneByOneInTheirOrder() throws Exception {
    Permit first = acquire();
    List<Started<Object>> coroutines = coroutinesInLine(10);
    first.close();
    for (int i = 0; i < 10; i++) {
      assertEquals(i, coroutines.get(i).result());
    }
    assertEquals(acquiredAndReleased(10), history);
    assertFree();
  }

  // asyncio LockTests: test_acquire
  @Test
  void acquire_oneReleaseAtATime_admitsOneAtATime() {
    Permit held = acquire();
    List<Wait<Permit>> waits = List.of(lock.acquire(), lock.acquire(), lock.acquire());
    for (int i = 0; i < 3; i++) {
      int number = i + 1;
      waits.get(i).thenAccept(permit -> history.add(number));
    }
    assertEquals(List.of(), history);
    for (int i = 0; i < 3; i++) {
      held.close();
      held = granted(waits.get(i));
      assertEquals(i + 1, history.size());
      assertPending(waits.subList(i + 1, 3).toArray(Wait<?>[]::new));
      assertTrue(lock.isHeld());
    }
    assertEquals(List.of(1, 2, 3), history);
    held.close();
    assertFree();
  }

  // toro LockTests: test_reacquire
  @Test
  void acquire_againByTheHolder_waitsForTheRelease() {
    CompletableFuture<Permit> gate = new CompletableFuture<>();
    Wait<Permit> second =
        lock.acquire()
            .thenCompose(
                held -> {
                  history.add("first");
                  gate.complete(held);
                  return lock.acquire();
                });
    assertEquals(List.of("first"), history);
    assertPending(second);
    assertNull(lock.tryAcquire());
    granted(gate).close();
    assertTrue(lock.isHeld());
    granted(second).close();
    assertFree();
  }

  // toro LockTests2: test_acquire_timeout
  // tornado LockTests: test_acquire_timeout
  @Test
  void acquire_limitPasses_leavesTheLockWithItsHolder() {
    Permit held = acquire();
    assertInstanceOf(TimeoutException.class, failureOf(lock.acquire().within(SHORT)));
    assertThrows(TimeoutException.class, () -> lock.acquire().await(SHORT));
    assertInstanceOf(
        TimeoutException.class, failureOf(lock.acquire().within(Duration.ofMillis(5))));
    assertTrue(held.isOpen());
    assertWaiting(0);
    held.close();
    assertFree();
  }

  // toro LockTests2: test_acquire_callback
  @Test
  void close_waiterWithAFunction_runsItBeforeItReturns() {
    CompletableFuture<Permit> first = new CompletableFuture<>();
    lock.acquire()
        .thenAccept(
            held -> {
              history.add("acquire 1");
              first.complete(held);
            });
    lock.acquire().thenAccept(held -> history.add("acquire 2"));
    granted(first).close();
    history.add("released");
    assertEquals(List.of("acquire 1", "acquire 2", "released"), history);
  }

  // A permit is what entitles to a release, once: a second close is nobody's release.
  // toro LockTests2: test_multi_release
  // tornado LockTests: test_multi_release
  // asyncio LockTests: test_release_not_acquired
  @Test
  void close_again_releasesNothing() {
    Permit first = acquire();
    first.close();
    first.close();
    assertFree();
    Permit second = acquire();
    Wait<Permit> third = lock.acquire();
    first.close();
    assertTrue(second.isOpen());
    assertPending(third);
    assertWaiting(1);
  }

  // asyncio LockTests: test_release_no_waiters
  @Test
  void close_nobodyWaits_leavesTheLockFree() {
    acquire().close();
    assertFree();
    assertNotNull(lock.tryAcquire());
  }

  // toro LockContextManagerTest: test_context_manager
  // asyncio LockTests: test_context_manager
  @Test
  void tryWithResources_always_holdsInsideAndReleasesAfter() throws Exception {
    try (var held = lock.acquire().await()) {
      assertTrue(held.isOpen());
      assertTrue(lock.isHeld());
    }
    assertFree();
    CompletableFuture<Boolean> body = new CompletableFuture<>();
    Wait<Boolean> whole = lock.with(() -> body);
    assertTrue(lock.isHeld());
    body.complete(true);
    assertTrue(granted(whole));
    assertFree();
  }

  // toro LockContextManagerTest: test_context_manager_exception
  @Test
  void tryWithResources_bodyThrows_releases() {
    var failure = new IllegalStateException("the body's own");
    var thrown =
        assertThrows(
            IllegalStateException.class,
            () -> {
              try (var held = lock.acquire().await()) {
                history.add(held.isOpen());
                throw failure;
              }
            });
    assertSame(failure, thrown);
    assertEquals(List.of(true), history);
    assertFree();
    Wait<Object> with =
        lock.with(
            () -> {
              throw failure;
            });
    assertSame(failure, failed(with));
    assertFree();
  }

  // What Python refuses when it runs does not compile here: there is nothing to close or to await.
  // toro LockContextManagerTest: test_context_manager_misuse
  // tornado LockTests: test_yield_lock, test_context_manager_misuse
  // asyncio LockTests: test_lock, test_lock_by_with_statement
  @Test
  void lockItself_always_isNeitherAResourceNorAStage() {
    assertFalse(AutoCloseable.class.isAssignableFrom(AsyncLock.class));
    assertFalse(AutoCloseable.class.isAssignableFrom(Wait.class));
    assertFalse(CompletionStage.class.isAssignableFrom(AsyncLock.class));
    assertFalse(Future.class.isAssignableFrom(AsyncLock.class));
    assertTrue(AutoCloseable.class.isAssignableFrom(Permit.class));
  }

  // asyncio LockTests: test_acquire_cancel
  @Test
  void acquire_cancelled_isRemovedFromTheLine() {
    Permit held = acquire();
    Wait<Permit> waiting = lock.acquire();
    assertWaiting(1);
    assertTrue(waiting.cancel(true));
    assertInstanceOf(CancellationException.class, failed(waiting));
    assertWaiting(0);
    held.close();
    assertFree();
  }

  // asyncio LockTests: test_cancel_race
  @Test
  void close_firstWaiterJustCancelled_goesToTheSecond() {
    Permit held = acquire();
    Wait<Void> b =
        lock.acquire()
            .thenAccept(
                permit -> {
                  history.add("b");
                  permit.close();
                });
    Wait<Void> c =
        lock.acquire()
            .thenAccept(
                permit -> {
                  history.add("c");
                  permit.close();
                });
    assertWaiting(2);
    b.cancel(true);
    held.close();
    assertTrue(b.isCancelled());
    granted(c);
    assertEquals(List.of("c"), history);
    assertFree();
  }

  // asyncio LockTests: test_cancel_release_race
  @Test
  void cancelAndClose_inOneStep_makeExactlyOneNewOwner() {
    Permit held = acquire();
    List<Wait<Permit>> waits = List.of(lock.acquire(), lock.acquire(), lock.acquire());
    CompletableFuture<Void> trigger = new CompletableFuture<>();
    CompletableFuture<Void> step =
        trigger.thenRun(
            () -> {
              waits.get(0).cancel(true);
              held.close();
            });
    trigger.complete(null);
    granted(step);
    assertTrue(waits.get(0).isCancelled());
    assertTrue(granted(waits.get(1)).isOpen());
    assertPending(waits.get(2));
    assertWaiting(1);
    assertTrue(waits.get(2).cancel(true));
    assertWaiting(0);
  }

  // asyncio LockTests: test_finished_waiter_cancelled
  @Test
  void acquire_cancelledBeforeItsFunctionRan_wakesTheNext() {
    var later = new ArrayDeque<Runnable>();
    Permit held = acquire();
    Wait<Void> woken = lock.acquire().thenAcceptAsync(permit -> history.add("woken"), later::add);
    Wait<Permit> next = lock.acquire();
    held.close();
    assertPending(woken, next);
    assertTrue(woken.cancel(true));
    assertTrue(granted(next).isOpen());
    while (!later.isEmpty()) {
      later.remove().run();
    }
    assertEquals(List.of(), history);
    assertTrue(woken.isCancelled());
    assertWaiting(0);
  }
}
