package toro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A request for permits, and the permit that it is granted: one object for both. */
final class Acquire extends Waiter<Permit> implements Permit {
  /*
   * Overview.
   *
   *      open ──close, downgrade──▶ CLOSED
   *       │ ▲
   *   lend│ │reopen                        a condition has it, for the Relock that is its state
   *       ▼ │
   *      lent ──close, forfeit──▶ CLOSED   then the condition's wait leaves for good
   *
   * I1. It holds permits if and only if the request was granted and the state is open. A request
   *     that still waits, or has given up, is open too, and holds nothing.
   * I2. Whoever moves it from open gives the permits back, or hands them on, once.
   */
  private static final Object CLOSED = new Object();
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Acquire.class, "state", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Permits permits;
  final int amount;
  final boolean exclusive; // a writer's
  private volatile @Nullable Object state; // null is open; by any thread, with compare-and-set

  Acquire(Permits permits, int amount, boolean exclusive) {
    this.permits = permits;
    this.amount = amount;
    this.exclusive = exclusive;
    Home home = home();
    if (home != null) {
      home.requested(this);
    }
  }

  @Override
  public boolean isOpen() {
    return isGranted() && state == null;
  }

  @Override
  public void close() {
    if (shut()) {
      permits.release(amount);
    } else if (state instanceof Relock lent && forfeit(lent)) {
      lent.cancel(false);
    }
  }

  /** open to CLOSED, by who then answers for the permits. */
  boolean shut() {
    return isGranted() && STATE.compareAndSet(this, null, CLOSED);
  }

  /** open to lent, by the condition that then answers for the permits. */
  boolean lend(Relock to) {
    return isGranted() && STATE.compareAndSet(this, null, to);
  }

  /** lent to open: the condition has taken the permits again; false if it was closed meanwhile. */
  boolean reopen(Relock from) {
    return STATE.compareAndSet(this, from, null);
  }

  /** lent to CLOSED: the condition's wait leaves for good. */
  boolean forfeit(Relock from) {
    return STATE.compareAndSet(this, from, CLOSED);
  }

  @Override
  Permit prize() {
    return this;
  }

  @Override
  boolean isReturnable() {
    return true;
  }

  @Override
  void giveBack() {
    close();
  }

  @Override
  Object blocker() {
    return permits.owner;
  }

  @Override
  public String toString() {
    String what =
        !isGranted() ? "waiting" : state == null ? "open" : state == CLOSED ? "closed" : "lent";
    return "Permit[" + amount + " of " + permits.owner + ", " + what + "]";
  }
}
