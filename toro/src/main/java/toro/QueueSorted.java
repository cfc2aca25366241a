package toro;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A queue's items in the order of a comparator, taken least first; equal items oldest first. */
final class QueueSorted<T> extends QueueEngine<T> {
  /** An item and its number among its equals. */
  private record Entry<T>(T item, long number) {}

  private final TreeMap<Entry<T>, T> items; // these all: under the guard
  private final ArrayDeque<T> unsorted = new ArrayDeque<>(); // put back, and not comparable
  private long back; // the next number at the end of equal items
  private long front; // the last number given out before them
  private @Nullable Thread comparing; // read by any thread, which only looks for itself

  QueueSorted(Primitive owner, int capacity, Comparator<? super T> order) {
    super(owner, capacity);
    Comparator<Entry<T>> byItem = (a, b) -> order.compare(a.item, b.item);
    this.items = new TreeMap<>(byItem.thenComparingLong(Entry::number));
  }

  /** The comparator runs inside, and must not call back in. */
  @Override
  WaitGuard guard() {
    if (comparing == Thread.currentThread()) {
      throw new IllegalStateException(owner.brief() + ": called by its own comparator");
    }
    return this;
  }

  @Override
  void insert(T item, int size) {
    add(item, back);
    back++;
  }

  @Override
  void insertBack(T item, int size) {
    try {
      add(item, front - 1);
      front--;
    } catch (RuntimeException | Error e) { // a comparator that throws must not lose an item
      unsorted.addFirst(item);
    }
  }

  private void add(T item, long number) {
    comparing = Thread.currentThread();
    try {
      items.put(new Entry<>(item, number), item);
    } finally {
      comparing = null;
    }
  }

  @Override
  T remove(int size) {
    return unsorted.isEmpty() ? items.pollFirstEntry().getValue() : unsorted.removeFirst();
  }

  @Override
  T next() {
    return unsorted.isEmpty() ? items.firstEntry().getValue() : unsorted.getFirst();
  }
}
