package toro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A count of what has still to happen, waited for without blocking a thread: all who wait go on
 * when it is zero.
 *
 * {@snippet file="Snippets.java" region="latch"}
 *
 * <p>At zero it stays: to count down further changes nothing. So a quorum of two of three is a
 * latch of two, which all three count down.
 *
 * <p><b>Fairness.</b> The count down to zero lets all go on, in the order in which they came.
 *
 * <p><b>Cancellation.</b> A wait that is given up is forgotten at once, and leaves the count as it
 * is; see {@link Wait}.
 *
 * <p><b>Memory.</b> What was done before each count down to zero happens-before what those who
 * waited for it do.
 *
 * <p>A latch is used once. {@link AsyncBarrier} is for those who meet again and again, {@link
 * AsyncTracker} for a number that goes up, too, and {@link AsyncEvent} can be cleared.
 */
public final class AsyncLatch extends Primitive {
  /*
   * Overview.
   *
   * I1. The count becomes zero only under the guard, and lets go who stands in line then. Until
   *     then it goes down by compare-and-set, without the guard. Who joins the line has seen under
   *     the guard that it is not zero.
   */
  private static final VarHandle COUNT;

  static {
    try {
      COUNT = MethodHandles.lookup().findVarHandle(AsyncLatch.class, "count", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Waiting waiters = new Waiting();
  private volatile int count; // see I1

  /**
   * Creates a latch.
   *
   * @param count how many times it is to be counted down
   * @throws IllegalArgumentException if negative
   */
  public AsyncLatch(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("count must not be negative: " + count);
    }
    this.count = count;
  }

  /**
   * Names this latch, for {@link #toString} and messages.
   *
   * @param name any text
   * @return this latch
   */
  public AsyncLatch named(String name) {
    setName(name);
    return this;
  }

  /** Counts down by one, and lets all who wait go on if that makes it zero. */
  public void countDown() {
    countDown(1);
  }

  /**
   * Counts down by several at once, to zero at most, and lets all who wait go on if that makes it
   * zero.
   *
   * @param n how many
   * @throws IllegalArgumentException if not positive
   */
  public void countDown(int n) {
    if (n <= 0) {
      throw new IllegalArgumentException(brief() + ": number must be positive: " + n);
    }
    int seen;
    while ((seen = count) > n) {
      if (COUNT.compareAndSet(this, seen, seen - n)) {
        return;
      }
    }
    if (seen != 0) {
      becomeZero();
    }
  }

  private void becomeZero() {
    var grants = new WaitGrants();
    waiters.lock();
    try {
      count = 0; // I1: whatever others have made of it since, it was to be zero
      waiters.letGo(grants);
    } finally {
      waiters.unlock();
    }
    grants.deliver();
  }

  /**
   * How many are missing now.
   *
   * @return the count
   */
  public int count() {
    return count;
  }

  /**
   * Waits until the count is zero.
   *
   * @return a wait that completes then, or is complete if it is zero now
   */
  public Wait<@Nullable Void> whenZero() {
    return waiters.listen();
  }

  /**
   * How many wait now.
   *
   * @return the number
   */
  public int waiting() {
    return waiters.count();
  }

  WaitListeners waiters() {
    return waiters;
  }

  @Override
  String state() {
    return "count " + count + Names.waiting(waiting());
  }

  private final class Waiting extends WaitListeners {
    @Override
    Primitive owner() {
      return AsyncLatch.this;
    }

    @Override
    String operation() {
      return "whenZero";
    }

    @Override
    String lacking() {
      return "count not zero";
    }

    @Override
    boolean isSeenSo() {
      return count == 0; // I1
    }
  }
}
