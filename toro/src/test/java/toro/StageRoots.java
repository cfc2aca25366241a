package toro;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Where the stages of {@link ConformanceTest} begin: something that ends when it is told to. */
interface StageRoots {
  /** A stage, and what ends it. */
  interface Root {
    CompletionStage<Object> stage();

    /** Ends the stage with a value, or with a throwable. */
    void end(Object outcome);
  }

  /** The oracle's, and what is not ours. */
  static Root plain() {
    var future = new CompletableFuture<Object>();
    return new Given(future, outcome -> end(future, outcome));
  }

  static Root result() {
    var result = new AsyncResult<Object>();
    return new Given(result.whenDone(), outcome -> end(result, outcome));
  }

  static Root take() {
    var queue = AsyncQueue.unbounded();
    return new Given(queue.take(), queue::offer);
  }

  static Root acquire() {
    var lock = new AsyncLock();
    Permit held = lock.tryAcquire();
    return new Given(lock.acquire(), outcome -> held.close());
  }

  static Root event() {
    var event = new AsyncEvent();
    return new Given(event.whenSet(), outcome -> event.set());
  }

  /** A task of the loop that this runs on. */
  static Root task() {
    var outcome = new AsyncResult<Callable<Object>>();
    Task<Object> task = Loop.current().spawn(() -> outcome.whenDone().await().call());
    return new Given(
        task,
        end ->
            outcome.set(() -> end instanceof Throwable failure ? StageScript.sneak(failure) : end));
  }

  /** What every wait for a value is for; a permit is written like it. */
  String VALUE = "value";

  private static void end(CompletableFuture<Object> future, Object outcome) {
    if (outcome instanceof Throwable failure) {
      future.completeExceptionally(failure);
    } else {
      future.complete(outcome);
    }
  }

  private static void end(AsyncResult<Object> result, Object outcome) {
    if (outcome instanceof Throwable failure) {
      result.fail(failure);
    } else {
      result.set(outcome);
    }
  }

  /** What {@link Root} asks for. */
  record Given(CompletionStage<?> of, Consumer<Object> ending) implements Root {
    @Override
    @SuppressWarnings("unchecked") // read only
    public CompletionStage<Object> stage() {
      return (CompletionStage<Object>) of;
    }

    @Override
    public void end(Object outcome) {
      ending.accept(outcome);
    }
  }
}
