package toro.verify.soak;

import java.util.concurrent.atomic.LongAdder;
import toro.AsyncValue;
import toro.ClosedException;
import toro.Versioned;

/** A value that counts its changes: no change is lost, and nobody sleeps while it fits. */
final class ValueCourse extends Course {
  private final AsyncValue<Long> value = new AsyncValue<>(1L);
  private final LongAdder changes = new LongAdder();

  ValueCourse(Round round) {
    super(round);
  }

  @Override
  void step(Actor me) {
    switch (me.below(4)) {
      case 0 -> {
        increment();
        me.count();
      }
      case 1 -> {
        long least = value.get() + me.below(3);
        me.take(
            value.when(now -> now >= least),
            (now, hold) -> round.check(now >= least, "a value that does not fit"));
      }
      default -> {
        long since = value.read().version();
        me.take(value.whenChanged(since), (now, hold) -> see(now, since));
      }
    }
  }

  private void increment() {
    Versioned<Long> now = value.read();
    if (value.trySet(now.version(), now.value() + 1)) {
      changes.increment();
    }
  }

  private void see(Versioned<Long> now, long since) {
    round.check(now.version() > since, "a change that is none");
    round.check(now.value() == now.version(), "a value of another version");
  }

  @Override
  void relieve() {
    try {
      increment();
    } catch (ClosedException closed) {
      // nobody waits then
    }
  }

  @Override
  void close() {
    value.close();
  }

  @Override
  void account(Book book) {
    book.equal("changes", changes.sum(), value.get() - 1);
    book.equal("waiting", 0, value.waiting());
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
