package toro;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is done with a queue, each in one step under its guard: the engine of queues. */
abstract class QueueEngine<T> extends QueueLines<T> {
  QueueEngine(Primitive owner, int capacity, boolean isFixed) {
    super(owner, capacity, isFixed);
  }

  // ---- putting

  /** What stands for a new item here; called before the guard is taken. */
  T entering(T item) {
    return item;
  }

  /** Puts an item, for an end of the queue if there is one. */
  Wait<@Nullable Void> put(T item, @Nullable QueueEnds<T> end) {
    Waiter<?> taker = null;
    Throwable failure;
    guard().lock();
    try {
      failure = closed;
      if (failure == null) {
        taker = hand(item);
        if (taker == null && !keep(item)) {
          QueueOverflow<T> overflow = overflow();
          if (overflow == null) {
            return standToPut(end == null ? new QueueWaiter.Put<>(this, item) : end.put(item));
          }
          taker = overflow.put(item);
        }
      }
    } catch (RuntimeException | Error e) { // the comparator's
      failure = e;
    } finally {
      unlock();
    }
    if (failure != null) {
      return new QueueWaiter.Put<>(this, item).failAtOnce(failure);
    }
    Wait<@Nullable Void> done =
        Trampoline.isDeep() ? new QueueWaiter.Put<>(this, item).grantAtOnce() : WaitDone.here();
    Trampoline.deliver(taker);
    return done;
  }

  boolean offer(T item) {
    boolean isAccepted = true;
    Waiter<?> taker;
    guard().lock();
    try {
      if (closed != null) {
        throw closed;
      }
      taker = hand(item);
      if (taker == null && !keep(item)) {
        QueueOverflow<T> overflow = overflow();
        if (overflow == null) {
          return false;
        }
        isAccepted = overflow.accepts();
        taker = overflow.offer(item);
      }
    } finally {
      unlock();
    }
    Trampoline.deliver(taker);
    return isAccepted;
  }

  private Wait<@Nullable Void> standToPut(QueueWaiter.Put<T> put) {
    askers.append(put);
    return put;
  }

  /** As put, if that need not wait; else null. Under the guard. */
  @Nullable Waiter<@Nullable Void> putNow(T item) {
    Throwable failure = closed;
    Waiter<?> taker = null;
    if (failure == null) {
      try {
        taker = hand(item);
        if (taker == null && !keep(item)) {
          QueueOverflow<T> overflow = overflow();
          if (overflow == null) {
            return null;
          }
          taker = overflow.put(item);
        }
      } catch (RuntimeException | Error e) { // the comparator's
        failure = e;
      }
    }
    var put = new QueueWaiter.Put<>(this, item);
    put.next = taker;
    return failure == null ? put.grantUnseen() : put.failUnseen(failure);
  }

  // ---- taking

  Wait<T> take() {
    var take = new QueueWaiter.Take<>(this);
    WaitGrants grants;
    T item;
    ClosedException failure = null;
    guard().lock();
    try {
      grants = grantsIfNeeded();
      item = takeOut(grants);
      take.item = item;
      if (item == null) {
        failure = ended();
        if (failure == null) {
          append(take);
        }
      }
    } finally {
      unlock();
    }
    Wait<T> done = take;
    if (item != null) {
      done = take.grantAtOnce();
    } else if (failure != null) {
      done = take.failAtOnce(failure);
    }
    WaitGrants.deliverAny(grants);
    return done;
  }

  @Nullable T poll() {
    WaitGrants grants;
    T item;
    guard().lock();
    try {
      grants = grantsIfNeeded();
      item = takeOut(grants);
      if (item != null && extras != null) {
        item = QueueItem.itemOf(item);
      }
    } finally {
      unlock();
    }
    WaitGrants.deliverAny(grants);
    return item;
  }

  // ---- going back

  /** Puts back an item that a take was granted and nobody has received (I4). */
  void putBack(T item) {
    var grants = new WaitGrants();
    guard().lock();
    try {
      goBack(item, grants);
    } finally {
      unlock();
    }
    grants.deliver();
  }

  // ---- closing

  void close(@Nullable Throwable cause) {
    var failure = new ClosedException(owner.brief() + ": closed", cause);
    var grants = new WaitGrants();
    guard().lock();
    try {
      close(failure, grants);
    } finally {
      unlock();
    }
    grants.deliver();
  }

  /** Takes out all items, which count as finished, and revokes the slots. */
  List<T> drain() {
    var left = new ArrayList<T>();
    var grants = new WaitGrants();
    guard().lock();
    try {
      for (T item; (item = removeNext()) != null; ) {
        left.add(QueueItem.itemOf(item));
      }
      tasks.finish(left.size(), grants);
      if (extras != null) {
        limit += extras.slots;
        extras.slots = 0;
        extras.revoked = true;
      }
      endTakers(grants);
    } finally {
      unlock();
    }
    grants.deliver();
    return left;
  }
}
