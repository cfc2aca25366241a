package toro;

import org.jspecify.annotations.Nullable;

/** A wait that can stand in the line of a primitive: handle and node in one object. */
abstract class Waiter<T extends @Nullable Object> extends Wait<T> {
  /*
   * Overview.
   *
   * Granted or given up, never both: one compare-and-set of the outcome (WaitState) decides.
   *
   *                    ┌─grant────▶ GRANTED ──────────────────────┐
   *      null, waiting ┤─fail─────▶ a Throwable ──────────────────┼──▶ delivered
   *                    └─give up──▶ what the attempt ends it with ┘
   *
   * I1. What grantedValue() is made of is written before the outcome is decided; by a primitive,
   *     under its guard.
   * I2. Whoever decides the outcome delivers the waiter, once, outside of every guard: that wakes
   *     the watchers, and has the functions run (Trampoline).
   * I3. Giving up: decide, then unlink under the guard of the line and let in whom this waiter was
   *     blocking, then deliver.
   */
  private final @Nullable Home home; // functions run there
  @Nullable WaitQueue line; // under the guard

  /** A wait that is made by the current thread. */
  Waiter() {
    this(Home.here());
  }

  /** A wait that belongs to a loop, or to none, whoever makes it. */
  Waiter(@Nullable Home home) {
    this.home = home;
  }

  @Override
  final @Nullable Home home() {
    return home;
  }

  /** Something outside of the loop is under way: simulated time stands still. */
  final void pauseTime() {
    if (home != null) {
      home.pauseTime();
    }
  }

  /** It has come to its end. */
  final void resumeTime() {
    if (home != null) {
      home.resumeTime();
    }
  }

  /** Puts back what was granted, which nobody has received; outside every internal lock. */
  void giveBack() {}

  /** waiting to GRANTED, by a primitive, under its guard (I1); false if nothing was granted. */
  boolean grant(WaitGrants grants) {
    Waiter<?> told = told();
    boolean won = decide(GRANTED);
    if (won) {
      grants.add(told); // I2: whoever drops the guard delivers it
    }
    return won;
  }

  /** Who is delivered once this is decided: it, or the choice that it is a member of. */
  final Waiter<?> told() {
    WaitChoice<?> choice = choice();
    return choice == null ? this : choice;
  }

  /** Whether it only still stands in line (WaitQueue I3). */
  final boolean hasEnded() {
    WaitChoice<?> choice = choice();
    return choice == null ? isDone() : !choice.isPending();
  }

  /** A new waiter that is granted before anyone has seen it. */
  final Waiter<T> grantAtOnce() {
    return endAtOnce(GRANTED);
  }

  /** A new waiter that is only ever seen as what it grants, so that no function can hang on it. */
  final Waiter<T> grantUnseen() {
    decideUnseen(GRANTED);
    return this;
  }

  /** A new waiter that fails before anyone has seen it. */
  final Waiter<T> failAtOnce(Throwable failure) {
    return endAtOnce(failure);
  }

  /** A new waiter that fails, and is only ever seen as what made it. */
  final Waiter<T> failUnseen(Throwable failure) {
    decideUnseen(failure);
    return this;
  }

  /** A new waiter that ends before anyone has seen it. */
  final Waiter<T> endAtOnce(Object end) {
    decideUnseen(end);
    if (Trampoline.isDeep()) {
      fireLaterUnseen();
      Trampoline.later(this);
    } else {
      fireUnseen();
    }
    return this;
  }

  @Override
  boolean giveUp(WaitGiveUp attempt) {
    return settle(attempt.end);
  }

  @Override
  final boolean spin() {
    WaitQueue standing = line;
    return standing != null && standing.spin(this);
  }

  /** Decides, leaves the line, and delivers (I3); false if it was decided before. */
  final boolean settle(Object end) {
    if (!decide(end)) {
      return false;
    }
    var grants = new WaitGrants();
    leaveLine(grants);
    grants.deliverAfter(this);
    return true;
  }

  /** Leaves the line, if it still stands in one. */
  void leaveLine(WaitGrants grants) {
    WaitQueue seen = line;
    if (seen != null) {
      seen.guard.lock();
      try {
        WaitQueue now = line;
        if (now != null) {
          now.remove(this, grants);
        }
      } finally {
        seen.guard.unlock();
      }
    }
  }

  @Override
  void abandon(WaitGiveUp attempt) {
    if (!giveUp(attempt.upstream()) && isGranted() && isReturnable() && reclaim()) {
      giveBack();
    }
  }

  /** Whether what is granted can go back to where it came from. */
  boolean isReturnable() {
    return false;
  }

  /** Whether what it was granted is held now, as reports say of who has made it. */
  boolean isHeld() {
    return false;
  }

  @Override
  final @Nullable Wait<?> origin() {
    return isGranted() && isReturnable() ? this : null;
  }

  @Override
  boolean receive() {
    return !isGranted() || !isReturnable() || receiveGrant();
  }

  @Override
  boolean receiveCounted() {
    return !isGranted() || !isReturnable() || receiveGrantCounted();
  }
}
