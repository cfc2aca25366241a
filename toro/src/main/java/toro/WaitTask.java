package toro;

import java.util.concurrent.CompletableFuture.AsynchronousCompletionTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A stage's function on its way through an executor: it runs once, even if that tries again. */
final class WaitTask extends AtomicBoolean implements Runnable, AsynchronousCompletionTask {
  private static final long serialVersionUID = 1L;

  private final transient WaitStage<?> stage;
  private final transient @Nullable Wait<?> from;
  private final transient @Nullable Throwable failure;

  WaitTask(WaitStage<?> stage, @Nullable Wait<?> from, @Nullable Throwable failure) {
    this.stage = stage;
    this.from = from;
    this.failure = failure;
  }

  @Override
  public void run() {
    if (compareAndSet(false, true)) {
      stage.run(from, failure);
    }
  }

  /** Shown by an executor that refuses it. */
  @Override
  public String toString() {
    return "function on " + (from == null ? stage : from);
  }
}
