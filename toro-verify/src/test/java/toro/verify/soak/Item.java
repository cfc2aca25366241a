package toro.verify.soak;

import java.util.concurrent.atomic.AtomicInteger;
import toro.Wait;

/** What goes through a queue: it is delivered once if its put was accepted, and else never. */
final class Item implements Comparable<Item> {
  private static final int DELIVERED = 1;
  private static final int REFUSED = 2;
  final int producer;
  final long number; // the producer's
  private final AtomicInteger marks = new AtomicInteger();
  Wait<?> put; // null: by an offer

  Item(int producer, long number) {
    this.producer = producer;
    this.number = number;
  }

  void deliver(Round round) {
    int before = marks.getAndUpdate(m -> m | DELIVERED);
    round.check(before != DELIVERED, "an item is delivered twice");
    round.check(before != REFUSED, "an item is delivered whose put was given up");
  }

  /** The put has ended: whether the item was accepted. */
  boolean isAccepted(Round round) {
    if (put.isCompletedExceptionally()) {
      round.check(
          (marks.getAndUpdate(m -> m | REFUSED) & DELIVERED) == 0,
          "the put of a delivered item was given up");
      return false;
    }
    return true;
  }

  /** One of a few, by which items are ordered or conflate. */
  long key() {
    return number % 8;
  }

  @Override
  public int compareTo(Item other) {
    return Long.compare(key(), other.key());
  }
}
