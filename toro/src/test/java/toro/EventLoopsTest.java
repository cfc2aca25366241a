package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Threads of real event loops may not park; the threads beside them may. */
class EventLoopsTest {
  private static DefaultEventExecutor netty;
  private static Vertx vertx;
  private static Scheduler reactor;

  enum Place {
    NETTY,
    VERTX,
    REACTOR;

    Executor executor() {
      return switch (this) {
        case NETTY -> netty;
        case VERTX -> task -> vertx.runOnContext(nothing -> task.run());
        case REACTOR -> reactor::schedule;
      };
    }
  }

  @BeforeAll
  static void start() {
    netty = new DefaultEventExecutor();
    vertx = Vertx.vertx();
    reactor = Schedulers.newParallel("test", 1);
  }

  @AfterAll
  static void stop() throws Exception {
    netty.shutdownGracefully(0, 1, TimeUnit.SECONDS).get(30, TimeUnit.SECONDS);
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    reactor.disposeGracefully().block(Duration.ofSeconds(30));
  }

  private static <T> T on(Executor executor, Callable<T> body) throws Exception {
    var result = new CompletableFuture<T>();
    executor.execute(
        () -> {
          try {
            result.complete(body.call());
          } catch (Throwable failure) {
            result.completeExceptionally(failure);
          }
        });
    return result.get(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource
  void await_onAnEventLoop_isRefusedAndLeavesTheLine(Place place) throws Exception {
    var lock = new AsyncLock().named("busy");
    Permit held = lock.tryAcquire();
    IllegalStateException refusal =
        on(
            place.executor(),
            () -> assertThrows(IllegalStateException.class, () -> lock.acquire().await()));
    assertTrue(refusal.getMessage().contains("busy"), refusal::getMessage);
    assertEquals("AsyncLock[busy, held]", lock.toString());
    assertNotNull(held);
    held.close();
    assertFalse(lock.isHeld());
  }

  @ParameterizedTest
  @EnumSource
  void await_onAnEventLoopOfAFreeLock_returnsThePermit(Place place) throws Exception {
    var lock = new AsyncLock();
    Permit permit = on(place.executor(), () -> lock.acquire().await());
    assertTrue(permit.isOpen());
    permit.close();
    assertFalse(lock.isHeld());
  }

  @ParameterizedTest
  @EnumSource
  void joinAndGet_onAnEventLoop_areRefused(Place place) throws Exception {
    var queue = AsyncQueue.<Integer>unbounded();
    assertInstanceOf(
        IllegalStateException.class,
        on(
            place.executor(),
            () -> assertThrows(IllegalStateException.class, () -> queue.take().join())));
    assertInstanceOf(
        IllegalStateException.class,
        on(
            place.executor(),
            () ->
                assertThrows(
                    IllegalStateException.class, () -> queue.take().get(1, TimeUnit.DAYS))));
    assertTrue(queue.offer(1));
    assertEquals(1, queue.poll());
  }

  @ParameterizedTest
  @EnumSource
  void await_refusedWhileAStageHangsOnTheWait_keepsItsPlace(Place place) throws Exception {
    var lock = new AsyncLock();
    Permit held = lock.tryAcquire();
    Wait<Permit> wait = lock.acquire();
    Wait<Boolean> stage = wait.thenApply(Permit::isOpen);
    on(place.executor(), () -> assertThrows(IllegalStateException.class, wait::await));
    assertFalse(wait.isDone());
    assertNotNull(held);
    held.close();
    assertTrue(stage.get(30, TimeUnit.SECONDS));
  }

  @Test
  void await_onAWorkerThread_isAllowed() throws Exception {
    var lock = new AsyncLock();
    Permit held = lock.tryAcquire();
    assertNotNull(held);
    var onVertx =
        vertx
            .executeBlocking(() -> lock.acquire().await(Duration.ofSeconds(30)))
            .toCompletionStage()
            .toCompletableFuture();
    var elastic = Schedulers.newBoundedElastic(1, 10, "elastic");
    var onReactor = new CompletableFuture<Permit>();
    elastic.schedule(() -> onReactor.complete(lock.acquire().join()));
    Eventually.until("both wait", () -> lock.toString().contains("2 waiting"));
    held.close();
    onVertx.thenAccept(Permit::close);
    onReactor.thenAccept(Permit::close);
    onVertx.get(30, TimeUnit.SECONDS);
    onReactor.get(30, TimeUnit.SECONDS);
    Eventually.until("it is free", () -> !lock.isHeld());
    elastic.dispose();
    assertNull(EventLoops.whyNotPark());
  }
}
