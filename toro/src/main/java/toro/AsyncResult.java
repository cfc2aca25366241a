package toro;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A value that is set once, and waited for without blocking a thread.
 *
 * {@snippet file="Snippets.java" region="result"}
 *
 * <p>Unlike a {@link java.util.concurrent.CompletableFuture}, only who has the result can set it:
 * whoever waits gives up his own wait, and nothing else.
 *
 * <p><b>Fairness.</b> All who wait go on in the order in which they came.
 *
 * <p><b>Cancellation.</b> A wait that is given up is forgotten at once; see {@link Wait}.
 *
 * <p><b>Memory.</b> What was done before the result was set happens-before what those who get it
 * do.
 *
 * @param <T> the value's type
 */
public final class AsyncResult<T extends @Nullable Object> extends Primitive {
  private final WaitQueue waiters = new WaitQueue();
  private volatile @Nullable Object outcome; // once, under guard: a Throwable or a Value

  /** Creates a result that is not set. */
  public AsyncResult() {}

  /**
   * Names this result, for {@link #toString} and messages.
   *
   * @param name any text
   * @return this result
   */
  public AsyncResult<T> named(String name) {
    setName(name);
    return this;
  }

  /**
   * Sets the value; all who wait go on with it.
   *
   * @param value the value, which may be null
   * @throws AlreadySetException if this has been set, or has failed
   */
  public void set(T value) {
    if (!trySet(value)) {
      throw new AlreadySetException(brief() + ": set(" + value + ") when " + shown());
    }
  }

  /**
   * Sets the value, unless this has been set or has failed.
   *
   * @param value the value, which may be null
   * @return whether it was set
   */
  public boolean trySet(T value) {
    return settle(new WaitState.Value(value));
  }

  /**
   * Sets a failure; all who wait fail with it.
   *
   * @param failure why there will be no value
   * @throws AlreadySetException if this has been set, or has failed
   */
  public void fail(Throwable failure) {
    if (!tryFail(failure)) {
      throw new AlreadySetException(brief() + ": fail(" + failure + ") when " + shown());
    }
  }

  /**
   * Sets a failure, unless this has been set or has failed.
   *
   * @param failure why there will be no value
   * @return whether it was set
   */
  public boolean tryFail(Throwable failure) {
    return settle(requireNonNull(failure, "failure"));
  }

  private boolean settle(Object end) {
    var grants = new WaitGrants();
    waiters.lock();
    try {
      if (outcome != null) {
        return false;
      }
      outcome = end;
      if (end instanceof Throwable failure) {
        waiters.failAll(failure, grants);
      } else {
        waiters.grantAll(grants);
      }
    } finally {
      waiters.unlock();
    }
    grants.deliver();
    return true;
  }

  /**
   * Says whether this has been set or has failed.
   *
   * @return true from then on
   */
  public boolean isDone() {
    return outcome != null;
  }

  /**
   * The value, which must have been set.
   *
   * @return the value
   * @throws NotReadyException if this has not been set
   * @throws CompletionException if this has failed with a checked exception, its cause; an
   *     unchecked one is thrown as itself
   */
  public T getNow() {
    Object end = outcome;
    if (end == null) {
      throw new NotReadyException(brief() + ": not set");
    }
    if (end instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (end instanceof Error error) {
      throw error;
    }
    if (end instanceof Throwable checked) {
      throw new CompletionException(checked);
    }
    return value();
  }

  private T value() {
    return Wait.cast(((WaitState.Value) requireNonNull(outcome)).value());
  }

  /**
   * Waits until this is set.
   *
   * @return a wait that completes with the value, or fails with the failure
   */
  public Wait<T> whenDone() {
    var reader = new Reader();
    Object end;
    waiters.lock();
    try {
      end = outcome;
      if (end == null) {
        waiters.append(reader);
        return reader;
      }
    } finally {
      waiters.unlock();
    }
    return end instanceof Throwable failure ? reader.failAtOnce(failure) : reader.grantAtOnce();
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
    return shown() + Names.waiting(waiting());
  }

  private String shown() {
    Object end = outcome;
    return end == null
        ? "not set"
        : end instanceof WaitState.Value set ? "set to " + set.value() : "failed with " + end;
  }

  /** The same, among other things that are waited for. */
  final class Source extends WaitSource<T> {
    @Override
    Object blocker() {
      return AsyncResult.this;
    }

    @Override
    WaitGuard guard() {
      return waiters;
    }

    @Override
    @Nullable Waiter<T> look() {
      Object end = outcome;
      return end == null
          ? null
          : end instanceof Throwable failure
              ? waiter().failUnseen(failure)
              : waiter().grantUnseen();
    }

    @Override
    Waiter<T> waiter() {
      return new Reader();
    }

    @Override
    @Nullable Object join(Waiter<T> waiter) {
      waiters.append(waiter);
      return null;
    }
  }

  private final class Reader extends Waiter<T> {
    @Override
    Object blocker() {
      return AsyncResult.this;
    }

    @Override
    String operation() {
      return "whenDone";
    }

    @Override
    String lacking() {
      return "not set";
    }

    @Override
    T grantedValue() {
      return AsyncResult.this.value();
    }
  }
}
