package toro.test;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What runs one body at a time, as {@link Museum#bodies} sees it: a lock, or what makes a value
 * once for all who ask.
 *
 * <p>Who calls, and where stages may complete, is as for a {@link LockSubject}.
 */
@FunctionalInterface
public interface BodySubject {
  /**
   * Runs a body, at once if none runs.
   *
   * @param body the body; it has ended when its stage has
   * @return ends as the body's stage ends; fails if the body throws, or returns null
   */
  CompletionStage<Integer> with(Supplier<CompletionStage<Integer>> body);
}
