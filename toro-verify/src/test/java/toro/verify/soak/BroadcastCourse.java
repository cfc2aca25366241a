package toro.verify.soak;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import toro.AsyncBroadcast;
import toro.ClosedException;
import toro.Wait;

/**
 * A broadcast with some subscriptions: each sees every item that is accepted once, or has missed it
 * and was told so.
 */
final class BroadcastCourse extends Course {
  private static final int ACTORS = 32; // at most
  private static final int NOBODY = ACTORS - 1; // who brings relief
  private static final int SUBSCRIPTIONS = 3;
  private final AsyncBroadcast<Item> broadcast;
  private final Follower[] followers = new Follower[SUBSCRIPTIONS];
  private final long[] put = new long[ACTORS]; // by each actor: how many items it has made
  private final Queue<Item> unsettled = new ConcurrentLinkedQueue<>();
  private final LongAdder accepted = new LongAdder();

  /** A subscription, and how many items its takers have seen. */
  private static final class Follower {
    final AsyncBroadcast.Subscription<Item> subscription;
    final LongAdder seen = new LongAdder();

    Follower(AsyncBroadcast.Subscription<Item> subscription) {
      this.subscription = subscription.tolerant(missed -> {});
    }
  }

  BroadcastCourse(Round round, Supplier<AsyncBroadcast<Item>> kind) {
    super(round);
    this.broadcast = kind.get();
    for (int i = 0; i < SUBSCRIPTIONS; i++) {
      followers[i] = new Follower(broadcast.subscribe());
    }
  }

  @Override
  void step(Actor me) {
    Follower follower = followers[me.below(SUBSCRIPTIONS)];
    switch (me.below(8)) {
      case 0 -> {
        if (broadcast.offer(newItem(me))) {
          accepted.increment();
        }
        me.count();
      }
      case 1 -> {
        poll(follower);
        me.count();
      }
      case 2 -> {
        comeAndGo();
        me.count();
      }
      case 3, 4 -> {
        Item item = newItem(me);
        item.put = broadcast.put(item);
        me.take(item.put, (nothing, hold) -> {}, () -> settle(item));
      }
      default -> me.take(follower.subscription.take(), (item, hold) -> follower.seen.increment());
    }
  }

  private Item newItem(Actor me) {
    return new Item(me.id, ++put[me.id]);
  }

  private static boolean poll(Follower follower) {
    boolean isThere = follower.subscription.poll() != null;
    if (isThere) {
      follower.seen.increment();
    }
    return isThere;
  }

  /** One who stays for a moment: no put waits for him after that. */
  private void comeAndGo() {
    try (var guest = broadcast.subscribe(1)) {
      Wait<Item> first = guest.take();
      Wait<Item> second = guest.take();
      round.check(!second.isDone() || first.isDone(), "the second has passed the first");
    }
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
      if (broadcast.offer(new Item(NOBODY, ++put[NOBODY]))) {
        accepted.increment();
      }
    } catch (ClosedException closed) {
      // nobody waits then
    }
    for (Follower follower : followers) {
      poll(follower);
    }
  }

  @Override
  void close() {
    broadcast.close();
  }

  @Override
  void account(Book book) {
    for (Item item; (item = unsettled.poll()) != null; ) {
      settle(item);
    }
    for (Follower follower : followers) {
      while (poll(follower)) {
        // all that is left
      }
      long missed = follower.subscription.missed();
      book.equal("items of a subscription", accepted.sum(), follower.seen.sum() + missed);
    }
    book.equal("unsettled puts", 0, unsettled.size());
    book.equal("subscriptions", SUBSCRIPTIONS, broadcast.subscriptions());
    book.equal("waiting", 0, broadcast.waiting());
  }

  @Override
  public String toString() {
    return broadcast.toString();
  }
}
