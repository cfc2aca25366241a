package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.assertPending;
import static toro.Probe.granted;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every permit promises, whichever primitive gave it. */
@Timeout(60)
class PermitTest {
  private static Map<String, Supplier<Wait<Permit>>> everyWayToGetOne() {
    AsyncLock lock = new AsyncLock();
    AsyncSemaphore semaphore = new AsyncSemaphore(1);
    AsyncSemaphore bounded = AsyncSemaphore.bounded(3);
    AsyncReadWriteLock readers = new AsyncReadWriteLock(1);
    AsyncReadWriteLock writer = new AsyncReadWriteLock();
    Map<String, Supplier<Wait<Permit>>> ways = new LinkedHashMap<>();
    ways.put("lock", lock::acquire);
    ways.put("semaphore", semaphore::acquire);
    ways.put("bounded semaphore, all", () -> bounded.acquire(3));
    ways.put("read", readers::acquireRead);
    ways.put("write", writer::acquireWrite);
    return ways;
  }

  @Test
  void isOpen_always_followsClose() {
    everyWayToGetOne()
        .forEach(
            (name, acquire) -> {
              Permit permit = granted(acquire.get());
              assertTrue(permit.isOpen(), name);
              permit.close();
              assertFalse(permit.isOpen(), name);
              permit.close();
              assertFalse(permit.isOpen(), name);
            });
  }

  @Test
  void close_again_doesNotCloseTheNextHoldersPermit() {
    everyWayToGetOne()
        .forEach(
            (name, acquire) -> {
              Permit first = granted(acquire.get());
              Wait<Permit> second = acquire.get();
              Wait<Permit> third = acquire.get();
              first.close();
              first.close();
              assertTrue(granted(second).isOpen(), name);
              assertPending(third);
              first.close();
              assertTrue(granted(second).isOpen(), name);
              assertPending(third);
              granted(second).close();
              assertTrue(granted(third).isOpen(), name);
            });
  }

  @Test
  void acquire_oneAfterTheOther_neverReusesAPermit() {
    everyWayToGetOne()
        .forEach(
            (name, acquire) -> {
              Permit first = granted(acquire.get());
              first.close();
              Permit second = granted(acquire.get());
              assertNotSame(first, second, name);
              assertFalse(first.isOpen(), name);
              assertTrue(second.isOpen(), name);
            });
  }

  @Test
  void tryAcquire_oneAfterTheOther_neverReusesAPermit() {
    AsyncLock lock = new AsyncLock();
    Permit first = lock.tryAcquire();
    first.close();
    Permit second = lock.tryAcquire();
    assertNotSame(first, second);
    first.close();
    assertTrue(second.isOpen());
    assertTrue(lock.isHeld());
  }

  @Test
  void close_byTwoThreadsAtOnce_givesBackOnce() throws Exception {
    AsyncSemaphore semaphore = new AsyncSemaphore(2);
    for (int round = 0; round < 200; round++) {
      Permit permit = semaphore.tryAcquire();
      assertNotNull(permit);
      CountDownLatch ready = new CountDownLatch(1);
      var other =
          Probe.startVirtual(
              () -> {
                ready.countDown();
                permit.close();
                return permit.isOpen();
              });
      ready.await();
      permit.close();
      assertFalse(other.result());
      assertEquals(2, semaphore.available());
    }
  }

  @Test
  void tryWithResources_bodyThrows_givesBack() throws Exception {
    AsyncLock lock = new AsyncLock();
    IllegalStateException thrown = null;
    try (Permit held = lock.acquire().await()) {
      assertTrue(held.isOpen());
      throw new IllegalStateException("body");
    } catch (IllegalStateException e) {
      thrown = e;
    }
    assertEquals("body", thrown.getMessage());
    assertFalse(lock.isHeld());
  }

  @Test
  void permit_always_isOpenToOtherImplementations() {
    assertFalse(Permit.class.isSealed());
    assertTrue(AutoCloseable.class.isAssignableFrom(Permit.class));
  }
}
