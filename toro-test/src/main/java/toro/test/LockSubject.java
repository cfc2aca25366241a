package toro.test;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A lock as {@link Contract#lock} sees it: one at a time is inside.
 *
 * {@snippet file="test/ContractExampleTest.java" region="lockSubject"}
 *
 * <p>Most rules are tried on a simulated loop: every call comes from its thread, and nothing else
 * may take part. The lock completes its stages on the calling thread, or by way of {@code
 * Loop.current()}, which is an {@link java.util.concurrent.Executor}. Where that is null, a rule is
 * tried with real threads: several call at once, and stages may complete on any thread. What a call
 * changes has changed when it returns, wherever continuations run; a stage must have a {@code
 * toCompletableFuture()}.
 */
public interface LockSubject {
  /**
   * Stands in line for the lock.
   *
   * @return completes with what gives the lock back, when the lock is the caller's; closing that
   *     again changes nothing, and may throw an {@link IllegalStateException}
   */
  CompletionStage<? extends AutoCloseable> acquire();

  /**
   * Takes the lock if it is free and nobody waits for it.
   *
   * @return what gives the lock back, or null
   */
  @Nullable AutoCloseable tryAcquire();

  /**
   * Gives a request up that {@link #acquire} has returned.
   *
   * @param request the stage
   * @return true if nothing was taken, so that the stage never completes with a value; false if the
   *     lock has been granted, so that it does
   */
  default boolean giveUp(CompletionStage<?> request) {
    return request instanceof Future<?> future
        ? future.cancel(false)
        : request.toCompletableFuture().cancel(false);
  }

  /** A lock for which one can wait for a limited time. */
  interface Limited extends LockSubject {
    /**
     * Stands in line for the lock, and leaves it by itself.
     *
     * @param limit for how long; zero takes the lock only if it is free now
     * @return as that of {@link LockSubject#acquire}; fails when the limit has passed
     */
    CompletionStage<? extends AutoCloseable> acquire(Duration limit);
  }
}
