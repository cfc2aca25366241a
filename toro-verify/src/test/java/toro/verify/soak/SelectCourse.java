package toro.verify.soak;

import static toro.Clause.acquire;
import static toro.Clause.after;
import static toro.Clause.take;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import toro.AsyncLock;
import toro.AsyncQueue;
import toro.AsyncSemaphore;
import toro.Clause;
import toro.ClosedException;
import toro.Permit;
import toro.Select;
import toro.Selected;

/** Selects over a lock, a semaphore, a queue and time: of each, only what was chosen is taken. */
final class SelectCourse extends Course {
  private static final int ACTORS = 32; // at most
  private static final int NOBODY = ACTORS - 1; // who brings relief
  private static final int PERMITS = 3;
  private final AsyncLock lock = new AsyncLock();
  private final AsyncSemaphore semaphore = AsyncSemaphore.bounded(PERMITS);
  private final AsyncQueue<Item> queue = AsyncQueue.bounded(2);
  private final Clause<Permit> locked = acquire(lock);
  private final Clause<Permit> one = acquire(semaphore);
  private final Clause<Permit> two = acquire(semaphore, 2);
  private final Clause<Item> item = take(queue);
  private final Clause<Void> time = after(Duration.ofMillis(1));
  private final Select[] selects = {
    Select.ordered(locked, item),
    Select.ordered(two, one, time),
    Select.fair(item, two, locked),
    Select.fair(locked, one, two, item, time)
  };
  private final long[] put = new long[ACTORS]; // by each actor: how many items it has made
  private final LongAdder accepted = new LongAdder();
  private final LongAdder delivered = new LongAdder();
  private final AtomicInteger used = new AtomicInteger();
  private boolean isInside; // by the holder of the lock

  SelectCourse(Round round) {
    super(round);
  }

  @Override
  void step(Actor me) {
    switch (me.below(8)) {
      case 0, 1 -> {
        offer(me.id);
        me.count();
      }
      case 2 -> {
        Selected won = selects[0].trySelect();
        if (won != null) {
          use(won, me.hold());
        }
        me.count();
      }
      case 3 -> me.take(semaphore.acquire(2), (permit, hold) -> use(permit, 2, hold));
      default -> me.take(selects[me.below(selects.length)].select(), this::use);
    }
  }

  private void offer(int producer) {
    if (queue.offer(new Item(producer, ++put[producer]))) {
      accepted.increment();
    }
  }

  private void use(Selected won, Hold hold) {
    if (won.is(locked)) {
      round.check(!isInside, "two hold a lock");
      isInside = true;
      hold.then(
          () -> {
            isInside = false;
            won.get(locked).close();
          });
    } else if (won.is(item)) {
      won.get(item).deliver(round);
      delivered.increment();
      hold.then(queue::taskDone);
    } else if (!won.is(time)) {
      use(won.get(won.is(one) ? one : two), won.is(one) ? 1 : 2, hold);
    }
  }

  private void use(Permit permit, int n, Hold hold) {
    round.check(used.addAndGet(n) <= PERMITS, "more permits than there are");
    hold.then(
        () -> {
          used.addAndGet(-n);
          permit.close();
        });
  }

  @Override
  boolean givesBack() {
    return true;
  }

  @Override
  void relieve() {
    try {
      offer(NOBODY);
    } catch (ClosedException closed) {
      // nobody waits then
    }
  }

  @Override
  void close() {
    switch (round.kind(3)) {
      case 0 -> lock.close();
      case 1 -> semaphore.close();
      default -> queue.close();
    }
  }

  @Override
  void account(Book book) {
    for (Item left; (left = queue.poll()) != null; ) {
      left.deliver(round);
      delivered.increment();
      queue.taskDone();
    }
    book.equal("items", accepted.sum(), delivered.sum());
    book.equal("unfinished tasks", 0, queue.unfinishedTasks());
    book.equal("permits", PERMITS, semaphore.available());
    book.equal("locks held", 0, lock.isHeld() ? 1 : 0);
    book.equal("waiting", 0, lock.waiting() + semaphore.waiting() + queue.waiting());
  }

  @Override
  public String toString() {
    return lock + " " + semaphore + " " + queue;
  }
}
