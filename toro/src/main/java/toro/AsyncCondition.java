package toro;

import org.jspecify.annotations.Nullable;

/**
 * A place to wait for a signal, without a lock and without blocking a thread: Toro's condition.
 *
 * {@snippet file="Snippets.java" region="signal"}
 *
 * <p>A signal that nobody waits for is forgotten; {@link AsyncSignal} remembers one. Where the
 * state that is signalled is shared by threads, use {@link AsyncLock.Condition}, which gives up a
 * lock and waits in one step; among callbacks of one event loop, or coroutines of one loop, no lock
 * is needed.
 *
 * <p><b>Fairness.</b> Signals reach waiters in the order in which they came.
 *
 * <p><b>Cancellation.</b> A wait that is given up takes no signal: one that was meant for it goes
 * to the next. See {@link Wait}.
 *
 * <p><b>Memory.</b> What was done before a signal happens-before what the waiter it reaches does.
 */
public final class AsyncCondition extends Primitive {
  private final WaitQueue waiters = new WaitQueue();

  /** Creates a condition on which nobody waits. */
  public AsyncCondition() {}

  /**
   * Names this condition, for {@link #toString} and messages.
   *
   * @param name any text
   * @return this condition
   */
  public AsyncCondition named(String name) {
    setName(name);
    return this;
  }

  /**
   * Waits for a signal.
   *
   * @return a wait that completes when a signal reaches it
   */
  public Wait<@Nullable Void> whenSignalled() {
    var waiter = new Listener();
    waiters.lock();
    try {
      waiters.append(waiter);
    } finally {
      waiters.unlock();
    }
    return waiter;
  }

  /** Lets the first waiter go on, if there is one. */
  public void signal() {
    signal(1);
  }

  /**
   * Lets the first waiters go on.
   *
   * @param n how many at most
   * @throws IllegalArgumentException if not positive
   */
  public void signal(int n) {
    if (n <= 0) {
      throw new IllegalArgumentException(brief() + ": number of signals must be positive: " + n);
    }
    var grants = new WaitGrants();
    waiters.lock();
    try {
      int left = n;
      for (Waiter<?> first; left > 0 && (first = waiters.first()) != null; ) {
        waiters.unlink(first);
        ((Listener) first).pendingSignal = true;
        left -= grants.grant(first) ? 1 : 0;
      }
    } finally {
      waiters.unlock();
    }
    grants.deliver();
  }

  /** Lets all who wait now go on, in the order in which they came. */
  public void signalAll() {
    var grants = new WaitGrants();
    waiters.lock();
    try {
      waiters.grantAll(grants);
    } finally {
      waiters.unlock();
    }
    grants.deliver();
  }

  /**
   * How many wait now.
   *
   * @return the number
   */
  public int waiting() {
    return waiters.count();
  }

  @Override
  String state() {
    int n = waiting();
    return n == 0 ? "idle" : n + " waiting";
  }

  /** The same, among other things that are waited for. */
  final class Source extends WaitSource<@Nullable Void> {
    @Override
    Object blocker() {
      return AsyncCondition.this;
    }

    @Override
    WaitGuard guard() {
      return waiters;
    }

    @Override
    @Nullable Waiter<@Nullable Void> look() {
      return null; // a signal is not kept
    }

    @Override
    Waiter<@Nullable Void> waiter() {
      return new Listener();
    }

    @Override
    @Nullable Object join(Waiter<@Nullable Void> waiter) {
      waiters.append(waiter);
      return null;
    }
  }

  private final class Listener extends Waiter<@Nullable Void> {
    private boolean pendingSignal; // under guard, before the grant: by a signal meant for one

    @Override
    boolean isReturnable() {
      return pendingSignal;
    }

    @Override
    void giveBack() {
      signal();
    }

    @Override
    Object blocker() {
      return AsyncCondition.this;
    }

    @Override
    String operation() {
      return "whenSignalled";
    }

    @Override
    String lacking() {
      return "no signal";
    }
  }
}
