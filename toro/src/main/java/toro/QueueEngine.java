package toro;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Items, and the lines of those who want to put and to take some: the engine of queues. It is the
 * line of the takers itself. A subclass holds the items, in the order in which they are taken.
 */
abstract class QueueEngine<T> extends WaitQueue {
  /*
   * Overview.
   *
   * The items, the line of takers, the line of putters, under one guard, which is this object: who
   * meets nobody finds all that it needs in one or two cache lines.
   *
   * I1. If somebody waits to take, there are no items, and nobody waits to put, but in the same
   *     choice. So a put looks for takers only where there are no items.
   * I2. If somebody waits to put, it is full. So a take looks for putters only where it is full: it
   *     admits the first one, one over the capacity, before it chooses its item.
   * I3. An item is in one place: among the items; in a Put that waits; or in a Take that was
   *     granted.
   * I4. An item is counted as a task when it joins the items or goes to a Take directly. An item
   *     that nobody received and that goes back is not counted again.
   * I5. Once closed, nobody waits to put or to take.
   *
   * Granting a put may fail: inserting its item into a priority queue runs the user's comparator,
   * which may throw. Then the put fails, nothing is inserted, and the next one gets the room. The
   * comparator runs under the guard, where the put is decided too, also by who gives it up
   * (WaiterGuarded). What calls back in from the comparator is refused.
   */
  final Primitive owner; // the public queue, for messages and thread dumps
  final QueueTasks tasks = new QueueTasks(this);
  private final WaitQueue putters = new WaitQueue(this);
  private final int capacity;
  private int size; // of the items; these: under the guard
  private long accepted;
  private @Nullable ClosedException closed;

  QueueEngine(Primitive owner, int capacity) {
    this.owner = owner;
    this.capacity = capacity;
    if (capacity > 0) { // what is put meanwhile is better taken all at once
      neverSpin();
      putters.neverSpin();
    }
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

  /** What everything here is done under; to be locked at once. */
  WaitGuard guard() {
    return this;
  }

  // ---- putting

  Wait<@Nullable Void> put(T item) {
    Waiter<?> taker = null;
    Throwable failure;
    guard().lock();
    try {
      failure = closed;
      if (failure == null) {
        taker = hand(item);
        if (taker == null && !keep(item)) {
          var put = new QueueWaiter.Put<>(this, item);
          putters.append(put);
          return put;
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
    Waiter<?> taker;
    guard().lock();
    try {
      if (closed != null) {
        throw closed;
      }
      taker = hand(item);
      if (taker == null && !keep(item)) {
        return false;
      }
    } finally {
      unlock();
    }
    Trampoline.deliver(taker);
    return true;
  }

  /** Gives a new item to the first taker: who is then to be delivered, or null. */
  private @Nullable Waiter<?> hand(T item) {
    Waiter<?> taker = handToTaker(item);
    if (taker != null) {
      accepted++; // I4
    }
    return taker;
  }

  /** Keeps a new item for which there is no taker; false if there is no room. */
  private boolean keep(T item) {
    boolean fits = size < capacity;
    if (fits) {
      insert(item, size);
      size++;
      accepted++; // I4
    }
    return fits;
  }

  private @Nullable Waiter<?> handToTaker(T item) {
    for (Waiter<?> first; size == 0 && (first = first()) != null; ) { // I1
      unlink(first);
      forgetUnlinked();
      QueueWaiter.Take<T> take = Wait.cast(first);
      Waiter<?> told = take.told();
      take.item = item;
      if (take.decide(Waiter.GRANTED)) { // else another member of its choice was
        return told;
      }
      take.item = null;
    }
    return null;
  }

  /** Before an item is taken, the first waiting put competes for being it; whom that settled. */
  private @Nullable WaitGrants admitPutter() {
    if (size < capacity || putters.isEmpty()) { // I2
      return null;
    }
    var grants = new WaitGrants();
    for (Waiter<?> first; size <= capacity && (first = putters.first()) != null; ) {
      putters.unlink(first);
      putters.forgetUnlinked(); // I3: its item is elsewhere from now on
      QueueWaiter.Put<T> put = Wait.cast(first);
      if (!put.begin()) {
        continue;
      }
      Waiter<?> told = put.told();
      Object end = Waiter.GRANTED;
      try {
        insert(put.item, size);
        size++;
        accepted++; // I4
      } catch (RuntimeException | Error e) { // the comparator's: the next one gets the room
        end = e;
      }
      put.conclude(end);
      grants.add(told);
    }
    return grants;
  }

  // ---- taking

  Wait<T> take() {
    var take = new QueueWaiter.Take<>(this);
    WaitGrants grants;
    T item;
    ClosedException failure = null;
    guard().lock();
    try {
      grants = admitPutter();
      item = removeNext();
      take.item = item;
      if (item == null) {
        failure = closed;
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
    deliver(grants);
    return done;
  }

  @Nullable T poll() {
    WaitGrants grants;
    T item;
    guard().lock();
    try {
      grants = admitPutter();
      item = removeNext();
    } finally {
      unlock();
    }
    deliver(grants);
    return item;
  }

  private @Nullable T removeNext() {
    if (size == 0) {
      return null;
    }
    T item = remove(size);
    size--;
    return item;
  }

  private static void deliver(@Nullable WaitGrants grants) {
    if (grants != null) {
      grants.deliver();
    }
  }

  @Nullable T peek() {
    guard().lock();
    try {
      return size == 0 ? null : next();
    } finally {
      unlock();
    }
  }

  /** Puts back an item that a take was granted and nobody has received (I4). */
  void putBack(T item) {
    Waiter<?> taker;
    guard().lock();
    try {
      taker = handToTaker(item);
      if (taker == null) {
        insertBack(item, size);
        size++;
      }
    } finally {
      unlock();
    }
    Trampoline.deliver(taker);
  }

  // ---- among other things that are waited for: under the guard

  /** As take, if that need not wait; else null. */
  @Nullable Waiter<T> takeNow() {
    WaitGrants grants = admitPutter();
    T item = removeNext();
    if (item == null && closed == null) {
      return null; // nor was a put admitted: its item would be there
    }
    var take = new QueueWaiter.Take<>(this);
    take.item = item;
    take.next = grants == null ? null : grants.followedBy(null);
    return item == null ? take.failUnseen(requireNonNull(closed)) : take.grantUnseen();
  }

  /** As put, if that need not wait; else null. */
  @Nullable Waiter<@Nullable Void> putNow(T item) {
    Throwable failure = closed;
    Waiter<?> taker = null;
    if (failure == null) {
      try {
        taker = hand(item);
        if (taker == null && !keep(item)) {
          return null;
        }
      } catch (RuntimeException | Error e) { // the comparator's
        failure = e;
      }
    }
    var put = new QueueWaiter.Put<>(this, item);
    put.next = taker;
    return failure == null ? put.grantUnseen() : put.failUnseen(failure);
  }

  void standToPut(Waiter<?> put) {
    putters.append(put);
  }

  // ---- counting

  int capacity() {
    return capacity;
  }

  int size() {
    guard().lock();
    try {
      return size;
    } finally {
      unlock();
    }
  }

  int unfinished() {
    guard().lock();
    try {
      return tasks.unfinished();
    } finally {
      unlock();
    }
  }

  /** How many items were put, finished or not; called under the guard. */
  long accepted() {
    assert isHeld();
    return accepted;
  }

  int waiting() {
    guard().lock();
    try {
      return length() + putters.length() + tasks.joining();
    } finally {
      unlock();
    }
  }

  /** What there is to see of it now, and who waits. */
  String state() {
    guard().lock();
    try {
      return (closed == null ? "" : "closed, ")
          + (capacity == Integer.MAX_VALUE
              ? Names.count(size, "item")
              : size + " of " + capacity + " items")
          + counted(tasks.unfinished(), " unfinished")
          + counted(length(), " taking")
          + counted(putters.length(), " putting")
          + counted(tasks.joining(), " joining");
    } finally {
      unlock();
    }
  }

  private static String counted(int n, String what) {
    return n == 0 ? "" : ", " + n + what;
  }

  // ---- closing

  boolean isClosed() {
    guard().lock();
    try {
      return closed != null;
    } finally {
      unlock();
    }
  }

  void close(@Nullable Throwable cause) {
    var failure = new ClosedException(owner.brief() + ": closed", cause);
    var grants = new WaitGrants();
    guard().lock();
    try {
      if (closed == null) {
        closed = failure; // I5, for those in line and all who come later
        putters.failAll(failure, grants);
        failAll(failure, grants);
      }
    } finally {
      unlock();
    }
    grants.deliver();
  }

  /** Takes out all items; they count as finished. */
  List<T> drain() {
    var left = new ArrayList<T>();
    var grants = new WaitGrants();
    guard().lock();
    try {
      for (T item; (item = removeNext()) != null; ) {
        left.add(item);
      }
      tasks.finish(left.size(), grants);
    } finally {
      unlock();
    }
    grants.deliver();
    return left;
  }
}
