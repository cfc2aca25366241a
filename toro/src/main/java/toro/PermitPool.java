package toro;

import static toro.PermitRequest.Use.HOLD;

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
final class PermitPool extends PermitState {
  /*
   * Overview.
   *
   * The line is strict: the first waiter is granted as soon as there are enough permits for it, and
   * nobody behind it before. The shape is that of tokio's batch semaphore: one word for the path
   * without a line, a small critical section around an intrusive list for everything else.
   *
   * I1. Outside of the critical sections, QUEUED is set if and only if somebody stands in the line,
   *     which is this object (who may have given up and be about to leave). OBSERVED is set if
   *     somebody stands in `observers`, and else at most as long as QUEUED is.
   * I2. At the end of each critical section the first waiter in line wants more than is available:
   *     `drain` grants until that is so. So a permit that is given back goes to the first waiter in
   *     the same step, and nobody can barge in.
   * I3. Observers are granted only when nobody stands in the line and a permit is available: when
   *     tryAcquire() would succeed. While OBSERVED is set without QUEUED, nothing is available:
   *     what is added then is added with QUEUED set, so that no tryAcquire() takes it before they
   *     saw it.
   * I4. Once CLOSED, there are no observers, and only waits of conditions stand in line: to take
   *     the lock back that they gave up.
   *
   * Cancellation: a waiter that gave up leaves the line under the guard, then `drain` grants whom
   * it was blocking. Memory: see PermitState.
   */
  final Primitive owner; // the public primitive, for messages and thread dumps
  private @Nullable WaitQueue observers; // made for the first; under guard
  private @Nullable Set<PermitCondition> waitedOn; // a lock's conditions; under guard
  private volatile int most; // the largest request; by setMost, under guard
  private volatile int mostWaiting = Integer.MAX_VALUE; // by setMostWaiting
  private volatile @Nullable ClosedException closed; // by close, under guard, before CLOSED is set

  PermitPool(Primitive owner, int available) {
    this(owner, available, Integer.MAX_VALUE);
  }

  PermitPool(Primitive owner, int available, int most) {
    super(available);
    this.owner = owner;
    this.most = most;
  }

  /** How many stand in line. */
  int waiting() {
    lock();
    try {
      return length() + (observers == null ? 0 : observers.length());
    } finally {
      unlock();
    }
  }

  // ---- acquiring

  PermitRequest acquire(int amount, PermitRequest.Use use) {
    return acquire(new PermitRequest(this, amount, use));
  }

  /** Grants a new request of these permits, or puts it in line. */
  PermitRequest acquire(PermitRequest request) {
    if (tryTake(request.amount) || !enqueue(request)) {
      var unused = request.grantAtOnce();
    }
    return request;
  }

  /** Permits at once, with the same object as a request has; null if there are too few. */
  @Nullable Permit tryAcquire(int amount, PermitRequest.Use use) {
    return tryTake(amount) ? granted(amount, use) : noPermit();
  }

  /** Permits of a semaphore at once, or null. */
  @Nullable Permit tryAcquire(int amount) {
    if (!tryTake(amount)) {
      return noPermit();
    }
    return Home.here() == null ? new PermitCount(this, amount) : granted(amount, HOLD);
  }

  /** The permit of a lock at once, or null. */
  @Nullable Permit tryAcquire() {
    if (Home.here() != null) {
      return tryAcquire(1, HOLD); // which a simulation's report knows
    }
    int ticket = tryTakeTicket();
    return ticket < 0 ? noPermit() : new PermitTicket(this, ticket);
  }

  private @Nullable Permit noPermit() {
    ClosedException failure = closed;
    if (failure != null) {
      throw failure;
    }
    return null;
  }

  /** A permit for what the caller has taken already. */
  PermitRequest granted(int amount, PermitRequest.Use use) {
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

  /** Limits how many requests may stand in line; those that do so already stay. */
  void setMostWaiting(int requests) {
    mostWaiting = requests;
  }

  IllegalArgumentException tooMany(int amount, String limit) {
    return new IllegalArgumentException(
        owner.brief() + ": " + Names.count(amount, "permit") + " asked for, " + limit);
  }

  /** Puts the request in line, or fails it when closed; false if it got its permits instead. */
  private boolean enqueue(PermitRequest request) {
    Object end;
    lock();
    try {
      end = stand(request);
    } finally {
      unlock();
    }
    if (end instanceof Throwable failure) {
      var unused = request.failAtOnce(failure);
    }
    return end != Waiter.GRANTED;
  }

  /** Under the guard: in line, and null; or how it ends instead, with its permits taken. */
  @Nullable Object stand(PermitRequest request) {
    for (; ; ) {
      if (tryTake(request.amount)) {
        return Waiter.GRANTED;
      }
      long w = word();
      RuntimeException failure = whyNever(request.amount);
      if (failure != null) {
        return failure;
      }
      boolean mustWait = (w & QUEUED) != 0 || available(w) < request.amount;
      if (mustWait && length() >= mostWaiting) {
        return new PermitRefusal(owner.brief() + ": as many wait as may, " + length());
      }
      if (mustWait && mark(w, QUEUED)) {
        append(request);
        return null;
      }
    }
  }

  /** Why a request could not even wait. */
  @Nullable RuntimeException whyNever(int amount) {
    int limit = most;
    return amount > limit ? tooMany(amount, "there are " + limit) : closed;
  }

  /** A wait that is granted when a permit could be had without waiting. */
  Wait<@Nullable Void> whenAvailable() {
    var observer = observer();
    Object end;
    lock();
    try {
      end = observe(observer);
    } finally {
      unlock();
    }
    return end == null ? observer : observer.endAtOnce(end);
  }

  Waiter<@Nullable Void> observer() {
    return new Observer();
  }

  /** Under the guard: in line, and null; or how it ends instead. */
  @Nullable Object observe(Waiter<@Nullable Void> observer) {
    for (; ; ) {
      long w = word();
      ClosedException failure = closed;
      if (failure != null) {
        return failure;
      }
      if (isFree()) {
        return Waiter.GRANTED;
      }
      observers = observers == null ? new Observers() : observers;
      if (mark(w, OBSERVED)) {
        observers.append(observer);
        return null;
      }
    }
  }

  // ---- giving back

  void release(int amount) {
    if (!tryGive(amount)) {
      releaseToLine(amount);
    }
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

  /** Gives back what the ticket holds; false if it holds nothing, as for {@link #hasTicket}. */
  boolean closeTicket(int number) {
    return tryGiveTicket(number) || closeTicketToLine(number);
  }

  private boolean closeTicketToLine(int number) {
    var grants = new WaitGrants();
    boolean mine;
    lock();
    try {
      mine = moveTicketOn(number);
      if (mine) {
        add(1, grants);
      }
    } finally {
      unlock();
    }
    grants.deliver();
    return mine;
  }

  /** Adds permits, which may be a negative number of them, and grants whom they suffice for. */
  void add(int amount, WaitGrants grants) {
    if ((word() & (QUEUED | OBSERVED)) == 0) { // and stays so
      addUnseen(amount);
    } else {
      drain(plus(own(), amount), grants); // I3: nobody takes it unobserved
    }
  }

  /** Somebody has left a line. */
  @Override
  void left(Waiter<?> leaver, WaitGrants grants) {
    drain(own(), grants);
  }

  /**
   * Grants from the head of the line while the permits suffice (I2), then the observers (I3); what
   * is left then is written.
   */
  private void drain(long owned, WaitGrants grants) {
    long w = owned;
    for (Waiter<?> first; (first = first()) != null; ) {
      int amount = amountOf(first);
      if (available(w) < amount && !first.hasEnded()) {
        break;
      }
      unlink(first);
      keep(plus(w, -amount)); // whoever sees that it was granted sees them taken
      if (grants.grant(first)) {
        w = plus(w, -amount);
      }
    }
    boolean isFree = isEmpty() && available(w) > 0;
    if (isEmpty()) {
      boolean isObserved = observers != null && !observers.isEmpty();
      w &= ~(isFree || !isObserved ? QUEUED | OBSERVED : QUEUED); // I1: what is empty
    }
    disown(w);
    if (isFree && observers != null) {
      observers.grantAll(grants); // I3: it was free before anybody else could come
    }
  }

  private static int amountOf(Waiter<?> waiter) {
    return waiter instanceof PermitRequest request ? request.amount : 1; // 1: a condition's
  }

  /** Moves a waiter from another line of this primitive to the end of this one. */
  void moveIn(Waiter<?> waiter, WaitQueue from, WaitGrants grants) {
    long owned = own();
    from.move(waiter, this);
    drain(owned, grants);
  }

  // ---- closing

  /**
   * Fails the requests and observers in line, and every later one. Who waits on a condition waits
   * no longer for a signal, but still for the lock (I4).
   */
  void close(@Nullable Throwable cause) {
    var failure = new ClosedException(owner.brief() + ": closed", cause);
    var grants = new WaitGrants();
    lock();
    try {
      if (closed == null) {
        closed = failure;
        markClosed();
        failEach(w -> w instanceof PermitRequest ? failure : null, grants);
        if (observers != null) {
          observers.failAll(failure, grants);
        }
        if (waitedOn != null) {
          List.copyOf(waitedOn).forEach(condition -> condition.expireAll(failure, grants));
        }
        drain(own(), grants);
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
      drain(own(), grants);
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
