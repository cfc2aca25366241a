package toro;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Items, and the lines of those who want to put and to take some: the engine of queues. */
final class QueueEngine<T> {
  /*
   * Overview.
   *
   * A buffer, the line of takers, the line of putters, under one guard.
   *
   * I1. If somebody waits to take, the buffer is empty and nobody waits to put.
   * I2. If somebody waits to put, the buffer is full. A take admits the first putter, one over the
   *     capacity, before it chooses its item.
   * I3. An item is in one place: in the buffer; in a Put that waits; or in a Take that was granted.
   * I4. An item is counted as a task when it enters the buffer or goes to a Take directly. An item
   *     that nobody received and that goes back is not counted again.
   * I5. Once closed, nobody waits to put or to take.
   *
   * Granting a put may fail: inserting its item into a priority queue runs the user's comparator,
   * which may throw. Then the put fails, nothing is inserted, and the next one gets the room. The
   * comparator runs under the guard, where the put is decided too, also by who gives it up
   * (WaiterGuarded). What calls back in from the comparator is refused.
   */
  final Primitive owner; // the public queue, for messages and thread dumps
  final QueueTasks tasks;
  private final Object guard = new Object();
  private final WaitQueue takers = new WaitQueue(guard, (leaver, grants) -> {});
  private final WaitQueue putters = new WaitQueue(guard, (leaver, grants) -> {});
  private final int capacity;
  private final QueueBuffer<T> buffer; // under guard, like the fields below
  private @Nullable ClosedException closed;
  private boolean comparing;

  QueueEngine(Primitive owner, QueueBuffer<T> buffer, int capacity) {
    this.owner = owner;
    this.buffer = buffer;
    this.capacity = capacity;
    this.tasks = new QueueTasks(this);
  }

  int capacity() {
    return capacity;
  }

  /** The guard of all this, to be entered by `synchronized`; the comparator, inside, must not. */
  Object guard() {
    if (Thread.holdsLock(guard) && comparing) {
      throw new IllegalStateException(owner.brief() + ": called by its own comparator");
    }
    return guard;
  }

  // ---- putting

  Wait<@Nullable Void> put(T item) {
    var put = new Put(item);
    WaitGrants grants = null;
    Throwable failure;
    synchronized (guard()) {
      failure = closed;
      if (failure == null && isFull()) {
        putters.add(put);
        return put;
      }
      if (failure == null) {
        grants = new WaitGrants();
        try {
          enqueue(item, grants);
        } catch (RuntimeException | Error e) { // the comparator's
          failure = e;
        }
      }
    }
    Wait<@Nullable Void> done = failure == null ? put.grantAtOnce() : put.failAtOnce(failure);
    if (grants != null) {
      grants.deliver();
    }
    return done;
  }

  boolean offer(T item) {
    var grants = new WaitGrants();
    synchronized (guard()) {
      if (closed != null) {
        throw closed;
      }
      if (isFull()) {
        return false;
      }
      enqueue(item, grants);
    }
    grants.deliver();
    return true;
  }

  /** Whether a put has to wait. */
  private boolean isFull() {
    return takers.isEmpty() && buffer.size() >= capacity;
  }

  /** Gives a new item to the first taker, else to the buffer (I1). */
  private void enqueue(T item, WaitGrants grants) {
    if (!handToTaker(item, grants)) {
      insert(item);
    }
    tasks.added();
  }

  private boolean handToTaker(T item, WaitGrants grants) {
    Take first = Wait.cast(takers.first());
    if (first == null) {
      return false;
    }
    takers.unlink(first);
    first.item = item;
    return first.grant(grants);
  }

  private void insert(T item) {
    comparing = true;
    try {
      buffer.add(item);
    } finally {
      comparing = false;
    }
  }

  /** Accepts the first waiting put that can be inserted, if the buffer is not over-full (I2). */
  private void admitPutter(WaitGrants grants) {
    for (Waiter<?> first; buffer.size() <= capacity && (first = putters.first()) != null; ) {
      putters.unlink(first);
      Put put = Wait.cast(first);
      Object end = Waiter.GRANTED;
      try {
        insert(put.item);
        tasks.added();
      } catch (RuntimeException | Error e) { // the comparator's: the next one gets the room
        end = e;
      }
      var unused = put.decide(end);
      grants.add(put);
    }
  }

  // ---- taking

  Wait<T> take() {
    var take = new Take();
    WaitGrants grants;
    T item;
    ClosedException failure = null;
    synchronized (guard()) {
      if (closed == null && buffer.size() == 0 && putters.isEmpty()) {
        takers.add(take);
        return take;
      }
      grants = new WaitGrants();
      item = next(grants);
      take.item = item;
      if (item == null) {
        failure = closed;
        if (failure == null) {
          takers.add(take); // all who waited to put have given up, or failed
        }
      }
    }
    Wait<T> done = take;
    if (item != null) {
      done = take.grantAtOnce();
    } else if (failure != null) {
      done = take.failAtOnce(failure);
    }
    grants.deliver();
    return done;
  }

  @Nullable T poll() {
    var grants = new WaitGrants();
    T item;
    synchronized (guard()) {
      item = next(grants);
    }
    grants.deliver();
    return item;
  }

  /** Removes the next item; the first waiting put competes for being it. */
  private @Nullable T next(WaitGrants grants) {
    admitPutter(grants);
    return buffer.poll();
  }

  @Nullable T peek() {
    synchronized (guard()) {
      return buffer.peek();
    }
  }

  int size() {
    synchronized (guard()) {
      return buffer.size();
    }
  }

  /** Puts back an item that a take was granted and nobody has received (I4). */
  private void putBack(T item) {
    var grants = new WaitGrants();
    synchronized (guard()) {
      if (!handToTaker(item, grants)) {
        comparing = true;
        try {
          buffer.putBack(item);
        } finally {
          comparing = false;
        }
      }
    }
    grants.deliver();
  }

  // ---- closing

  boolean isClosed() {
    synchronized (guard()) {
      return closed != null;
    }
  }

  void close(@Nullable Throwable cause) {
    var failure = new ClosedException(owner.brief() + ": closed", cause);
    var grants = new WaitGrants();
    synchronized (guard()) {
      if (closed == null) {
        closed = failure; // I5, for those in line and all who come later
        putters.failAll(failure, grants);
        takers.failAll(failure, grants);
      }
    }
    grants.deliver();
  }

  /** Empties the buffer; what was in it counts as finished. */
  List<T> drain() {
    var left = new ArrayList<T>();
    var grants = new WaitGrants();
    synchronized (guard()) {
      for (T item; (item = buffer.poll()) != null; ) {
        left.add(item);
      }
      tasks.finish(left.size(), grants);
    }
    grants.deliver();
    return left;
  }

  int waiting() {
    synchronized (guard()) {
      return takers.size() + putters.size() + tasks.joining();
    }
  }

  /** What there is to see of it now, and who waits. */
  String state() {
    synchronized (guard()) {
      int n = buffer.size();
      return (closed == null ? "" : "closed, ")
          + (capacity == Integer.MAX_VALUE
              ? Names.count(n, "item")
              : n + " of " + capacity + " items")
          + counted(tasks.unfinished(), " unfinished")
          + counted(takers.size(), " taking")
          + counted(putters.size(), " putting")
          + counted(tasks.joining(), " joining");
    }
  }

  private static String counted(int n, String what) {
    return n == 0 ? "" : ", " + n + what;
  }

  private final class Put extends WaiterGuarded<@Nullable Void> {
    private final T item; // I3: not in the buffer as long as this waits

    Put(T item) {
      this.item = item;
    }

    @Override
    Object guard() {
      return QueueEngine.this.guard();
    }

    @Override
    Object blocker() {
      return owner;
    }

    @Override
    String operation() {
      return "put";
    }

    @Override
    String lacking() {
      return capacity == 0 ? "no taker" : "no room";
    }
  }

  private final class Take extends WaiterGuarded<T> {
    private @Nullable T item; // under guard, before the grant

    @Override
    Object guard() {
      return QueueEngine.this.guard();
    }

    @Override
    Object blocker() {
      return owner;
    }

    @Override
    String operation() {
      return "take";
    }

    @Override
    String lacking() {
      return "no item";
    }

    @Override
    T grantedValue() {
      return requireNonNull(item);
    }

    @Override
    boolean isReturnable() {
      return true;
    }

    @Override
    void giveBack() {
      putBack(grantedValue());
    }
  }
}
