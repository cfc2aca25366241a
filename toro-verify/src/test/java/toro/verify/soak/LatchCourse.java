package toro.verify.soak;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import toro.AsyncLatch;

/**
 * Latches, one after the other: whoever waits goes on when all have been counted, and no sooner.
 */
final class LatchCourse extends Course {
  private static final int COUNT = 5;
  private final AtomicReference<Slot> now = new AtomicReference<>(new Slot());

  /** A latch, and how often it was to be counted down, so far. */
  private static final class Slot {
    final AsyncLatch latch = new AsyncLatch(COUNT);
    final AtomicInteger counted = new AtomicInteger();
  }

  LatchCourse(Round round) {
    super(round);
  }

  @Override
  void step(Actor me) {
    Slot slot = now.get();
    if (me.below(4) == 0) {
      countDown(slot, 1 + me.below(2));
      me.count();
    } else {
      me.take(
          slot.latch.whenZero(),
          (nothing, hold) -> {
            round.check(slot.latch.count() == 0, "a latch that is not at zero");
            round.check(slot.counted.get() >= COUNT, "a latch that was not counted down");
          });
    }
  }

  private void countDown(Slot slot, int n) {
    slot.counted.addAndGet(n);
    slot.latch.countDown(n);
    if (slot.latch.count() == 0) {
      now.compareAndSet(slot, new Slot());
    }
  }

  @Override
  void relieve() {
    countDown(now.get(), COUNT);
  }

  @Override
  void account(Book book) {
    book.equal("waiting", 0, now.get().latch.waiting());
  }

  @Override
  public String toString() {
    return now.get().latch.toString();
  }
}
