package toro;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a waiting call returns: a stage and future that stands in line, and that leaves the line
 * when it is given up.
 *
 * {@snippet file="Snippets.java" region="wait"}
 *
 * <p>A virtual or platform thread {@linkplain #await() awaits} it; callback code attaches functions
 * to it and limits it with {@link #within}. Both may be done to one wait. {@link #of} makes one of
 * any stage, and a {@link Promise} one that its author grants.
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
 * <p><b>Beside a {@code CompletableFuture}.</b> What functions see and stages end with is the same,
 * and where such a future is wanted, {@link #toCompletableFuture} makes one. These are the
 * differences:
 *
 * <ul>
 *   <li>Only who grants a wait completes it: there is no {@code complete} and no {@code obtrude}.
 *   <li>Functions run in the order in which they were attached, also those that are attached while
 *       others run.
 *   <li>Functions attached without an executor to a wait that was made on a loop run on that loop.
 *   <li>Giving up a stage gives up what it hangs on, as said above. The stage itself ends with its
 *       own {@code CancellationException} or {@code TimeoutException}, not wrapped; stages further
 *       down see it wrapped, as ever.
 *   <li>An interrupt or a limit of {@code get} gives up, as one of {@code await} does.
 *   <li>What was granted and reached nobody goes back. From then on readers, {@code handle}, {@code
 *       whenComplete} and {@code exceptionally} see a {@code CancellationException}.
 *   <li>{@link #anyOf} fails with the failure of the first itself, not wrapped, and gives up the
 *       others. {@link #of} ends exactly as its stage ends.
 *   <li>A stage of several that fails lets go of its members, and one that needs only the first of
 *       them lets go of the others: what they were granted, and nobody else has received, goes
 *       back.
 *   <li>Where no function is to be called, such as that of {@code exceptionallyAsync} on a value,
 *       its executor is not asked, and so cannot refuse.
 * </ul>
 *
 * <p><b>Where functions run.</b> On the thread that grants the wait, after the granting call has
 * left every internal lock; a grant made by such a function is delivered after that function. Where
 * a timer has ended the wait, they run where {@code ...Async} methods without an executor run.
 * Those that hang on a wait that was made on a {@link Loop} run on that loop, as its callbacks,
 * which may not wait themselves. With the {@code ...Async} methods they run where the user says.
 *
 * <p><b>Memory.</b> What a thread did before it granted the wait happens-before what the waiter
 * does with it.
 *
 * @param <T> what is waited for
 */
@SuppressWarnings("NullAway") // takes CompletionStage, which says nothing, for non-null
public abstract class Wait<T extends @Nullable Object> extends WaitState<T>
    implements CompletionStage<T>, Future<T> {
  /** Where functions run that are attached with an {@code ...Async} method and no executor. */
  static final Executor ASYNC = new CompletableFuture<Object>().defaultExecutor();

  Wait() {}

  /**
   * Waits until this wait is settled: parks this thread, virtual or platform. A wait that is
   * already settled returns at once, whatever the interrupt flag says, and keeps the flag.
   *
   * <p>An interrupt gives the wait up, unless another thread is parked on it or a stage hangs on
   * it. If the grant wins the race against the interrupt, the value is returned and the flag stays
   * set. A stage whose function has begun is not given up: if the function returns within some
   * milliseconds its value is returned, else the stage keeps it and can still be read.
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
    if (WaitParking.await(this, false, 0) == WaitParking.Back.INTERRUPTED) {
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
    WaitParking.Back back = WaitParking.await(this, true, nanos);
    if (back == WaitParking.Back.INTERRUPTED) {
      throw new InterruptedException();
    }
    if (back == WaitParking.Back.TIMED_OUT) {
      throw timeout(limit);
    }
    if (isDone() && failure() instanceof TimeoutException timeout) {
      throw timeout;
    }
    return awaited();
  }

  /** The limit of this thread has passed: what the wait itself has failed with, if that was why. */
  private TimeoutException timeout(Object limit) {
    return failure() instanceof TimeoutException own ? own : timedOut(limit);
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
    return failure instanceof WaitGiveUp.Cancelled
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
    WaitLimit.set(this, Deadline.nanos(limit), limit);
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
    WaitLimit.set(this, nanos, deadline);
    return this;
  }

  /**
   * Gives this wait up: it leaves its line and takes nothing.
   *
   * @param mayInterruptIfRunning ignored
   * @return true if this wait is cancelled now; false if it was granted, has failed, or has been
   *     given up in another way before
   */
  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return giveUp(WaitGiveUp.cancel()) || isCancelled();
  }

  // ---- reading, as in CompletableFuture

  /**
   * Says whether this wait has ended: it was granted, has failed, or was given up. That may be so
   * while functions that hang on it still wait for their turn.
   *
   * @return true from then on
   */
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

  /**
   * Says whether this wait was cancelled, or what it was granted has gone back.
   *
   * @return true if reading it throws {@link CancellationException}
   */
  @Override
  public boolean isCancelled() {
    return isDone() && (failure() instanceof CancellationException || isReturned());
  }

  /**
   * How this wait stands, in one word.
   *
   * @return running, cancelled, failed or success
   */
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
    WaitParking.park(this, false, false, 0);
    return joined();
  }

  private T joined() {
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

  /**
   * As {@link #await()}, with the exceptions of {@link Future#get()}.
   *
   * @return what was waited for
   * @throws InterruptedException if this thread was interrupted; nothing was taken
   * @throws CancellationException if the wait was cancelled, or what it was granted has gone back
   * @throws ExecutionException if the wait failed
   * @throws IllegalStateException if this thread may not wait, and would have to
   */
  @Override
  public T get() throws InterruptedException, ExecutionException {
    if (WaitParking.park(this, true, false, 0) == WaitParking.Back.INTERRUPTED) {
      throw new InterruptedException();
    }
    return got();
  }

  /**
   * As {@link #get()}, for at most the given time, which gives the wait up as an interrupt does.
   *
   * @param timeout the longest time to wait; zero or less takes what is there now
   * @param unit the unit of that
   * @return what was waited for
   * @throws InterruptedException if this thread was interrupted; nothing was taken
   * @throws TimeoutException if the time is up; nothing was taken
   * @throws CancellationException if the wait was cancelled, or what it was granted has gone back
   * @throws ExecutionException if the wait failed
   * @throws IllegalStateException if this thread may not wait, and would have to
   */
  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    WaitParking.Back back =
        WaitParking.park(this, true, true, Deadline.nanos(unit.toNanos(timeout)));
    if (back == WaitParking.Back.INTERRUPTED) {
      throw new InterruptedException();
    }
    if (back == WaitParking.Back.TIMED_OUT) {
      throw timeout(timeout + " " + unit);
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
    return isDone() ? joined() : valueIfAbsent;
  }

  /**
   * What was waited for, which must be there.
   *
   * @return the value
   * @throws IllegalStateException if this wait has not ended, or has ended without a value
   */
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

  /**
   * Why this wait has failed, which it must have.
   *
   * @return the failure
   * @throws IllegalStateException if this wait has not ended, has a value, or was cancelled
   */
  @Override
  public Throwable exceptionNow() {
    Throwable failure = isDone() ? failure() : null;
    if (failure == null || failure instanceof CancellationException) {
      throw new IllegalStateException("did not fail: " + this);
    }
    return unwrap(failure);
  }

  /**
   * What is waited for, and how it stands.
   *
   * @return such as {@code Wait[take of AsyncQueue[jobs, 0 items]@1a2b3c, waiting]}
   */
  @Override
  public String toString() {
    String state =
        !isDone() ? "waiting" : isCancelled() ? "cancelled" : failure() == null ? "done" : "failed";
    Object what = blocker();
    String operation = operation().isEmpty() ? "" : operation() + " of ";
    return "Wait[" + (what == this ? "" : operation + what + ", ") + state + "]";
  }

  // ---- attaching functions

  private <U extends @Nullable Object> Wait<U> attach(
      WaitFunction function, Object f, @Nullable Executor executor) {
    requireNonNull(f, "function");
    return new WaitStage<U>(function, f, executor).hangOn(this);
  }

  private <U extends @Nullable Object> Wait<U> both(
      WaitFunction function, CompletionStage<?> other, Object f, @Nullable Executor executor) {
    requireNonNull(f, "function");
    Wait<?> second = WaitForeign.follow(requireNonNull(other, "other"));
    return new WaitJoin.All<U>(function, f, executor, this, second).hang();
  }

  private <U extends @Nullable Object> Wait<U> either(
      WaitFunction function, CompletionStage<?> other, Object f, @Nullable Executor executor) {
    requireNonNull(f, "function");
    Wait<?> second = WaitForeign.follow(requireNonNull(other, "other"));
    return new WaitJoin.Any<U>(function, f, executor, this, second).hang();
  }

  /**
   * Calls the function with the value, and ends with what it returns.
   *
   * @param <U> what the function returns
   * @param f called with the value
   * @return a stage that ends with the function's result
   */
  @Override
  public <U extends @Nullable Object> Wait<U> thenApply(Function<? super T, ? extends U> f) {
    return attach(WaitFunction.APPLY, f, null);
  }

  /**
   * As {@link #thenApply(Function)}, in the common pool.
   *
   * @param <U> what the function returns
   * @param f called with the value
   * @return a stage that ends with the function's result
   */
  @Override
  public <U extends @Nullable Object> Wait<U> thenApplyAsync(Function<? super T, ? extends U> f) {
    return attach(WaitFunction.APPLY, f, ASYNC);
  }

  /**
   * As {@link #thenApply(Function)}, on an executor.
   *
   * @param <U> what the function returns
   * @param f called with the value
   * @param executor where the function runs; if it refuses, the stage fails
   * @return a stage that ends with the function's result
   */
  @Override
  public <U extends @Nullable Object> Wait<U> thenApplyAsync(
      Function<? super T, ? extends U> f, Executor executor) {
    return attach(WaitFunction.APPLY, f, requireNonNull(executor, "executor"));
  }

  /**
   * Calls the function with the value.
   *
   * @param f called with the value
   * @return a stage that ends when the function has returned
   */
  @Override
  public Wait<@Nullable Void> thenAccept(Consumer<? super T> f) {
    return attach(WaitFunction.ACCEPT, f, null);
  }

  /**
   * As {@link #thenAccept(Consumer)}, in the common pool.
   *
   * @param f called with the value
   * @return a stage that ends when the function has returned
   */
  @Override
  public Wait<@Nullable Void> thenAcceptAsync(Consumer<? super T> f) {
    return attach(WaitFunction.ACCEPT, f, ASYNC);
  }

  /**
   * As {@link #thenAccept(Consumer)}, on an executor.
   *
   * @param f called with the value
   * @param executor where the function runs; if it refuses, the stage fails
   * @return a stage that ends when the function has returned
   */
  @Override
  public Wait<@Nullable Void> thenAcceptAsync(Consumer<? super T> f, Executor executor) {
    return attach(WaitFunction.ACCEPT, f, requireNonNull(executor, "executor"));
  }

  /**
   * Calls the function when this wait has ended with a value.
   *
   * @param f called without the value
   * @return a stage that ends when the function has returned
   */
  @Override
  public Wait<@Nullable Void> thenRun(Runnable f) {
    return attach(WaitFunction.RUN, f, null);
  }

  /**
   * As {@link #thenRun(Runnable)}, in the common pool.
   *
   * @param f called without the value
   * @return a stage that ends when the function has returned
   */
  @Override
  public Wait<@Nullable Void> thenRunAsync(Runnable f) {
    return attach(WaitFunction.RUN, f, ASYNC);
  }

  /**
   * As {@link #thenRun(Runnable)}, on an executor.
   *
   * @param f called without the value
   * @param executor where the function runs; if it refuses, the stage fails
   * @return a stage that ends when the function has returned
   */
  @Override
  public Wait<@Nullable Void> thenRunAsync(Runnable f, Executor executor) {
    return attach(WaitFunction.RUN, f, requireNonNull(executor, "executor"));
  }

  /**
   * Calls the function with the value, and ends as the stage ends that it returns.
   *
   * @param <U> the value of that stage
   * @param f called with the value; must not return null
   * @return a stage that ends as the returned one does; once the function has returned, giving it
   *     up gives up that one, if it is a {@code Wait}
   */
  @Override
  public <U extends @Nullable Object> Wait<U> thenCompose(
      Function<? super T, ? extends CompletionStage<U>> f) {
    return attach(WaitFunction.COMPOSE, f, null);
  }

  /**
   * As {@link #thenCompose(Function)}, in the common pool.
   *
   * @param <U> the value of that stage
   * @param f called with the value; must not return null
   * @return a stage that ends as the returned one does; once the function has returned, giving it
   *     up gives up that one, if it is a {@code Wait}
   */
  @Override
  public <U extends @Nullable Object> Wait<U> thenComposeAsync(
      Function<? super T, ? extends CompletionStage<U>> f) {
    return attach(WaitFunction.COMPOSE, f, ASYNC);
  }

  /**
   * As {@link #thenCompose(Function)}, on an executor.
   *
   * @param <U> the value of that stage
   * @param f called with the value; must not return null
   * @param executor where the function runs; if it refuses, the stage fails
   * @return a stage that ends as the returned one does; once the function has returned, giving it
   *     up gives up that one, if it is a {@code Wait}
   */
  @Override
  public <U extends @Nullable Object> Wait<U> thenComposeAsync(
      Function<? super T, ? extends CompletionStage<U>> f, Executor executor) {
    return attach(WaitFunction.COMPOSE, f, requireNonNull(executor, "executor"));
  }

  /**
   * Calls the function when this wait has ended, however it has, and ends with what it returns.
   *
   * @param <U> what the function returns
   * @param f called with the value or null, and the failure or null
   * @return a stage that ends with the function's result
   */
  @Override
  public <U extends @Nullable Object> Wait<U> handle(
      BiFunction<? super @Nullable T, @Nullable Throwable, ? extends U> f) {
    return attach(WaitFunction.HANDLE, f, null);
  }

  /**
   * As {@link #handle(BiFunction)}, in the common pool.
   *
   * @param <U> what the function returns
   * @param f called with the value or null, and the failure or null
   * @return a stage that ends with the function's result
   */
  @Override
  public <U extends @Nullable Object> Wait<U> handleAsync(
      BiFunction<? super @Nullable T, @Nullable Throwable, ? extends U> f) {
    return attach(WaitFunction.HANDLE, f, ASYNC);
  }

  /**
   * As {@link #handle(BiFunction)}, on an executor.
   *
   * @param <U> what the function returns
   * @param f called with the value or null, and the failure or null
   * @param executor where the function runs; if it refuses, the stage fails
   * @return a stage that ends with the function's result
   */
  @Override
  public <U extends @Nullable Object> Wait<U> handleAsync(
      BiFunction<? super @Nullable T, @Nullable Throwable, ? extends U> f, Executor executor) {
    return attach(WaitFunction.HANDLE, f, requireNonNull(executor, "executor"));
  }

  /**
   * Calls the function when this wait has ended, however it has, and then ends likewise.
   *
   * @param f called with the value or null, and the failure or null
   * @return a stage that ends as this wait does; or, if that has a value and the function throws,
   *     with what it has thrown
   */
  @Override
  public Wait<T> whenComplete(BiConsumer<? super @Nullable T, ? super @Nullable Throwable> f) {
    return attach(WaitFunction.OBSERVE, f, null);
  }

  /**
   * As {@link #whenComplete(BiConsumer)}, in the common pool.
   *
   * @param f called with the value or null, and the failure or null
   * @return a stage that ends as this wait does; or, if that has a value and the function throws,
   *     with what it has thrown
   */
  @Override
  public Wait<T> whenCompleteAsync(BiConsumer<? super @Nullable T, ? super @Nullable Throwable> f) {
    return attach(WaitFunction.OBSERVE, f, ASYNC);
  }

  /**
   * As {@link #whenComplete(BiConsumer)}, on an executor.
   *
   * @param f called with the value or null, and the failure or null
   * @param executor where the function runs; if it refuses, the stage fails
   * @return a stage that ends as this wait does; or, if that has a value and the function throws,
   *     with what it has thrown
   */
  @Override
  public Wait<T> whenCompleteAsync(
      BiConsumer<? super @Nullable T, ? super @Nullable Throwable> f, Executor executor) {
    return attach(WaitFunction.OBSERVE, f, requireNonNull(executor, "executor"));
  }

  /**
   * Calls the function if this wait fails, and ends with what it returns; else with the value.
   *
   * @param f called with the failure
   * @return a stage that ends with the value, or with the function's result
   */
  @Override
  public Wait<T> exceptionally(Function<Throwable, ? extends T> f) {
    return attach(WaitFunction.RECOVER, f, null);
  }

  /**
   * As {@link #exceptionally(Function)}, in the common pool.
   *
   * @param f called with the failure
   * @return a stage that ends with the value, or with the function's result
   */
  @Override
  public Wait<T> exceptionallyAsync(Function<Throwable, ? extends T> f) {
    return attach(WaitFunction.RECOVER, f, ASYNC);
  }

  /**
   * As {@link #exceptionally(Function)}, on an executor.
   *
   * @param f called with the failure
   * @param executor where the function runs; if it refuses, the stage fails
   * @return a stage that ends with the value, or with the function's result
   */
  @Override
  public Wait<T> exceptionallyAsync(Function<Throwable, ? extends T> f, Executor executor) {
    return attach(WaitFunction.RECOVER, f, requireNonNull(executor, "executor"));
  }

  /**
   * Calls the function if this wait fails, and ends as the stage ends that it returns.
   *
   * @param f called with the failure; must not return null
   * @return a stage that ends with the value, or as the returned one does
   */
  @Override
  public Wait<T> exceptionallyCompose(Function<Throwable, ? extends CompletionStage<T>> f) {
    return attach(WaitFunction.RECOVER_COMPOSE, f, null);
  }

  /**
   * As {@link #exceptionallyCompose(Function)}, in the common pool.
   *
   * @param f called with the failure; must not return null
   * @return a stage that ends with the value, or as the returned one does
   */
  @Override
  public Wait<T> exceptionallyComposeAsync(Function<Throwable, ? extends CompletionStage<T>> f) {
    return attach(WaitFunction.RECOVER_COMPOSE, f, ASYNC);
  }

  /**
   * As {@link #exceptionallyCompose(Function)}, on an executor.
   *
   * @param f called with the failure; must not return null
   * @param executor where the function runs; if it refuses, the stage fails
   * @return a stage that ends with the value, or as the returned one does
   */
  @Override
  public Wait<T> exceptionallyComposeAsync(
      Function<Throwable, ? extends CompletionStage<T>> f, Executor executor) {
    return attach(WaitFunction.RECOVER_COMPOSE, f, requireNonNull(executor, "executor"));
  }

  /**
   * Calls the function with both values, and ends with what it returns.
   *
   * @param <U> the other's value
   * @param <V> what the function returns
   * @param other another stage; one that is not ours is only watched, never cancelled
   * @param f called with the value of this and of the other
   * @return a stage that ends with the function's result, or fails as soon as both have ended if
   *     one has failed
   */
  @Override
  public <U extends @Nullable Object, V extends @Nullable Object> Wait<V> thenCombine(
      CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> f) {
    return both(WaitFunction.COMBINE, other, f, null);
  }

  /**
   * As {@link #thenCombine(CompletionStage, BiFunction)}, in the common pool.
   *
   * @param <U> the other's value
   * @param <V> what the function returns
   * @param other another stage; one that is not ours is only watched, never cancelled
   * @param f called with the value of this and of the other
   * @return a stage that ends with the function's result, or fails as soon as both have ended if
   *     one has failed
   */
  @Override
  public <U extends @Nullable Object, V extends @Nullable Object> Wait<V> thenCombineAsync(
      CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> f) {
    return both(WaitFunction.COMBINE, other, f, ASYNC);
  }

  /**
   * As {@link #thenCombine(CompletionStage, BiFunction)}, on an executor.
   *
   * @param <U> the other's value
   * @param <V> what the function returns
   * @param other another stage; one that is not ours is only watched, never cancelled
   * @param f called with the value of this and of the other
   * @param executor where the function runs; if it refuses, the stage fails
   * @return a stage that ends with the function's result, or fails as soon as both have ended if
   *     one has failed
   */
  @Override
  public <U extends @Nullable Object, V extends @Nullable Object> Wait<V> thenCombineAsync(
      CompletionStage<? extends U> other,
      BiFunction<? super T, ? super U, ? extends V> f,
      Executor executor) {
    return both(WaitFunction.COMBINE, other, f, requireNonNull(executor, "executor"));
  }

  /**
   * Calls the function with both values.
   *
   * @param <U> the other's value
   * @param other another stage; one that is not ours is only watched, never cancelled
   * @param f called with the value of this and of the other
   * @return a stage that ends when the function has returned
   */
  @Override
  public <U extends @Nullable Object> Wait<@Nullable Void> thenAcceptBoth(
      CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> f) {
    return both(WaitFunction.ACCEPT_BOTH, other, f, null);
  }

  /**
   * As {@link #thenAcceptBoth(CompletionStage, BiConsumer)}, in the common pool.
   *
   * @param <U> the other's value
   * @param other another stage; one that is not ours is only watched, never cancelled
   * @param f called with the value of this and of the other
   * @return a stage that ends when the function has returned
   */
  @Override
  public <U extends @Nullable Object> Wait<@Nullable Void> thenAcceptBothAsync(
      CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> f) {
    return both(WaitFunction.ACCEPT_BOTH, other, f, ASYNC);
  }

  /**
   * As {@link #thenAcceptBoth(CompletionStage, BiConsumer)}, on an executor.
   *
   * @param <U> the other's value
   * @param other another stage; one that is not ours is only watched, never cancelled
   * @param f called with the value of this and of the other
   * @param executor where the function runs; if it refuses, the stage fails
   * @return a stage that ends when the function has returned
   */
  @Override
  public <U extends @Nullable Object> Wait<@Nullable Void> thenAcceptBothAsync(
      CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> f, Executor executor) {
    return both(WaitFunction.ACCEPT_BOTH, other, f, requireNonNull(executor, "executor"));
  }

  /**
   * Calls the function when this and the other have ended with values.
   *
   * @param other another stage; one that is not ours is only watched, never cancelled
   * @param f called without the values
   * @return a stage that ends when the function has returned
   */
  @Override
  public Wait<@Nullable Void> runAfterBoth(CompletionStage<?> other, Runnable f) {
    return both(WaitFunction.RUN, other, f, null);
  }

  /**
   * As {@link #runAfterBoth(CompletionStage, Runnable)}, in the common pool.
   *
   * @param other another stage; one that is not ours is only watched, never cancelled
   * @param f called without the values
   * @return a stage that ends when the function has returned
   */
  @Override
  public Wait<@Nullable Void> runAfterBothAsync(CompletionStage<?> other, Runnable f) {
    return both(WaitFunction.RUN, other, f, ASYNC);
  }

  /**
   * As {@link #runAfterBoth(CompletionStage, Runnable)}, on an executor.
   *
   * @param other another stage; one that is not ours is only watched, never cancelled
   * @param f called without the values
   * @param executor where the function runs; if it refuses, the stage fails
   * @return a stage that ends when the function has returned
   */
  @Override
  public Wait<@Nullable Void> runAfterBothAsync(
      CompletionStage<?> other, Runnable f, Executor executor) {
    return both(WaitFunction.RUN, other, f, requireNonNull(executor, "executor"));
  }

  /**
   * Calls the function with the value of whichever ends first; the other is left.
   *
   * @param <U> what the function returns
   * @param other another stage; one that is not ours is only watched, never cancelled
   * @param f called with that value
   * @return a stage that ends with the function's result, or fails as the first has failed
   */
  @Override
  public <U extends @Nullable Object> Wait<U> applyToEither(
      CompletionStage<? extends T> other, Function<? super T, U> f) {
    return either(WaitFunction.APPLY, other, f, null);
  }

  /**
   * As {@link #applyToEither(CompletionStage, Function)}, in the common pool.
   *
   * @param <U> what the function returns
   * @param other another stage; one that is not ours is only watched, never cancelled
   * @param f called with that value
   * @return a stage that ends with the function's result, or fails as the first has failed
   */
  @Override
  public <U extends @Nullable Object> Wait<U> applyToEitherAsync(
      CompletionStage<? extends T> other, Function<? super T, U> f) {
    return either(WaitFunction.APPLY, other, f, ASYNC);
  }

  /**
   * As {@link #applyToEither(CompletionStage, Function)}, on an executor.
   *
   * @param <U> what the function returns
   * @param other another stage; one that is not ours is only watched, never cancelled
   * @param f called with that value
   * @param executor where the function runs; if it refuses, the stage fails
   * @return a stage that ends with the function's result, or fails as the first has failed
   */
  @Override
  public <U extends @Nullable Object> Wait<U> applyToEitherAsync(
      CompletionStage<? extends T> other, Function<? super T, U> f, Executor executor) {
    return either(WaitFunction.APPLY, other, f, requireNonNull(executor, "executor"));
  }

  /**
   * Calls the function with the value of whichever ends first; the other is left.
   *
   * @param other another stage; one that is not ours is only watched, never cancelled
   * @param f called with that value
   * @return a stage that ends when the function has returned
   */
  @Override
  public Wait<@Nullable Void> acceptEither(
      CompletionStage<? extends T> other, Consumer<? super T> f) {
    return either(WaitFunction.ACCEPT, other, f, null);
  }

  /**
   * As {@link #acceptEither(CompletionStage, Consumer)}, in the common pool.
   *
   * @param other another stage; one that is not ours is only watched, never cancelled
   * @param f called with that value
   * @return a stage that ends when the function has returned
   */
  @Override
  public Wait<@Nullable Void> acceptEitherAsync(
      CompletionStage<? extends T> other, Consumer<? super T> f) {
    return either(WaitFunction.ACCEPT, other, f, ASYNC);
  }

  /**
   * As {@link #acceptEither(CompletionStage, Consumer)}, on an executor.
   *
   * @param other another stage; one that is not ours is only watched, never cancelled
   * @param f called with that value
   * @param executor where the function runs; if it refuses, the stage fails
   * @return a stage that ends when the function has returned
   */
  @Override
  public Wait<@Nullable Void> acceptEitherAsync(
      CompletionStage<? extends T> other, Consumer<? super T> f, Executor executor) {
    return either(WaitFunction.ACCEPT, other, f, requireNonNull(executor, "executor"));
  }

  /**
   * Calls the function when the first of both has ended; the other is left.
   *
   * @param other another stage; one that is not ours is only watched, never cancelled
   * @param f called without the value
   * @return a stage that ends when the function has returned
   */
  @Override
  public Wait<@Nullable Void> runAfterEither(CompletionStage<?> other, Runnable f) {
    return either(WaitFunction.RUN, other, f, null);
  }

  /**
   * As {@link #runAfterEither(CompletionStage, Runnable)}, in the common pool.
   *
   * @param other another stage; one that is not ours is only watched, never cancelled
   * @param f called without the value
   * @return a stage that ends when the function has returned
   */
  @Override
  public Wait<@Nullable Void> runAfterEitherAsync(CompletionStage<?> other, Runnable f) {
    return either(WaitFunction.RUN, other, f, ASYNC);
  }

  /**
   * As {@link #runAfterEither(CompletionStage, Runnable)}, on an executor.
   *
   * @param other another stage; one that is not ours is only watched, never cancelled
   * @param f called without the value
   * @param executor where the function runs; if it refuses, the stage fails
   * @return a stage that ends when the function has returned
   */
  @Override
  public Wait<@Nullable Void> runAfterEitherAsync(
      CompletionStage<?> other, Runnable f, Executor executor) {
    return either(WaitFunction.RUN, other, f, requireNonNull(executor, "executor"));
  }

  // ---- of several, of others

  /**
   * A wait for any stage, so that a coroutine or thread can await it and limit it. It ends exactly
   * as the stage ends. Giving it up cancels the stage, where that can be cancelled, unless other
   * functions hang on it.
   *
   * @param <T> the stage's type
   * @param stage what to wait for; a {@code Wait} is returned as it is
   * @return a wait that ends as the stage ends
   */
  public static <T extends @Nullable Object> Wait<T> of(CompletionStage<T> stage) {
    requireNonNull(stage, "stage");
    return stage instanceof Wait<T> wait ? wait : WaitForeign.waitFor(stage);
  }

  /**
   * A wait for the values of all of them. It ends when all have ended, and fails if one has failed;
   * what the others were granted then goes back. Giving it up gives up each of them on which
   * nothing else hangs; stages that are not ours are only watched.
   *
   * <p>When it ends well it has received all the values. From then on giving up a stage that hangs
   * on it gives none of them back. Where they are permits or items, use {@link #allOf(Collection)},
   * and read each of them in the function: what nobody has read goes back.
   *
   * @param <T> the values' type
   * @param stages the stages to wait for
   * @return a wait for the values, in the order of the stages, in a list that cannot be changed
   */
  public static <T extends @Nullable Object> Wait<List<T>> all(
      Collection<? extends CompletionStage<? extends T>> stages) {
    return WaitJoin.All.values(stages);
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
    return WaitJoin.All.ended(all);
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
    return new WaitJoin.Any<T>(any).hang();
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
   * Waits for the first of several clauses: exactly one of them happens. Short for {@code
   * Select.ordered(clauses).select()}; where it is asked again and again, make the {@link Select}
   * once.
   *
   * @param clauses what to wait for, each once
   * @return a wait for what was chosen; see {@link Select#select}
   * @throws IllegalArgumentException if there are more than 1,000 clauses, or one is null or comes
   *     twice, or its deadline is on another clock
   */
  public static Wait<Selected> firstOf(Clause<?>... clauses) {
    return Select.ordered(clauses).select();
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
    return WaitFuture.of(this);
  }
}
