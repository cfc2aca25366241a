package toro;

import static java.util.Objects.requireNonNull;
import static toro.PermitRequest.Use.HOLD;

import com.google.errorprone.annotations.CheckReturnValue;
import java.util.function.BooleanSupplier;
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
public final class AsyncLock extends Primitive implements Acquirable<Permit> {
  private final PermitPool permits = new PermitPool(this, 1);

  /** Creates a lock that is free. */
  public AsyncLock() {}

  /**
   * Names this lock, for {@link #toString} and messages.
   *
   * @param name any text
   * @return this lock
   */
  public AsyncLock named(String name) {
    setName(name);
    return this;
  }

  /**
   * Stands in line for the lock.
   *
   * @return a wait that completes with the permit when the lock is this caller's; giving it up
   *     leaves the line; fails with {@link ClosedException} when closed
   */
  @Override
  @CheckReturnValue
  public Wait<Permit> acquire() {
    return permits.acquire(1, HOLD);
  }

  /**
   * Takes the lock if it is free and nobody waits for it.
   *
   * @return the permit, or null
   * @throws ClosedException when closed
   */
  @CheckReturnValue
  public @Nullable Permit tryAcquire() {
    return permits.tryAcquire();
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
   * How many stand in line for the lock, without those who wait for a signal.
   *
   * @return the number
   */
  public int waiting() {
    return permits.waiting();
  }

  /**
   * Creates a condition bound to this lock.
   *
   * @return a condition on which nobody waits
   */
  public Condition newCondition() {
    return new Condition(this);
  }

  /**
   * Closes this lock: waiting and later acquires fail with {@link ClosedException}. Whoever is
   * inside stays inside; permits may be closed as ever. Who waits on a {@link Condition} of this
   * lock waits for no signal any more: that wait takes the lock back and then fails with {@link
   * ClosedException}, with its permit open; one that had its signal ends well. Idempotent.
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

  WaitSource<Permit> acquiring() {
    return new PermitSource(permits, 1, HOLD);
  }

  @Override
  String state() {
    String closed = isClosed() ? "closed, " : "";
    return closed + (isHeld() ? "held" : "free") + Names.waiting(waiting());
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
   * {@code finally} block. So does {@linkplain AsyncLock#close() closing the lock}. A cancel and
   * closing the permit leave at once and for good: the permit is then closed. A signal whose waiter
   * has left goes to the next one.
   *
   * <p><b>Memory.</b> As the lock's.
   *
   * <p>{@link AsyncCondition} is the condition without a lock.
   */
  public static final class Condition extends Primitive {
    private final AsyncLock lock;
    private final PermitCondition waits;

    private Condition(AsyncLock lock) {
      this.lock = lock;
      this.waits = new PermitCondition(this, lock.permits);
    }

    /**
     * Names this condition, for {@link #toString} and messages.
     *
     * @param name any text
     * @return this condition
     */
    public Condition named(String name) {
      setName(name);
      return this;
    }

    /**
     * Gives the lock up, waits for a signal, and takes the lock back.
     *
     * @param held the open permit of this condition's lock
     * @return a wait that completes when a signal has come and the same permit is open again; it
     *     fails with {@link ClosedException}, the permit open, when the lock is closed; it fails
     *     with {@link IllegalStateException}, and nothing has changed, if the permit is not one of
     *     this lock, or not open
     */
    public Wait<@Nullable Void> releaseUntilSignalled(Permit held) {
      return waits.releaseUntilSignalled(requireNonNull(held, "held"));
    }

    /**
     * Waits with {@link #releaseUntilSignalled} until the predicate is true; returns a completed
     * wait if it is true now. The predicate runs with the lock held, where the lock is granted.
     *
     * @param held the open permit of this condition's lock
     * @param predicate what has to hold; if it throws, the wait fails with that, the permit open
     * @return a wait that completes with the permit open and the predicate true; it fails as {@link
     *     #releaseUntilSignalled} does
     */
    public Wait<@Nullable Void> releaseUntil(Permit held, BooleanSupplier predicate) {
      requireNonNull(held, "held");
      requireNonNull(predicate, "predicate");
      return new PermitConditionUntil(waits, held, predicate).start();
    }

    /**
     * Lets the first waiter go on as soon as the lock is free. Without a waiter nothing happens.
     */
    public void signal() {
      waits.signal();
    }

    /** Lets all who wait now go on, one after the other, in the order in which they came. */
    public void signalAll() {
      waits.signalAll();
    }

    /**
     * How many wait for a signal, without those who have had it and wait for the lock.
     *
     * @return the number
     */
    public int waiting() {
      return waits.waiting();
    }

    @Override
    String brief() {
      return super.brief() + " of " + lock.brief();
    }

    @Override
    String state() {
      return "of " + lock.describe() + Names.waiting(waiting());
    }
  }
}
