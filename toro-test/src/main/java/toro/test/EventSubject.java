package toro.test;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/**
 * Something that becomes so, as {@link Contract#event} sees it: an event, a latch, a result. At
 * first it is not so.
 *
 * <p>Who calls, and where stages may complete, is as for a {@link LockSubject}.
 */
public interface EventSubject {
  /**
   * Waits until the event is set; only observes.
   *
   * @return completes when the event is set, or at once if it is; then with any value, or null
   */
  CompletionStage<?> when();

  /**
   * Sets the event, and grants all who wait, in the order in which they came. To set it again
   * changes nothing.
   */
  void set();

  /**
   * Gives a request up that {@link #when} has returned.
   *
   * @param request the stage
   * @return true if the event was not set in the meantime, so that the stage never completes with a
   *     value; false if it was, so that the stage does
   */
  default boolean giveUp(CompletionStage<?> request) {
    return request instanceof Future<?> future
        ? future.cancel(false)
        : request.toCompletableFuture().cancel(false);
  }

  /** An event that can be cleared. */
  interface Clearable extends EventSubject {
    /**
     * Makes the next ones wait again. Those who waited when the event was set have been granted all
     * the same.
     */
    void clear();
  }
}
