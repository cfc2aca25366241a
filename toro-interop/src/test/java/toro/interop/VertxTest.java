package toro.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static toro.interop.With.with;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import toro.Wait;

/** {@link VertxIdioms} and Vert.x itself. */
class VertxTest {
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
              with(
                  room.door(),
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
  void webServer_whenMostClientsLeave_losesNothing() throws Exception {
    var idioms = new VertxIdioms(room.door(), path -> fetch());
    var server =
        vertx
            .createHttpServer(new HttpServerOptions().setHost("localhost").setPort(0))
            .requestHandler(idioms::answer);
    int port = get(server.listen()).actualPort();
    Clients.run(port, 1000, Clients.get("/page"), "the page");
    get(server.close());
    room.assertNothingLost();
    assertEquals(null, wrong.get());
  }

  @Test
  void virtualThreads_whenMostAreInterrupted_loseNothing() throws Exception {
    var idioms = new VertxIdioms(room.door(), path -> fetch());
    var contexts = new CompletableFuture<Context>();
    get(
        vertx.deployVerticle(
            new AbstractVerticle() {
              @Override
              public void start() {
                contexts.complete(context);
              }
            },
            new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
    Context context = contexts.get();
    Storm.run(
        10_000,
        (number, end) -> {
          var thread = new AtomicReference<Thread>();
          context.runOnContext(
              none -> {
                boolean well = false;
                try {
                  thread.set(Thread.currentThread());
                  well = idioms.page("/").equals("the page");
                  check(() -> assertSame(context, Vertx.currentContext()));
                } catch (Exception e) {
                  check(() -> assertInstanceOf(InterruptedException.class, e));
                } finally {
                  thread.set(null);
                  Thread.interrupted();
                  end.ended(well);
                }
              });
          return () -> {
            var running = thread.get();
            if (running != null) {
              running.interrupt();
            }
          };
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
