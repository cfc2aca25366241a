package toro;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The items of a queue, in the order in which they are taken. Every call is under its guard. */
abstract class QueueBuffer<T> {
  /** Adds an item; what the user's comparator throws leaves the buffer as it was. */
  abstract void add(T item);

  /** Removes the item to be taken next; null if empty. Never compares. */
  abstract @Nullable T poll();

  abstract @Nullable T peek();

  /** Puts an item that nobody received back to where it was: before all others like it. */
  abstract void putBack(T item);

  abstract int size();

  /** Oldest first, or newest first. */
  static final class Line<T> extends QueueBuffer<T> {
    private static final int LARGE = 1024;

    private final boolean newestFirst;
    private ArrayDeque<T> items = new ArrayDeque<>();
    private int peak;

    Line(boolean newestFirst) {
      this.newestFirst = newestFirst;
    }

    @Override
    void add(T item) {
      if (newestFirst) {
        items.addFirst(item);
      } else {
        items.addLast(item);
      }
      peak = Math.max(peak, items.size());
    }

    @Override
    @Nullable T poll() {
      T item = items.pollFirst();
      if (peak > LARGE && items.isEmpty()) { // an ArrayDeque never shrinks by itself
        items = new ArrayDeque<>();
        peak = 0;
      }
      return item;
    }

    @Override
    @Nullable T peek() {
      return items.peekFirst();
    }

    @Override
    void putBack(T item) {
      items.addFirst(item);
    }

    @Override
    int size() {
      return items.size();
    }
  }

  /** Least first; equal items oldest first. */
  static final class Sorted<T> extends QueueBuffer<T> {
    /** An item and its number among its equals. */
    private record Entry<T>(T item, long number) {}

    private final TreeMap<Entry<T>, T> items;
    private final ArrayDeque<T> unsorted = new ArrayDeque<>(); // put back, and not comparable
    private long back; // the next number at the end of equal items
    private long front; // the last number given out before them

    Sorted(Comparator<? super T> order) {
      Comparator<Entry<T>> byItem = (a, b) -> order.compare(a.item, b.item);
      items = new TreeMap<>(byItem.thenComparingLong(Entry::number));
    }

    @Override
    void add(T item) {
      items.put(new Entry<>(item, back), item);
      back++;
    }

    @Override
    @Nullable T poll() {
      if (!unsorted.isEmpty()) {
        return unsorted.pollFirst();
      }
      var first = items.pollFirstEntry();
      return first == null ? null : first.getValue();
    }

    @Override
    @Nullable T peek() {
      if (!unsorted.isEmpty()) {
        return unsorted.peekFirst();
      }
      return items.isEmpty() ? null : items.firstEntry().getValue();
    }

    @Override
    void putBack(T item) {
      try {
        items.put(new Entry<>(item, front - 1), item);
        front--;
      } catch (RuntimeException | Error e) { // a comparator that throws must not lose an item
        unsorted.addFirst(item);
      }
    }

    @Override
    int size() {
      return items.size() + unsorted.size();
    }
  }
}
