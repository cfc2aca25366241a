package toro;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What a waiting call returns: a stage and future that stands in line, and that leaves the line
 * when it is given up.
 *
 * {@snippet file="Snippets.java" region="wait"}
 *
 * <p>A virtual or platform thread {@linkplain #await() awaits} it; callback code attaches functions
 * to it and limits it with {@link #within}. Both may be done to one wait. Only the library creates
 * one; {@link #of} makes one of any stage.
 *
 * <p><b>Cancellation.</b> {@link #cancel}, a limit, and an interrupted or timed-out {@link
 * #await()} or {@link #get()} give the wait up. Either the wait was granted before, then giving up
 * returns false and the grant stands; or nothing was taken, and the wait has left its line. Giving
 * up a stage derived from this wait ({@code wait.thenApply(f).within(...)}) gives this wait up too,
 * once every stage derived from it has been given up and no thread is parked on it. What was
 * granted but reached no function and no reader goes back to where it came from; reading it
 * afterwards fails with {@link CancellationException}. An executor that drops its tasks without a
 * word hides them from this rule, and so does a stage that is not ours: write {@code
 * Wait.of(stage).thenCompose(...)} where a foreign stage leads to a wait.
 *
 * <p><b>Where a {@code CompletableFuture} is wanted</b>, there is {@link #toCompletableFuture}.
 *
 * <p><b>Where functions run.</b> On the thread that grants the wait, after the granting call has
 * left every internal lock; a grant made by such a function is delivered after that function. Those
 * that hang on a wait that was made on a {@link Loop} run on that loop, as its callbacks, which may
 * not wait themselves. With the {@code ...Async} methods they run where the user says.
 *
 * <p><b>Memory.</b> What a thread did before it granted the wait happens-before what the waiter
 * does with it.
 *
 * @param <T> what is waited for
 */
public abstract class Wait<T extends @Nullable Object> extends Chained<T> implements Future<T> {
  Wait() {}

  /**
   * Waits until this wait is settled: parks this thread, virtual or platform. A wait that is
   * already settled returns at once, whatever the interrupt flag says, and keeps the flag.
   *
   * <p>An interrupt gives the wait up, unless another thread is parked on it or a stage hangs on
   * it. If the grant wins the race against the interrupt, the value is returned and the flag stays
   * set.
   *
   * @return what was waited for
   * @throws InterruptedException if this thread was interrupted; nothing was taken
   * @throws CancellationException if the wait was cancelled, or what it was granted has gone back
   * @throws CompletionException if the wait failed with a checked exception, its cause; an
   *     unchecked one is thrown as itself
   * @throws IllegalStateException if this is an event loop's thread or a loop's callback, which
   *     must not wait, also if the wait has been granted already; nothing was taken: unless others
   *     want the wait, it is given up, or what it was granted goes back
   */
  public T await() throws InterruptedException {
    WaitParking.refuse(this);
    if (park(true, false, 0) == Back.INTERRUPTED) {
      throw new InterruptedException();
    }
    return awaited();
  }

  /**
   * As {@link #await()}, for at most the given time. The limit gives the wait up as an interrupt
   * does. Zero or less takes what is there now.
   *
   * @param limit the longest time to wait
   * @return what was waited for
   * @throws InterruptedException if this thread was interrupted; nothing was taken
   * @throws TimeoutException if the time is up, nothing was taken; or the wait has failed with one
   * @throws IllegalStateException as {@link #await()}
   */
  public T await(Duration limit) throws InterruptedException, TimeoutException {
    return await(Deadline.nanos(limit), limit);
  }

  /**
   * As {@link #await()}, until the deadline expires. It gives the wait up as an interrupt does. A
   * deadline that has expired takes what is there now.
   *
   * @param deadline when to stop waiting
   * @return what was waited for
   * @throws InterruptedException if this thread was interrupted; nothing was taken
   * @throws TimeoutException if the time is up, nothing was taken; or the wait has failed with one
   * @throws IllegalArgumentException if the deadline and this wait keep different time: one was
   *     made on a simulated loop, the other was not; nothing has changed
   * @throws IllegalStateException as {@link #await()}
   */
  public T await(Deadline deadline) throws InterruptedException, TimeoutException {
    return await(deadline.nanosOn(clock(), blocker()), deadline);
  }

  private T await(long nanos, Object limit) throws InterruptedException, TimeoutException {
    WaitParking.refuse(this);
    Back back = park(true, true, nanos);
    if (back == Back.INTERRUPTED) {
      throw new InterruptedException();
    }
    if (back == Back.TIMED_OUT) {
      throw new TimeoutException("no result within " + limit + " from " + blocker());
    }
    if (isDone() && failure() instanceof TimeoutException timeout) {
      throw timeout;
    }
    return awaited();
  }

  private T awaited() {
    Throwable failure = received();
    if (failure == null) {
      return value();
    }
    if (failure instanceof CancellationException cancelled) {
      throw shown(cancelled);
    }
    Throwable unwrap = unwrap(failure);
    if (unwrap instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (unwrap instanceof Error error) {
      throw error;
    }
    throw new CompletionException(unwrap);
  }

  /** The library's own cancellations have no trace: the reader gets one that has the reader's. */
  private static CancellationException shown(CancellationException failure) {
    return failure instanceof WaitGiveUp.CancellationException
        ? new CancellationException(failure.getMessage())
        : failure;
  }

  // ---- limits

  /**
   * Gives this wait up when the given time has passed: it then fails with {@link TimeoutException}.
   * For callback code; a thread uses {@link #await(Duration)}. The timer is cancelled when the wait
   * ends. Zero or less: only if it is granted now.
   *
   * @param limit the longest time to wait
   * @return this wait
   */
  public Wait<T> within(Duration limit) {
    WaitLimit.set(this, Deadline.nanos(limit), () -> WaitLimit.timedOut(limit));
    return this;
  }

  /**
   * Gives this wait up when the deadline expires: it then fails with {@link TimeoutException}.
   *
   * @param deadline when to give up
   * @return this wait
   * @throws IllegalArgumentException if the deadline and this wait keep different time: one was
   *     made on a simulated loop, the other was not; nothing has changed
   */
  public Wait<T> by(Deadline deadline) {
    long nanos = deadline.nanosOn(clock(), blocker());
    WaitLimit.set(this, nanos, () -> WaitLimit.timedOut(deadline));
    return this;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return giveUp(WaitGiveUp.cancel()) || isCancelled();
  }

  // ---- reading, as in CompletableFuture

  @Override
  public boolean isDone() {
    return isSettled();
  }

  /**
   * Says whether this wait has ended without a value.
   *
   * @return true if it has failed or was given up
   */
  public boolean isCompletedExceptionally() {
    return isDone() && (failure() != null || isReturned());
  }

  @Override
  public boolean isCancelled() {
    return isDone() && (failure() instanceof CancellationException || isReturned());
  }

  @Override
  public State state() {
    return !isDone()
        ? State.RUNNING
        : isCancelled()
            ? State.CANCELLED
            : isCompletedExceptionally() ? State.FAILED : State.SUCCESS;
  }

  /**
   * As {@link #get()}, but an interrupt does not end it, and it throws what a {@code
   * CompletableFuture} would.
   *
   * @return what was waited for
   * @throws CancellationException if the wait was cancelled, or what it was granted has gone back
   * @throws CompletionException if the wait failed
   */
  public T join() {
    park(false, false, 0);
    Throwable failure = received();
    if (failure == null) {
      return value();
    }
    if (failure instanceof CancellationException cancelled) {
      throw shown(cancelled);
    }
    throw failure instanceof CompletionException completion
        ? completion
        : new CompletionException(failure);
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    if (park(true, false, 0) == Back.INTERRUPTED) {
      throw new InterruptedException();
    }
    return got();
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    Back back = park(true, true, Deadline.nanos(unit.toNanos(timeout)));
    if (back == Back.INTERRUPTED) {
      throw new InterruptedException();
    }
    if (back == Back.TIMED_OUT) {
      throw new TimeoutException("no result within " + timeout + " " + unit + " from " + blocker());
    }
    return got();
  }

  private T got() throws ExecutionException {
    Throwable failure = received();
    if (failure == null) {
      return value();
    }
    if (failure instanceof CancellationException cancelled) {
      throw shown(cancelled);
    }
    throw new ExecutionException(unwrap(failure));
  }

  /**
   * What was waited for, if it is there.
   *
   * @param valueIfAbsent what to return if this wait has not ended
   * @return the value, or that
   * @throws CompletionException if the wait failed
   */
  public T getNow(T valueIfAbsent) {
    return isDone() ? join() : valueIfAbsent;
  }

  @Override
  public T resultNow() {
    if (!isDone()) {
      throw new IllegalStateException("not done: " + this);
    }
    Throwable failure = received();
    if (failure != null) {
      throw new IllegalStateException(
          "ended without a result: " + unwrap(failure), unwrap(failure));
    }
    return value();
  }

  @Override
  public Throwable exceptionNow() {
    Throwable failure = isDone() ? failure() : null;
    if (failure == null || failure instanceof CancellationException) {
      throw new IllegalStateException("did not fail: " + this);
    }
    return unwrap(failure);
  }

  @Override
  public String toString() {
    String state =
        !isDone() ? "waiting" : isCancelled() ? "cancelled" : failure() == null ? "done" : "failed";
    Object what = blocker();
    return "Wait[" + state + (what == this ? "]" : ", for " + what + "]");
  }

  // ---- of several, of others

  /**
   * A wait for any stage, so that a coroutine or thread can await it and limit it. Giving it up
   * cancels the stage, where the stage can be cancelled.
   *
   * @param <T> the stage's type
   * @param stage what to wait for; a {@code Wait} is returned as it is
   * @return a wait that ends as the stage ends
   */
  public static <T extends @Nullable Object> Wait<T> of(CompletionStage<T> stage) {
    requireNonNull(stage, "stage");
    return stage instanceof Wait<T> wait ? wait : Foreign.waitFor(stage);
  }

  /**
   * A wait that ends when all of them have ended; it fails if one of them fails, once all have
   * ended. Giving it up gives up each of them on which nothing else hangs; what one of them had
   * been granted, and nobody has read, goes back.
   *
   * @param all the stages to wait for
   * @return a wait for all of them
   */
  public static Wait<@Nullable Void> allOf(Collection<? extends CompletionStage<?>> all) {
    return new Several.All(all).hang();
  }

  /**
   * As {@link #allOf(Collection)}.
   *
   * @param all the stages to wait for
   * @return a wait for all of them
   */
  public static Wait<@Nullable Void> allOf(CompletionStage<?>... all) {
    return allOf(Arrays.asList(all));
  }

  /**
   * A wait that ends as the first of them ends, with its value or failure. The others are then
   * given up, where nothing else hangs on them. Giving it up gives up each of them.
   *
   * @param <T> what they are waited for
   * @param any the stages to wait for; without any, the wait never ends by itself
   * @return a wait for the first of them
   */
  public static <T extends @Nullable Object> Wait<T> anyOf(
      Collection<? extends CompletionStage<? extends T>> any) {
    return Wait.cast(new Several.Any<T>(any).hang());
  }

  /**
   * As {@link #anyOf(Collection)}.
   *
   * @param <T> what they are waited for
   * @param any the stages to wait for
   * @return a wait for the first of them
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public static <T extends @Nullable Object> Wait<T> anyOf(CompletionStage<? extends T>... any) {
    return anyOf(Arrays.asList(any));
  }

  /**
   * A future of the JDK that ends as this wait ends, for code that wants one. It is one receiver of
   * this wait: it has received the value when it is complete with it. Cancelling it cancels this
   * wait; ending it otherwise, by a limit or by hand, gives this wait up if nothing else hangs on
   * it. What hangs on the future is not known here: giving that up gives up nothing.
   *
   * @return a new future, complete at once if this wait has ended
   */
  @Override
  public CompletableFuture<T> toCompletableFuture() {
    return View.of(this);
  }
}
