package toro.verify.soak;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import toro.Promise;

/**
 * Promises that others grant: each is granted, has failed, or was given up; and what is granted is
 * received, or comes back.
 */
final class PromiseCourse extends Course {
  private static final int OPEN = 8;
  private final AtomicReferenceArray<Promise<Object>> open = new AtomicReferenceArray<>(OPEN);
  private final LongAdder made = new LongAdder();
  private final LongAdder granted = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder givenUp = new LongAdder();
  private final LongAdder received = new LongAdder();
  private final LongAdder returned = new LongAdder();

  /** What a promise that is not kept fails with. */
  private static final class Broken extends java.util.concurrent.CancellationException {
    private static final long serialVersionUID = 1;
  }

  PromiseCourse(Round round) {
    super(round);
  }

  @Override
  void step(Actor me) {
    if (me.below(2) == 0) {
      end(open.getAndSet(me.below(OPEN), null), me.below(8) == 0);
      me.count();
    } else {
      Promise<Object> promise =
          Promise.of(this).onGiveUp(givenUp::increment).onReturn(value -> returned.increment());
      made.increment();
      end(open.getAndSet(me.below(OPEN), promise), false);
      me.take(promise.whenGranted(), (value, hold) -> received.increment());
    }
  }

  private void end(Promise<Object> promise, boolean fails) {
    if (promise != null) {
      if (fails && promise.fail(new Broken())) {
        failed.increment();
      } else if (promise.grant(this)) {
        granted.increment();
      }
    }
  }

  @Override
  void relieve() {
    for (int i = 0; i < OPEN; i++) {
      end(open.getAndSet(i, null), false);
    }
  }

  @Override
  void account(Book book) {
    book.equal("promises", made.sum(), granted.sum() + failed.sum() + givenUp.sum());
    book.equal("granted", granted.sum(), received.sum() + returned.sum());
  }

  @Override
  public String toString() {
    return "promises";
  }
}
