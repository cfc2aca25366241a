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
    this.signals = new Signals();
  }

  WaitGuard guard() {
    return permits;
  }

  int waiting() {
    return signals.count();
  }

  // ---- waiting

  Wait<@Nullable Void> releaseUntilSignalled(Permit held) {
    PermitRequest permit = requestOf(held);
    if (permit == null) {
      return new Refused().failAtOnce(refusal(held));
    }
    var wait = new PermitConditionWait(this, permit);
    var grants = new WaitGrants();
    Throwable closed;
    boolean suspended;
    permits.lock();
    try {
      closed = permits.closed();
      suspended = closed == null && permit.suspend(wait); // who closes it now waits for the guard
      if (suspended) {
        signals.append(wait);
        permits.setWaitedOn(this, true);
        permits.add(1, grants);
      }
    } finally {
      permits.unlock();
    }
    if (!suspended) {
      return wait.failAtOnce(closed == null ? refusal(held) : closed);
    }
    grants.deliver();
    return wait;
  }

  /** What can be suspended of a permit; null if it is none of this lock's, or closed. */
  private @Nullable PermitRequest requestOf(Permit held) {
    if (held instanceof PermitTicket ticket) {
      return ticket.toRequest(permits);
    }
    return held instanceof PermitRequest request && request.permits == permits ? request : null;
  }

  boolean isOpenHere(Permit held) {
    PermitRequest permit = requestOf(held);
    return permit != null && permit.isOpen();
  }

  IllegalStateException refusal(Permit held) {
    return new IllegalStateException(
        permits.owner.brief() + ": not an open permit of this lock: " + held);
  }

  // ---- signals

  void signal() {
    var grants = new WaitGrants();
    permits.lock();
    try {
      signalOne(grants);
    } finally {
      permits.unlock();
    }
    grants.deliver();
  }

  void signalAll() {
    var grants = new WaitGrants();
    permits.lock();
    try {
      for (Waiter<?> first; (first = signals.first()) != null; ) {
        moveToLock(first, grants);
      }
    } finally {
      permits.unlock();
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
    permits.lock();
    try {
      expired = waiter.line == signals;
      if (expired) {
        waiter.expire((Throwable) attempt.end);
        attempt.defer(waiter);
        moveToLock(waiter, grants);
      }
    } finally {
      permits.unlock();
    }
    grants.deliver();
    return expired;
  }

  private void moveToLock(Waiter<?> waiter, WaitGrants grants) {
    permits.moveIn(waiter, signals, grants);
    lookWhetherWaitedOn();
  }

  private void lookWhetherWaitedOn() {
    if (signals.isEmpty()) {
      permits.setWaitedOn(this, false);
    }
  }

  private final class Signals extends WaitQueue {
    Signals() {
      super(permits);
    }

    @Override
    void left(Waiter<?> leaver, WaitGrants grants) {
      lookWhetherWaitedOn();
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
