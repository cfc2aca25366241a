package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.failed;
import static toro.Probe.granted;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AsyncSemaphoreCloseTest {
  private final AsyncSemaphore semaphore = new AsyncSemaphore(1);

  @Test
  void close_waitingAcquires_failWithClosed() {
    granted(semaphore.acquire());
    Wait<Permit> first = semaphore.acquire();
    Wait<Permit> second = semaphore.acquire(3);
    semaphore.close();
    assertInstanceOf(ClosedException.class, failed(first));
    assertInstanceOf(ClosedException.class, failed(second));
  }

  @Test
  void close_waitingWatchers_failWithClosed() {
    granted(semaphore.acquire());
    Wait<Void> watcher = semaphore.whenAvailable();
    semaphore.close();
    assertInstanceOf(ClosedException.class, failed(watcher));
  }

  @Test
  void close_laterAcquires_failWithClosed() {
    semaphore.close();
    assertInstanceOf(ClosedException.class, failed(semaphore.acquire()));
    assertInstanceOf(ClosedException.class, failed(semaphore.acquire(2)));
    assertInstanceOf(ClosedException.class, failed(semaphore.whenAvailable()));
  }

  @Test
  void close_laterWith_failsWithClosedAndNeverRunsTheBody() {
    semaphore.close();
    boolean[] ran = {false};
    Wait<String> with =
        semaphore.with(
            () -> {
              ran[0] = true;
              return CompletableFuture.completedFuture("ran");
            });
    assertInstanceOf(ClosedException.class, failed(with));
    assertFalse(ran[0]);
  }

  @Test
  void close_methodsThatNeverWait_throwClosed() {
    semaphore.close();
    assertThrows(ClosedException.class, semaphore::tryAcquire);
    assertThrows(ClosedException.class, () -> semaphore.tryAcquire(1));
    assertThrows(ClosedException.class, semaphore::release);
    assertThrows(ClosedException.class, () -> semaphore.release(2));
    assertThrows(ClosedException.class, () -> semaphore.resize(2));
    assertEquals(1, semaphore.available());
  }

  @Test
  void close_openPermits_closeSilently() {
    Permit held = granted(semaphore.acquire());
    semaphore.close();
    assertTrue(held.isOpen());
    held.close();
    assertFalse(held.isOpen());
    assertEquals(1, semaphore.available());
  }

  @Test
  void close_openPermitClosedLater_doesNotReviveAnybody() {
    Permit held = granted(semaphore.acquire());
    Wait<Permit> waiting = semaphore.acquire();
    semaphore.close();
    held.close();
    assertInstanceOf(ClosedException.class, failed(waiting));
    assertInstanceOf(ClosedException.class, failed(semaphore.acquire()));
  }

  @Test
  void close_twice_isIdempotent() {
    semaphore.close();
    semaphore.close();
    assertInstanceOf(ClosedException.class, failed(semaphore.acquire()));
  }

  @Test
  void close_cancelledWaiter_staysCancelled() {
    granted(semaphore.acquire());
    Wait<Permit> waiting = semaphore.acquire();
    waiting.cancel(false);
    semaphore.close();
    assertTrue(waiting.isCancelled());
  }

  @Test
  void close_badArgumentsAfterwards_areStillBadArguments() {
    semaphore.close();
    assertThrows(IllegalArgumentException.class, () -> semaphore.acquire(0));
    assertThrows(IllegalArgumentException.class, () -> semaphore.release(-1));
  }

  @Test
  void close_fromAContinuation_failsTheOthers() {
    Permit held = granted(semaphore.acquire());
    Wait<Permit> second = semaphore.acquire();
    Wait<Permit> third = semaphore.acquire();
    second.thenRun(semaphore::close);
    held.close();
    assertTrue(granted(second).isOpen());
    assertInstanceOf(ClosedException.class, failed(third));
  }
}
