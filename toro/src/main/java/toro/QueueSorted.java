package toro;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.TreeMap;

/** A queue's items in the order of a comparator, taken least first; equal items oldest first. */
final class QueueSorted<T> extends QueueCompared<T> {
  /** An item and its number among its equals. */
  private record Entry<T>(T item, long number) {}

  private final TreeMap<Entry<T>, T> items; // these all: under the guard
  private final ArrayDeque<T> unsorted = new ArrayDeque<>(); // put back, and not comparable
  private long back; // the next number at the end of equal items
  private long front; // the last number given out before them

  QueueSorted(Primitive owner, int capacity, Comparator<? super T> order) {
    super(owner, capacity, false);
    Comparator<Entry<T>> byItem = (a, b) -> order.compare(a.item, b.item);
    this.items = new TreeMap<>(byItem.thenComparingLong(Entry::number));
  }

  @Override
  String comparison() {
    return "comparator";
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

  @Override
  void insertLast(T item, int size) {
    try {
      insert(item, size);
    } catch (RuntimeException | Error e) { // as above
      unsorted.addLast(item);
    }
  }

  private void add(T item, long number) {
    beginComparing();
    try {
      items.put(new Entry<>(QueueItem.itemOf(item), number), item);
    } finally {
      endComparing();
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
