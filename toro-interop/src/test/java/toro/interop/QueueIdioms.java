package toro.interop;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import toro.AsyncQueue;
import toro.Wait;

/** How the pipelines of frameworks work on the items of a queue, one after the other. */
final class QueueIdioms {
  private QueueIdioms() {}

  static Wait<@Nullable Void> reactor(
      AsyncQueue<Integer> queue, Function<Integer, Mono<Void>> work) {
    // @start region="queue-reactor"
    var consumer =
        queue.forEach(item -> work.apply(item).toFuture().minimalCompletionStage()); // Reactor
    // @end region="queue-reactor"
    return consumer;
  }

  static Wait<@Nullable Void> mutiny(AsyncQueue<Integer> queue, Function<Integer, Uni<Void>> work) {
    // @start region="queue-mutiny"
    var consumer =
        queue.forEach( // Mutiny
            item -> work.apply(item).subscribeAsCompletionStage().minimalCompletionStage());
    // @end region="queue-mutiny"
    return consumer;
  }

  static Wait<@Nullable Void> vertx(
      AsyncQueue<Integer> queue, Function<Integer, Future<Void>> work) {
    // @start region="queue-vertx"
    var consumer = queue.forEach(item -> VertxIdioms.stage(work.apply(item))); // Vert.x
    // @end region="queue-vertx"
    return consumer;
  }
}
