package toro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A request for permits, and the permit that it is granted: one object for both. */
class PermitRequest extends Waiter<Permit> implements Permit {
  /*
   * Overview.
   *
   *      open ──close, downgrade──▶ CLOSED
   *        │ ▲
   * suspend│ │resume                        a condition has it: its wait is the state
   *        ▼ │
   *     suspended ──close──▶ CLOSED         by way of the condition's wait, which leaves for good
   *
   * I1. It holds permits if and only if the request was granted and the state is open. A request
   *     that still waits, or has given up, is open too, and holds nothing.
   * I2. Whoever moves it from open releases the permits, or takes them over, once.
   * I3. From suspended it is moved by the condition's wait, as that is decided, under the guard.
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

  /** What the permits are wanted for. */
  enum Use {
    HOLD("acquire", ""),
    READ("acquireRead", " to read"),
    WRITE("acquireWrite", " to write");

    private final String operation;
    private final String purpose;

    Use(String operation, String purpose) {
      this.operation = operation;
      this.purpose = purpose;
    }
  }

  final PermitPool permits;
  final int amount;
  private final Use use;
  private volatile @Nullable Object state; // null: open, from which compare-and-set (I2); else I3

  PermitRequest(PermitPool permits, int amount, Use use) {
    this.permits = permits;
    this.amount = amount;
    this.use = use;
    Home home = home();
    if (home != null) {
      home.requested(this);
    }
  }

  @Override
  public boolean isOpen() {
    return isGranted() && state == null; // a request that waits is open, but holds nothing (I1)
  }

  @Override
  public void close() {
    while (isGranted() && !closeOpen()) {
      Object now = state;
      if (now == CLOSED) {
        return;
      }
      if (now instanceof PermitConditionWait suspended) {
        var unused = suspended.giveUp(WaitGiveUp.cancel()); // closes it, or it is open again
      }
    }
  }

  boolean isToWrite() {
    return use == Use.WRITE;
  }

  /** open to CLOSED, and the permits go back. */
  private boolean closeOpen() {
    boolean closed = takeOver();
    if (closed) {
      release();
    }
    return closed;
  }

  /** The permits go back, of which this holds none any more. */
  void release() {
    permits.release(amount);
  }

  /** open to CLOSED, by who then has the permits. */
  boolean takeOver() {
    return isGranted() && STATE.compareAndSet(this, null, CLOSED);
  }

  /** open to suspended, by the condition, under its guard, which then releases the permits. */
  boolean suspend(PermitConditionWait to) {
    return isGranted() && STATE.compareAndSet(this, null, to);
  }

  /** suspended to open, under the condition's guard: it has taken the permits again. */
  void resume() {
    state = null;
  }

  /** suspended to CLOSED, under the condition's guard: the condition's wait has left for good. */
  void closeSuspended() {
    state = CLOSED;
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
  boolean isHeld() {
    return isOpen();
  }

  @Override
  Object blocker() {
    return permits.owner;
  }

  private boolean isOfSeveral() {
    return use == Use.HOLD && amount > 1;
  }

  @Override
  String operation() {
    return isOfSeveral() ? use.operation + "(" + amount + ")" : use.operation;
  }

  @Override
  String lacking() {
    return isOfSeveral() ? "no " + amount + " permits" : "no permit" + use.purpose;
  }

  /** As the wait, until it is granted; from then on as the permit. */
  @Override
  public String toString() {
    if (!isGranted()) {
      return super.toString();
    }
    Object now = state;
    String what = now == null ? "open" : now == CLOSED ? "closed" : "suspended";
    return isOfSeveral() ? shown(permits, amount, what) : shown(permits, use.purpose, what);
  }

  static String shown(PermitPool permits, int amount, String state) {
    String several = amount > 1 ? amount + " of " : "";
    return "Permit[" + several + permits.owner.brief() + ", " + state + "]";
  }

  private static String shown(PermitPool permits, String purpose, String state) {
    return "Permit[" + permits.owner.brief() + purpose + ", " + state + "]";
  }
}
