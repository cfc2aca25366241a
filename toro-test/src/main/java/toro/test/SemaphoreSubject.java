package toro.test;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A semaphore as {@link Contract#semaphore} sees it: a fixed number of permits, all of them free at
 * first.
 *
 * <p>Who calls, and where stages may complete, is as for a {@link LockSubject}.
 */
public interface SemaphoreSubject {
  /**
   * How many permits there are.
   *
   * @return at least 1
   */
  int permits();

  /**
   * How many permits one request may ask for. A semaphore without weights says {@code List.of(1)};
   * a read-write lock is tried as a semaphore with a permit for each reader, all of which a writer
   * takes: {@code List.of(1, permits())}.
   *
   * @return 1, and whatever else there is; unless overridden, all numbers up to that of the permits
   */
  default List<Integer> sizes() {
    return IntStream.rangeClosed(1, permits()).boxed().toList();
  }

  /**
   * Stands in line for some permits.
   *
   * @param n how many, one of the {@link #sizes}
   * @return completes with what gives these permits back; closing that again changes nothing, and
   *     may throw an {@link IllegalStateException}
   */
  CompletionStage<? extends AutoCloseable> acquire(int n);

  /**
   * Takes some permits if they are free and nobody waits.
   *
   * @param n how many, one of the {@link #sizes}
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
    return request instanceof Future<?> future
        ? future.cancel(false)
        : request.toCompletableFuture().cancel(false);
  }

  /** A semaphore that can be closed. */
  interface Closable extends SemaphoreSubject {
    /**
     * Fails all requests that wait and all that come later; open permits can still be given back.
     */
    void close();
  }

  /** A semaphore that has a call to give permits back, and knows how many it may have. */
  interface Releasable extends SemaphoreSubject {
    /**
     * Gives permits back, whoever has them.
     *
     * @param n how many
     * @throws RuntimeException if there would be more than {@link #permits}
     */
    void release(int n);
  }
}
