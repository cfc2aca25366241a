package toro;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CheckReturnValue;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One of the things that a {@link Select} waits for. The methods are named like those that wait for
 * that thing alone: import them statically.
 *
 * <p>A clause is made once, and used by as many selects as one likes, one after the other or at the
 * same time. It takes nothing, and stands in no line, until a select is asked.
 *
 * @param <T> what is waited for
 */
@CheckReturnValue
public final class Clause<T extends @Nullable Object> {
  final WaitSource<T> source;
  final boolean isSettled;

  private Clause(WaitSource<T> source, boolean isSettled) {
    this.source = source;
    this.isSettled = isSettled;
  }

  private static <T extends @Nullable Object> Clause<T> of(WaitSource<T> source) {
    return new Clause<>(source, false);
  }

  /**
   * An item of a queue, as {@link AsyncQueue#take}.
   *
   * @param <T> the items' type
   * @param queue the queue
   * @return a clause that takes nothing unless it is chosen
   */
  public static <T> Clause<T> take(AsyncQueue<T> queue) {
    return of(new QueueSource.Take<>(queue.engine()));
  }

  /**
   * Room for an item in a queue, as {@link AsyncQueue#put}. Each time that it is chosen puts the
   * same item.
   *
   * @param <T> the items' type
   * @param queue the queue
   * @param item what is put if the clause is chosen, and never else
   * @return a clause
   */
  public static <T> Clause<@Nullable Void> put(AsyncQueue<T> queue, T item) {
    return of(new QueueSource.Put<>(queue.engine(), item));
  }

  /**
   * An item of a broadcast, as {@link AsyncBroadcast.Subscription#take}.
   *
   * @param <T> the items' type
   * @param subscription the subscription
   * @return a clause that takes nothing unless it is chosen
   */
  public static <T> Clause<T> take(AsyncBroadcast.Subscription<T> subscription) {
    return of(subscription.taking());
  }

  /**
   * Room in a queue, as {@link AsyncQueue#reserve}.
   *
   * @param <T> the items' type
   * @param queue the queue
   * @return a clause with the slot, which has to be put into or closed
   * @throws IllegalStateException if the queue has no slots
   */
  public static <T> Clause<Slot<T>> reserve(AsyncQueue<T> queue) {
    return of(new QueueSource.Reserve<>(queue.engine()));
  }

  /**
   * An item of a queue that comes back unless it is done, as {@link AsyncQueue#lease}.
   *
   * @param <T> the items' type
   * @param queue the queue
   * @return a clause with the lease, which has to be closed
   */
  public static <T> Clause<Lease<T>> lease(AsyncQueue<T> queue) {
    return of(new QueueSource.Leasing<>(queue.engine()));
  }

  /**
   * A lock, as {@link AsyncLock#acquire}.
   *
   * @param lock the lock
   * @return a clause with the permit, which has to be closed
   */
  public static Clause<Permit> acquire(AsyncLock lock) {
    return of(lock.acquiring());
  }

  /**
   * A permit of a semaphore, as {@link AsyncSemaphore#acquire()}.
   *
   * @param semaphore the semaphore
   * @return a clause with the permit, which has to be closed
   */
  public static Clause<Permit> acquire(AsyncSemaphore semaphore) {
    return acquire(semaphore, 1);
  }

  /**
   * Several permits of a semaphore, as {@link AsyncSemaphore#acquire(int)}.
   *
   * @param semaphore the semaphore
   * @param n how many
   * @return a clause with the permit for all of them, which has to be closed
   * @throws IllegalArgumentException if n is not positive, or more than there can ever be
   */
  public static Clause<Permit> acquire(AsyncSemaphore semaphore, int n) {
    return of(semaphore.acquiring(n));
  }

  /**
   * A lock to read, as {@link AsyncReadWriteLock#acquireRead}.
   *
   * @param lock the lock
   * @return a clause with the permit, which has to be closed
   */
  public static Clause<Permit> acquireRead(AsyncReadWriteLock lock) {
    return of(lock.acquiringRead());
  }

  /**
   * A lock to write, as {@link AsyncReadWriteLock#acquireWrite}.
   *
   * @param lock the lock
   * @return a clause with the permit, which has to be closed
   */
  public static Clause<Permit> acquireWrite(AsyncReadWriteLock lock) {
    return of(lock.acquiringWrite());
  }

  /**
   * An event that is set, as {@link AsyncEvent#whenSet}.
   *
   * @param event the event
   * @return a clause
   */
  public static Clause<@Nullable Void> whenSet(AsyncEvent event) {
    return of(event.waiters().new Source());
  }

  /**
   * A signal, as {@link AsyncCondition#whenSignalled}.
   *
   * @param condition the condition
   * @return a clause that uses up no signal unless it is chosen
   */
  public static Clause<@Nullable Void> whenSignalled(AsyncCondition condition) {
    return of(condition.new Source());
  }

  /**
   * A turn, as {@link AsyncRateLimiter#acquire()}.
   *
   * @param limiter the limiter
   * @return a clause that takes nothing unless it is chosen
   */
  public static Clause<@Nullable Void> acquire(AsyncRateLimiter limiter) {
    return of(limiter.source());
  }

  /**
   * A signal, as {@link AsyncSignal#take}.
   *
   * @param signal the signal
   * @return a clause that takes no signal unless it is chosen
   */
  public static Clause<@Nullable Void> take(AsyncSignal signal) {
    return of(signal.new Source());
  }

  /**
   * A count of zero, as {@link AsyncLatch#whenZero}.
   *
   * @param latch the latch
   * @return a clause
   */
  public static Clause<@Nullable Void> whenZero(AsyncLatch latch) {
    return of(latch.waiters().new Source());
  }

  /**
   * A scope that is cancelled, as {@link CancelScope#whenCancelled}.
   *
   * @param scope the scope
   * @return a clause
   */
  public static Clause<@Nullable Void> whenCancelled(CancelScope scope) {
    return of(scope.waiters().new Source());
  }

  /**
   * A permit that could be had, as {@link AsyncSemaphore#whenAvailable}.
   *
   * @param semaphore the semaphore
   * @return a clause
   */
  public static Clause<@Nullable Void> whenAvailable(AsyncSemaphore semaphore) {
    return of(semaphore.becomingAvailable());
  }

  /**
   * The end of all items of a queue, as {@link AsyncQueue#whenDone}.
   *
   * @param queue the queue
   * @return a clause
   */
  public static Clause<@Nullable Void> whenDone(AsyncQueue<?> queue) {
    return of(new QueueSource.Done<>(queue.engine()));
  }

  /**
   * A result, as {@link AsyncResult#whenDone}.
   *
   * @param <T> the result's type
   * @param result the result
   * @return a clause with the value
   */
  public static <T extends @Nullable Object> Clause<T> whenDone(AsyncResult<T> result) {
    return of(result.new Source());
  }

  /**
   * A change of a value, as {@link AsyncValue#whenChanged}.
   *
   * @param <T> the value's type
   * @param value the value
   * @param since a version; the clause is ready while the value's is above it
   * @return a clause with what was set, and its version
   */
  public static <T> Clause<Versioned<T>> whenChanged(AsyncValue<T> value, long since) {
    return of(value.new Source(since));
  }

  /**
   * The end of any stage. It is only observed: the stage is never cancelled, and of a {@link Wait}
   * the value counts as received. One function is attached to the stage, here, however many selects
   * use the clause.
   *
   * @param <T> the stage's type
   * @param stage the stage
   * @return a clause with the value
   */
  public static <T extends @Nullable Object> Clause<T> whenDone(CompletionStage<T> stage) {
    return of(SelectMirror.of(requireNonNull(stage, "stage")));
  }

  /**
   * Some time, counted from each time that a select is asked.
   *
   * @param delay how long; if zero or less, it has passed at once
   * @return a clause
   */
  public static Clause<@Nullable Void> after(Duration delay) {
    return of(new SelectTime(delay));
  }

  /**
   * A moment, on the clock of where the deadline was made; a select on another clock refuses it.
   *
   * @param deadline the moment
   * @return a clause
   */
  public static Clause<@Nullable Void> by(Deadline deadline) {
    return of(new SelectTime(requireNonNull(deadline, "deadline")));
  }

  /**
   * The same clause, but it is chosen also when its wait would fail: then the select does not fail,
   * and {@link Selected#get} throws what the wait would have failed with.
   *
   * @return another clause
   */
  public Clause<T> settled() {
    return new Clause<>(source, true);
  }

  @Override
  public String toString() {
    return "Clause[" + source + "]";
  }
}
