package toro;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs a body that returns a stage, and cleans up when that stage has ended. */
final class WaitWith<R extends @Nullable Object> extends WaitStage<R> {
  private final Runnable cleanUp;

  private WaitWith(Runnable cleanUp) {
    this.cleanUp = cleanUp;
  }

  /**
   * The body's stage, run with what is granted, which goes back when that stage has ended. The body
   * begins on the executor, if there is one; if that refuses, what was granted goes back.
   */
  static <P extends @Nullable Object, R extends @Nullable Object> Wait<R> granted(
      Wait<P> wait,
      Consumer<? super P> giveBack,
      @Nullable Executor executor,
      Supplier<? extends CompletionStage<R>> body) {
    return granted(wait, giveBack, executor, granted -> body.get());
  }

  /** The same for a body that is told what was granted. */
  static <P extends @Nullable Object, R extends @Nullable Object> Wait<R> granted(
      Wait<P> wait,
      Consumer<? super P> giveBack,
      @Nullable Executor executor,
      Function<? super P, ? extends CompletionStage<R>> body) {
    Function<P, CompletionStage<R>> f =
        granted -> run(() -> body.apply(granted), () -> giveBack.accept(granted));
    return new WaitStage<R>(WaitFunction.WITH, f, executor).hangOn(wait);
  }

  /**
   * Runs the body and returns its stage, after which comes the clean-up and then the end of what is
   * returned. The clean-up hangs on the stage itself: it comes when the stage ends, even if what is
   * returned has been given up.
   */
  static <R extends @Nullable Object> CompletionStage<R> run(
      Supplier<? extends CompletionStage<R>> body, Runnable cleanUp) {
    CompletionStage<R> stage;
    try {
      stage = requireNonNull(body.get(), "the body returned no stage");
    } catch (Throwable failure) {
      cleanUp.run();
      throw failure;
    }
    if (WaitForeign.valueAtHand(stage) != null) {
      cleanUp.run();
      return stage;
    }
    Wait<R> wait = null;
    try {
      wait = WaitForeign.own(stage);
      return new WaitWith<R>(cleanUp).after(stage, wait);
    } catch (Throwable refusal) { // of a stage that takes no function: its end will not be known
      try {
        if (wait != null) {
          wait.giveUp(WaitGiveUp.cancel());
        }
      } finally {
        cleanUp.run();
      }
      throw refusal;
    }
  }

  /** Cleans up, and then ends as the stage has, for which there is a wait. */
  private WaitWith<R> after(CompletionStage<R> stage, Wait<R> wait) {
    receiveFrom(wait);
    if (wait == stage) {
      wait.hook(new WaitNode.Hook(() -> ended(() -> fire(wait))));
    } else { // a stage that cannot be cancelled works on
      var unused =
          stage.whenComplete(
              (value, failure) -> {
                Object end = failure == null ? new Value(value) : failure;
                Runnable next = () -> ended(() -> end(end));
                if (wait instanceof WaitForeign<R> foreign) {
                  foreign.afterCancel(next);
                } else {
                  next.run();
                }
              });
    }
    return this;
  }

  private void ended(Runnable end) {
    try (var scope = Trampoline.enter()) { // others go in after the end is known
      cleanUp.run();
      end.run();
    }
  }
}
