package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Whoever gives up what was made of a future of a wait gives up the wait, as with any future. */
class ViewOwnedTest {
  private final AsyncLock lock = new AsyncLock();
  private final AsyncLock other = new AsyncLock();
  private final Permit held = other.tryAcquire();

  @Test
  void with_bodysStageIsAFutureOfAWait_cancelGoesToIt() {
    Wait<Permit> with = lock.with(() -> other.acquire().toCompletableFuture());
    assertTrue(with.cancel(false));
    assertEquals(0, other.waiting());
    assertFalse(lock.isHeld());
  }

  @Test
  void of_itsStageIsGivenUp_futureIsCancelled() {
    CompletableFuture<Permit> future = other.acquire().toCompletableFuture();
    Wait.of(future).thenApply(permit -> permit).within(Duration.ZERO);
    assertTrue(future.isCancelled());
    assertEquals(0, other.waiting());
  }

  @Test
  void of_isGivenUp_futureIsCancelled() {
    CompletableFuture<Permit> future = other.acquire().toCompletableFuture();
    assertTrue(Wait.of(future).cancel(false));
    assertTrue(future.isCancelled());
    assertEquals(0, other.waiting());
  }

  @Test
  void of_isGivenUpAndOthersHangOnTheWait_waitGoesOn() {
    Wait<Permit> wait = other.acquire();
    Wait<Permit> stage = wait.thenApply(permit -> permit);
    CompletableFuture<Permit> future = wait.toCompletableFuture();

    Wait.of(future).thenApply(permit -> permit).cancel(false);
    held.close();

    assertTrue(future.isCancelled());
    assertTrue(stage.join().isOpen());
  }

  @Test
  void of_isGivenUpAndOthersHangOnTheFuture_futureGoesOn() {
    CompletableFuture<Permit> future = other.acquire().toCompletableFuture();
    CompletableFuture<Permit> dependent = future.thenApply(permit -> permit);
    Wait<Permit> second = Wait.of(future);

    Wait.of(future).cancel(false);
    held.close();

    assertSame(future.join(), second.join());
    assertSame(future.join(), dependent.join());
    assertTrue(future.join().isOpen());
  }
}
