package toro;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import toro.StageKinds.Kind;
import toro.StageKinds.Other;
import toro.StageKinds.Outcome;
import toro.StageKinds.When;

/** One cell of {@link ConformanceTest}: what is attached to what, and how that ends. */
record StageCell(
    Kind kind,
    Outcome outcome,
    When when,
    Method method,
    StageScript script,
    Other other,
    boolean isOtherOurs) {
  boolean takes(Class<?> type) {
    return Arrays.asList(method.getParameterTypes()).contains(type);
  }

  boolean isOfTwo() {
    return other != null;
  }

  /** Whether the function may be passed over, in methods where the JDK asks its executor. */
  boolean mayHandOn() {
    return isOfTwo()
        ? outcome.isFailure() || other.isFailure()
        : method.getName().equals("exceptionallyAsync") && !outcome.isFailure();
  }

  /**
   * Whether the stage may end although its source goes on, or before it has taken what the source
   * has: it then leaves the source, which nobody else wants. A plain future is not told.
   */
  boolean endsItsSource() {
    boolean hasFailed = outcome.isFailure() && when.isBefore();
    return !hasFailed
        && (isOfTwo()
            || when == When.LATER_CANCELLED
            || script == StageScript.REJECTED
            || script == StageScript.CANCELS_ITS_STAGE);
  }

  /** Tries it with plain futures, and writes down what is seen. */
  String asOracle(StageRun run) {
    return seen(run, StageRoots.plain(), kind.oracle(), StageRoots.plain());
  }

  /** The same with waits, which are made on the loop if there is one. */
  String asOurs(StageRun run, Loop loop) {
    if (loop != null && !method.getName().endsWith("Async")) {
      run.functionsRunOn(loop);
    }
    return seen(
        run,
        made(loop, kind.root()),
        stage -> made(loop, () -> kind.ours().apply(stage)),
        isOtherOurs ? StageRoots.result() : StageRoots.plain());
  }

  private static <T> T made(Loop loop, Supplier<T> maker) {
    return loop == null ? maker.get() : loop.spawn(maker::get).join();
  }

  private String seen(
      StageRun run,
      StageRoots.Root root,
      UnaryOperator<CompletionStage<Object>> derive,
      StageRoots.Root otherRoot) {
    if (when == When.AT_FIRST) {
      outcome.end(root, root.stage(), run);
    }
    CompletionStage<Object> stage = derive.apply(root.stage());
    if (when == When.BEFORE) {
      outcome.end(root, stage, run);
    }
    if (when.isBefore()) {
      StageRun.hasEnded(stage);
    }
    CompletionStage<Object> result =
        run.attach(method, stage, isOfTwo() ? other.of(otherRoot, run) : null);
    boolean isViewed = when == When.LATER_WITH_A_VIEW;
    CompletionStage<Object> view = isViewed ? result.toCompletableFuture() : result;
    if (when == When.LATER_CANCELLED) {
      run.cancelAttached();
    }
    if (!when.isBefore()) {
      outcome.end(root, stage, run);
      StageRun.hasEnded(stage);
    }
    return run.seenOf(result)
        + run.calls()
        + (isViewed ? ", view " + run.seenOf(view) : "")
        + (endsItsSource() ? "" : ", source " + run.seenOfSource(stage));
  }

  @Override
  public String toString() {
    return kind
        + (" " + outcome + " " + when + ": " + method.getName())
        + (takes(Executor.class) ? "(executor) " : " ")
        + (isOfTwo() ? other + (isOtherOurs ? ", a wait, " : ", a plain one, ") : "")
        + script;
  }
}
