package toro.test;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A semaphore as {@link Contract#semaphore} sees it: a fixed number of permits, all of them free at
 * first.
 *
 * <p>As for a {@link LockSubject}, every call comes from the thread of a simulated loop, and the
 * semaphore completes its stages on that thread or by way of {@code Loop.current()}.
 */
public interface SemaphoreSubject {
  /**
   * How many permits there are.
   *
   * @return at least 1
   */
  int permits();

  /**
   * The most permits that one request may ask for: 1 for a semaphore without weights.
   *
   * @return from 1 to the number of permits
   */
  default int mostAtOnce() {
    return permits();
  }

  /**
   * Stands in line for some permits.
   *
   * @param n how many, at most {@link #mostAtOnce}
   * @return completes with what gives these permits back; closing that twice gives them back once
   */
  CompletionStage<? extends AutoCloseable> acquire(int n);

  /**
   * Takes some permits if they are free and nobody waits.
   *
   * @param n how many, at most {@link #mostAtOnce}
   * @return what gives these permits back, or null
   */
  @Nullable AutoCloseable tryAcquire(int n);

  /**
   * Gives a request up that {@link #acquire} has returned.
   *
   * @param request the stage
   * @return true if nothing was taken, so that the stage never completes with a value; false if the
   *     permits have been granted, so that it does
   */
  default boolean giveUp(CompletionStage<?> request) {
    return request.toCompletableFuture().cancel(false);
  }

  /** A semaphore that can be closed. */
  interface Closable extends SemaphoreSubject {
    /**
     * Fails all requests that wait and all that come later; open permits can still be given back.
     */
    void close();
  }
}
