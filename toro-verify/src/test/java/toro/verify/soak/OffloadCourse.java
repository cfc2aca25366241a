package toro.verify.soak;

import java.util.concurrent.atomic.LongAdder;
import toro.AsyncSemaphore;
import toro.Loop;
import toro.Permit;

/** Blocking work beside a loop, which wants a permit: all of it ends, and no permit is lost. */
final class OffloadCourse extends Course {
  private static final int LIMIT = 2;
  private final AsyncSemaphore semaphore = AsyncSemaphore.bounded(LIMIT);
  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();

  OffloadCourse(Round round) {
    super(round);
  }

  @Override
  void step(Actor me) {
    Loop loop = Loop.current();
    if (loop == null) {
      me.take(semaphore.acquire(), (permit, hold) -> hold.then(permit::close));
    } else {
      me.take(loop.offload(this::work), (result, hold) -> {});
    }
  }

  private Integer work() throws Exception {
    begun.increment();
    try (Permit held = semaphore.acquire().await()) {
      round.check(held.isOpen(), "a permit that is not open");
      Thread.yield();
      return 1;
    } finally {
      ended.increment();
    }
  }

  @Override
  void account(Book book) {
    book.equal("work", begun.sum(), ended.sum());
    book.equal("permits", LIMIT, semaphore.available());
    book.equal("waiting", 0, semaphore.waiting());
  }

  @Override
  public String toString() {
    return semaphore.toString();
  }
}
