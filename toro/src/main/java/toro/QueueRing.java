package toro;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A queue's items in a ring, taken oldest first or newest first. */
final class QueueRing<T> extends QueueEngine<T> {
  private static final int SMALL = 16; // these two: powers of two
  private static final int LARGE = 1024;

  private final boolean newestFirst;
  private @Nullable Object[] ring = new Object[SMALL]; // these two: under the guard
  private int head; // where the next item is, modulo the length of the ring

  QueueRing(Primitive owner, int capacity, boolean newestFirst) {
    super(owner, capacity);
    this.newestFirst = newestFirst;
  }

  @Override
  void insert(T item, int size) {
    if (newestFirst) {
      insertBack(item, size);
    } else {
      makeRoom(size);
      ring[at(head + size)] = item;
    }
  }

  @Override
  void insertBack(T item, int size) {
    makeRoom(size);
    head--;
    ring[at(head)] = item;
  }

  @Override
  T remove(int size) {
    T item = next();
    ring[at(head)] = null;
    head++;
    if (size == 1 && ring.length > LARGE) { // a burst is over: do not keep its room
      ring = new Object[SMALL];
    }
    return item;
  }

  @Override
  T next() {
    return Wait.cast(requireNonNull(ring[at(head)]));
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
