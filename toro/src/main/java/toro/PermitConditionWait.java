package toro;

import org.jspecify.annotations.Nullable;

/** The wait of a {@link AsyncLock.Condition}: first for a signal, then for the lock. */
final class PermitConditionWait extends Waiter<@Nullable Void> {
  /*
   * Overview.
   *
   *                        signal                          the lock is free
   *      in `signals` ───────────────▶ in the lock's line ──────────────────▶ GRANTED, permit open
   *           │          expire                                        └────▶ failed,  permit open
   *           ├─────────────────────────────▲  (with `expired` set)
   *           └──cancel──▶ gone, permit closed ◀──cancel──┘
   *
   * I1. While this waits, the permit is suspended to it. It ends with the permit open again, or, after a
   *     cancel or a close of the permit, closed.
   * I2. A signal that was meant for one waiter is `pendingSignal` until that waiter's function has run or
   *     its value was read: if it leaves first, the signal goes to the next one.
   * I3. A limit or an interrupt ends it only when it has the lock again: a `finally` block holds it.
   */
  private final AsyncLock.Condition condition;
  private final PermitRequest held;
  private @Nullable Throwable expired; // under guard
  private boolean pendingSignal; // under guard

  PermitConditionWait(AsyncLock.Condition condition, PermitRequest held) {
    this.condition = condition;
    this.held = held;
  }

  /** Called under the guard: a signal for one goes to this waiter. */
  void signalIsForThis() {
    pendingSignal = true;
  }

  /** Called under the guard: a limit or an interrupt came before the signal. */
  void expire(Throwable failure) {
    expired = failure;
  }

  @Override
  boolean grant(WaitGrants grants) {
    if (!decide(BUSY)) {
      return false;
    }
    boolean open = held.resume(this); // I1: before anyone can see that the wait has ended
    Throwable failure = open ? expired : new WaitGiveUp.Cancelled("the permit was closed");
    conclude(failure == null ? GRANTED : failure);
    grants.add(this);
    if (!open) {
      forwardSignal(grants);
    }
    return open;
  }

  @Override
  boolean giveUp(WaitGiveUp attempt) {
    if (attempt.expires()) {
      return condition.expire(this, attempt);
    }
    boolean won = settle(attempt.end);
    if (won) {
      held.closeSuspended(this); // I1
      condition.forwardSignal(this);
    }
    return won;
  }

  @Override
  boolean mayDefer() {
    return true;
  }

  @Override
  void abandon(WaitGiveUp attempt) {
    if (!giveUp(attempt.upstream())) {
      if (isGranted() && reclaim()) { // nobody saw the signal, or is left to close the permit
        condition.forwardSignal(this);
        if (!attempt.expires()) {
          held.close(); // I1
        }
      } else if (attempt.expires() && !isDone()) { // the signal came first, and nobody will see it
        attempt.defer(); // I3
        condition.forwardSignal(this);
      }
    }
  }

  @Override
  boolean isReturnable() {
    return true;
  }

  /** Called under the guard: hands on a signal that nobody has seen (I2). */
  void forwardSignal(WaitGrants grants) {
    if (pendingSignal) {
      pendingSignal = false;
      condition.signalOne(grants);
    }
  }

  @Override
  Object blocker() {
    return condition;
  }
}
