package toro.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import toro.Wait;

/** {@link VertxIdioms} and Vert.x itself. */
class VertxTest {
  private static final DeploymentOptions VIRTUAL_THREADS =
      new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);

  private final Vertx vertx = Vertx.vertx();
  private final Room room = new Room(2);
  private final AtomicReference<Throwable> wrong = new AtomicReference<>();

  @AfterEach
  void close() throws Exception {
    get(vertx.close());
  }

  @Test
  void callbacks_whenMostAreGivenUp_runOnTheContextAndLoseNothing() throws Exception {
    Context context = vertx.getOrCreateContext();
    Storm.run(
        20_000,
        (number, end) -> {
          Wait<Integer> turn =
              room.door()
                  .with(
                      VertxIdioms.on(context),
                      () -> VertxIdioms.stage(visit(context).map(none -> number)));
          Future.fromCompletionStage(turn, context)
              .onComplete(
                  result -> {
                    check(() -> assertSame(context, Vertx.currentContext()));
                    end.ended(result.succeeded());
                  });
          return () -> turn.cancel(true);
        });
    room.assertNothingLost();
    assertEquals(null, wrong.get());
  }

  @Test
  void callbacksOfAWebServer_whenMostClientsLeave_loseNothing() throws Exception {
    serve(vertx::deployVerticle, new VertxIdioms(room.door(), path -> fetch())::answer);
  }

  @Test
  void virtualThreadsOfAWebServer_whenMostClientsLeave_loseNothing() throws Exception {
    serve(
        verticle -> vertx.deployVerticle(verticle, VIRTUAL_THREADS),
        new VertxIdioms(room.door(), path -> fetch())::answerFromVirtualThread);
  }

  private void serve(
      Function<Deployable, Future<String>> deploy, Handler<HttpServerRequest> handler)
      throws Exception {
    var port = new CompletableFuture<Integer>();
    var server =
        new VerticleBase() {
          @Override
          public Future<?> start() {
            return vertx
                .createHttpServer()
                .requestHandler(handler)
                .listen(0, "localhost")
                .onSuccess(listening -> port.complete(listening.actualPort()));
          }
        };
    String id = get(deploy.apply(server));
    Clients.leaveTheLine(port.get(), Clients.get("/page"), room);
    Clients.run(port.get(), 1000, Clients.get("/page"), "the page");
    get(vertx.undeploy(id));
    room.assertNothingLost();
    assertEquals(null, wrong.get());
  }

  @Test
  void virtualThreads_whenMostAreGivenUp_loseNothing() throws Exception {
    var contexts = new CompletableFuture<Context>();
    get(
        vertx.deployVerticle(
            new VerticleBase() {
              @Override
              public Future<?> start() {
                contexts.complete(context);
                return Future.succeededFuture();
              }
            },
            VIRTUAL_THREADS));
    Context context = contexts.get();
    Storm.run(
        10_000,
        (number, end) -> {
          Wait<Integer> turn =
              room.door()
                  .with(
                      VertxIdioms.on(context),
                      () -> VertxIdioms.stage(visit(context).map(none -> number)));
          context.runOnContext(
              none -> {
                boolean well = false;
                try {
                  well = Future.await(Future.fromCompletionStage(turn, context)) == number;
                } catch (CancellationException e) {
                  check(() -> assertNotEquals(0, number % 4));
                } finally {
                  check(() -> assertSame(context, Vertx.currentContext()));
                  end.ended(well);
                }
              });
          return () -> turn.cancel(true);
        });
    room.assertNothingLost();
    assertEquals(null, wrong.get());
  }

  private Future<String> fetch() {
    return visit(Vertx.currentContext()).map("the page");
  }

  /** Is inside until a later turn of the event loop. */
  private Future<Void> visit(Context context) {
    check(() -> assertSame(context, Vertx.currentContext()));
    room.enter();
    Promise<Void> promise = Promise.promise();
    vertx.runOnContext(
        none -> {
          room.leave();
          promise.complete();
        });
    return promise.future();
  }

  private void check(Runnable assertion) {
    try {
      assertion.run();
    } catch (Throwable failure) {
      wrong.compareAndSet(null, failure);
    }
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
