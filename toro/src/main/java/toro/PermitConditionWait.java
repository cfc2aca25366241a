package toro;

import org.jspecify.annotations.Nullable;

/** The wait of a {@link AsyncLock.Condition}: first for a signal, then for the lock. */
final class PermitConditionWait extends WaiterGuarded<@Nullable Void> {
  /*
   * Overview.
   *
   *                        signal                          the lock is free
   *      in `signals` ───────────────▶ in the lock's line ──────────────────▶ GRANTED, permit open
   *           │          expire                                        └────▶ failed,  permit open
   *           ├─────────────────────────────▲  (with `expired` set)
   *           └──cancel──▶ gone, permit closed ◀──cancel──┘
   *
   * I1. While this waits, the permit is suspended to it. It ends with the permit open again, or,
   *     after a cancel or a close of the permit, closed: this is decided and the permit opened or
   *     closed in one critical section, so that who gives this up knows which of the two it is.
   * I2. A signal that was meant for one waiter is `pendingSignal` until that waiter's function has
   *     run or its value was read: if it leaves first, the signal goes to the next one.
   * I3. A limit, an interrupt, or a close of the lock ends it only when it has the lock again: a
   *     `finally` block holds it.
   */
  private final PermitCondition condition;
  private final PermitRequest held;
  private @Nullable Throwable expired; // under guard
  private boolean pendingSignal; // under guard

  PermitConditionWait(PermitCondition condition, PermitRequest held) {
    this.condition = condition;
    this.held = held;
  }

  @Override
  WaitGuard guard() {
    return condition.guard();
  }

  /** Called under the guard: a signal for one goes to this waiter. */
  void signalIsForThis() {
    pendingSignal = true;
  }

  /** Called under the guard: a limit, an interrupt or a close came before the signal. */
  void expire(Throwable failure) {
    expired = failure;
  }

  @Override
  boolean grant(WaitGrants grants) {
    assert guard().isHeld() && !isDone();
    held.resume(); // I1: before anyone can see that the wait has ended
    var unused = decide(expired == null ? GRANTED : expired);
    grants.add(this);
    return true;
  }

  @Override
  boolean giveUp(WaitGiveUp attempt) {
    return attempt.expires() ? condition.expire(this, attempt) : super.giveUp(attempt);
  }

  @Override
  void hasLeft(WaitGrants grants) {
    held.closeSuspended(); // I1: in the critical section that decides this
    forwardSignal(grants);
  }

  @Override
  void abandon(WaitGiveUp attempt) {
    if (giveUp(attempt.upstream())) {
      return;
    }
    var grants = new WaitGrants();
    boolean returned;
    WaitGuard guard = guard();
    guard.lock(); // I1: nobody grants it between these two questions
    try {
      boolean signalled = !isDone(); // the signal came before the limit
      returned = isGranted() && reclaim();
      if (signalled) {
        attempt.defer(this); // I3: it ends when it has the lock
      }
      if (signalled || returned) {
        forwardSignal(grants);
      }
    } finally {
      guard.unlock();
    }
    grants.deliver();
    if (returned && !attempt.expires()) { // nobody is left to close it
      held.close();
    }
  }

  @Override
  boolean isReturnable() {
    return true;
  }

  /** Called under the guard: a signal that nobody has seen goes to the next (I2). */
  private void forwardSignal(WaitGrants grants) {
    if (pendingSignal) {
      pendingSignal = false;
      condition.signalOne(grants);
    }
  }

  @Override
  Object blocker() {
    return condition.owner;
  }

  @Override
  String operation() {
    return "releaseUntilSignalled";
  }

  @Override
  String lacking() {
    return "no signal";
  }
}
