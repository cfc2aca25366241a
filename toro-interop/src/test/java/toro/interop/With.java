package toro.interop;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import toro.AsyncSemaphore;
import toro.Wait;

/** To be replaced by {@code semaphore.with(executor, body)} where the library has it. */
final class With {
  private With() {}

  /** Runs the body on the executor once there is a permit, which goes back at the body's end. */
  static <R> Wait<R> with(
      AsyncSemaphore semaphore, Executor executor, Supplier<? extends CompletionStage<R>> body) {
    return semaphore
        .acquire()
        .thenComposeAsync(
            permit -> {
              CompletionStage<R> stage;
              try {
                stage = body.get();
              } catch (Throwable failure) {
                permit.close();
                throw failure;
              }
              stage.whenComplete((value, failure) -> permit.close());
              return stage;
            },
            executor);
  }
}
