package toro.test;

import java.util.concurrent.CompletionStage;

/**
 * What counts down, as {@link Museum#latch} sees it.
 *
 * <p>Who calls, and where stages may complete, is as for a {@link LockSubject}.
 */
public interface LatchSubject {
  /** Counts down by one. */
  void countDown();

  /**
   * Waits until the count is zero.
   *
   * @return completes then, or at once if it is; with any value, or null
   */
  CompletionStage<?> whenZero();
}
