package toro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A request for permits, and the permit that it is granted: one object for both. */
final class PermitRequest extends Waiter<Permit> implements Permit {
  /*
   * Overview.
   *
   *      open ──close, downgrade──▶ CLOSED
   *        │ ▲
   * suspend│ │resume                        a condition has it: its wait is the state
   *        ▼ │
   *     suspended ──close──▶ CLOSED         then the condition's wait leaves for good
   *
   * I1. It holds permits if and only if the request was granted and the state is open. A request
   *     that still waits, or has given up, is open too, and holds nothing.
   * I2. Whoever moves it from open gives the permits back, or hands them on, once.
   */
  private static final Object CLOSED = new Object();
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(PermitRequest.class, "state", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final PermitPool permits;
  final int amount;
  final boolean exclusive; // a writer's
  private volatile @Nullable Object state; // null is open; by any thread, with compare-and-set

  PermitRequest(PermitPool permits, int amount, boolean exclusive) {
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
    if (closeOpen()) {
      permits.release(amount);
    } else if (state instanceof PermitConditionWait suspended && closeSuspended(suspended)) {
      suspended.cancel(false);
    }
  }

  /** open to CLOSED, by who then answers for the permits. */
  boolean closeOpen() {
    return isGranted() && STATE.compareAndSet(this, null, CLOSED);
  }

  /** open to suspended, by the condition that then answers for the permits. */
  boolean suspend(PermitConditionWait to) {
    return isGranted() && STATE.compareAndSet(this, null, to);
  }

  /**
   * suspended to open: the condition has taken the permits again; false if it was closed meanwhile.
   */
  boolean resume(PermitConditionWait from) {
    return STATE.compareAndSet(this, from, null);
  }

  /** suspended to CLOSED: the condition's wait leaves for good. */
  boolean closeSuspended(PermitConditionWait from) {
    return STATE.compareAndSet(this, from, CLOSED);
  }

  @Override
  Permit grantedValue() {
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
        !isGranted()
            ? "waiting"
            : state == null ? "open" : state == CLOSED ? "closed" : "suspended";
    return "Permit[" + amount + " of " + permits.owner + ", " + what + "]";
  }
}
