package toro;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A lock for many readers or one writer, waited for without blocking a thread.
 *
 * {@snippet file="Snippets.java" region="readWriteLock"}
 *
 * <p><b>Fairness.</b> One line for readers and writers, strictly first come, first served: readers
 * that come after a waiting writer wait behind it, so that nobody starves. A reader cannot become a
 * writer; a writer can be {@linkplain #downgrade downgraded}.
 *
 * <p><b>Cancellation.</b> A request that is given up leaves the line at once; a writer that leaves
 * lets in the readers behind it. See {@link Wait}.
 *
 * <p><b>Memory.</b> What was done before a permit is closed happens-before what the next one
 * granted does.
 *
 * <p>Where there are no readers, {@link AsyncLock} is smaller.
 */
public final class AsyncReadWriteLock {
  private final PermitPool permits; // a reader takes one, a writer all
  private final int maxReaders;
  private volatile String name = ""; // by named

  /** Creates a lock for any number of readers. */
  public AsyncReadWriteLock() {
    this(Integer.MAX_VALUE);
  }

  /**
   * Creates a lock for a limited number of readers at a time.
   *
   * @param maxReaders how many may read at once
   * @throws IllegalArgumentException if not positive
   */
  public AsyncReadWriteLock(int maxReaders) {
    if (maxReaders <= 0) {
      throw new IllegalArgumentException("maxReaders must be positive: " + maxReaders);
    }
    this.maxReaders = maxReaders;
    this.permits = new PermitPool(this, maxReaders);
  }

  /**
   * Names this lock, for {@link #toString} and thread dumps.
   *
   * @param name any text
   * @return this lock
   */
  public AsyncReadWriteLock named(String name) {
    this.name = requireNonNull(name, "name");
    return this;
  }

  /**
   * Stands in line to read.
   *
   * @return a wait that completes with the permit, once no writer is inside or before this in line
   */
  @CheckReturnValue
  public Wait<Permit> acquireRead() {
    return permits.acquire(1);
  }

  /**
   * Stands in line to write.
   *
   * @return a wait that completes with the permit, once nobody is inside or before this in line
   */
  @CheckReturnValue
  public Wait<Permit> acquireWrite() {
    return permits.acquire(new PermitRequest(permits, maxReaders, true));
  }

  /**
   * Takes a permit to read, if that needs no waiting.
   *
   * @return the permit, or null
   */
  @CheckReturnValue
  public @Nullable Permit tryAcquireRead() {
    return permits.tryAcquire(1);
  }

  /**
   * Takes the permit to write, if nobody is inside or waits.
   *
   * @return the permit, or null
   */
  @CheckReturnValue
  public @Nullable Permit tryAcquireWrite() {
    return permits.tryAcquire(new PermitRequest(permits, maxReaders, true));
  }

  /**
   * Makes a reader of the writer, without letting another writer in between. Waiting readers at the
   * head of the line go in at once.
   *
   * @param write an open permit to write, of this lock; it is closed by this call
   * @return an open permit to read
   * @throws IllegalStateException if the permit is not open, or not one to write, or another
   *     lock's; nothing has changed
   */
  @CheckReturnValue
  public Permit downgrade(Permit write) {
    PermitRequest writer = (PermitRequest) requireNonNull(write, "write");
    if (writer.permits != permits || !writer.exclusive || !writer.closeOpen()) {
      throw new IllegalStateException(write + " is not an open permit to write of " + this);
    }
    var reader = new PermitRequest(permits, 1, false);
    var unused = reader.grantUnseen();
    if (maxReaders > 1) {
      permits.release(maxReaders - 1);
    }
    return reader;
  }

  /**
   * Runs the body as a reader; the permit is closed when the body's stage has ended, in whatever
   * way. Cancelling is as in {@link AsyncLock#with}.
   *
   * @param <R> the body's result
   * @param body what to do; runs where the permit is granted
   * @return a wait for the body's result, or its failure
   */
  @CanIgnoreReturnValue
  public <R extends @Nullable Object> Wait<R> withRead(
      Supplier<? extends CompletionStage<R>> body) {
    requireNonNull(body, "body");
    return WaitWith.permit(acquireRead(), body);
  }

  /**
   * Runs the body as the writer; the permit is closed when the body's stage has ended, in whatever
   * way. Cancelling is as in {@link AsyncLock#with}.
   *
   * @param <R> the body's result
   * @param body what to do; runs where the permit is granted
   * @return a wait for the body's result, or its failure
   */
  @CanIgnoreReturnValue
  public <R extends @Nullable Object> Wait<R> withWrite(
      Supplier<? extends CompletionStage<R>> body) {
    requireNonNull(body, "body");
    return WaitWith.permit(acquireWrite(), body);
  }

  @Override
  public String toString() {
    int inside = maxReaders - permits.available();
    String state =
        inside == 0
            ? "free"
            : inside < maxReaders ? inside + " reading" : "full"; // a writer, or all the readers
    return Names.show(this, name, state, permits.waiting());
  }
}
