package toro;

import static java.util.Objects.requireNonNull;
import static toro.PermitRequest.Use.HOLD;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A number of permits that are waited for without blocking a thread: N at a time, never more.
 *
 * {@snippet file="Snippets.java" region="semaphore"}
 *
 * <p>An <i>unbounded</i> semaphore can also be used for signalling: {@link #release()} adds permits
 * that nobody held. A {@linkplain #bounded bounded} one never has more than it was made with.
 *
 * <p><b>Fairness.</b> Strictly first come, first served, whatever the amounts: a large request at
 * the head of the line lets nobody pass, and {@link #tryAcquire()} fails while somebody waits.
 *
 * <p><b>Cancellation.</b> A request that is given up leaves the line at once, and lets in those
 * behind it that it was blocking; see {@link Wait}.
 *
 * <p><b>Memory.</b> What was done before a release or a close of a permit happens-before what the
 * one who gets it next does.
 *
 * <p>With one permit it is an {@link AsyncLock}, which also has conditions.
 */
public final class AsyncSemaphore extends Primitive implements Acquirable<Permit> {
  private final PermitPool permits;
  private final boolean bounded;
  private int limit; // open permits and available ones together; under the guard of permits

  private AsyncSemaphore(int permits, boolean bounded) {
    if (permits < 0) {
      throw new IllegalArgumentException("number of permits must not be negative: " + permits);
    }
    this.limit = permits;
    this.bounded = bounded;
    this.permits = new PermitPool(this, permits, bounded ? permits : Integer.MAX_VALUE);
  }

  /**
   * Creates an unbounded semaphore.
   *
   * @param permits how many are available at first
   * @throws IllegalArgumentException if negative
   */
  public AsyncSemaphore(int permits) {
    this(permits, false);
  }

  /**
   * Creates a semaphore that never has more permits than now: available and open ones together are
   * always that many, and {@link #release()} is refused.
   *
   * @param permits how many there are
   * @return a bounded semaphore
   * @throws IllegalArgumentException if negative
   */
  public static AsyncSemaphore bounded(int permits) {
    return new AsyncSemaphore(permits, true);
  }

  /**
   * Names this semaphore, for {@link #toString} and messages.
   *
   * @param name any text
   * @return this semaphore
   */
  public AsyncSemaphore named(String name) {
    setName(name);
    return this;
  }

  /**
   * Limits how many requests may wait: one that comes when so many do, and that would have to wait
   * too, fails at once with {@link java.util.concurrent.RejectedExecutionException}. That holds for
   * every acquire, for {@code with}, and for a clause of a {@link Select} that has to wait; but not
   * for {@link #whenAvailable}. Who waits already stays. Without a limit, all may wait.
   *
   * @param requests how many may wait at most; with 0 nobody may
   * @return this semaphore
   * @throws IllegalArgumentException if negative
   */
  public AsyncSemaphore maxWaiting(int requests) {
    if (requests < 0) {
      throw new IllegalArgumentException(
          brief() + ": number of requests must not be negative: " + requests);
    }
    permits.setMostWaiting(requests);
    return this;
  }

  /**
   * Stands in line for one permit.
   *
   * @return a wait that completes with the permit; fails with {@link ClosedException} when closed,
   *     and with {@link java.util.concurrent.RejectedExecutionException} beyond {@link #maxWaiting}
   */
  @Override
  @CheckReturnValue
  public Wait<Permit> acquire() {
    return acquire(1);
  }

  /**
   * Stands in line for several permits at once.
   *
   * @param n how many
   * @return a wait that completes with one {@link Permit} for all of them; fails with {@link
   *     ClosedException} when closed, and with {@link
   *     java.util.concurrent.RejectedExecutionException} beyond {@link #maxWaiting}
   * @throws IllegalArgumentException if n is not positive, or more than a bounded semaphore has
   */
  @CheckReturnValue
  public Wait<Permit> acquire(int n) {
    return permits.acquire(obtainable(n), HOLD);
  }

  /**
   * Takes a permit if one is available and nobody waits.
   *
   * @return the permit, or null
   * @throws ClosedException when closed
   */
  @CheckReturnValue
  public @Nullable Permit tryAcquire() {
    return tryAcquire(1);
  }

  /**
   * Takes several permits if they are available and nobody waits.
   *
   * @param n how many
   * @return one {@link Permit} for all of them, or null
   * @throws IllegalArgumentException if n is not positive, or more than a bounded semaphore has
   * @throws ClosedException when closed
   */
  @CheckReturnValue
  public @Nullable Permit tryAcquire(int n) {
    return permits.tryAcquire(obtainable(n));
  }

  /**
   * Adds one permit that nobody holds. To give back what was acquired, close the permit instead.
   *
   * @throws IllegalStateException if this semaphore is bounded, or would have too many
   * @throws ClosedException when closed
   */
  public void release() {
    release(1);
  }

  /**
   * Adds permits that nobody holds. To give back what was acquired, close the permit instead.
   *
   * @param n how many
   * @throws IllegalArgumentException if not positive
   * @throws IllegalStateException if this semaphore is bounded, or would have too many
   * @throws ClosedException when closed
   */
  public void release(int n) {
    positive(n);
    var grants = new WaitGrants();
    permits.lock();
    try {
      refuseClosed("release", n);
      if (bounded) {
        throw refusal(n, "of a bounded semaphore");
      }
      if (limit > Integer.MAX_VALUE - n) {
        throw refusal(n, "makes more than an int can count");
      }
      limit += n;
      permits.add(n, grants);
    } finally {
      permits.unlock();
    }
    grants.deliver();
  }

  private IllegalStateException refusal(int n, String why) {
    return new IllegalStateException(brief() + ": release(" + n + ") " + why + ", " + permitsNow());
  }

  /**
   * Changes how many permits there are: {@link #available()} changes by the difference at once, and
   * may become negative while more are held than there are now.
   *
   * @param permits how many there shall be, available and open together; in a bounded semaphore,
   *     waiting requests for more than this fail with {@link IllegalArgumentException}
   * @throws IllegalArgumentException if negative
   * @throws ClosedException when closed
   */
  public void resize(int permits) {
    if (permits < 0) {
      throw new IllegalArgumentException(
          brief() + ": number of permits must not be negative: " + permits);
    }
    var grants = new WaitGrants();
    this.permits.lock();
    try {
      refuseClosed("resize", permits);
      if (bounded) {
        this.permits.setMost(permits, grants);
      }
      int added = permits - limit;
      limit = permits;
      this.permits.add(added, grants);
    } finally {
      this.permits.unlock();
    }
    grants.deliver();
  }

  private void refuseClosed(String call, int n) {
    ClosedException closed = permits.closed();
    if (closed != null) {
      throw new ClosedException(
          brief() + ": " + call + "(" + n + ") when closed", closed.getCause());
    }
  }

  /**
   * Waits until {@link #tryAcquire()} would succeed; takes nothing.
   *
   * @return a wait that completes when nobody waits for a permit and one is available; fails with
   *     {@link ClosedException} when closed
   */
  public Wait<@Nullable Void> whenAvailable() {
    return permits.whenAvailable();
  }

  /**
   * How many permits are available now.
   *
   * @return the number; negative after a {@link #resize} to less than are held
   */
  public int available() {
    return permits.available();
  }

  /**
   * How many stand in line, for permits or for {@link #whenAvailable}.
   *
   * @return the number
   */
  public int waiting() {
    return permits.waiting();
  }

  /**
   * As {@link #with(Supplier)}, with several permits.
   *
   * @param <R> the body's result
   * @param n how many permits
   * @param body what to do with the permits held; runs where they are granted
   * @return a wait for the body's result, or its failure
   * @throws IllegalArgumentException as {@link #acquire(int)} does
   */
  @CanIgnoreReturnValue
  public <R extends @Nullable Object> Wait<R> with(
      int n, Supplier<? extends CompletionStage<R>> body) {
    requireNonNull(body, "body");
    return PermitPool.with(acquire(n), null, body);
  }

  /**
   * As {@link #with(Executor, Supplier)}, with several permits.
   *
   * @param <R> the body's result
   * @param n how many permits
   * @param executor where the body begins
   * @param body what to do with the permits held
   * @return a wait for the body's result, or its failure
   * @throws IllegalArgumentException as {@link #acquire(int)} does
   */
  @CanIgnoreReturnValue
  public <R extends @Nullable Object> Wait<R> with(
      int n, Executor executor, Supplier<? extends CompletionStage<R>> body) {
    requireNonNull(executor, "executor");
    requireNonNull(body, "body");
    return PermitPool.with(acquire(n), executor, body);
  }

  /**
   * Closes this semaphore: waiting and later acquires fail with {@link ClosedException}, and so do
   * {@link #whenAvailable} waits. Open permits may be closed as ever. Idempotent.
   */
  public void close() {
    permits.close(null);
  }

  /**
   * As {@link #close()}; {@link ClosedException#getCause} tells why.
   *
   * @param cause why; the first one wins
   */
  public void close(Throwable cause) {
    permits.close(requireNonNull(cause, "cause"));
  }

  /**
   * Says whether this semaphore is closed.
   *
   * @return true from the first close on
   */
  public boolean isClosed() {
    return permits.closed() != null;
  }

  WaitSource<Permit> acquiring(int n) {
    return new PermitSource(permits, obtainable(n), HOLD);
  }

  WaitSource<@Nullable Void> becomingAvailable() {
    return new PermitSource.Available(permits);
  }

  @Override
  String state() {
    String now;
    permits.lock();
    try {
      now = permitsNow();
    } finally {
      permits.unlock();
    }
    return (isClosed() ? "closed, " : "") + now + Names.waiting(waiting());
  }

  private String permitsNow() {
    assert permits.isHeld();
    return available() + " of " + limit + " available";
  }

  private int obtainable(int n) {
    positive(n);
    int most = permits.most();
    if (n > most) {
      throw permits.tooMany(n, "there are " + most);
    }
    return n;
  }

  private void positive(int n) {
    if (n <= 0) {
      throw new IllegalArgumentException(brief() + ": number of permits must be positive: " + n);
    }
  }
}
