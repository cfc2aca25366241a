package toro.verify.soak;

import java.util.concurrent.atomic.LongAdder;
import toro.AsyncCondition;

/** A condition without a lock: each signal is received by as many as it was meant for, at most. */
final class SignalCourse extends Course {
  private final AsyncCondition condition = new AsyncCondition();
  private final LongAdder signals = new LongAdder();
  private final LongAdder received = new LongAdder();

  SignalCourse(Round round) {
    super(round);
  }

  @Override
  void step(Actor me) {
    if (me.below(2) == 0) {
      signal(1 + me.below(3));
      me.count();
    } else {
      me.take(condition.whenSignalled(), (nothing, hold) -> received.increment());
    }
  }

  private void signal(int n) {
    signals.add(n);
    condition.signal(n);
  }

  @Override
  void relieve() {
    signal(1);
  }

  @Override
  void account(Book book) {
    book.atMost("signals received", signals.sum(), received.sum());
    book.equal("waiting", 0, condition.waiting());
  }

  @Override
  public String toString() {
    return condition.toString();
  }
}
