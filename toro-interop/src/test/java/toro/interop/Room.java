package toro.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import toro.AsyncSemaphore;
import toro.Deadline;
import toro.Permit;

/** A room that a few may be in at once, a semaphore at its door, and a witness inside. */
final class Room {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final int places;
  private final AsyncSemaphore door;
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger visits = new AtomicInteger();
  private final AtomicInteger tooMany = new AtomicInteger();

  Room(int places) {
    this.places = places;
    this.door = AsyncSemaphore.bounded(places);
  }

  AsyncSemaphore door() {
    return door;
  }

  void enter() {
    visits.incrementAndGet();
    if (inside.incrementAndGet() > places) {
      tooMany.incrementAndGet();
    }
  }

  void leave() {
    inside.decrementAndGet();
  }

  /** Takes all places. */
  Permit fill() throws InterruptedException {
    return door.acquire(places).await();
  }

  /** Waits until somebody stands in line. */
  void awaitLine() {
    spinWhile(() -> !isWaitedFor());
  }

  /** Waits until nobody stands in line, without standing there. */
  void awaitEmptyLine() {
    spinWhile(this::isWaitedFor);
  }

  private boolean isWaitedFor() {
    return door.waiting() > 0;
  }

  private void spinWhile(BooleanSupplier condition) {
    var end = Deadline.after(LIMIT);
    while (condition.getAsBoolean()) {
      assertFalse(end.isExpired(), door::toString);
      Thread.onSpinWait();
    }
  }

  /** Stands in line for all places at once: whoever came before has been inside, or has left. */
  void assertNoPermitLost() throws InterruptedException {
    try (var all = door.acquire(places).await(LIMIT)) {
      assertTrue(all.isOpen());
    } catch (TimeoutException e) {
      throw new AssertionError("a permit is lost: " + door, e);
    }
    assertEquals(places, door.available());
    awaitEmptyLine();
    assertTrue(visits.get() > 0, "nobody was ever inside");
  }

  /** Nor were there ever too many inside, and everybody has left. */
  void assertNothingLost() throws InterruptedException {
    assertNoPermitLost();
    assertEquals(0, tooMany.get(), "times that there were more than " + places + " inside");
    assertEquals(0, inside.get(), "still inside");
  }
}
