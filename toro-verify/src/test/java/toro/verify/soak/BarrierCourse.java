package toro.verify.soak;

import java.util.concurrent.atomic.AtomicLong;
import toro.AsyncBarrier;
import toro.ClosedException;

/** A barrier whose size changes: parties meet, or leave, and are sent away. */
final class BarrierCourse extends Course {
  private static final int MOST = 6;
  private final AsyncBarrier barrier = new AsyncBarrier(MOST / 2);
  private final AtomicLong arrived = new AtomicLong();
  private final AtomicLong met = new AtomicLong();

  BarrierCourse(Round round) {
    super(round);
  }

  @Override
  void step(Actor me) {
    switch (me.below(32)) {
      case 0 -> {
        barrier.reset();
        me.count();
      }
      case 1 -> {
        barrier.resize(1 + me.below(MOST));
        me.count();
      }
      default -> {
        arrived.incrementAndGet();
        me.take(barrier.arrive(), (place, hold) -> see(place));
      }
    }
  }

  private void see(int place) {
    met.incrementAndGet();
    round.check(place >= 0 && place < MOST, "a place that nobody can have");
  }

  @Override
  void relieve() {
    try {
      barrier.reset();
    } catch (ClosedException closed) {
      // nobody waits then
    }
  }

  @Override
  void close() {
    barrier.close();
  }

  @Override
  void account(Book book) {
    book.atMost("who have met", arrived.get(), met.get());
    book.equal("waiting", 0, barrier.waiting());
  }

  @Override
  public String toString() {
    return barrier.toString();
  }
}
