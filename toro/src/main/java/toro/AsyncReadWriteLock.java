package toro;

import static java.util.Objects.requireNonNull;
import static toro.PermitRequest.Use.READ;
import static toro.PermitRequest.Use.WRITE;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
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
public final class AsyncReadWriteLock extends Primitive {
  private static final int MOST_READERS = (Integer.MAX_VALUE - 1) / 2;

  private final PermitPool permits; // a reader takes two, a writer all, which is an odd number
  private final int all;

  /** Creates a lock for any number of readers. */
  public AsyncReadWriteLock() {
    this(MOST_READERS);
  }

  /**
   * Creates a lock for a limited number of readers at a time.
   *
   * @param maxReaders how many may read at once; more than 2<sup>30</sup>-1 never do
   * @throws IllegalArgumentException if not positive
   */
  public AsyncReadWriteLock(int maxReaders) {
    if (maxReaders <= 0) {
      throw new IllegalArgumentException("maxReaders must be positive: " + maxReaders);
    }
    this.all = 2 * Math.min(maxReaders, MOST_READERS) + 1;
    this.permits = new PermitPool(this, all);
  }

  /**
   * Names this lock, for {@link #toString} and messages.
   *
   * @param name any text
   * @return this lock
   */
  public AsyncReadWriteLock named(String name) {
    setName(name);
    return this;
  }

  /**
   * Stands in line to read.
   *
   * @return a wait that completes with the permit, once no writer is inside or before this in line;
   *     fails with {@link ClosedException} when closed
   */
  @CheckReturnValue
  public Wait<Permit> acquireRead() {
    return permits.acquire(2, READ);
  }

  /**
   * Stands in line to write.
   *
   * @return a wait that completes with the permit, once nobody is inside or before this in line;
   *     fails with {@link ClosedException} when closed
   */
  @CheckReturnValue
  public Wait<Permit> acquireWrite() {
    return permits.acquire(all, WRITE);
  }

  /**
   * Takes a permit to read, if that needs no waiting.
   *
   * @return the permit, or null
   * @throws ClosedException when closed
   */
  @CheckReturnValue
  public @Nullable Permit tryAcquireRead() {
    return permits.tryAcquire(2, READ);
  }

  /**
   * Takes the permit to write, if nobody is inside or waits.
   *
   * @return the permit, or null
   * @throws ClosedException when closed
   */
  @CheckReturnValue
  public @Nullable Permit tryAcquireWrite() {
    return permits.tryAcquire(all, WRITE);
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
    requireNonNull(write, "write");
    if (!(write instanceof PermitRequest writer)
        || writer.permits != permits
        || !writer.isToWrite()
        || !writer.takeOver()) {
      throw new IllegalStateException(
          brief() + ": not an open permit to write of this lock: " + write);
    }
    Permit reader = permits.granted(2, READ);
    permits.release(all - 2);
    return reader;
  }

  /**
   * How many read now.
   *
   * @return the number of open permits to read
   */
  public int readers() {
    int taken = all - permits.available();
    return taken == all ? 0 : taken / 2;
  }

  /**
   * Says whether somebody writes now.
   *
   * @return true while a permit to write is open
   */
  public boolean isWriteHeld() {
    return permits.available() == 0; // readers leave one over
  }

  /**
   * How many stand in line, to read or to write.
   *
   * @return the number
   */
  public int waiting() {
    return permits.waiting();
  }

  /**
   * Runs the body as a reader; the permit is closed when the body's stage has ended, in whatever
   * way. Cancelling is as in {@link Acquirable#with(Supplier)}.
   *
   * @param <R> the body's result
   * @param body what to do; runs where the permit is granted
   * @return a wait for the body's result, or its failure
   */
  @CanIgnoreReturnValue
  public <R extends @Nullable Object> Wait<R> withRead(
      Supplier<? extends CompletionStage<R>> body) {
    requireNonNull(body, "body");
    return PermitPool.with(acquireRead(), null, body);
  }

  /**
   * As {@link #withRead(Supplier)}, and the body begins on the given executor, as in {@link
   * Acquirable#with(Executor, Supplier)}.
   *
   * @param <R> the body's result
   * @param executor where the body begins
   * @param body what to do
   * @return a wait for the body's result, or its failure
   */
  @CanIgnoreReturnValue
  public <R extends @Nullable Object> Wait<R> withRead(
      Executor executor, Supplier<? extends CompletionStage<R>> body) {
    requireNonNull(executor, "executor");
    requireNonNull(body, "body");
    return PermitPool.with(acquireRead(), executor, body);
  }

  /**
   * Runs the body as the writer; the permit is closed when the body's stage has ended, in whatever
   * way. Cancelling is as in {@link Acquirable#with(Supplier)}.
   *
   * @param <R> the body's result
   * @param body what to do; runs where the permit is granted
   * @return a wait for the body's result, or its failure
   */
  @CanIgnoreReturnValue
  public <R extends @Nullable Object> Wait<R> withWrite(
      Supplier<? extends CompletionStage<R>> body) {
    requireNonNull(body, "body");
    return PermitPool.with(acquireWrite(), null, body);
  }

  /**
   * As {@link #withWrite(Supplier)}, and the body begins on the given executor, as in {@link
   * Acquirable#with(Executor, Supplier)}.
   *
   * @param <R> the body's result
   * @param executor where the body begins
   * @param body what to do
   * @return a wait for the body's result, or its failure
   */
  @CanIgnoreReturnValue
  public <R extends @Nullable Object> Wait<R> withWrite(
      Executor executor, Supplier<? extends CompletionStage<R>> body) {
    requireNonNull(executor, "executor");
    requireNonNull(body, "body");
    return PermitPool.with(acquireWrite(), executor, body);
  }

  /**
   * Closes this lock: waiting and later requests fail with {@link ClosedException}. Whoever is
   * inside stays inside; permits may be closed and downgraded as ever. Idempotent.
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
   * Says whether this lock is closed.
   *
   * @return true from the first close on
   */
  public boolean isClosed() {
    return permits.closed() != null;
  }

  WaitSource<Permit> acquiringRead() {
    return new PermitSource(permits, 2, READ);
  }

  WaitSource<Permit> acquiringWrite() {
    return new PermitSource(permits, all, WRITE);
  }

  @Override
  String state() {
    int reading = readers();
    String inside = isWriteHeld() ? "writing" : reading == 0 ? "free" : reading + " reading";
    return (isClosed() ? "closed, " : "") + inside + Names.waiting(waiting());
  }
}
