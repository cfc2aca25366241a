package toro;

import org.jspecify.annotations.Nullable;

/** The last items of a broadcast, and who waits to put one: its engine, and the guard of it all. */
final class BroadcastEngine<T> extends WaitGuard {
  /*
   * Overview.
   *
   * Items have numbers. A ring has the last ones; a subscription is a reader with the number of the
   * item that it takes next, and the line of those who wait for that.
   *
   *              oldest                         next
   *     overwritten │ in the ring, capacity of them │ to come
   *    ─────────────┴───────────────────────────────┴─────────▶ numbers
   *         ▲                  ▲                    ▲
   *         one that has       one that has         those that have read all:
   *         missed some        unread items         only there somebody waits to take
   *
   * I1. The item n is at the place n modulo the length of the ring, from oldest to before next.
   *     Where the ring is full, the next one takes the place of the oldest; nothing else keeps one.
   * I2. Somebody waits at a reader only if it has read all, nothing of it came back, and neither it
   *     nor the broadcast is closed. Such readers are in a list, so that a put costs what waits.
   * I3. Lossless: each place of the ring has the number of readers that take it next, and upToDate
   *     counts those that have read all. So no reader is behind the oldest item, and there is room
   *     if the ring is not full, or if nobody has still to take the oldest item.
   * I4. If somebody waits to put, there is no room. Whoever makes room admits the first, in the
   *     same step: a reader that goes on, or that closes.
   * I5. Lossy: a reader behind the oldest item has missed those between. It goes on to the oldest
   *     when that is told, which is once.
   */
  private static final int SMALL = 16;

  final Primitive owner; // the public broadcast, for messages and thread dumps
  private final int capacity;
  private final WaitQueue putters = new WaitQueue(this);
  private @Nullable Object[] ring; // this and all below: under the guard
  private final boolean isLossless;
  private int[] takingNext; // as long as the ring, if lossless
  private int upToDate;
  private long oldest;
  private long next;
  private int subscriptions;
  private @Nullable BroadcastReader<T> firstWaiting;
  private @Nullable BroadcastReader<T> lastWaiting;
  private @Nullable ClosedException closed;

  BroadcastEngine(Primitive owner, int capacity, boolean isLossless) {
    this.owner = owner;
    this.capacity = capacity;
    this.isLossless = isLossless;
    ring = new Object[Math.min(capacity, SMALL)];
    takingNext = new int[isLossless ? ring.length : 0];
    putters.neverSpin();
  }

  // ---- putting

  Wait<@Nullable Void> put(T item) {
    WaitGrants grants = null;
    Throwable failure;
    lock();
    try {
      failure = closed;
      if (failure == null) {
        if (!hasRoom()) {
          var put = new BroadcastWaiter.Put<>(this, item);
          putters.append(put);
          return put;
        }
        grants = new WaitGrants();
        accept(item, grants); // nobody waits for the room: I4
      }
    } finally {
      unlock();
    }
    if (failure != null) {
      return new BroadcastWaiter.Put<>(this, item).failAtOnce(failure);
    }
    Wait<@Nullable Void> done =
        Trampoline.isDeep() ? new BroadcastWaiter.Put<>(this, item).grantAtOnce() : WaitDone.here();
    WaitGrants.deliverAny(grants);
    return done;
  }

  boolean offer(T item) {
    var grants = new WaitGrants();
    lock();
    try {
      if (closed != null) {
        throw closed;
      }
      if (!hasRoom()) {
        return false;
      }
      accept(item, grants); // as above
    } finally {
      unlock();
    }
    grants.deliver();
    return true;
  }

  private boolean hasRoom() {
    return !isLossless || next - oldest < capacity || takingNext[at(oldest)] == 0; // I3
  }

  private int at(long number) {
    return (int) (number % ring.length); // I1
  }

  private void accept(T item, WaitGrants grants) {
    if (next - oldest == capacity) {
      oldest++; // I1
    } else if (next - oldest == ring.length) {
      grow();
    }
    long number = next++;
    ring[at(number)] = item;
    int handed = 0;
    for (BroadcastReader<T> reader = firstWaiting; reader != null; ) { // I2
      BroadcastReader<T> after = reader.nextWaiting;
      handed += reader.hand(item, number, grants) ? 1 : 0;
      reader = after;
    }
    if (isLossless) {
      takingNext[at(number)] = upToDate - handed; // I3
      upToDate = handed;
    }
  }

  private void grow() {
    int length = (int) Math.min(capacity, 2L * ring.length);
    @Nullable Object[] larger = new Object[length];
    var takingNextOfLarger = new int[isLossless ? length : 0];
    for (long n = oldest; n < next; n++) {
      int to = (int) (n % length);
      larger[to] = ring[at(n)];
      if (isLossless) {
        takingNextOfLarger[to] = takingNext[at(n)];
      }
    }
    ring = larger;
    takingNext = takingNextOfLarger;
  }

  /** There may be room now: lets in who waits to put (I4). */
  private void admit(WaitGrants grants) {
    for (Waiter<?> first; hasRoom() && (first = putters.first()) != null; ) {
      putters.unlink(first);
      putters.forgetUnlinked();
      BroadcastWaiter.Put<T> put = Wait.cast(first);
      if (grants.grant(put)) {
        accept(put.removeItem(), grants);
      }
    }
  }

  // ---- for readers, under the guard; which may be behind the oldest item (I5)

  long oldest() {
    return oldest;
  }

  long next() {
    return next;
  }

  /** Why there will be nothing more, once all is read; null as long as there may be. */
  @Nullable ClosedException whyClosed() {
    return closed;
  }

  /** The item that the reader takes next, which is in the ring; it goes on to the one after. */
  T read(BroadcastReader<T> reader, WaitGrants grants) {
    long number = reader.position++;
    T item = Wait.cast(ring[at(number)]);
    if (isLossless) {
      takingNext[at(number)]--; // I3
      countIn(reader);
      admit(grants);
    }
    return item;
  }

  private void countIn(BroadcastReader<T> reader) {
    if (reader.position == next) {
      upToDate++;
    } else {
      takingNext[at(reader.position)]++;
    }
  }

  BroadcastReader<T> subscribe(int replay) {
    lock();
    try {
      if (closed != null) {
        throw closed;
      }
      var reader = new BroadcastReader<>(this, Math.max(oldest, next - replay));
      subscriptions++;
      if (isLossless) {
        countIn(reader);
      }
      return reader;
    } finally {
      unlock();
    }
  }

  /** A reader has closed: it counts no more, and what it has not read makes no put wait (I4). */
  void leave(BroadcastReader<T> reader, WaitGrants grants) {
    subscriptions--;
    if (isLossless) {
      if (reader.position == next) {
        upToDate--;
      } else {
        takingNext[at(reader.position)]--;
      }
      admit(grants);
    }
  }

  /** Somebody waits at the reader from now on, or nobody any more (I2). */
  void listWaiting(BroadcastReader<T> reader, boolean waits) {
    if (waits == reader.isListed) {
      return;
    }
    reader.isListed = waits;
    BroadcastReader<T> before = waits ? lastWaiting : reader.previousWaiting;
    BroadcastReader<T> after = reader.nextWaiting;
    if (before == null) {
      firstWaiting = waits ? reader : after;
    } else {
      before.nextWaiting = waits ? reader : after;
    }
    if (after == null) {
      lastWaiting = waits ? reader : before;
    } else {
      after.previousWaiting = before;
    }
    reader.previousWaiting = waits ? before : null;
    reader.nextWaiting = null;
  }

  // ---- counting

  int capacity() {
    return capacity;
  }

  int subscriptions() {
    lock();
    try {
      return subscriptions;
    } finally {
      unlock();
    }
  }

  int waiting() {
    lock();
    try {
      return putters.length() + taking();
    } finally {
      unlock();
    }
  }

  private int taking() {
    int taking = 0;
    for (BroadcastReader<T> r = firstWaiting; r != null; r = r.nextWaiting) {
      taking += r.length();
    }
    return taking;
  }

  /** What there is to see of it now, and who waits. */
  String state() {
    lock();
    try {
      int taking = taking();
      return (closed == null ? "" : "closed, ")
          + ((next - oldest) + " of " + capacity + " items, ")
          + Names.count(subscriptions, "subscription")
          + (taking == 0 ? "" : ", " + taking + " taking")
          + (putters.isEmpty() ? "" : ", " + putters.length() + " putting");
    } finally {
      unlock();
    }
  }

  // ---- closing

  boolean isClosed() {
    lock();
    try {
      return closed != null;
    } finally {
      unlock();
    }
  }

  void close(@Nullable Throwable cause) {
    var failure = new ClosedException(owner.brief() + ": closed", cause);
    var grants = new WaitGrants();
    lock();
    try {
      if (closed == null) {
        closed = failure;
        putters.failAll(failure, grants);
        for (BroadcastReader<T> reader; (reader = firstWaiting) != null; ) {
          reader.failAll(failure, grants); // it has read all: I2
          listWaiting(reader, false);
        }
      }
    } finally {
      unlock();
    }
    grants.deliver();
  }
}
