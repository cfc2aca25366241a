package toro;

import org.jspecify.annotations.Nullable;

/** The line of those who have given a lock up until a signal comes: the engine of a condition. */
final class PermitCondition {
  final Primitive owner; // the public condition, for messages and thread dumps
  private final PermitPool permits; // the lock's
  private final WaitQueue signals;

  PermitCondition(Primitive owner, PermitPool permits) {
    this.owner = owner;
    this.permits = permits;
    this.signals = new WaitQueue(permits.guard(), (leaver, grants) -> left());
  }

  Object guard() {
    return signals.guard;
  }

  int waiting() {
    synchronized (guard()) {
      return signals.size();
    }
  }

  // ---- waiting

  Wait<@Nullable Void> releaseUntilSignalled(Permit held) {
    if (!(held instanceof PermitRequest permit) || permit.permits != permits) {
      return new Refused().failAtOnce(refusal(held));
    }
    var wait = new PermitConditionWait(this, permit);
    var grants = new WaitGrants();
    Throwable closed;
    boolean suspended;
    synchronized (guard()) {
      closed = permits.closed();
      suspended = closed == null && permit.suspend(wait); // who closes it now waits for the guard
      if (suspended) {
        signals.add(wait);
        permits.setWaitedOn(this, true);
        permits.add(1, grants);
      }
    }
    if (!suspended) {
      return wait.failAtOnce(closed == null ? refusal(held) : closed);
    }
    grants.deliver();
    return wait;
  }

  boolean isOpenHere(Permit held) {
    return held instanceof PermitRequest permit && permit.permits == permits && permit.isOpen();
  }

  IllegalStateException refusal(Permit held) {
    return new IllegalStateException(
        permits.owner.brief() + ": not an open permit of this lock: " + held);
  }

  // ---- signals

  void signal() {
    var grants = new WaitGrants();
    synchronized (guard()) {
      signalOne(grants);
    }
    grants.deliver();
  }

  void signalAll() {
    var grants = new WaitGrants();
    synchronized (guard()) {
      for (Waiter<?> first; (first = signals.first()) != null; ) {
        moveToLock(first, grants);
      }
    }
    grants.deliver();
  }

  /** Called under the guard. */
  void signalOne(WaitGrants grants) {
    if (signals.first() instanceof PermitConditionWait first) {
      first.signalIsForThis();
      moveToLock(first, grants);
    }
  }

  /** Called under the guard: all stop waiting for a signal, and fail when they have the lock. */
  void expireAll(Throwable failure, WaitGrants grants) {
    while (signals.first() instanceof PermitConditionWait first) {
      first.expire(failure);
      moveToLock(first, grants);
    }
  }

  /** A limit or an interrupt: as above for one waiter; false if its signal has come. */
  boolean expire(PermitConditionWait waiter, WaitGiveUp attempt) {
    var grants = new WaitGrants();
    boolean expired;
    synchronized (guard()) {
      expired = waiter.line == signals;
      if (expired) {
        waiter.expire((Throwable) attempt.end);
        attempt.defer();
        moveToLock(waiter, grants);
      }
    }
    grants.deliver();
    return expired;
  }

  private void moveToLock(Waiter<?> waiter, WaitGrants grants) {
    permits.moveIn(waiter, signals, grants);
    left();
  }

  private void left() {
    if (signals.isEmpty()) {
      permits.setWaitedOn(this, false);
    }
  }

  /** A wait that never stood in line. */
  private final class Refused extends Waiter<@Nullable Void> {
    @Override
    Object blocker() {
      return owner;
    }

    @Override
    String operation() {
      return "releaseUntilSignalled";
    }
  }
}
