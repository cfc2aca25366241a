package toro;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import java.util.concurrent.CompletionStage;
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
public final class AsyncSemaphore {
  private final PermitPool permits;
  private final boolean bounded;
  private int limit; // open permits and available ones together; under the guard of permits
  private volatile String name = ""; // by named

  private AsyncSemaphore(int permits, boolean bounded) {
    this.limit = notNegative(permits);
    this.bounded = bounded;
    this.permits = new PermitPool(this, permits);
    if (bounded) {
      this.permits.setMost(permits);
    }
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
   * Names this semaphore, for {@link #toString} and thread dumps.
   *
   * @param name any text
   * @return this semaphore
   */
  public AsyncSemaphore named(String name) {
    this.name = requireNonNull(name, "name");
    return this;
  }

  /**
   * Stands in line for one permit.
   *
   * @return a wait that completes with the permit; fails with {@link ClosedException} when closed
   */
  @CheckReturnValue
  public Wait<Permit> acquire() {
    return acquire(1);
  }

  /**
   * Stands in line for several permits at once.
   *
   * @param n how many
   * @return a wait that completes with one {@link Permit} for all of them; fails with {@link
   *     ClosedException} when closed
   * @throws IllegalArgumentException if n is not positive, or more than a bounded semaphore has
   */
  @CheckReturnValue
  public Wait<Permit> acquire(int n) {
    return permits.acquire(obtainable(n));
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
    if (bounded) {
      throw new IllegalStateException("release(" + n + ") of the bounded " + this);
    }
    change(n, "release(" + n + ")");
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
    notNegative(permits);
    var grants = new WaitGrants();
    synchronized (this.permits.guard()) {
      refuseClosed("resize(" + permits + ")");
      if (bounded) {
        this.permits.setMost(permits);
        this.permits.failLargerThan(permits, grants);
      }
      int added = permits - limit;
      limit = permits;
      this.permits.add(added, grants);
    }
    grants.deliver();
  }

  private void change(int added, String what) {
    var grants = new WaitGrants();
    synchronized (permits.guard()) {
      refuseClosed(what);
      if (limit > Integer.MAX_VALUE - added) {
        throw new IllegalStateException(what + " would be more than an int can count: " + this);
      }
      limit += added;
      permits.add(added, grants);
    }
    grants.deliver();
  }

  private void refuseClosed(String what) {
    if (permits.isClosed()) {
      throw new ClosedException(what + " of " + this, permits.closedException().getCause());
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
   * Acquires one permit, runs the body, and closes the permit when the body's stage has ended, in
   * whatever way. Cancelling the returned wait leaves the line; once the body has begun, it cancels
   * the body's stage and ends at once, and the permit follows when that stage ends.
   *
   * @param <R> the body's result
   * @param body what to do with the permit; runs where the permit is granted
   * @return a wait for the body's result, or its failure; {@link NullPointerException} if the body
   *     returns null
   */
  @CanIgnoreReturnValue
  public <R extends @Nullable Object> Wait<R> with(Supplier<? extends CompletionStage<R>> body) {
    requireNonNull(body, "body");
    return WaitWith.permit(acquire(), body);
  }

  /**
   * Closes this semaphore: waiting and later acquires fail with {@link ClosedException}, and so do
   * {@link #whenAvailable} waits. Open permits may be closed as ever. Idempotent.
   */
  public void close() {
    permits.close(new ClosedException(this + " is closed", null));
  }

  @Override
  public String toString() {
    int total;
    synchronized (permits.guard()) {
      total = limit;
    }
    String state = available() + " of " + total + " available";
    return Names.show(
        this, name, permits.isClosed() ? "closed, " + state : state, permits.waiting());
  }

  private int obtainable(int n) {
    positive(n);
    if (n > permits.most()) {
      throw new IllegalArgumentException(n + " permits asked for, there are " + permits.most());
    }
    return n;
  }

  private static void positive(int n) {
    if (n <= 0) {
      throw new IllegalArgumentException("number of permits must be positive: " + n);
    }
  }

  private static int notNegative(int permits) {
    if (permits < 0) {
      throw new IllegalArgumentException("number of permits must not be negative: " + permits);
    }
    return permits;
  }
}
