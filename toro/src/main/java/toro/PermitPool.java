package toro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Permits, and the line of those who want some: the engine of locks and semaphores. A lock has one
 * permit; a writer takes all permits of a read-write lock.
 */
final class PermitPool extends WaitQueue {
  /*
   * Overview.
   *
   * The line is strict: the first waiter is granted as soon as there are enough permits for it, and
   * nobody behind it before. The shape is that of tokio's batch semaphore: one word for the path
   * without a line, a small critical section around an intrusive list for everything else.
   *
   *      state:  available (signed, may be negative after a resize) | QUEUED | OBSERVED | CLOSED
   *
   *      acquire  no line, enough available:  one compare-and-set      else: join the line
   *      release  no line, no observer:       one compare-and-set      else: add, then drain
   *
   * I1. Outside of the critical sections, QUEUED is set if and only if somebody stands in the line,
   *     which is this object (who may have given up and be about to leave); OBSERVED if and only if
   *     somebody does in `observers`.
   * I2. While QUEUED is set, the state changes only under the guard: who has it reads the state
   *     once, and writes it once.
   * I3. At the end of each critical section the first waiter in line wants more than is available:
   *     `drain` grants until that is so. So a permit that is given back goes to the first waiter in
   *     the same step, and nobody can barge in.
   * I4. Observers are granted only when nobody stands in the line and a permit is available: when
   *     tryAcquire() would succeed. While OBSERVED is set without QUEUED, nothing is available:
   *     what is added then is added with QUEUED set, so that no tryAcquire() takes it before they
   *     saw it.
   * I5. Once CLOSED, there are no observers, and only waits of conditions stand in line: to take
   *     the lock back that they gave up.
   *
   * Cancellation: a waiter that gave up leaves the line under the guard, then `drain` grants whom
   * it was blocking. Memory: the compare-and-set of the state, and the guard, order what was done
   * before a release before what the next holder does. A state that lets somebody in without the
   * guard is written as a volatile: who releases, and then reads something else, has released.
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

  final Primitive owner; // the public primitive, for messages and thread dumps
  private final WaitQueue observers = new Observers();
  private @Nullable Set<PermitCondition> waitedOn; // a lock's conditions; under guard
  private volatile long state; // by any thread with compare-and-set; see I2
  private volatile int most; // the largest request; by setMost, under guard
  private volatile @Nullable ClosedException closed; // by close, under guard, before CLOSED is set

  PermitPool(Primitive owner, int available) {
    this(owner, available, Integer.MAX_VALUE);
  }

  PermitPool(Primitive owner, int available, int most) {
    this.owner = owner;
    this.most = most;
    this.state = (long) available << SHIFT;
  }

  int available() {
    return (int) (state >> SHIFT);
  }

  /** How many stand in line. */
  int waiting() {
    lock();
    try {
      return length() + observers.length();
    } finally {
      unlock();
    }
  }

  // ---- acquiring

  PermitRequest acquire(int amount, PermitRequest.Use use) {
    var request = new PermitRequest(this, amount, use);
    if (tryTake(amount) || !enqueue(request)) {
      var unused = request.grantAtOnce();
    }
    return request;
  }

  @Nullable Permit tryAcquire(int amount, PermitRequest.Use use) {
    if (tryTake(amount)) {
      return granted(amount, use);
    }
    ClosedException failure = closed;
    if (failure != null) {
      throw failure;
    }
    return null;
  }

  /** A permit for what the caller has taken already. */
  Permit granted(int amount, PermitRequest.Use use) {
    var permit = new PermitRequest(this, amount, use);
    var unused = permit.grantUnseen();
    return permit;
  }

  /** The largest request that can ever be granted. */
  int most() {
    return most;
  }

  /** Changes the largest request; those in line who ask for more than that fail. */
  void setMost(int permits, WaitGrants grants) {
    assert isHeld();
    most = permits;
    failEach(
        w -> amountOf(w) > permits ? tooMany(amountOf(w), "resized to " + permits) : null, grants);
  }

  IllegalArgumentException tooMany(int amount, String limit) {
    return new IllegalArgumentException(
        owner.brief() + ": " + Names.count(amount, "permit") + " asked for, " + limit);
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
    lock();
    try {
      for (; ; ) {
        long s = state;
        boolean queued = (s & QUEUED) != 0;
        if (!queued && tryTake(request.amount)) {
          return false;
        }
        int limit = most;
        failure = request.amount > limit ? tooMany(request.amount, "there are " + limit) : closed;
        if (failure != null) {
          break;
        }
        boolean mustWait = queued || s >> SHIFT < request.amount;
        if (mustWait && (queued || STATE.compareAndSet(this, s, s | QUEUED))) {
          append(request);
          return true;
        }
      }
    } finally {
      unlock();
    }
    var unused = request.failAtOnce(failure);
    return true;
  }

  /** A wait that is granted when a permit could be had without waiting. */
  Wait<@Nullable Void> whenAvailable() {
    var observer = new Observer();
    ClosedException failure;
    lock();
    try {
      for (; ; ) {
        long s = state;
        failure = closed;
        if (failure != null || ((s & QUEUED) == 0 && s >> SHIFT > 0)) {
          break;
        }
        if (STATE.compareAndSet(this, s, s | OBSERVED)) {
          observers.append(observer);
          return observer;
        }
      }
    } finally {
      unlock();
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
    releaseToLine(amount);
  }

  private void releaseToLine(int amount) {
    var grants = new WaitGrants();
    lock();
    try {
      add(amount, grants);
    } finally {
      unlock();
    }
    grants.deliver();
  }

  /** Adds permits, which may be a negative number of them, and grants whom they suffice for. */
  void add(int amount, WaitGrants grants) {
    assert isHeld();
    long added = (long) amount << SHIFT;
    if ((state & (QUEUED | OBSERVED)) == 0) { // and stays so, as this has the guard
      var unused = (long) STATE.getAndAdd(this, added);
    } else {
      drain(ownedState() + added, grants); // I4: nobody takes it unobserved
    }
  }

  /** The state, which from here on nobody else changes (I2). */
  private long ownedState() {
    long s = state;
    return (s & QUEUED) != 0 ? s : (long) STATE.getAndBitwiseOr(this, QUEUED) | QUEUED;
  }

  /** Somebody has left a line. */
  @Override
  void left(Waiter<?> leaver, WaitGrants grants) {
    drain(ownedState(), grants);
  }

  /**
   * Grants from the head of the line while the permits suffice (I3), then the observers (I4); the
   * state becomes what is left then.
   */
  private void drain(long owned, WaitGrants grants) {
    assert isHeld();
    long s = owned;
    for (Waiter<?> first; (first = first()) != null; ) {
      int amount = amountOf(first);
      if (s >> SHIFT < amount && !first.isDone()) {
        break;
      }
      unlink(first);
      if (grants.grant(first)) {
        s -= (long) amount << SHIFT;
      }
    }
    boolean isFree = isEmpty() && s >> SHIFT > 0;
    if (isEmpty()) {
      s &= ~(isFree || observers.isEmpty() ? QUEUED | OBSERVED : QUEUED); // I1: what is empty
    }
    if (isFree) {
      state = s;
      observers.grantAll(grants); // I4: as it was free before anybody else could come
    } else {
      STATE.setRelease(this, s); // weaker: lets nobody in who does not take the guard
    }
  }

  private static int amountOf(Waiter<?> waiter) {
    return waiter instanceof PermitRequest request ? request.amount : 1; // 1: a condition's
  }

  /** Moves a waiter from another line of this primitive to the end of this one. */
  void moveIn(Waiter<?> waiter, WaitQueue from, WaitGrants grants) {
    long owned = ownedState();
    from.move(waiter, this);
    drain(owned, grants);
  }

  // ---- closing

  /**
   * Fails the requests and observers in line, and every later one. Who waits on a condition waits
   * no longer for a signal, but still for the lock (I5).
   */
  void close(@Nullable Throwable cause) {
    var failure = new ClosedException(owner.brief() + ": closed", cause);
    var grants = new WaitGrants();
    lock();
    try {
      if (closed == null) {
        closed = failure;
        var unused = (long) STATE.getAndBitwiseOr(this, CLOSED);
        failEach(w -> w instanceof PermitRequest ? failure : null, grants);
        observers.failAll(failure, grants);
        if (waitedOn != null) {
          List.copyOf(waitedOn).forEach(condition -> condition.expireAll(failure, grants));
        }
        drain(ownedState(), grants);
      }
    } finally {
      unlock();
    }
    grants.deliver();
  }

  /** Why nothing may be asked for any more; null if it may. */
  @Nullable ClosedException closed() {
    return closed;
  }

  /** Called under the guard: whether somebody waits on the condition. */
  void setWaitedOn(PermitCondition condition, boolean isWaitedOn) {
    assert isHeld();
    if (waitedOn == null) {
      waitedOn = new LinkedHashSet<>(); // in order, so that simulated loops repeat themselves
    }
    if (isWaitedOn) {
      waitedOn.add(condition);
    } else {
      waitedOn.remove(condition);
    }
  }

  private final class Observers extends WaitQueue {
    Observers() {
      super(PermitPool.this);
    }

    @Override
    void left(Waiter<?> leaver, WaitGrants grants) {
      drain(ownedState(), grants);
    }
  }

  private final class Observer extends Waiter<@Nullable Void> {
    @Override
    Object blocker() {
      return owner;
    }

    @Override
    String operation() {
      return "whenAvailable";
    }

    @Override
    String lacking() {
      return "no permit";
    }
  }

  // ---- bodies

  /** Runs the body with the permit, which is closed when the body's stage has ended. */
  static <R extends @Nullable Object> Wait<R> with(
      Wait<? extends Permit> acquire,
      @Nullable Executor executor,
      Supplier<? extends CompletionStage<R>> body) {
    return WaitWith.granted(acquire, Permit::close, executor, body);
  }
}
