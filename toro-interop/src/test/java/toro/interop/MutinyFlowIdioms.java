package toro.interop;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import toro.AsyncBroadcast;
import toro.AsyncQueue;
import toro.AsyncValue;
import toro.Wait;

/** How streams of Mutiny take from primitives, and fill a queue. */
final class MutinyFlowIdioms {
  private MutinyFlowIdioms() {}

  // @start region="flow-mutiny-queue"
  /** Asks for an item when the work on the one before has ended: the queue is the only buffer. */
  static <T> Uni<Void> each(AsyncQueue<T> queue, Function<T, Uni<Void>> work) {
    Multi<T> items = Multi.createFrom().publisher(queue.asPublisher());
    return items.onItem().transformToUniAndConcatenate(work::apply).onItem().ignoreAsUni();
  }

  // @end region="flow-mutiny-queue"

  // @start region="flow-mutiny-put"
  /** Puts what the stream sends; it is asked for more when the queue has room. */
  static <T> Wait<@Nullable Void> fill(AsyncQueue<T> queue, Multi<T> source) {
    return queue.putAll(source); // a Multi is a Flow.Publisher
  }

  // @end region="flow-mutiny-put"

  // @start region="flow-mutiny-broadcast"
  /** What is put from now on, each with the number of those that were missed just before it. */
  static Multi<String> follow(AsyncBroadcast<String> news) {
    return Multi.createFrom()
        .deferred(
            () -> {
              var missed = new AtomicLong(); // of this subscriber
              var items = Multi.createFrom().publisher(news.asPublisher(missed::addAndGet));
              return items.map(item -> missed.getAndSet(0) + " missed, " + item);
            });
  }

  // @end region="flow-mutiny-broadcast"

  // @start region="flow-mutiny-value"
  /** Applies the newest value, and then, when that is done, the one that is the newest by then. */
  static <T> Uni<Void> apply(AsyncValue<T> value, Function<T, Uni<Void>> work) {
    Multi<T> values = Multi.createFrom().publisher(value.asPublisher());
    return values.onItem().transformToUniAndConcatenate(work::apply).onItem().ignoreAsUni();
  }
  // @end region="flow-mutiny-value"
}
