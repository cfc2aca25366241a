package toro.verify.soak;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import toro.AsyncQueue;
import toro.Clause;
import toro.ClosedException;
import toro.Lease;
import toro.QueueStats;
import toro.Select;
import toro.Selected;
import toro.Slot;
import toro.Wait;

/**
 * What not every queue has: slots, leases, batches, dropped items, ends, another capacity. Each
 * item that is accepted is delivered once, or reported once to be dropped.
 */
class QueueExtrasCourse extends Course {
  private static final int ACTORS = 32; // at most
  private static final int NOBODY = ACTORS - 1; // who brings relief
  private static final int MOST = 4; // of a batch, and of the capacity
  final AsyncQueue<Item> queue;
  private final AsyncQueue.Producer<Item> producer; // these two keep the queue open
  private final AsyncQueue.Consumer<Item> consumer;
  private final boolean hasSlots;
  private final boolean hasCapacity;
  private final boolean isRefused; // an item for which there is no room: it is told of all the same
  private final Clause<Item> taking;
  private final Clause<Lease<Item>> leasing;
  private final Select select;
  private final long[] put = new long[ACTORS]; // by each actor: how many items it has made
  private final Queue<Item> unsettled = new ConcurrentLinkedQueue<>();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder delivered = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private long left; // by the one who accounts

  QueueExtrasCourse(Round round, Function<Consumer<Item>, AsyncQueue<Item>> kind) {
    super(round);
    this.queue = kind.apply(this::drop);
    this.producer = queue.producer();
    this.consumer = queue.consumer();
    this.hasCapacity = did(() -> queue.resize(MOST));
    this.hasSlots = did(() -> queue.reserve().thenAccept(Slot::close));
    this.isRefused = hasCapacity && !hasSlots;
    this.taking = Clause.take(queue);
    this.leasing = Clause.lease(queue);
    this.select = Select.fair(taking, leasing, Clause.after(Duration.ofMillis(1)));
  }

  private static boolean did(Runnable action) {
    try {
      action.run();
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /** The subject, which a broken twin replaces. */
  Wait<List<Item>> takeBatch(int max, Duration linger) {
    return queue.takeBatch(max, linger);
  }

  @Override
  final void step(Actor me) {
    switch (me.below(16)) {
      case 0 -> offer(newItem(me), me);
      case 1 -> {
        receive(queue.poll(1 + me.below(MOST)), me.hold());
        me.count();
      }
      case 2 -> me.takeBriefly(queue.whenDone(), (nothing, hold) -> {}, () -> {});
      case 3 -> {
        if (hasCapacity) {
          queue.resize(1 + me.below(MOST));
          me.count();
        }
      }
      case 4, 5 -> put(me, newItem(me), queue::put);
      case 6 -> {
        try (var end = queue.producer()) {
          put(me, newItem(me), end::put);
        }
      }
      case 7, 8 -> {
        if (hasSlots) {
          reserve(me, queue.reserve());
        } else {
          put(me, newItem(me), queue::put);
        }
      }
      case 9 -> {
        if (hasSlots) {
          try (var end = queue.producer()) {
            reserve(me, end.reserve());
          }
        }
      }
      case 10, 11 -> lease(me, queue.lease());
      case 12 -> {
        try (var end = queue.consumer()) {
          lease(me, end.lease());
        }
      }
      case 13 -> {
        int how = me.below(3);
        me.take(select.select(), (won, hold) -> use(won, how, hold));
      }
      default -> {
        var linger = me.below(2) == 0 ? Duration.ZERO : me.limit();
        me.take(takeBatch(1 + me.below(MOST), linger), this::receive);
      }
    }
  }

  private Item newItem(Actor me) {
    return new Item(me.id, ++put[me.id]);
  }

  private void offer(Item item, Actor me) {
    if (queue.offer(item) || isRefused) {
      accepted.increment();
    }
    me.count();
  }

  private void put(Actor me, Item item, Function<? super Item, Wait<Void>> how) {
    item.put = how.apply(item);
    me.take(item.put, (nothing, hold) -> {}, () -> settle(item));
  }

  private void settle(Item item) {
    if (!item.put.isDone()) { // a plain future, which others end, hangs on it
      unsettled.add(item);
    } else if (item.isAccepted(round)) {
      accepted.increment();
    }
  }

  private void reserve(Actor me, Wait<Slot<Item>> reserve) {
    Item item = me.below(4) == 0 ? null : newItem(me);
    me.take(reserve, (slot, hold) -> hold.then(() -> use(slot, item)));
  }

  private void use(Slot<Item> slot, Item item) {
    try (slot) {
      if (item != null) {
        slot.put(item);
        accepted.increment();
      }
    } catch (ClosedException e) {
      round.check(round.expects(e), "a slot is revoked, and nobody has");
    }
  }

  private void lease(Actor me, Wait<Lease<Item>> leased) {
    int how = me.below(3);
    me.take(leased, (lease, hold) -> use(lease, how, hold));
  }

  private void use(Lease<Item> lease, int how, Hold hold) {
    round.check(lease.attempts() > 0, "a lease without an attempt");
    if (how == 0) {
      lease.item().deliver(round);
      delivered.increment();
      hold.then(lease::done);
    } else {
      hold.then(how == 1 ? lease::close : lease::defer);
    }
  }

  private void use(Selected won, int how, Hold hold) {
    if (won.is(taking)) {
      receive(List.of(won.get(taking)), hold);
    } else if (won.is(leasing)) {
      use(won.get(leasing), how, hold);
    }
  }

  private void receive(List<Item> items, Hold hold) {
    for (Item item : items) {
      item.deliver(round);
      delivered.increment();
      hold.then(queue::taskDone);
    }
  }

  private void drop(Item item) {
    item.deliver(round);
    dropped.increment();
  }

  @Override
  void relieve() {
    try {
      if (queue.offer(new Item(NOBODY, ++put[NOBODY])) || isRefused) {
        accepted.increment();
      }
    } catch (ClosedException closed) {
      // nobody waits then, unless for what is open
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
    switch (round.kind(16) / 4) {
      case 0 -> queue.close();
      case 1 -> producer.close(); // as soon as nothing is pending
      case 2 -> consumer.close();
      default -> {
        for (Item item : queue.closeNow()) {
          item.deliver(round);
          left++;
        }
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
    QueueStats stats = queue.stats();
    book.equal("items", accepted.sum(), delivered.sum() + dropped.sum() + left);
    book.equal("unsettled puts", 0, unsettled.size());
    book.equal("unfinished tasks", 0, queue.unfinishedTasks());
    book.equal("finished", stats.accepted(), stats.finished());
    book.equal("reports", stats.dropped(), dropped.sum());
    book.equal("waiting", 0, queue.waiting());
    book.equal("slots", 0, stats.reserved());
    book.equal("leases", 0, stats.leased());
    book.equal("room", queue.capacity(), queue.remainingCapacity());
  }

  @Override
  public String toString() {
    return queue.toString();
  }
}
