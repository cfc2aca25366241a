package toro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The permit of a semaphore that had enough at the call: how many it holds. */
final class PermitCount implements Permit {
  private static final VarHandle CLOSED;

  static {
    try {
      CLOSED = MethodHandles.lookup().findVarHandle(PermitCount.class, "closed", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final PermitPool permits;
  private final int amount;
  private volatile int closed; // 0, and by close, with compare-and-set, 1

  PermitCount(PermitPool permits, int amount) {
    this.permits = permits;
    this.amount = amount;
  }

  @Override
  public boolean isOpen() {
    return closed == 0;
  }

  @Override
  public void close() {
    if (closed == 0 && CLOSED.compareAndSet(this, 0, 1)) {
      permits.release(amount);
    }
  }

  @Override
  public String toString() {
    return PermitRequest.shown(permits, amount, isOpen() ? "open" : "closed");
  }
}
