package toro.test;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A queue of numbers as {@link Contract#queue} sees it, empty at first.
 *
 * <p>Who calls, and where stages may complete, is as for a {@link LockSubject}.
 */
public interface QueueSubject {
  /**
   * How many items the queue keeps.
   *
   * @return 0 where a put meets a take; {@link Integer#MAX_VALUE} if there is no bound
   */
  int capacity();

  /**
   * Whether items come out as they went in. The order of other queues is not checked.
   *
   * @return true unless overridden
   */
  default boolean isFirstInFirstOut() {
    return true;
  }

  /**
   * Stands in line to put an item.
   *
   * @param item the item
   * @return completes when the queue, or a taker, has accepted the item
   */
  CompletionStage<?> put(int item);

  /**
   * Puts an item if it is accepted at once.
   *
   * @param item the item
   * @return whether it was accepted
   */
  boolean offer(int item);

  /**
   * Stands in line for an item.
   *
   * @return completes with the item
   */
  CompletionStage<Integer> take();

  /**
   * Takes an item if there is one now.
   *
   * @return the item, or null
   */
  @Nullable Integer poll();

  /**
   * Gives a request up that {@link #put} or {@link #take} has returned.
   *
   * @param request the stage
   * @return true if nothing was put or taken, so that the stage never completes with a value; false
   *     if something was, so that it does
   */
  default boolean giveUp(CompletionStage<?> request) {
    return request instanceof Future<?> future
        ? future.cancel(false)
        : request.toCompletableFuture().cancel(false);
  }

  /** A queue that can be closed. */
  interface Closable extends QueueSubject {
    /**
     * Fails the puts that wait, whose items are never delivered, and the takes that wait. What is
     * in the queue can still be taken; then takes fail, and puts fail from now on.
     */
    void close();
  }
}
