package toro.test;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A lock as {@link Contract#lock} sees it: one at a time is inside.
 *
 * {@snippet file="test/ContractExampleTest.java" region="lockSubject"}
 *
 * <p>Every call comes from the thread of a simulated loop, and nothing else may take part: the lock
 * completes its stages on the calling thread, or by way of {@code Loop.current()}, which is an
 * {@link java.util.concurrent.Executor}.
 */
public interface LockSubject {
  /**
   * Stands in line for the lock.
   *
   * @return completes with what gives the lock back, when the lock is the caller's; closing that
   *     twice gives it back once
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
    return request.toCompletableFuture().cancel(false);
  }
}
