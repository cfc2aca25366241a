package toro;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Flow;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A value that changes, and whose changes are waited for without blocking a thread: a state that
 * has to become right, or a configuration of which only the newest counts.
 *
 * {@snippet file="FollowSnippets.java" region="value"}
 *
 * <p>Each {@link #set} is a change, also to an equal value. Who follows by {@link #whenChanged}
 * sees the last value always, and those between perhaps: nothing is kept for the slow. Where each
 * value counts, use an {@link AsyncBroadcast}.
 *
 * <p><b>Fairness.</b> A change lets all who wait go on, in the order in which they came.
 *
 * <p><b>Cancellation.</b> A wait that is given up is forgotten at once; see {@link Wait}.
 *
 * <p><b>Memory.</b> What was done before a value was set happens-before what is done by those who
 * see it.
 *
 * <p>{@link AsyncResult} is set once. {@link AsyncEvent} is a flag.
 *
 * @param <T> the value's type; null is not a value
 */
public final class AsyncValue<T> extends Primitive {
  /*
   * Overview.
   *
   * One line of those who have seen the newest value, and one reference to it with its number.
   *
   * I1. Versions go up by one, under the guard. So who compares one under the guard before he
   *     stands in line misses no change, and everybody in line is let go by the next.
   * I2. A waiter is granted what was set in the step that grants it, and keeps nothing before.
   * I3. Who waits for a condition looks at the newest value, and then for a change since that one:
   *     a set or a close between the two is seen when he stands in line (I1).
   */
  private final WaitQueue waiters = new WaitQueue();
  private volatile Versioned<T> current; // these two: written under the guard of waiters
  private volatile @Nullable ClosedException closed; // once

  /**
   * Creates one.
   *
   * @param initial the value that it has, as version 1
   */
  public AsyncValue(T initial) {
    current = new Versioned<>(requireNonNull(initial, "initial"), 1);
  }

  /**
   * Names this value, for {@link #toString} and messages.
   *
   * @param name any text
   * @return this value
   */
  public AsyncValue<T> named(String name) {
    setName(name);
    return this;
  }

  /**
   * The value now.
   *
   * @return the one that was set last; also when closed
   */
  public T get() {
    return current.value();
  }

  /**
   * The value now, and which one it is: for {@link #whenChanged} and {@link #trySet}.
   *
   * @return the one that was set last; also when closed
   */
  public Versioned<T> read() {
    return current;
  }

  /**
   * Changes the value; all who wait for a change go on with it.
   *
   * @param value the next value
   * @throws ClosedException when closed
   */
  public void set(T value) {
    requireNonNull(value, "value");
    var grants = new WaitGrants();
    waiters.lock();
    try {
      change(value, grants);
    } finally {
      waiters.unlock();
    }
    grants.deliver();
  }

  /**
   * Changes the value, unless somebody has since a version. To change it by a function, {@link
   * #read}, compute, and try; and again if that was in vain.
   *
   * @param version which one it must be now
   * @param value the next value
   * @return whether it was set
   * @throws ClosedException when closed
   */
  public boolean trySet(long version, T value) {
    requireNonNull(value, "value");
    var grants = new WaitGrants();
    waiters.lock();
    try {
      if (closed == null && current.version() != version) {
        return false;
      }
      change(value, grants);
    } finally {
      waiters.unlock();
    }
    grants.deliver();
    return true;
  }

  private void change(T value, WaitGrants grants) {
    if (closed != null) {
      throw closed;
    }
    current = new Versioned<>(value, current.version() + 1); // I1
    waiters.grantAll(grants);
  }

  /**
   * Waits for a change. Whoever passes the version that he saw last misses no last value, however
   * slow he is.
   *
   * @param since a version; 0 for any value
   * @return a wait that is complete if the version is above it now; else it completes at the next
   *     {@link #set} with what was set then, and fails with {@link ClosedException} when closed
   */
  public Wait<Versioned<T>> whenChanged(long since) {
    var waiter = new Change();
    Versioned<T> seen = current;
    ClosedException failure = null;
    if (seen.version() <= since) {
      waiters.lock();
      try {
        seen = current; // I1
        if (seen.version() <= since) {
          failure = closed;
          if (failure == null) {
            waiters.append(waiter);
            return waiter;
          }
        }
      } finally {
        waiters.unlock();
      }
    }
    waiter.seen = seen;
    return failure == null ? waiter.grantAtOnce() : waiter.failAtOnce(failure);
  }

  /**
   * Waits until the value fits. The condition is tested now by this thread, and after changes by
   * the thread that made them, or on the loop where this was called. It may miss values that were
   * replaced before it looked, but never stays waiting while the value fits.
   *
   * @param condition what the value has to be
   * @return a wait that completes with the value that fits; it fails with what the condition
   *     throws, and with {@link ClosedException} when closed with a value that does not fit
   */
  public Wait<T> when(Predicate<? super T> condition) {
    return new Fit(requireNonNull(condition, "condition")).start();
  }

  /**
   * Publishes the value, and then its changes: each subscriber gets the newest one when he asks,
   * and never those that it has replaced. He is called on the thread that set it, or on the loop
   * where he subscribed. When this is closed and he has the last one, the next request completes,
   * or fails with the cause given to {@link #close(Throwable)}.
   *
   * @return a publisher for any number of subscribers
   */
  public Flow.Publisher<T> asPublisher() {
    return new FlowPublisher<>(this, Published::new);
  }

  /**
   * Closes it: the value stays, {@link #set} throws from now on. Changes that somebody has not seen
   * are still told, then waits fail with {@link ClosedException}. Idempotent.
   */
  public void close() {
    end(null);
  }

  /**
   * As {@link #close()}; {@link ClosedException#getCause} tells why.
   *
   * @param cause why; the first one wins
   */
  public void close(Throwable cause) {
    end(requireNonNull(cause, "cause"));
  }

  private void end(@Nullable Throwable cause) {
    var failure = new ClosedException(brief() + ": closed", cause);
    var grants = new WaitGrants();
    waiters.lock();
    try {
      if (closed == null) {
        closed = failure;
        waiters.failAll(failure, grants);
      }
    } finally {
      waiters.unlock();
    }
    grants.deliver();
  }

  /**
   * Says whether it is closed.
   *
   * @return true from the first close on
   */
  public boolean isClosed() {
    return closed != null;
  }

  /**
   * How many wait now, for a change or until the value fits.
   *
   * @return the number
   */
  public int waiting() {
    return waiters.count();
  }

  @Override
  String state() {
    Versioned<T> now = current;
    return (closed == null ? "" : "closed, ")
        + ("set to " + now.value() + ", version " + now.version())
        + Names.waiting(waiting());
  }

  /** A change, among other things that are waited for. */
  final class Source extends WaitSource<Versioned<T>> {
    private final long since;

    Source(long since) {
      this.since = since;
    }

    @Override
    Object blocker() {
      return AsyncValue.this;
    }

    @Override
    WaitGuard guard() {
      return waiters;
    }

    @Override
    @Nullable Waiter<Versioned<T>> look() {
      Versioned<T> now = current;
      ClosedException failure = closed;
      if (now.version() <= since) {
        return failure == null ? null : waiter().failUnseen(failure);
      }
      var waiter = new Change();
      waiter.seen = now;
      return waiter.grantUnseen();
    }

    @Override
    Waiter<Versioned<T>> waiter() {
      return new Change();
    }

    @Override
    @Nullable Object join(Waiter<Versioned<T>> waiter) {
      waiters.append(waiter);
      return null;
    }
  }

  private final class Change extends Waiter<Versioned<T>> {
    private @Nullable Versioned<T> seen; // under the guard, before the grant

    @Override
    boolean grant(WaitGrants grants) {
      seen = current; // I2
      boolean won = super.grant(grants);
      if (!won) {
        seen = null;
      }
      return won;
    }

    @Override
    Versioned<T> grantedValue() {
      return requireNonNull(seen);
    }

    @Override
    Object blocker() {
      return AsyncValue.this;
    }

    @Override
    String operation() {
      return "whenChanged";
    }

    @Override
    String lacking() {
      return "no change";
    }
  }

  /** For one subscriber. */
  private final class Published extends FlowPublisher.Source<T> {
    private long seen;

    @Override
    Wait<?> next() {
      return whenChanged(seen);
    }

    @Override
    T item(Object taken) {
      Versioned<T> change = Wait.cast(taken);
      seen = change.version();
      return change.value();
    }
  }

  /** One change after the other, until the value fits. */
  private final class Fit extends WaitSteps<T> {
    private final Predicate<? super T> condition;

    Fit(Predicate<? super T> condition) {
      this.condition = condition;
    }

    @Override
    @Nullable Wait<?> step(@Nullable WaitGiveUp expired) {
      Versioned<T> now = current;
      if (!condition.test(now.value())) {
        return whenChanged(now.version()); // I3
      }
      var unused = end(new Value(now.value()));
      return null;
    }

    @Override
    Object blocker() {
      return AsyncValue.this;
    }

    @Override
    String operation() {
      return "when";
    }

    @Override
    String lacking() {
      return "no value that fits";
    }
  }
}
