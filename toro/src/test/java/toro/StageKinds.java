package toro;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The rows of {@link ConformanceTest}: kinds of waits, how they end, and when. */
final class StageKinds {
  private StageKinds() {}

  /**
   * A kind of wait: what it hangs on, how it is derived from that, and how the JDK derives the same
   * from a plain future.
   */
  record Kind(
      String name,
      Supplier<StageRoots.Root> root,
      UnaryOperator<CompletionStage<Object>> ours,
      UnaryOperator<CompletionStage<Object>> oracle,
      Set<Outcome> outcomes) {
    private static final Set<String> WITH_TWO_STAGES =
        Set.of("AsyncResult", "take", "task", "view", "of plain", "thenApply", "allOf", "with");

    /** Whether to try the methods that take another stage too: it is enough for some kinds. */
    boolean meetsOthers() {
      return WITH_TWO_STAGES.contains(name);
    }

    /** Whether there is a step from what ends to the wait. */
    boolean isDerived() {
      return outcomes.contains(Outcome.ROOT_CANCELLED);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** How a wait ends. */
  enum Outcome {
    VALUE,
    NULL,
    UNCHECKED,
    CHECKED,
    ERROR,
    COMPLETION,
    COMPLETION_ALONE,
    COMPLETION_OF_CANCELLATION,
    CANCELLATION,
    TIMEOUT,
    ROOT_CANCELLED, // what it hangs on is
    CANCELLED,
    LIMIT;

    boolean isFailure() {
      return this != VALUE && this != NULL;
    }

    /** Whether to try all that functions do: for others, what matters is what these are given. */
    boolean isTypical() {
      return this == VALUE || this == CHECKED || this == COMPLETION || this == CANCELLED;
    }

    boolean isWrapped() {
      return this == COMPLETION || this == COMPLETION_OF_CANCELLATION;
    }

    /** Whether the end comes from the waiting side. */
    boolean isGivenUp() {
      return this == CANCELLED || this == LIMIT;
    }

    /** Ends the stage, or the root that it hangs on. */
    void end(StageRoots.Root root, CompletionStage<Object> stage, StageRun run) {
      if (this == CANCELLED) {
        StageRun.future(stage).cancel(true);
      } else if (this == ROOT_CANCELLED) {
        StageRun.future(root.stage()).cancel(true);
      } else if (this == LIMIT && stage instanceof Wait<?> wait) {
        wait.within(Duration.ZERO);
      } else if (this == LIMIT) {
        stage.toCompletableFuture().completeExceptionally(new TimeoutException());
      } else {
        root.end(make(run));
      }
    }

    private Object make(StageRun run) {
      return switch (this) {
        case VALUE -> StageRoots.VALUE;
        case NULL -> null;
        case UNCHECKED -> run.named("failure", new IllegalStateException());
        case CHECKED -> run.named("failure", new IOException());
        case ERROR -> run.named("failure", new AssertionError());
        case COMPLETION -> wrapped(run, run.named("cause", new IOException()));
        case COMPLETION_ALONE -> run.named("failure", new CompletionException("alone") {});
        case COMPLETION_OF_CANCELLATION ->
            wrapped(run, run.named("cause", new CancellationException()));
        case CANCELLATION -> run.named("failure", new CancellationException());
        case TIMEOUT -> run.named("failure", new TimeoutException());
        case ROOT_CANCELLED, CANCELLED, LIMIT -> throw new AssertionError();
      };
    }

    private static Throwable wrapped(StageRun run, Throwable cause) {
      return run.named("failure", new CompletionException(cause));
    }
  }

  /** When it has ended. */
  enum When {
    AT_FIRST, // before anything was derived
    BEFORE, // before the function is attached
    LATER,
    LATER_WITH_A_VIEW, // of the stage that the function was attached for
    LATER_CANCELLED; // that stage is, first

    /** Whether it ends before the function is attached. */
    boolean isBefore() {
      return this == AT_FIRST || this == BEFORE;
    }
  }

  /** The second stage of a method that takes two. */
  enum Other {
    VALUE,
    NULL,
    FAILED,
    WRAPPED,
    CANCELLED,
    VALUE_LATER,
    FAILED_LATER,
    NEVER;

    boolean isFailure() {
      return this == FAILED || this == WRAPPED || this == CANCELLED || this == FAILED_LATER;
    }

    /** Makes it: a wait or a plain future, by the root. */
    CompletionStage<Object> of(StageRoots.Root root, StageRun run) {
      switch (this) {
        case VALUE -> root.end("other");
        case NULL -> root.end(null);
        case FAILED -> root.end(run.named("other failure", new IOException()));
        case WRAPPED ->
            root.end(
                run.named(
                    "other wrapper",
                    new CompletionException(run.named("other failure", new IOException()))));
        case CANCELLED -> StageRun.future(root.stage()).cancel(true);
        case VALUE_LATER -> run.later(() -> root.end("other"));
        case FAILED_LATER ->
            run.later(() -> root.end(run.named("other failure", new IOException())));
        case NEVER -> {}
      }
      return root.stage();
    }
  }

  private static final Set<Outcome> ALL = EnumSet.allOf(Outcome.class);
  private static final Set<Outcome> ROOTS =
      EnumSet.complementOf(EnumSet.of(Outcome.ROOT_CANCELLED));

  /** A cancellation that a body throws although nobody asked for it is a failure of the task. */
  private static final Set<Outcome> TASKS =
      EnumSet.complementOf(EnumSet.of(Outcome.ROOT_CANCELLED, Outcome.CANCELLATION));

  static List<Kind> all() {
    return List.of(
        root("AsyncResult", StageRoots::result),
        granted("take", StageRoots::take, Outcome.VALUE),
        granted("acquire", StageRoots::acquire, Outcome.VALUE),
        granted("event", StageRoots::event, Outcome.NULL),
        new Kind("task", StageRoots::task, s -> s, s -> s, TASKS),
        new Kind("view", StageRoots::result, s -> s.toCompletableFuture(), s -> s, ROOTS),
        new Kind("view of a task", StageRoots::task, s -> s.toCompletableFuture(), s -> s, TASKS),
        new Kind(
            "view of thenApply",
            StageRoots::result,
            s -> s.thenApply(x -> x).toCompletableFuture(),
            s -> s.thenApply(x -> x),
            ALL),
        of("of plain", Wait::of),
        of(
            "of minimal",
            s -> Wait.of(s.toCompletableFuture().minimalCompletionStage()),
            s -> s.thenApply(x -> x)),
        of("of derived", s -> Wait.of(s.thenApply(x -> x)), s -> s.thenApply(x -> x)),
        new Kind("anyOf", StageRoots::result, s -> Wait.anyOf(s), s -> s, ALL),
        new Kind(
            "anyOf two",
            StageRoots::result,
            s -> Wait.anyOf(StageRoots.event().stage(), s),
            s -> s,
            ALL),
        of("anyOf plain", s -> Wait.anyOf(s)),
        new Kind("allOf", StageRoots::result, s -> erased(Wait.allOf(s)), allOf(), ALL),
        of("allOf two", s -> erased(Wait.allOf(new AsyncLock().acquire(), s)), allOf()),
        new Kind("all", StageRoots::result, s -> erased(Wait.all(List.of(s))), inAList(), ALL),
        new Kind("with", StageRoots::result, s -> new AsyncLock().with(() -> s), with(), ALL),
        of("with plain", s -> new AsyncLock().with(() -> s), with()),
        new Kind(
            "with, derived",
            StageRoots::result,
            s -> new AsyncLock().with(() -> s).thenApply(x -> x),
            s -> with().apply(s).thenApply(x -> x),
            ALL),
        derived("thenApply", s -> s.thenApply(x -> x)),
        derived("thenApply, twice", s -> s.thenApply(x -> x).thenApply(x -> x)),
        derived("thenApplyAsync", s -> s.thenApplyAsync(x -> x, Runnable::run)),
        derived("whenComplete", s -> s.whenComplete((v, t) -> {})),
        derived("handle", s -> s.handle((v, t) -> t == null ? v : StageScript.sneak(t))),
        derived("exceptionally", s -> s.exceptionally(t -> StageScript.sneak(t))),
        derived("thenCompose", s -> s.thenCompose(CompletableFuture::completedFuture)),
        new Kind(
            "thenCompose to a wait",
            StageRoots::result,
            s -> s.thenCompose(x -> ofWait(x)),
            s -> s.thenCompose(CompletableFuture::completedFuture),
            ALL),
        derived(
            "exceptionallyCompose", s -> s.exceptionallyCompose(CompletableFuture::failedFuture)),
        derived("thenCombine", s -> s.thenCombine(plainValue(), (v, one) -> v)),
        derived("applyToEither", s -> s.applyToEither(new CompletableFuture<>(), v -> v)));
  }

  private static UnaryOperator<CompletionStage<Object>> inAList() {
    return s -> allOf().apply(s).thenApply(none -> Arrays.asList(s.toCompletableFuture().join()));
  }

  private static Kind root(String name, Supplier<StageRoots.Root> root) {
    return new Kind(name, root, s -> s, s -> s, ROOTS);
  }

  private static Kind of(String name, UnaryOperator<CompletionStage<Object>> ours) {
    return of(name, ours, s -> s);
  }

  private static Kind of(
      String name,
      UnaryOperator<CompletionStage<Object>> ours,
      UnaryOperator<CompletionStage<Object>> oracle) {
    return new Kind(name, StageRoots::plain, ours, oracle, ALL);
  }

  private static CompletionStage<Object> plainValue() {
    return CompletableFuture.completedFuture(1);
  }

  private static UnaryOperator<CompletionStage<Object>> allOf() {
    return s -> erased(CompletableFuture.allOf(s.toCompletableFuture()));
  }

  private static Kind granted(String name, Supplier<StageRoots.Root> root, Outcome value) {
    return new Kind(
        name, root, s -> s, s -> s, EnumSet.of(value, Outcome.CANCELLED, Outcome.LIMIT));
  }

  /** Derived from a wait as from a plain future. */
  private static Kind derived(String name, UnaryOperator<CompletionStage<Object>> step) {
    return new Kind(name, StageRoots::result, step, step, ALL);
  }

  /** The JDK's equivalent of {@code with(() -> s)} is a composed stage. */
  private static UnaryOperator<CompletionStage<Object>> with() {
    return s -> CompletableFuture.completedFuture(1).thenCompose(one -> s);
  }

  private static Wait<Object> ofWait(Object value) {
    var result = new AsyncResult<Object>();
    result.set(value);
    return result.whenDone();
  }

  @SuppressWarnings("unchecked") // read only
  private static CompletionStage<Object> erased(CompletionStage<?> stage) {
    return (CompletionStage<Object>) stage;
  }
}
