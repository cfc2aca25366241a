package toro;

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
import static toro.Probe.shown;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closing a lock, and what becomes of those who wait on its conditions. */
@Timeout(60)
class AsyncLockCloseTest {
  private final AsyncLock lock = new AsyncLock().named("db");
  private final AsyncLock.Condition condition = lock.newCondition();

  private Permit acquire() {
    Permit permit = lock.tryAcquire();
    assertNotNull(permit);
    return permit;
  }

  @Test
  void close_waitingAndLaterAcquires_failWithTheFirstCause() {
    var cause = new IOException("disk");
    Permit held = acquire();
    Wait<Permit> waiting = lock.acquire();
    Wait<String> with = lock.with(() -> CompletableFuture.completedFuture("never"));
    assertFalse(lock.isClosed());
    lock.close(cause);
    lock.close(new IOException("second"));
    lock.close();
    assertTrue(lock.isClosed());
    for (Wait<?> wait : List.of(waiting, with, lock.acquire())) {
      assertSame(cause, assertInstanceOf(ClosedException.class, failed(wait)).getCause());
    }
    assertSame(cause, assertThrows(ClosedException.class, lock::tryAcquire).getCause());
    assertEquals("AsyncLock[db, closed, held]", shown(lock));
    assertTrue(held.isOpen());
    held.close();
    held.close();
    assertEquals("AsyncLock[db, closed, free]", shown(lock));
    assertInstanceOf(ClosedException.class, failed(lock.acquire()));
  }

  @Test
  void close_noCause_carriesNone() {
    lock.close();
    assertNull(failed(lock.acquire()).getCause());
  }

  @Test
  void close_nullCause_isRefusedAndLeavesItOpen() {
    assertThrows(NullPointerException.class, () -> lock.close(null));
    assertFalse(lock.isClosed());
    assertNotNull(lock.tryAcquire());
  }

  @Test
  void close_aWaitForASignal_takesTheLockBackAndFails() {
    Permit held = acquire();
    Wait<Void> wait = condition.releaseUntilSignalled(held);
    var cause = new IOException("disk");
    lock.close(cause);
    assertSame(cause, assertInstanceOf(ClosedException.class, failed(wait)).getCause());
    assertTrue(held.isOpen(), "a finally block holds the lock");
    assertTrue(lock.isHeld());
    held.close();
    assertFalse(lock.isHeld());
    assertEquals(0, condition.waiting());
    assertEquals(0, lock.waiting());
  }

  @Test
  void close_waitsForSignalsOfSeveralConditions_endOneAfterTheOtherInOrder() {
    List<String> order = new ArrayList<>();
    List<Permit> permits = new ArrayList<>();
    var other = lock.newCondition();
    for (var which : List.of(condition, condition, other)) {
      Permit held = acquire();
      permits.add(held);
      which
          .releaseUntilSignalled(held)
          .whenComplete((none, failure) -> order.add(failure.getClass().getSimpleName()));
    }
    Permit inside = acquire();
    lock.close();
    assertEquals(3, lock.waiting());
    assertEquals(List.of(), order);
    inside.close();
    for (int i = 0; i < 3; i++) {
      assertEquals(i + 1, order.size(), "one at a time holds the lock");
      assertTrue(permits.get(i).isOpen());
      permits.get(i).close();
    }
    assertEquals(List.of("ClosedException", "ClosedException", "ClosedException"), order);
    assertFalse(lock.isHeld());
  }

  @Test
  void close_aWaiterThatHasItsSignal_endsWell() {
    Permit first = acquire();
    Wait<Void> signalled = condition.releaseUntilSignalled(first);
    Permit inside = acquire();
    Wait<Permit> request = lock.acquire();
    condition.signal();
    lock.close();
    assertInstanceOf(ClosedException.class, failed(request));
    assertPending(signalled);
    inside.close();
    assertNull(granted(signalled));
    assertTrue(first.isOpen());
  }

  @Test
  void close_thenCancelOfAWaitThatRetakesTheLock_leavesForGood() {
    Permit held = acquire();
    Wait<Void> wait = condition.releaseUntilSignalled(held);
    Permit inside = acquire();
    lock.close();
    assertTrue(wait.cancel(false));
    inside.close();
    assertFalse(held.isOpen());
    assertFalse(lock.isHeld());
  }

  @Test
  void close_afterALimit_doesNotUndoIt() throws Exception {
    Permit held = acquire();
    Wait<Void> wait = condition.releaseUntilSignalled(held);
    Permit inside = acquire();
    wait.within(Duration.ZERO);
    lock.close();
    inside.close();
    assertInstanceOf(TimeoutException.class, failed(wait));
    assertTrue(held.isOpen());
  }

  @Test
  void close_aThreadThatAwaitsASignal_getsTheFailureWithTheLockHeld() throws Exception {
    var thread =
        Probe.start(
            () -> {
              try (var held = lock.acquire().await()) {
                assertThrows(
                    ClosedException.class, () -> condition.releaseUntilSignalled(held).await());
                return held.isOpen();
              }
            });
    thread.parked();
    lock.close();
    assertTrue(thread.result());
    assertFalse(lock.isHeld());
  }

  @Test
  void releaseUntilSignalled_closedLock_failsAndKeepsThePermitOpen() {
    Permit held = acquire();
    lock.close();
    assertInstanceOf(ClosedException.class, failed(condition.releaseUntilSignalled(held)));
    assertTrue(held.isOpen());
    assertInstanceOf(ClosedException.class, failed(condition.releaseUntil(held, () -> false)));
    assertTrue(held.isOpen());
    assertNull(granted(condition.releaseUntil(held, () -> true)));
    condition.signalAll();
    held.close();
    assertFalse(lock.isHeld());
  }

  @Test
  void releaseUntil_closedWhileItWaits_failsWithThePermitOpen() {
    Permit held = acquire();
    Wait<Void> wait = condition.releaseUntil(held, () -> false);
    lock.close();
    assertInstanceOf(ClosedException.class, failed(wait));
    assertTrue(held.isOpen());
  }

  @Test
  void readWriteLock_closed_failsWaitingAndLaterRequests() {
    var table = new AsyncReadWriteLock().named("table");
    Permit writing = granted(table.acquireWrite());
    Wait<Permit> read = table.acquireRead();
    Wait<Permit> write = table.acquireWrite();
    var cause = new IOException("disk");
    assertThrows(NullPointerException.class, () -> table.close(null));
    assertFalse(table.isClosed());
    table.close(cause);
    table.close();
    assertTrue(table.isClosed());
    for (Wait<?> wait : List.of(read, write, table.acquireRead(), table.acquireWrite())) {
      assertSame(cause, assertInstanceOf(ClosedException.class, failed(wait)).getCause());
    }
    assertThrows(ClosedException.class, table::tryAcquireRead);
    assertThrows(ClosedException.class, table::tryAcquireWrite);
    Permit reading = table.downgrade(writing);
    assertEquals("AsyncReadWriteLock[table, closed, 1 reading]", shown(table));
    reading.close();
    assertEquals("AsyncReadWriteLock[table, closed, free]", shown(table));
  }

  @Test
  void semaphore_closedWithACause_carriesIt() {
    var pool = AsyncSemaphore.bounded(1);
    Permit held = pool.tryAcquire();
    Wait<Permit> waiting = pool.acquire();
    var cause = new IOException("disk");
    assertThrows(NullPointerException.class, () -> pool.close(null));
    assertFalse(pool.isClosed());
    pool.close(cause);
    assertTrue(pool.isClosed());
    for (Wait<?> wait : List.of(waiting, pool.acquire(), pool.whenAvailable())) {
      assertSame(cause, assertInstanceOf(ClosedException.class, failed(wait)).getCause());
    }
    assertSame(cause, assertThrows(ClosedException.class, pool::tryAcquire).getCause());
    assertSame(cause, assertThrows(ClosedException.class, () -> pool.resize(2)).getCause());
    held.close();
    assertEquals(1, pool.available());
  }
}
