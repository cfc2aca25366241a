package toro;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** What a function does that {@link ConformanceTest} attaches. */
enum StageScript {
  RETURNS,
  RETURNS_NULL,
  THROWS_UNCHECKED,
  THROWS_CHECKED,
  THROWS_ERROR,
  THROWS_COMPLETION,
  THROWS_COMPLETION_ALONE,
  THROWS_CANCELLATION,
  THROWS_WHAT_IT_GOT,
  CANCELS_ITS_STAGE,
  REJECTED, // never called: its executor refuses
  // of functions that compose
  STAGE_WITH_A_VALUE,
  STAGE_WITH_NULL,
  STAGE_THAT_FAILED,
  STAGE_THAT_FAILED_WRAPPED,
  STAGE_CANCELLED,
  STAGE_DERIVED,
  STAGE_THAT_IS_MINIMAL,
  STAGE_WITH_A_VALUE_LATER,
  STAGE_THAT_FAILS_LATER,
  STAGE_CANCELLED_LATER,
  WAIT_WITH_A_VALUE,
  WAIT_THAT_FAILED,
  WAIT_WITH_A_VALUE_LATER,
  WAIT_THAT_FAILS_LATER,
  WAIT_CANCELLED_LATER;

  static final List<StageScript> ALL = List.of(values());
  static final List<StageScript> SIMPLE =
      List.of(RETURNS, STAGE_WITH_A_VALUE, THROWS_UNCHECKED, THROWS_WHAT_IT_GOT, REJECTED);

  /** Whether the function that the method takes can do it. */
  boolean fits(Method method) {
    if (this == REJECTED) {
      return List.of(method.getParameterTypes()).contains(Executor.class);
    }
    return method.getName().contains("ompose") ? this != RETURNS : ordinal() < REJECTED.ordinal();
  }

  /** Does it, with the last of the arguments at hand. */
  Object play(StageRun run, Object argument) {
    return switch (this) {
      case RETURNS -> "returned";
      case RETURNS_NULL -> null;
      case THROWS_UNCHECKED -> sneak(run.named("thrown", new IllegalArgumentException()));
      case THROWS_CHECKED -> sneak(run.named("thrown", new IOException()));
      case THROWS_ERROR -> sneak(run.named("thrown", new AssertionError()));
      case THROWS_COMPLETION ->
          sneak(
              run.named("thrown", new CompletionException(run.named("inside", new IOException()))));
      case THROWS_COMPLETION_ALONE -> sneak(run.named("thrown", new CompletionException("x") {}));
      case THROWS_CANCELLATION -> sneak(run.named("thrown", new CancellationException()));
      case THROWS_WHAT_IT_GOT ->
          sneak(argument instanceof Throwable t ? t : run.named("thrown", new Throwable()));
      case CANCELS_ITS_STAGE -> run.cancelAttached();
      case REJECTED -> throw new AssertionError("was called");
      case STAGE_WITH_A_VALUE -> CompletableFuture.completedFuture("inner");
      case STAGE_WITH_NULL -> CompletableFuture.completedFuture(null);
      case STAGE_THAT_FAILED -> CompletableFuture.failedFuture(failure(run));
      case STAGE_THAT_FAILED_WRAPPED ->
          CompletableFuture.failedFuture(
              run.named("inner wrapper", new CompletionException(failure(run))));
      case STAGE_CANCELLED -> cancelled(new CompletableFuture<>());
      case STAGE_DERIVED -> CompletableFuture.failedFuture(failure(run)).thenApply(x -> x);
      case STAGE_THAT_IS_MINIMAL -> CompletableFuture.completedStage("inner");
      case STAGE_WITH_A_VALUE_LATER -> later(run, StageRoots.plain(), "inner");
      case STAGE_THAT_FAILS_LATER -> later(run, StageRoots.plain(), failure(run));
      case STAGE_CANCELLED_LATER -> cancelledLater(run, StageRoots.plain());
      case WAIT_WITH_A_VALUE -> ended(run, "inner");
      case WAIT_THAT_FAILED -> ended(run, failure(run));
      case WAIT_WITH_A_VALUE_LATER -> later(run, run.root(), "inner");
      case WAIT_THAT_FAILS_LATER -> later(run, run.root(), failure(run));
      case WAIT_CANCELLED_LATER -> cancelledLater(run, run.root());
    };
  }

  private static Throwable failure(StageRun run) {
    return run.named("inner failure", new IOException());
  }

  private static CompletionStage<Object> ended(StageRun run, Object outcome) {
    StageRoots.Root root = run.root();
    root.end(outcome);
    return root.stage();
  }

  private static CompletionStage<Object> later(StageRun run, StageRoots.Root root, Object outcome) {
    run.later(() -> root.end(outcome));
    return root.stage();
  }

  private static CompletionStage<Object> cancelledLater(StageRun run, StageRoots.Root root) {
    run.later(() -> StageRun.future(root.stage()).cancel(true));
    return root.stage();
  }

  private static CompletableFuture<Object> cancelled(CompletableFuture<Object> future) {
    future.cancel(true);
    return future;
  }

  /** Throws what a function cannot declare. */
  static <X extends Throwable> Object sneak(Throwable thrown) throws X {
    @SuppressWarnings("unchecked") // on purpose: X is whatever the caller need not declare
    X x = (X) thrown;
    throw x;
  }
}
