package toro.verify.soak;

import java.util.concurrent.atomic.AtomicInteger;
import toro.AsyncSignal;

/** A signal that is remembered, once: work that somebody was told of is done, or still told of. */
final class WakeUpCourse extends Course {
  private final AsyncSignal signal = new AsyncSignal();
  private final AtomicInteger work = new AtomicInteger(); // since the last signal was taken

  WakeUpCourse(Round round) {
    super(round);
  }

  @Override
  void step(Actor me) {
    switch (me.below(8)) {
      case 0, 1, 2 -> {
        tell();
        me.count();
      }
      case 3 -> {
        if (signal.poll()) {
          doIt();
        }
        me.count();
      }
      case 4 -> {
        signal.signalAll();
        me.count();
      }
      default -> me.take(signal.take(), (nothing, hold) -> doIt());
    }
  }

  private void tell() {
    work.incrementAndGet();
    signal.signal();
  }

  private void doIt() {
    work.set(0);
  }

  @Override
  void relieve() {
    tell();
  }

  @Override
  void account(Book book) {
    book.equal("work that nobody is told of", 0, signal.isSet() ? 0 : work.get());
    book.equal("waiting", 0, signal.waiting());
  }

  @Override
  public String toString() {
    return signal.toString();
  }
}
