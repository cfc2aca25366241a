package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AsyncLockTest {
  private final AsyncLock lock = new AsyncLock();

  @Test
  void acquire_free_isGrantedAtOnce() {
    Permit held = granted(lock.acquire());
    assertTrue(held.isOpen());
    assertTrue(lock.isHeld());
  }

  @Test
  void acquire_held_waitsUntilTheHolderCloses() {
    Permit first = granted(lock.acquire());
    Wait<Permit> second = lock.acquire();
    assertPending(second);
    first.close();
    assertTrue(granted(second).isOpen());
    assertTrue(lock.isHeld());
    granted(second).close();
    assertFalse(lock.isHeld());
  }

  @Test
  void acquire_byTheHolderAgain_waits() {
    try (Permit held = granted(lock.acquire())) {
      Wait<Permit> again = lock.acquire();
      assertTrue(held.isOpen());
      assertPending(again);
      assertTrue(again.cancel(false));
    }
    assertFalse(lock.isHeld());
  }

  @Test
  void acquire_manyWaiters_areServedInTheOrderOfTheirCalls() {
    Permit held = granted(lock.acquire());
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int number = i;
      lock.acquire()
          .thenAccept(
              permit -> {
                order.add(number);
                permit.close();
              });
    }
    assertEquals(List.of(), order);
    held.close();
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      expected.add(i);
    }
    assertEquals(expected, order);
    assertFalse(lock.isHeld());
  }

  @Test
  void acquire_threadsAndCallbacksInOneLine_areServedInOrder() throws Exception {
    Permit held = granted(lock.acquire());
    List<String> order = new ArrayList<>(); // guarded by the lock under test
    var platform =
        Probe.start(
            () -> {
              try (Permit permit = lock.acquire().await()) {
                return order.add("platform thread");
              }
            });
    until("the thread stands in line", () -> lock.toString().contains("1 waiting"));
    Wait<Void> callback =
        lock.acquire()
            .thenAccept(
                permit -> {
                  order.add("callback");
                  permit.close();
                });
    var virtual =
        Probe.startVirtual(
            () -> {
              try (Permit permit = lock.acquire().await()) {
                return order.add("virtual thread");
              }
            });
    until("all three stand in line", () -> lock.toString().contains("3 waiting"));
    held.close();
    assertTrue(platform.result());
    Eventually.value(callback);
    assertTrue(virtual.result());
    try (Permit last = lock.acquire().await(Duration.ofSeconds(30))) {
      assertEquals(List.of("platform thread", "callback", "virtual thread"), order);
      assertTrue(last.isOpen());
    }
  }

  @Test
  void close_withAWaiter_handsOverDirectly() {
    Permit first = granted(lock.acquire());
    Wait<Permit> second = lock.acquire();
    List<Boolean> couldBarge = new ArrayList<>();
    second.thenRun(() -> couldBarge.add(lock.tryAcquire() != null));
    first.close();
    assertEquals(List.of(false), couldBarge);
    assertNull(lock.tryAcquire());
    granted(second).close();
    assertNotNull(lock.tryAcquire());
  }

  @Test
  void close_thenAcquireInOneStep_doesNotOvertakeTheLine() {
    Permit first = granted(lock.acquire());
    Wait<Permit> second = lock.acquire();
    first.close();
    Wait<Permit> third = lock.acquire();
    assertPending(third);
    granted(second).close();
    assertTrue(granted(third).isOpen());
  }

  @Test
  void close_twice_releasesOnce() {
    Permit first = granted(lock.acquire());
    Wait<Permit> second = lock.acquire();
    Wait<Permit> third = lock.acquire();
    first.close();
    first.close();
    assertPending(third);
    assertTrue(granted(second).isOpen());
    assertTrue(lock.isHeld());
  }

  @Test
  void close_byAnotherThread_releases() throws Exception {
    Permit held = granted(lock.acquire());
    Probe.start(
            () -> {
              held.close();
              return true;
            })
        .result();
    assertFalse(held.isOpen());
    assertFalse(lock.isHeld());
  }

  @Test
  void close_withAWaiter_runsItsContinuationBeforeItReturns() {
    List<String> order = new ArrayList<>();
    Permit first = granted(lock.acquire());
    order.add("acquired 1");
    lock.acquire().thenRun(() -> order.add("acquired 2"));
    order.add("release");
    first.close();
    order.add("released");
    assertEquals(List.of("acquired 1", "release", "acquired 2", "released"), order);
  }

  @Test
  void tryAcquire_free_returnsAnOpenPermit() {
    Permit held = lock.tryAcquire();
    assertNotNull(held);
    assertTrue(held.isOpen());
    assertTrue(lock.isHeld());
    held.close();
    assertFalse(lock.isHeld());
  }

  @Test
  void tryAcquire_held_returnsNull() {
    Permit held = lock.tryAcquire();
    assertNull(lock.tryAcquire());
    assertTrue(held.isOpen());
    held.close();
    Permit next = lock.tryAcquire();
    assertNotNull(next);
    assertNotSame(held, next);
  }

  @Test
  void acquire_cancelled_leavesTheLine() {
    Permit held = granted(lock.acquire());
    Wait<Permit> second = lock.acquire();
    Wait<Permit> third = lock.acquire();
    Wait<Permit> fourth = lock.acquire();
    assertTrue(third.cancel(true));
    assertTrue(third.isCancelled());
    assertTrue(lock.toString().contains("2 waiting"), lock.toString());
    held.close();
    granted(second).close();
    assertTrue(granted(fourth).isOpen());
  }

  @Test
  void acquire_everyWaiterCancelled_leavesAFreeLock() {
    Permit held = granted(lock.acquire());
    List<Wait<Permit>> waits = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      waits.add(lock.acquire());
    }
    for (Wait<Permit> wait : waits.reversed()) {
      assertTrue(wait.cancel(false));
    }
    held.close();
    assertFalse(lock.isHeld());
  }

  @Test
  void acquire_cancelledAfterTheGrant_staysGranted() {
    Wait<Permit> wait = lock.acquire();
    assertFalse(wait.cancel(true));
    assertFalse(wait.isCancelled());
    assertTrue(granted(wait).isOpen());
    assertTrue(lock.isHeld());
  }

  @Test
  void acquire_limitPasses_leavesTheLine() {
    Permit held = granted(lock.acquire());
    Wait<Permit> second = lock.acquire();
    Wait<Permit> limited = second.within(Duration.ofMillis(1));
    assertInstanceOf(TimeoutException.class, failureOf(limited));
    assertTrue(held.isOpen());
    assertTrue(lock.isHeld());
    held.close();
    assertFalse(lock.isHeld());
  }

  @Test
  void acquire_limitZero_isATry() {
    Permit held = granted(lock.acquire().within(Duration.ZERO));
    assertTrue(held.isOpen());
    assertInstanceOf(TimeoutException.class, failed(lock.acquire().within(Duration.ZERO)));
    held.close();
    assertFalse(lock.isHeld());
  }

  @Test
  void acquire_itsFutureCompleted_leavesTheLine() {
    Permit held = granted(lock.acquire());
    Wait<Permit> second = lock.acquire();
    Wait<Permit> third = lock.acquire();
    assertTrue(second.toCompletableFuture().complete(held));
    assertTrue(second.isCancelled());
    held.close();
    assertTrue(granted(third).isOpen());
    granted(third).close();
    assertFalse(lock.isHeld());
  }

  @Test
  void acquire_itsFutureCompletedAfterTheGrant_keepsItsPermit() {
    Permit other = granted(new AsyncLock().acquire());
    Wait<Permit> wait = lock.acquire();
    assertFalse(wait.toCompletableFuture().complete(other));
    assertFalse(wait.toCompletableFuture().completeExceptionally(new IllegalStateException()));
    assertNotSame(other, granted(wait));
    assertTrue(lock.isHeld());
  }

  @Test
  void acquire_itsFutureFailed_leavesTheLine() {
    Permit held = granted(lock.acquire());
    Wait<Permit> second = lock.acquire();
    assertTrue(second.toCompletableFuture().completeExceptionally(new IllegalStateException()));
    assertTrue(second.isCancelled());
    held.close();
    assertFalse(lock.isHeld());
  }

  @Test
  void continuation_throws_theLockStaysConsistent() {
    Permit held = granted(lock.acquire());
    Wait<Permit> second = lock.acquire();
    second.thenRun(
        () -> {
          throw new IllegalStateException("continuation");
        });
    Wait<Permit> third = lock.acquire();
    held.close();
    granted(second).close();
    assertTrue(granted(third).isOpen());
  }

  @Test
  void continuation_acquiresCancelsAndCloses_theLockStaysConsistent() {
    Permit held = granted(lock.acquire());
    Wait<Permit> second = lock.acquire();
    Wait<Permit> third = lock.acquire();
    Wait<Permit> fourth = lock.acquire();
    List<Wait<Permit>> acquiredInside = new ArrayList<>();
    second.thenAccept(
        permit -> {
          acquiredInside.add(lock.acquire());
          assertTrue(third.cancel(false));
          permit.close();
        });
    held.close();
    assertEquals(1, acquiredInside.size());
    assertPending(acquiredInside.getFirst());
    granted(fourth).close();
    assertTrue(granted(acquiredInside.getFirst()).isOpen());
  }

  @Test
  void named_anyName_returnsTheLockItself() {
    assertSame(lock, lock.named("db"));
  }
}
