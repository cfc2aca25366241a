package toro.interop;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import toro.AsyncBroadcast;
import toro.AsyncQueue;
import toro.AsyncValue;
import toro.Wait;

/** How streams of Reactor, and with them WebFlux, take from primitives, and fill a queue. */
final class ReactorFlowIdioms {
  private final AsyncBroadcast<String> news;

  ReactorFlowIdioms(AsyncBroadcast<String> news) {
    this.news = news;
  }

  // @start region="flow-reactor-queue"
  /** Asks for an item when the work on the one before has ended: the queue is the only buffer. */
  static <T> Mono<Void> each(AsyncQueue<T> queue, Function<T, Mono<Void>> work) {
    return JdkFlowAdapter.flowPublisherToFlux(queue.asPublisher()).concatMap(work, 0).then();
  }

  // @end region="flow-reactor-queue"

  // @start region="flow-reactor-put"
  /** Puts what the stream sends; it is asked for more when the queue has room. */
  static <T> Wait<@Nullable Void> fill(AsyncQueue<T> queue, Flux<T> source) {
    return queue.putAll(JdkFlowAdapter.publisherToFlowPublisher(source));
  }

  // @end region="flow-reactor-put"

  // @start region="flow-reactor-broadcast"
  /** What is put from now on, each with the number of those that were missed just before it. */
  static Flux<String> follow(AsyncBroadcast<String> news) {
    return Flux.defer(
        () -> {
          var missed = new AtomicLong(); // of this subscriber
          var items = JdkFlowAdapter.flowPublisherToFlux(news.asPublisher(missed::addAndGet));
          return items.map(item -> missed.getAndSet(0) + " missed, " + item);
        });
  }

  // @end region="flow-reactor-broadcast"

  // @start region="flow-reactor-events"
  Mono<ServerResponse> events(ServerRequest request) {
    return ServerResponse.ok()
        .contentType(MediaType.TEXT_EVENT_STREAM)
        .body(follow(news), String.class);
  }

  // @end region="flow-reactor-events"

  // @start region="flow-reactor-value"
  /** Applies the newest value, and then, when that is done, the one that is the newest by then. */
  static <T> Mono<Void> apply(AsyncValue<T> value, Function<T, Mono<Void>> work) {
    return JdkFlowAdapter.flowPublisherToFlux(value.asPublisher()).concatMap(work, 0).then();
  }
  // @end region="flow-reactor-value"
}
