package toro;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * PermitPool, and the line of those who want some: the engine of locks and semaphores. A lock has
 * one permit; a writer takes all permits of a read-write lock.
 */
final class PermitPool {
  /*
   * Overview.
   *
   * The line is strict: the first waiter is granted as soon as there are enough permits for it, and
   * nobody behind it before. The shape is that of tokio's batch semaphore: one word for the path
   * without a line, a small critical section around an intrusive list for everything else.
   *
   *      state:  available (signed, may be negative after a resize) | QUEUED | OBSERVED | CLOSED
   *
   *      acquire  no flag, enough available:  one compare-and-set      else: join the line
   *      release  no line:                    one compare-and-set      else: add, then drain
   *
   * I1. Outside of the critical sections, QUEUED is set if and only if somebody stands in the line
   *     `acquirers` (who may have given up and be about to leave); OBSERVED likewise for `observers`.
   * I2. While QUEUED is set, the state changes only under the guard.
   * I3. At the end of each critical section the first waiter in line wants more than is available:
   *     `drain` grants until that is so. So a permit that is given back goes to the first waiter in
   *     the same step, and nobody can barge in.
   * I4. Observers are granted only when nobody stands in the line and a permit is available: when
   *     tryAcquire() would succeed. While OBSERVED is set without QUEUED, nothing is available: what
   *     is added then is added with QUEUED set, so that no tryAcquire() takes it before they saw it.
   * I5. Once CLOSED, both lines are empty and stay so; permits that come back are only counted.
   *
   * Cancellation: a waiter that gave up leaves the line under the guard, then `drain` lets in whom
   * it was blocking. Memory: the compare-and-set of the state, and the guard, order what was done
   * before a release before what the next holder does.
   */
  private static final long CLOSED = 1;
  private static final long OBSERVED = 2;
  private static final long QUEUED = 4;
  private static final int SHIFT = 3;
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(PermitPool.class, "state", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Object owner; // the public primitive, for messages and thread dumps
  final WaitQueue acquirers;
  private final WaitQueue observers;
  private volatile long state; // by any thread with compare-and-set; see I2
  private volatile int most = Integer.MAX_VALUE; // by setMost, under guard
  private @Nullable ClosedException closed; // under guard, before CLOSED is set

  PermitPool(Object owner, int available) {
    this.owner = owner;
    Object guard = new Object();
    this.acquirers = new WaitQueue(guard, (leaver, grants) -> drain(grants));
    this.observers = new WaitQueue(guard, (leaver, grants) -> drain(grants));
    this.state = (long) available << SHIFT;
  }

  Object guard() {
    return acquirers.guard;
  }

  int available() {
    return (int) (state >> SHIFT);
  }

  boolean isClosed() {
    return (state & CLOSED) != 0;
  }

  // ---- acquiring

  PermitRequest acquire(int amount) {
    return acquire(new PermitRequest(this, amount, false));
  }

  PermitRequest acquire(PermitRequest request) {
    if (tryTake(request.amount) || !enqueue(request)) {
      var unused = request.grantAtOnce();
    }
    return request;
  }

  @Nullable Permit tryAcquire(int amount) {
    return tryTake(amount) ? granted(new PermitRequest(this, amount, false)) : refused();
  }

  @Nullable Permit tryAcquire(PermitRequest request) {
    return tryTake(request.amount) ? granted(request) : refused();
  }

  private static Permit granted(PermitRequest request) {
    var unused = request.grantUnseen();
    return request;
  }

  private @Nullable Permit refused() {
    if (isClosed()) {
      throw closedException();
    }
    return null;
  }

  /** The largest request that can ever be granted. */
  int most() {
    return most;
  }

  void setMost(int permits) {
    most = permits;
  }

  /** Fails those in line who ask for more than can ever be granted now. */
  void failLargerThan(int permits, WaitGrants grants) {
    acquirers.failIf(w -> amountOf(w) > permits, tooMany(), grants);
  }

  private IllegalArgumentException tooMany() {
    return new IllegalArgumentException("more permits asked for than there are: " + owner);
  }

  /** Takes permits if nobody stands in line. */
  private boolean tryTake(int amount) {
    for (long s; ((s = state) & (CLOSED | QUEUED)) == 0 && s >> SHIFT >= amount; ) {
      if (STATE.compareAndSet(this, s, s - ((long) amount << SHIFT))) {
        return true;
      }
    }
    return false;
  }

  /** Puts the request in line, or fails it when closed; false if it got its permits instead. */
  private boolean enqueue(PermitRequest request) {
    RuntimeException failure;
    synchronized (guard()) {
      for (; ; ) {
        if (tryTake(request.amount)) {
          return false;
        }
        long s = state;
        failure = request.amount > most ? tooMany() : closed;
        if (failure != null) {
          break;
        }
        boolean mustWait = (s & QUEUED) != 0 || s >> SHIFT < request.amount;
        if (mustWait && STATE.compareAndSet(this, s, s | QUEUED)) {
          acquirers.add(request);
          return true;
        }
      }
    }
    var unused = request.failAtOnce(failure);
    return true;
  }

  /** A wait that is granted when a permit could be had without waiting. */
  Wait<@Nullable Void> whenAvailable() {
    var observer = new WaiterForSignal(owner);
    ClosedException failure;
    synchronized (guard()) {
      for (; ; ) {
        long s = state;
        failure = closed;
        if (failure != null || ((s & QUEUED) == 0 && s >> SHIFT > 0)) {
          break;
        }
        if (STATE.compareAndSet(this, s, s | OBSERVED)) {
          observers.add(observer);
          return observer;
        }
      }
    }
    return failure == null ? observer.grantAtOnce() : observer.failAtOnce(failure);
  }

  // ---- giving back

  void release(int amount) {
    for (long s; ((s = state) & (QUEUED | OBSERVED)) == 0; ) {
      if (STATE.compareAndSet(this, s, s + ((long) amount << SHIFT))) {
        return;
      }
    }
    var grants = new WaitGrants();
    synchronized (guard()) {
      add(amount, grants);
    }
    grants.deliver();
  }

  /** Adds permits, which may be a negative number of them, and lets in whom they suffice for. */
  void add(int amount, WaitGrants grants) {
    assert Thread.holdsLock(guard());
    if ((state & OBSERVED) != 0) {
      var unused = (long) STATE.getAndBitwiseOr(this, QUEUED); // I4: nobody takes it unobserved
    }
    var unused = (long) STATE.getAndAdd(this, (long) amount << SHIFT);
    drain(grants);
  }

  /**
   * WaitGrants from the head of the line while the permits suffice (I3), then the observers (I4).
   */
  void drain(WaitGrants grants) {
    assert Thread.holdsLock(guard());
    if ((state & CLOSED) != 0) {
      return; // I5
    }
    for (Waiter<?> first; (first = acquirers.first()) != null; ) {
      int amount = amountOf(first);
      if (state >> SHIFT < amount && !first.isDone()) {
        break;
      }
      acquirers.unlink(first);
      if (grants.grant(first)) {
        var unused = (long) STATE.getAndAdd(this, -((long) amount << SHIFT));
      }
    }
    if (acquirers.isEmpty()) {
      boolean observed = state >> SHIFT > 0; // I4: looks before others may take
      long over = observed || observers.isEmpty() ? QUEUED | OBSERVED : QUEUED; // I1
      var unused = (long) STATE.getAndBitwiseAnd(this, ~over);
      if (observed) {
        observers.grantAll(grants);
      }
    }
  }

  private static int amountOf(Waiter<?> waiter) {
    return waiter instanceof PermitRequest request
        ? request.amount
        : 1; // else a condition's, for a lock
  }

  /** Puts a waiter that comes from another line of this primitive at the end of this one. */
  void moveIn(Waiter<?> waiter, WaitQueue from, WaitGrants grants) {
    var unused = (long) STATE.getAndBitwiseOr(this, QUEUED);
    from.move(waiter, acquirers);
    drain(grants);
  }

  // ---- closing

  /** Fails everyone in line, and every later request. */
  void close(ClosedException failure) {
    var grants = new WaitGrants();
    synchronized (guard()) {
      if (closed == null) {
        closed = failure;
        var unused = (long) STATE.getAndBitwiseOr(this, CLOSED);
        acquirers.failAll(failure, grants);
        observers.failAll(failure, grants);
        unused = (long) STATE.getAndBitwiseAnd(this, ~(QUEUED | OBSERVED));
      }
    }
    grants.deliver();
  }

  /** Why nothing may be asked for any more. */
  ClosedException closedException() {
    synchronized (guard()) {
      return requireNonNull(closed);
    }
  }

  /** How many stand in line, for toString. */
  String waiting() {
    int n;
    synchronized (guard()) {
      n = acquirers.size() + observers.size();
    }
    return Names.waiting(n);
  }
}
