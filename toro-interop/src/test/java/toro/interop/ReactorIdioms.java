package toro.interop;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import toro.AsyncSemaphore;

/** How pipelines of Reactor, and with them WebFlux, take turns. */
final class ReactorIdioms {
  private final AsyncSemaphore connections;
  private final Mono<String> fetch;

  ReactorIdioms(AsyncSemaphore connections, Mono<String> fetch) {
    this.connections = connections;
    this.fetch = fetch;
  }

  // @start region="reactor"
  /** Subscribes to the body once there is a permit, which goes back when the body has ended. */
  static <T> Mono<T> withPermit(AsyncSemaphore semaphore, Mono<T> body) {
    return Mono.deferContextual(
        context -> {
          Supplier<CompletionStage<T>> stage =
              () -> body.contextWrite(context).toFuture().minimalCompletionStage();
          return Mono.fromCompletionStage(() -> semaphore.with(stage));
        });
  }

  // @end region="reactor"

  // @start region="webflux"
  Mono<ServerResponse> page(ServerRequest request) {
    return withPermit(connections, fetch).flatMap(text -> ServerResponse.ok().bodyValue(text));
  }

  // @end region="webflux"

  // @start region="reactor-cancelled"
  /** As {@code withPermit}, but a cancel also cancels a body that has begun. */
  static <T> Mono<T> withPermitCancelled(AsyncSemaphore semaphore, Mono<T> body) {
    return Mono.deferContextual(
        context ->
            Mono.fromCompletionStage(
                () -> semaphore.with(() -> body.contextWrite(context).toFuture())));
  }
  // @end region="reactor-cancelled"
}
