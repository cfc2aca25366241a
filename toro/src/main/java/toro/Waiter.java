package toro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A wait that can stand in the line of a primitive: handle and node in one object. */
abstract class Waiter<T extends @Nullable Object> extends Wait<T> {
  /*
   * Overview.
   *
   * `outcome` decides the race of L2 with one compare-and-set:
   *
   *                    ┌─grant──────▶ GRANTED ──▶ delivered with prize()
   *      null, waiting ┤─fail───────▶ a Throwable ──▶ delivered with it
   *                    └─give up────▶ a Throwable, or Instead(an outsider's value)
   *
   *      null ──▶ BUSY ──▶ GRANTED or a Throwable: a primitive that may yet fail while it grants
   *
   * I1. Once decided, the outcome never changes, and every read of the wait answers from it.
   * I2. The fields that the prize is made of are written under the primitive's guard, before the
   *     outcome is decided.
   * I3. Whoever decides the outcome delivers the waiter, once: it wakes the watchers, and completes
   *     the CompletableFuture, which runs the functions (Trampoline).
   * I4. Giving up: decide, then unlink under the guard of the line and let in whom this waiter was
   *     blocking, then deliver.
   */
  static final Object GRANTED = new Object();
  static final Object BUSY = new Object();
  private static final VarHandle OUTCOME;

  static {
    try {
      OUTCOME = MethodHandles.lookup().findVarHandle(Waiter.class, "outcome", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final @Nullable Loop home; // functions run there
  private volatile @Nullable Object outcome; // by whoever decides, with compare-and-set
  @Nullable Waiter<?> prev; // in a line: under its guard
  @Nullable Waiter<?> next; // in a line: under its guard; then by the thread that delivers
  @Nullable WaitQueue line; // under the guard

  /** A wait that is made by the current thread. */
  Waiter() {
    this(Loop.current());
  }

  /** A wait that belongs to a loop, or to none, whoever makes it. */
  Waiter(@Nullable Loop home) {
    this.home = home;
  }

  @Override
  final @Nullable Loop home() {
    return home;
  }

  @Override
  final boolean endsAtHome() {
    return true;
  }

  /** Something outside of the loop is under way: simulated time stands still. */
  final void hold() {
    if (home != null) {
      home.hold();
    }
  }

  /** It has come to its end. */
  final void letGo() {
    if (home != null) {
      home.letGo();
    }
  }

  @Override
  final void runFunctionsAtHome() {
    if (home != null && !isFinished() && home == Loop.current()) {
      Trampoline.run(this);
    }
  }

  /** What a grant hands over; nothing, where it is only known that something has happened. */
  T prize() {
    return cast(null);
  }

  /** Puts back what was granted, which nobody has received; outside every internal lock. */
  void giveBack() {}

  /** waiting to decided. */
  boolean decide(Object end) {
    return OUTCOME.compareAndSet(this, null, end);
  }

  /** waiting to GRANTED, by a primitive, under its guard; false if nothing was granted. */
  boolean grant(Grants grants) {
    boolean won = decide(GRANTED);
    if (won) {
      grants.add(this);
    }
    return won;
  }

  /** BUSY to decided. */
  final void conclude(Object end) {
    outcome = end;
  }

  /** A new waiter that is granted before anyone has seen it. */
  final Waiter<T> grantAtOnce() {
    return settleAtOnce(GRANTED);
  }

  /** A new waiter that only ever serves as its own prize, so that no function can hang on it. */
  final Waiter<T> grantUnseen() {
    OUTCOME.set(this, GRANTED);
    return this;
  }

  /** A new waiter that fails before anyone has seen it. */
  final Waiter<T> failAtOnce(Throwable failure) {
    return settleAtOnce(failure);
  }

  private Waiter<T> settleAtOnce(Object end) {
    OUTCOME.set(this, end); // plain: published by completing, or by the user, after this
    if (Trampoline.isDeep()) {
      Trampoline.later(this);
    } else {
      complete();
    }
    return this;
  }

  /** Completes the CompletableFuture with the outcome, which runs the functions. */
  final void complete() {
    if (outcome == GRANTED) {
      succeedNow(prize());
    } else if (outcome instanceof Throwable failure) {
      failNow(failure);
    } else {
      succeedNow(value());
    }
  }

  final boolean isGranted() {
    return outcome == GRANTED;
  }

  @Override
  boolean giveUp(GiveUp attempt) {
    return settle(attempt.end);
  }

  /** Decides, leaves the line, and delivers (I4); false if it was decided before. */
  final boolean settle(Object end) {
    if (!decide(end)) {
      return false;
    }
    var grants = new Grants();
    leaveLine(grants);
    grants.addFirst(this);
    grants.deliver();
    return true;
  }

  private void leaveLine(Grants grants) {
    WaitQueue seen = line;
    if (seen != null) {
      synchronized (seen.guard) {
        WaitQueue now = line;
        if (now != null) {
          now.remove(this, grants);
        }
      }
    }
  }

  @Override
  @Nullable Attachment abandon(GiveUp attempt) {
    if (!giveUp(attempt.upstream()) && outcome == GRANTED && isReturnable() && overtake()) {
      giveBack();
    }
    return null;
  }

  @Override
  boolean receive() {
    return outcome != GRANTED || take();
  }

  @Override
  public boolean isDone() {
    Object end = outcome;
    return end != null && end != BUSY;
  }

  @Override
  @Nullable Throwable failure() {
    return outcome instanceof Throwable failure ? failure : null;
  }

  @Override
  T value() {
    return outcome instanceof GiveUp.Instead instead ? cast(instead.value()) : prize();
  }
}
