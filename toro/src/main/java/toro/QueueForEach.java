package toro;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takes one item of a queue after the other and hands each to a worker. */
final class QueueForEach<T> extends WaitSteps<@Nullable Void> {
  private final AsyncQueue<T> queue;
  private final Function<? super T, ? extends CompletionStage<?>> worker;
  private volatile boolean working; // by the step under way: its item has been taken

  QueueForEach(AsyncQueue<T> queue, Function<? super T, ? extends CompletionStage<?>> worker) {
    this.queue = queue;
    this.worker = worker;
  }

  @Override
  Wait<?> step(@Nullable WaitGiveUp expired) {
    working = false;
    return queue.take().thenCompose(this::work);
  }

  private CompletionStage<@Nullable Object> work(T item) {
    working = true;
    return WaitWith.run(() -> Wait.cast(worker.apply(item)), queue::taskDone);
  }

  @Override
  void failed(Throwable failure) {
    Throwable why = unwrap(failure);
    if (working || !(why instanceof ClosedException closed)) {
      end(why);
    } else if (closed.getCause() == null) {
      end(GRANTED);
    } else {
      end(closed.getCause());
    }
  }

  @Override
  Object blocker() {
    return queue;
  }

  @Override
  String operation() {
    return "forEach";
  }

  @Override
  String lacking() {
    return "not closed";
  }
}
