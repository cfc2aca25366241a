package toro;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one stands in line for, to be inside for a while: an {@link AsyncLock}, an {@link
 * AsyncSemaphore}, or something of another library that grants permits.
 *
 * @param <P> what a grant hands over
 */
public interface Acquirable<P extends Permit> {

  /**
   * Stands in line for a permit.
   *
   * @return a wait that completes with the permit when it is this caller's; giving it up leaves the
   *     line
   */
  @CheckReturnValue
  Wait<P> acquire();

  /**
   * Acquires a permit, runs the body, and closes the permit when the body's stage has ended, in
   * whatever way. This is the way for callback code: the permit never travels through a pipeline
   * that may drop it.
   *
   * {@snippet file="Snippets.java" region="with"}
   *
   * <p>Cancelling the returned wait leaves the line. Once the body has begun, it cancels the body's
   * stage and ends at once; the permit is closed when that stage ends.
   *
   * @param <R> the body's result
   * @param body what to do with the permit held; runs where the permit is granted
   * @return a wait for the body's result, or its failure; {@link NullPointerException} if the body
   *     returns null
   */
  @CanIgnoreReturnValue
  default <R extends @Nullable Object> Wait<R> with(Supplier<? extends CompletionStage<R>> body) {
    requireNonNull(body, "body");
    return PermitPool.with(acquire(), null, body);
  }

  /**
   * As {@link #with(Supplier)}, and the body begins on the given executor.
   *
   * {@snippet file="Snippets.java" region="withExecutor"}
   *
   * <p>If the executor refuses the body, the permit goes back, and the returned wait fails with
   * what the executor threw.
   *
   * @param <R> the body's result
   * @param executor where the body begins: an event loop, a context
   * @param body what to do with the permit held
   * @return a wait for the body's result, or its failure
   */
  @CanIgnoreReturnValue
  default <R extends @Nullable Object> Wait<R> with(
      Executor executor, Supplier<? extends CompletionStage<R>> body) {
    requireNonNull(executor, "executor");
    requireNonNull(body, "body");
    return PermitPool.with(acquire(), executor, body);
  }
}
