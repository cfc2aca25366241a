package toro;

import org.jspecify.annotations.Nullable;

/**
 * What a queue has, and how that shows: the items, in the order in which they are taken, which is a
 * subclass's affair; who stands in line; and how much there is of all.
 */
abstract class QueueState<T> extends WaitQueue {
  /** That of a queue in which there is always room. */
  static final int UNBOUNDED = Integer.MAX_VALUE;

  final Primitive owner; // the public queue, for messages and thread dumps
  final QueueTasks tasks = new QueueTasks(this);
  final WaitQueue askers = new Askers(); // who want room, for an item or for a slot
  private final boolean isFixed; // the capacity
  private int capacity; // these all: under the guard
  int size; // of the items
  int limit; // what size may grow to: the capacity without the open slots
  private int peak;
  long accepted;
  @Nullable ClosedException closed;
  @Nullable QueueExtras<T> extras; // null where nobody has asked for any

  QueueState(Primitive owner, int capacity, boolean isFixed) {
    this.owner = owner;
    this.capacity = capacity;
    this.isFixed = isFixed;
    this.limit = capacity;
    if (capacity > 0) { // what is put meanwhile is better taken all at once
      neverSpin();
      askers.neverSpin();
    }
  }

  private final class Askers extends WaitQueue {
    Askers() {
      super(QueueState.this);
    }

    @Override
    void left(Waiter<?> leaver, WaitGrants grants) {
      serve(grants);
    }
  }

  /** Serves those who ask for room, in turn, while there is some. */
  abstract void serve(WaitGrants grants);

  /** What a queue does with an item for which there is no room; null if its put waits. */
  @Nullable QueueOverflow<T> overflow() {
    return null;
  }

  // ---- the items: called under the guard, with how many there are

  /** Adds an item; what the user's comparator throws leaves the items as they were. */
  abstract void insert(T item, int size);

  /** Removes the item that is to be taken next. Never compares. */
  abstract T remove(int size);

  /** The item that is to be taken next. */
  abstract T next();

  /** Puts an item that nobody received back to where it was: before all others like it. */
  abstract void insertBack(T item, int size);

  /** Puts an item back so that it is taken after all others like it. */
  abstract void insertLast(T item, int size);

  /** One item more is there, to stay. */
  final void grow() {
    size++;
    if (size > peak) {
      peak = size;
    }
  }

  /** What everything here is done under; to be locked at once. */
  WaitGuard guard() {
    return this;
  }

  // ---- room

  /** How many items there is room for; under the guard. */
  int room() {
    return Math.max(0, limit - size);
  }

  final int remaining() {
    guard().lock();
    try {
      return room();
    } finally {
      unlock();
    }
  }

  final int capacity() {
    guard().lock();
    try {
      return capacity;
    } finally {
      unlock();
    }
  }

  /** Whether a put waits for a taker, and not for room. */
  final boolean isRendezvous() {
    return isFixed && capacity == 0;
  }

  void resize(int items) {
    if (isFixed) {
      throw new IllegalStateException(owner.brief() + ": has no capacity to be changed");
    }
    var grants = new WaitGrants();
    guard().lock();
    try {
      limit += items - capacity;
      capacity = items;
      QueueOverflow<T> overflow = overflow();
      if (overflow != null) {
        overflow.shrink(grants);
      }
      serve(grants);
    } finally {
      unlock();
    }
    grants.deliver();
  }

  /** Under the guard. */
  final QueueExtras<T> extras() {
    QueueExtras<T> known = extras;
    if (known == null) {
      known = new QueueExtras<>();
      extras = known;
    }
    return known;
  }

  // ---- counting

  final @Nullable T peek() {
    guard().lock();
    try {
      return size == 0 ? null : QueueItem.itemOf(next());
    } finally {
      unlock();
    }
  }

  final int size() {
    guard().lock();
    try {
      return size;
    } finally {
      unlock();
    }
  }

  final int unfinished() {
    guard().lock();
    try {
      return tasks.unfinished();
    } finally {
      unlock();
    }
  }

  final int waiting() {
    guard().lock();
    try {
      return length() + askers.length() + tasks.joining();
    } finally {
      unlock();
    }
  }

  final boolean isClosed() {
    guard().lock();
    try {
      return closed != null;
    } finally {
      unlock();
    }
  }

  /** All counts of one moment. */
  final QueueStats stats() {
    guard().lock();
    try {
      QueueOverflow<T> overflow = overflow();
      return new QueueStats(
          size,
          capacity,
          peak,
          askers.length(),
          length(),
          slots(),
          leases(),
          accepted,
          tasks.finished(),
          overflow == null ? 0 : overflow.dropped());
    } finally {
      unlock();
    }
  }

  private int slots() {
    return extras == null ? 0 : extras.slots;
  }

  private int leases() {
    return extras == null ? 0 : extras.leases;
  }

  /** What there is to see of it now, and who waits. */
  final String state() {
    guard().lock();
    try {
      return (closed == null ? "" : "closed, ")
          + (isFixed && capacity > 0
              ? Names.count(size, "item")
              : size + " of " + capacity + " items")
          + counted(tasks.unfinished(), " unfinished")
          + counted(slots(), " reserved")
          + counted(leases(), " leased")
          + counted(length(), " taking")
          + counted(askers.length(), " putting")
          + counted(tasks.joining(), " joining");
    } finally {
      unlock();
    }
  }

  private static String counted(int n, String what) {
    return n == 0 ? "" : ", " + n + what;
  }

  /** The same, if it can be a capacity. */
  static int positive(int capacity) {
    return Names.positive("capacity", capacity);
  }
}
