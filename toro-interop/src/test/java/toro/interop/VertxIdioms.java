package toro.interop;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import toro.AsyncSemaphore;
import toro.Wait;

/** How callbacks and virtual threads of Vert.x take turns. */
final class VertxIdioms {
  private final AsyncSemaphore connections;
  private final Function<String, Future<String>> fetch;

  VertxIdioms(AsyncSemaphore connections, Function<String, Future<String>> fetch) {
    this.connections = connections;
    this.fetch = fetch;
  }

  // @start region="vertx-adapters"
  /** The context as an executor. */
  static Executor on(Context context) {
    return task -> context.runOnContext(none -> task.run());
  }

  /** The future as a stage that ends when the future does: nothing can cancel it before. */
  static <T> CompletionStage<T> stage(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().minimalCompletionStage();
  }

  // @end region="vertx-adapters"

  // @start region="vertx-callbacks"
  void answer(HttpServerRequest request) {
    var context = Vertx.currentContext();
    Wait<String> page = connections.with(on(context), () -> stage(fetch(request.path())));
    request.response().closeHandler(none -> page.cancel(true)); // the client has left
    Future.fromCompletionStage(page, context)
        .onSuccess(request.response()::end)
        .onFailure(failure -> request.response().setStatusCode(503).end());
  }

  // @end region="vertx-callbacks"

  // @start region="vertx-virtual-thread"
  void answerFromVirtualThread(HttpServerRequest request) {
    var context = Vertx.currentContext();
    Wait<String> page = connections.with(on(context), () -> stage(fetch(request.path())));
    request.response().closeHandler(none -> page.cancel(true)); // the client has left
    request.response().end(Future.await(Future.fromCompletionStage(page, context)));
  }

  // @end region="vertx-virtual-thread"

  private Future<String> fetch(String path) {
    return fetch.apply(path);
  }
}
