package toro;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A lock that is waited for without blocking a thread: one at a time is inside.
 *
 * {@snippet file="Snippets.java" region="lock"}
 *
 * <p><b>Fairness.</b> Strictly first come, first served, whoever comes: closing the permit hands
 * the lock to the first waiter in the same step, and {@link #tryAcquire} fails while somebody
 * waits. Not reentrant: no thread owns the lock, the {@link Permit} does, and whoever holds it may
 * close it on any thread.
 *
 * <p><b>Cancellation.</b> A wait that is given up leaves the line at once and in constant time; see
 * {@link Wait}.
 *
 * <p><b>Memory.</b> What was done before a permit is closed happens-before what the next holder
 * does.
 *
 * <p>For more than one holder at a time see {@link AsyncSemaphore}; for many readers or one writer
 * {@link AsyncReadWriteLock}.
 */
public final class AsyncLock {
  private final PermitPool permits = new PermitPool(this, 1);
  private volatile String name = ""; // by named

  /** Creates a lock that is free. */
  public AsyncLock() {}

  /**
   * Names this lock, for {@link #toString} and thread dumps.
   *
   * @param name any text
   * @return this lock
   */
  public AsyncLock named(String name) {
    this.name = requireNonNull(name, "name");
    return this;
  }

  /**
   * Stands in line for the lock.
   *
   * @return a wait that completes with the permit when the lock is this caller's; giving it up
   *     leaves the line
   */
  @CheckReturnValue
  public Wait<Permit> acquire() {
    return permits.acquire(1);
  }

  /**
   * Takes the lock if it is free and nobody waits for it.
   *
   * @return the permit, or null
   */
  @CheckReturnValue
  public @Nullable Permit tryAcquire() {
    return permits.tryAcquire(1);
  }

  /**
   * Says whether somebody holds the lock now.
   *
   * @return true while a permit is open
   */
  public boolean isHeld() {
    return permits.available() <= 0;
  }

  /**
   * Takes the lock, runs the body, and gives the lock back when the body's stage has ended, in
   * whatever way.
   *
   * {@snippet file="Snippets.java" region="with"}
   *
   * <p>Cancelling the returned wait leaves the line. Once the body has begun, it cancels the body's
   * stage and ends at once; the lock is given back when that stage ends.
   *
   * @param <R> the body's result
   * @param body what to do with the lock held; runs where the lock is granted
   * @return a wait for the body's result, or its failure; {@link NullPointerException} if the body
   *     returns null
   */
  @CanIgnoreReturnValue
  public <R extends @Nullable Object> Wait<R> with(Supplier<? extends CompletionStage<R>> body) {
    requireNonNull(body, "body");
    return WaitWith.permit(acquire(), body);
  }

  /**
   * Creates a condition bound to this lock.
   *
   * @return a condition on which nobody waits
   */
  public Condition newCondition() {
    return new Condition(this);
  }

  @Override
  public String toString() {
    return Names.show(this, name, isHeld() ? "held" : "free", permits.waiting());
  }

  /**
   * A place to wait, with the lock given up meanwhile, until another holder of the lock signals.
   *
   * {@snippet file="Snippets.java" region="condition"}
   *
   * <p><b>Fairness.</b> Signals reach waiters in the order in which they came. A signal moves the
   * waiter to the end of the lock's line, so that no herd of woken waiters fights for the lock.
   *
   * <p><b>Cancellation.</b> A limit, or an interrupt of the awaiting thread, stops waiting for the
   * signal; the wait then ends when the lock has been taken back, so that the permit is open in a
   * {@code finally} block. A cancel and closing the permit leave at once and for good: the permit
   * is then closed. A signal whose waiter has left goes to the next one.
   *
   * <p><b>Memory.</b> As the lock's.
   *
   * <p>{@link AsyncCondition} is the condition without a lock.
   */
  public static final class Condition {
    private final AsyncLock lock;
    private final WaitQueue signals;
    private volatile String name = ""; // by named

    private Condition(AsyncLock lock) {
      this.lock = lock;
      this.signals = new WaitQueue(lock.permits.guard(), (leaver, grants) -> {});
    }

    /**
     * Names this condition, for {@link #toString} and thread dumps.
     *
     * @param name any text
     * @return this condition
     */
    public Condition named(String name) {
      this.name = requireNonNull(name, "name");
      return this;
    }

    /**
     * Gives the lock up, waits for a signal, and takes the lock back.
     *
     * @param held the open permit of this condition's lock
     * @return a wait that completes when a signal has come and the same permit is open again; it
     *     fails with {@link IllegalStateException}, and nothing has changed, if the permit is
     *     another lock's or not open
     */
    public Wait<@Nullable Void> when(Permit held) {
      PermitRequest permit = (PermitRequest) requireNonNull(held, "held");
      var wait = new PermitConditionWait(this, permit);
      var grants = new WaitGrants();
      boolean suspended;
      synchronized (signals.guard) {
        suspended = permit.permits == lock.permits && suspend(permit, wait);
        if (suspended) {
          lock.permits.add(1, grants);
        }
      }
      if (!suspended) {
        return wait.failAtOnce(refusal(permit));
      }
      grants.deliver();
      return wait;
    }

    /**
     * In line first: once the permit is suspended, closing it finds the wait and takes it out
     * again.
     */
    private boolean suspend(PermitRequest permit, PermitConditionWait wait) {
      signals.add(wait);
      boolean suspended = permit.suspend(wait);
      if (!suspended) {
        signals.unlink(wait);
      }
      return suspended;
    }

    /**
     * Waits with {@link #when} until the predicate is true; returns a completed wait if it is true
     * now. The predicate runs with the lock held, where the lock is granted.
     *
     * @param held the open permit of this condition's lock
     * @param predicate what has to hold; if it throws, the wait fails with that, the permit open
     * @return a wait that completes with the permit open and the predicate true; it fails with
     *     {@link IllegalStateException} if the permit is another lock's or not open
     */
    public Wait<@Nullable Void> until(Permit held, BooleanSupplier predicate) {
      PermitRequest permit = (PermitRequest) requireNonNull(held, "held");
      requireNonNull(predicate, "predicate");
      return new Until(permit, predicate).start();
    }

    private IllegalStateException refusal(PermitRequest held) {
      return new IllegalStateException(held + " is not an open permit of " + lock);
    }

    /**
     * Lets the first waiter go on as soon as the lock is free. Without a waiter nothing happens.
     */
    public void signal() {
      var grants = new WaitGrants();
      synchronized (signals.guard) {
        signalOne(grants);
      }
      grants.deliver();
    }

    /** Lets all who wait now go on, one after the other, in the order in which they came. */
    public void signalAll() {
      var grants = new WaitGrants();
      synchronized (signals.guard) {
        for (Waiter<?> first; (first = signals.first()) != null; ) {
          lock.permits.moveIn(first, signals, grants);
        }
      }
      grants.deliver();
    }

    void signalOne(WaitGrants grants) {
      for (Waiter<?> first; (first = signals.first()) != null; ) {
        if (!first.isDone()) {
          ((PermitConditionWait) first).signalIsForThis();
          lock.permits.moveIn(first, signals, grants);
          return;
        }
        signals.unlink(first);
      }
    }

    /** The waiter has left, or nobody saw its end: a signal meant for it goes to the next. */
    void forwardSignal(PermitConditionWait waiter) {
      var grants = new WaitGrants();
      synchronized (signals.guard) {
        waiter.forwardSignal(grants);
      }
      grants.deliver();
    }

    /**
     * A limit or an interrupt: stops waiting for a signal, unless that has come, not for the lock.
     */
    boolean expire(PermitConditionWait waiter, WaitGiveUp attempt) {
      var grants = new WaitGrants();
      boolean expired;
      synchronized (signals.guard) {
        expired = waiter.line == signals && !waiter.isDone();
        if (expired) {
          waiter.expire((Throwable) attempt.end);
          attempt.defer();
          lock.permits.moveIn(waiter, signals, grants);
        }
      }
      grants.deliver();
      return expired;
    }

    @Override
    public String toString() {
      int n;
      synchronized (signals.guard) {
        n = signals.size();
      }
      return Names.show(this, name, "of " + lock, Names.waiting(n));
    }

    /** Waits again and again, until the predicate is true. */
    private final class Until extends WaitSteps<@Nullable Void> {
      private final PermitRequest held;
      private final BooleanSupplier predicate;

      Until(PermitRequest held, BooleanSupplier predicate) {
        this.held = held;
        this.predicate = predicate;
      }

      @Override
      @Nullable Wait<?> step(@Nullable WaitGiveUp expired) {
        if (held.permits != lock.permits || !held.isOpen()) {
          throw refusal(held);
        }
        if (predicate.getAsBoolean()) {
          end(GRANTED);
          return null;
        }
        if (expired != null) {
          end(expired.end);
          return null;
        }
        return when(held);
      }

      @Override
      boolean mayDefer() {
        return true;
      }

      @Override
      @Nullable Wait<?> origin() {
        return isGranted() ? this : null;
      }

      @Override
      boolean receive() {
        return !isGranted() || receiveGrant();
      }

      /** As a wait that was cancelled earlier would have: nobody is left to close the permit. */
      @Override
      void abandon(WaitGiveUp attempt) {
        if (!giveUp(attempt.upstream()) && !attempt.expires() && isGranted() && reclaim()) {
          held.close();
        }
      }

      @Override
      Object blocker() {
        return Condition.this;
      }
    }
  }
}
