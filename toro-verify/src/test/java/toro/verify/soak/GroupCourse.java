package toro.verify.soak;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import toro.AsyncSemaphore;
import toro.Loop;
import toro.Permit;
import toro.TaskGroup;

/** Groups of tasks that share a semaphore: no task outlives its group, however that ends. */
final class GroupCourse extends Course {
  private static final int LIMIT = 2;
  private final AsyncSemaphore semaphore = AsyncSemaphore.bounded(LIMIT);
  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();

  /** What a task fails with. */
  private static final class Broken extends Exception {
    private static final long serialVersionUID = 1;

    Broken() {
      super("a task fails", null, false, false);
    }
  }

  GroupCourse(Round round) {
    super(round);
  }

  @Override
  void step(Actor me) {
    if (me.mayBlock() && me.below(2) == 0) {
      runGroup(me);
    } else {
      me.take(semaphore.acquire(), (permit, hold) -> hold.then(permit::close));
    }
  }

  private void runGroup(Actor me) {
    var running = new AtomicInteger();
    int tasks = 1 + me.below(3);
    int how = me.below(8);
    Duration limit = me.limit();
    if (how == 0) {
      Thread.currentThread().interrupt();
    }
    try {
      TaskGroup.run(
          group -> {
            if (how == 1) {
              group.within(limit);
            }
            for (int i = 0; i < tasks; i++) {
              int task = i;
              group.spawn(() -> work(running, how == 2 && task == 0));
            }
            if (how == 3) {
              group.cancel();
            } else if (how == 4) {
              throw new Broken();
            }
          });
    } catch (Broken | TimeoutException | InterruptedException | CancellationException expected) {
      // as it was asked to end
    } catch (Throwable failure) {
      round.fault("a group failed: ", this, failure);
    }
    var unused = Thread.interrupted();
    round.check(running.get() == 0, "a task outlives its group");
    for (int i = 0; i < tasks; i++) {
      me.count(); // an acquire for each
    }
  }

  private void work(AtomicInteger running, boolean fails) throws Exception {
    running.incrementAndGet();
    begun.increment();
    try (Permit held = semaphore.acquire().await()) {
      round.check(held.isOpen(), "a permit that is not open");
      Loop.yieldNow();
      if (fails) {
        throw new Broken();
      }
    } finally {
      ended.increment();
      running.decrementAndGet();
    }
  }

  @Override
  boolean givesBack() {
    return true;
  }

  @Override
  void account(Book book) {
    book.equal("tasks", begun.sum(), ended.sum());
    book.equal("permits", LIMIT, semaphore.available());
    book.equal("waiting", 0, semaphore.waiting());
  }

  @Override
  public String toString() {
    return semaphore.toString();
  }
}
