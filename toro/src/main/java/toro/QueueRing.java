package toro;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A queue's items in a ring, taken oldest first or newest first. */
class QueueRing<T> extends QueueEngine<T> {
  private static final int SMALL = 16; // these two: powers of two
  private static final int LARGE = 1024;

  private final boolean newestFirst;
  private @Nullable Object[] ring = new Object[SMALL]; // these two: under the guard
  private int head; // where the next item is, modulo the length of the ring

  QueueRing(Primitive owner, int capacity, boolean isFixed, boolean newestFirst) {
    super(owner, capacity, isFixed);
    this.newestFirst = newestFirst;
  }

  @Override
  final void insert(T item, int size) {
    if (newestFirst) {
      insertBack(item, size);
    } else {
      insertLast(item, size);
    }
  }

  @Override
  final void insertLast(T item, int size) {
    makeRoom(size);
    ring[at(head + size)] = item;
  }

  @Override
  final void insertBack(T item, int size) {
    makeRoom(size);
    head--;
    ring[at(head)] = item;
  }

  @Override
  final T remove(int size) {
    T item = next();
    ring[at(head)] = null;
    head++;
    if (size == 1 && ring.length > LARGE) { // a burst is over: do not keep its room
      ring = new Object[SMALL];
    }
    return item;
  }

  @Override
  final T next() {
    return Wait.cast(requireNonNull(ring[at(head)]));
  }

  /** The item that is to be taken after so many others. */
  final T get(int place) {
    return Wait.cast(requireNonNull(ring[at(head + place)]));
  }

  /** Removes it, moving those on the shorter side of it. */
  final void removeAt(int place, int size) {
    if (place < size / 2) {
      for (int i = place; i > 0; i--) {
        ring[at(head + i)] = ring[at(head + i - 1)];
      }
      ring[at(head)] = null;
      head++;
    } else {
      for (int i = place; i < size - 1; i++) {
        ring[at(head + i)] = ring[at(head + i + 1)];
      }
      ring[at(head + size - 1)] = null;
    }
  }

  private int at(int position) {
    return position & (ring.length - 1);
  }

  private void makeRoom(int size) {
    if (size == ring.length) {
      var larger = new Object[size * 2];
      int first = at(head);
      System.arraycopy(ring, first, larger, 0, size - first);
      System.arraycopy(ring, 0, larger, size - first, first);
      ring = larger;
      head = 0;
    }
  }
}
