package toro;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A wait for a stage that is not ours. */
final class Foreign<T extends @Nullable Object> extends Waiter<T> {
  private final CompletionStage<T> stage;

  private Foreign(CompletionStage<T> stage) {
    this.stage = stage;
  }

  static <T extends @Nullable Object> Wait<T> waitFor(CompletionStage<T> stage) {
    var wait = new Foreign<>(stage);
    wait.hold();
    var unused = stage.whenComplete(wait::ended);
    return wait;
  }

  private void ended(T value, @Nullable Throwable failure) {
    if (settle(failure == null ? new GiveUp.Instead(value) : bare(failure))) {
      letGo();
    }
  }

  @Override
  boolean giveUp(GiveUp attempt) {
    boolean won = super.giveUp(attempt);
    if (won) {
      letGo();
      try {
        stage.toCompletableFuture().cancel(true);
      } catch (UnsupportedOperationException e) {
        return true; // a stage that cannot be cancelled
      }
    }
    return won;
  }

  @Override
  Object owner() {
    return stage;
  }

  @Override
  T prize() {
    throw new AssertionError("a foreign stage grants nothing");
  }
}
