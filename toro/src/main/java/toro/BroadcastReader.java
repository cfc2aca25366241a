package toro;

import java.util.PriorityQueue;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Where one subscription of a broadcast is, and the line of those who take from it. */
final class BroadcastReader<T> extends WaitQueue {
  final BroadcastEngine<T> engine; // whose guard is that of this line, and of all that is below
  long position; // the number of the item that is taken next, unless one came back
  @Nullable BroadcastReader<T> nextWaiting; // these three: by the engine's list
  @Nullable BroadcastReader<T> previousWaiting;
  boolean isListed;
  private @Nullable PriorityQueue<Returned<T>> back; // granted, and received by nobody
  private @Nullable LongConsumer tolerance; // is told of gaps, instead of those who take
  private boolean isUsed;
  private long told; // how many items were missed, as far as that was told
  private long taken; // the number of the item that removeNext returned last
  private @Nullable ClosedException closed;

  /** An item that came back: it comes before all that were not taken yet. */
  private record Returned<T>(T item, long number) implements Comparable<Returned<T>> {
    @Override
    public int compareTo(Returned<T> other) {
      return Long.compare(number, other.number);
    }
  }

  BroadcastReader(BroadcastEngine<T> engine, long position) {
    super(engine);
    this.engine = engine;
    this.position = position;
    neverSpin();
  }

  void tolerate(LongConsumer handler) {
    engine.lock();
    try {
      if (isUsed || tolerance != null) {
        throw new IllegalStateException(
            engine.owner.brief()
                + (isUsed ? ": tolerant after the first take" : ": tolerant called twice"));
      }
      tolerance = handler;
    } finally {
      engine.unlock();
    }
  }

  // ---- taking

  Wait<T> take() {
    var take = new BroadcastWaiter.Take<>(this);
    WaitGrants grants = null;
    Throwable failure = null;
    T item = null;
    long gap;
    engine.lock();
    try {
      gap = skip();
      if (gap > 0 && tolerance == null) {
        failure = lagged(gap);
      } else if (isAnythingThere()) {
        grants = new WaitGrants();
        item = removeNext(grants);
        take.offer(item, taken);
      } else {
        failure = whyNothing();
        if (failure == null) {
          stand(take);
          return take;
        }
      }
    } finally {
      engine.unlock();
    }
    tell(gap);
    Wait<T> done = failure == null ? take.grantAtOnce() : take.failAtOnce(failure);
    WaitGrants.deliverAny(grants);
    return done;
  }

  @Nullable T poll() {
    var grants = new WaitGrants();
    T item;
    long gap;
    engine.lock();
    try {
      gap = skip();
      if (gap > 0 && tolerance == null) {
        throw lagged(gap);
      }
      item = isAnythingThere() ? removeNext(grants) : null;
    } finally {
      engine.unlock();
    }
    tell(gap);
    grants.deliver();
    return item;
  }

  /** As take, if that need not wait; else null. Called under the guard. */
  @Nullable Waiter<T> takeNow() {
    long gap = skip();
    if (gap > 0 && tolerance == null) {
      return new BroadcastWaiter.Take<>(this).failUnseen(lagged(gap));
    }
    if (!isAnythingThere()) {
      Throwable failure = whyNothing();
      return failure == null ? null : new BroadcastWaiter.Take<>(this).failUnseen(failure);
    }
    var grants = new WaitGrants();
    if (gap > 0) {
      grants.add(new WaitNotice(engine.owner, () -> tell(gap)));
    }
    var take = new BroadcastWaiter.Take<>(this);
    take.offer(removeNext(grants), taken);
    take.next = grants.followedBy(null);
    return take.grantUnseen();
  }

  /** Stands in line, where nothing is there. Called under the guard. */
  void stand(Waiter<?> take) {
    append(take);
    engine.listWaiting(this, true);
  }

  /** Goes on to the oldest item, and says how many were missed before it. */
  private long skip() {
    isUsed = true;
    long gap = back == null ? gap() : 0; // what came back is from before the gap
    if (gap > 0) {
      position += gap; // I5 of the engine
      told += gap;
    }
    return gap;
  }

  private long gap() {
    return closed == null ? Math.max(0, engine.oldest() - position) : 0;
  }

  private boolean isAnythingThere() {
    return closed == null && (back != null || position < engine.next());
  }

  private T removeNext(WaitGrants grants) {
    PriorityQueue<Returned<T>> returned = back;
    if (returned == null) {
      taken = position;
      return engine.read(this, grants);
    }
    Returned<T> first = returned.remove();
    back = returned.isEmpty() ? null : returned;
    taken = first.number;
    return first.item;
  }

  private @Nullable ClosedException whyNothing() {
    return closed == null ? engine.whyClosed() : closed;
  }

  private LaggedException lagged(long gap) {
    return new LaggedException(engine.owner.brief() + ": missed " + Names.count(gap, "item"), gap);
  }

  /** Tells the handler of a gap, if there is both; outside of every guard. */
  private void tell(long gap) {
    LongConsumer handler = tolerance; // never changes once this is used
    if (gap > 0 && handler != null) {
      try {
        handler.accept(gap);
      } catch (Throwable failure) { // not the affair of who takes
        engine.owner.warn("the handler of missed items failed", failure);
      }
    }
  }

  // ---- handing, under the guard

  /** Hands the newest item, which is the next one here, to the first who waits. */
  boolean hand(T item, long number, WaitGrants grants) {
    boolean handed = handToFirst(item, number, grants);
    if (handed) {
      position = number + 1;
    }
    return handed;
  }

  private boolean handToFirst(T item, long number, WaitGrants grants) {
    boolean handed = false;
    for (Waiter<?> first; !handed && (first = first()) != null; ) {
      unlink(first);
      forgetUnlinked();
      BroadcastWaiter.Take<T> take = Wait.cast(first);
      take.offer(item, number);
      handed = grants.grant(take);
      if (!handed) { // it has given up, or another member of its choice was granted
        take.offer(null, 0);
      }
    }
    delistIfEmpty();
    return handed;
  }

  @Override
  void left(Waiter<?> leaver, WaitGrants grants) {
    delistIfEmpty();
  }

  private void delistIfEmpty() {
    if (isEmpty()) {
      engine.listWaiting(this, false);
    }
  }

  /** Puts back an item that a take was granted and nobody has received. */
  void putBack(T item, long number) {
    var grants = new WaitGrants();
    engine.lock();
    try {
      if (closed == null && !handToFirst(item, number, grants)) {
        back = back == null ? new PriorityQueue<>(1) : back;
        back.add(new Returned<>(item, number));
      }
    } finally {
      engine.unlock();
    }
    grants.deliver();
  }

  // ---- counting and closing

  int size() {
    engine.lock();
    try {
      if (closed != null) {
        return 0;
      }
      long unread = engine.next() - Math.max(position, engine.oldest());
      return (int) unread + (back == null ? 0 : back.size());
    } finally {
      engine.unlock();
    }
  }

  long missed() {
    engine.lock();
    try {
      return told + gap();
    } finally {
      engine.unlock();
    }
  }

  boolean isClosed() {
    engine.lock();
    try {
      return closed != null;
    } finally {
      engine.unlock();
    }
  }

  void close() {
    var failure = new ClosedException(engine.owner.brief() + ": subscription closed", null);
    var grants = new WaitGrants();
    engine.lock();
    try {
      if (closed == null) {
        told += gap();
        closed = failure;
        back = null;
        failAll(failure, grants);
        delistIfEmpty();
        engine.leave(this, grants);
      }
    } finally {
      engine.unlock();
    }
    grants.deliver();
  }

  /** Where it is now, for who looks. */
  String state() {
    int taking = count();
    return isClosed()
        ? "closed"
        : size() + " unread" + (taking == 0 ? "" : ", " + taking + " taking");
  }
}
