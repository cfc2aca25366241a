package toro.verify.soak;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import toro.AsyncQueue;
import toro.ClosedException;
import toro.Wait;

/** A queue of some kind: each item that is accepted is delivered once, and the others never. */
class QueueCourse extends Course {
  private static final int ACTORS = 32; // at most
  private static final int NOBODY = ACTORS - 1; // who brings relief
  final AsyncQueue<Item> queue;
  private final boolean isInOrder;
  private final long[] put = new long[ACTORS]; // by each actor: how many items it has made
  private final long[][] seen = new long[ACTORS][ACTORS]; // by each: the last of each producer
  private final Queue<Item> unsettled = new ConcurrentLinkedQueue<>();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder delivered = new LongAdder();
  private long left; // by the one who accounts

  QueueCourse(Round round, boolean isInOrder, Supplier<AsyncQueue<Item>> kind) {
    super(round);
    this.isInOrder = isInOrder && round.isStrict;
    this.queue = kind.get();
  }

  /** The subject, which a broken twin replaces. */
  Wait<Item> take() {
    return queue.take();
  }

  @Override
  final void step(Actor me) {
    switch (me.below(16)) {
      case 0 -> {
        if (queue.offer(newItem(me))) {
          accepted.increment();
        }
        me.count();
      }
      case 1 -> {
        Item item = queue.poll();
        if (item != null) {
          receive(me, item, me.hold());
        }
        me.count();
      }
      case 2 -> me.takeBriefly(queue.whenDone(), (nothing, hold) -> {}, () -> {});
      case 3 -> {
        if (!round.isStrict) { // what it was granted may go back
          me.takeBriefly(forEach(), (nothing, hold) -> {}, () -> {});
        }
      }
      case 4, 5, 6, 7, 8, 9 -> {
        Item item = newItem(me);
        item.put = queue.put(item);
        me.take(item.put, (nothing, hold) -> {}, () -> settle(item));
      }
      default -> me.take(take(), (item, hold) -> receive(me, item, hold));
    }
  }

  private Item newItem(Actor me) {
    return new Item(me.id, ++put[me.id]);
  }

  private Wait<?> forEach() {
    return queue.forEach(
        item -> {
          item.deliver(round);
          delivered.increment();
          return Round.READY;
        });
  }

  private void receive(Actor me, Item item, Hold hold) {
    item.deliver(round);
    delivered.increment();
    if (isInOrder) {
      long[] last = seen[me.id];
      round.check(item.number > last[item.producer], "the items of one producer change places");
      last[item.producer] = item.number;
    }
    hold.then(queue::taskDone);
  }

  private void settle(Item item) {
    if (!item.put.isDone()) { // a plain future, which others end, hangs on it
      unsettled.add(item);
    } else if (item.isAccepted(round)) {
      accepted.increment();
    }
  }

  @Override
  void relieve() {
    try {
      if (queue.offer(new Item(NOBODY, ++put[NOBODY]))) {
        accepted.increment();
      }
    } catch (ClosedException closed) {
      // nobody waits then
    }
    Item item = queue.poll();
    if (item != null) {
      remove(item);
    }
  }

  private void remove(Item item) {
    item.deliver(round);
    queue.taskDone();
    left++;
  }

  @Override
  void close() {
    if (round.kind(8) < 4) {
      queue.close();
    } else {
      for (Item item : queue.closeNow()) {
        item.deliver(round);
        left++;
      }
    }
  }

  @Override
  void account(Book book) {
    for (Item item; (item = unsettled.poll()) != null; ) {
      settle(item);
    }
    for (Item item; (item = queue.poll()) != null; ) {
      remove(item);
    }
    book.equal("items", accepted.sum(), delivered.sum() + left);
    book.equal("unsettled puts", 0, unsettled.size());
    book.equal("unfinished tasks", 0, queue.unfinishedTasks());
    book.equal("waiting", 0, queue.waiting());
  }

  @Override
  public String toString() {
    return queue.toString();
  }
}
