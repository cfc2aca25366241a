package toro;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A wait for a stage that is not ours. */
final class Foreign<T extends @Nullable Object> extends Waiter<T> {
  private final CompletionStage<T> stage;
  private final boolean cancels; // the stage, when it is given up

  private Foreign(CompletionStage<T> stage, boolean cancels) {
    this.stage = stage;
    this.cancels = cancels;
  }

  static <T extends @Nullable Object> Wait<T> waitFor(CompletionStage<T> stage) {
    return new Foreign<>(stage, true).begin();
  }

  /** A wait that ends as the stage does, and never cancels it; it holds simulated time. */
  static <T extends @Nullable Object> Wait<T> follow(CompletionStage<T> stage) {
    return stage instanceof Wait<T> wait ? wait : new Foreign<>(stage, false).begin();
  }

  private Foreign<T> begin() {
    pauseTime();
    var unused = stage.whenComplete(this::ended);
    return this;
  }

  private void ended(T value, @Nullable Throwable failure) {
    if (settle(failure == null ? new WaitGiveUp.Instead(value) : unwrap(failure))) {
      resumeTime();
    }
  }

  @Override
  boolean giveUp(WaitGiveUp attempt) {
    boolean won = super.giveUp(attempt);
    if (won) {
      resumeTime();
      if (cancels) {
        Trampoline.call(this::cancelStage);
      }
    }
    return won;
  }

  @Override
  void abandon(WaitGiveUp attempt) {
    if (cancels) { // else it is only followed
      super.abandon(attempt);
    }
  }

  private void cancelStage() {
    try {
      stage.toCompletableFuture().cancel(true);
    } catch (UnsupportedOperationException e) {
      // a stage that cannot be cancelled
    }
  }

  @Override
  Object blocker() {
    return stage;
  }
}
