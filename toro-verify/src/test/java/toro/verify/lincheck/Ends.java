package toro.verify.lincheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import toro.AsyncLock;
import toro.AsyncSemaphore;

/** What has to hold when all is over. */
final class Ends {
  private Ends() {}

  /** Nobody waits, and one can have it. */
  static void assertFree(AsyncLock lock) {
    assertEquals(0, lock.waiting());
    var permit = lock.tryAcquire();
    assertNotNull(permit);
    assertNull(lock.tryAcquire());
    permit.close();
    assertFalse(lock.isHeld());
  }

  /** Nobody waits, and so many permits can be had. */
  static void assertFree(int permits, AsyncSemaphore semaphore) {
    assertEquals(0, semaphore.waiting());
    assertEquals(permits, semaphore.available());
    var all = semaphore.tryAcquire(permits);
    assertNotNull(all);
    assertNull(semaphore.tryAcquire());
    all.close();
  }
}
