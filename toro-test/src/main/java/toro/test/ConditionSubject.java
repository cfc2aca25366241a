package toro.test;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/**
 * Something that wakes those who wait now, as {@link Contract#condition} sees it.
 *
 * <p>A condition that belongs to a lock can be tried too: by an adapter that takes the lock, waits,
 * and gives the lock back as soon as the wait is granted.
 *
 * <p>Who calls, and where stages may complete, is as for a {@link LockSubject}.
 */
public interface ConditionSubject {
  /**
   * Stands in line for a signal.
   *
   * @return completes when the signal has come; then with any value, or null
   */
  CompletionStage<?> when();

  /** Grants the first who waits. If nobody waits, nothing happens, and nothing is kept. */
  void signal();

  /** Grants all who wait, in the order in which they came. */
  void signalAll();

  /**
   * Gives a request up that {@link #when} has returned.
   *
   * @param request the stage
   * @return true if no signal was used up, so that the stage never completes with a value; false if
   *     the stage has been granted, so that it does
   */
  default boolean giveUp(CompletionStage<?> request) {
    return request instanceof Future<?> future
        ? future.cancel(false)
        : request.toCompletableFuture().cancel(false);
  }
}
