package toro;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** The permit of one who is inside of a tracker. */
final class TrackerVisit implements Permit {
  private static final VarHandle LEFT;

  static {
    try {
      LEFT = MethodHandles.lookup().findVarHandle(TrackerVisit.class, "left", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final AsyncTracker tracker;
  private volatile int left; // 0, and by close, with compare-and-set, 1

  TrackerVisit(AsyncTracker tracker) {
    this.tracker = tracker;
  }

  @Override
  public boolean isOpen() {
    return left == 0;
  }

  @Override
  public void close() {
    if (left == 0 && LEFT.compareAndSet(this, 0, 1)) {
      tracker.leave();
    }
  }

  @Override
  public String toString() {
    return "Permit[" + tracker.brief() + (isOpen() ? ", open]" : ", closed]");
  }

  /** Of a body that is to run inside: if it never begins, the visit is over. */
  static final class Entry extends Waiter<Permit> {
    private final AsyncTracker tracker;
    private final @Nullable TrackerVisit visit; // null if it was refused

    Entry(AsyncTracker tracker, @Nullable TrackerVisit visit) {
      this.tracker = tracker;
      this.visit = visit;
    }

    @Override
    Permit grantedValue() {
      return requireNonNull(visit);
    }

    @Override
    boolean isReturnable() {
      return true;
    }

    @Override
    void giveBack() {
      grantedValue().close();
    }

    @Override
    Object blocker() {
      return tracker;
    }

    @Override
    String operation() {
      return "enter";
    }
  }
}
