package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.shown;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
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
  private static DefaultEventExecutor plain;
  private static io.grpc.netty.shaded.io.netty.util.concurrent.DefaultEventExecutor shaded;
  private static io.grpc.netty.shaded.io.netty.util.concurrent.DefaultEventExecutor shadedPlain;
  private static Vertx vertx;
  private static Scheduler reactor;

  enum Place {
    NETTY,
    NETTY_ON_PLAIN_THREADS,
    SHADED_NETTY,
    SHADED_NETTY_ON_PLAIN_THREADS,
    VERTX,
    REACTOR;

    Executor executor() {
      return switch (this) {
        case NETTY -> netty;
        case NETTY_ON_PLAIN_THREADS -> plain;
        case SHADED_NETTY -> shaded;
        case SHADED_NETTY_ON_PLAIN_THREADS -> shadedPlain;
        case VERTX -> task -> vertx.runOnContext(nothing -> task.run());
        case REACTOR -> reactor::schedule;
      };
    }
  }

  @BeforeAll
  static void start() {
    netty = new DefaultEventExecutor();
    plain = new DefaultEventExecutor(Thread.ofPlatform().name("plain").factory());
    shaded = new io.grpc.netty.shaded.io.netty.util.concurrent.DefaultEventExecutor();
    shadedPlain =
        new io.grpc.netty.shaded.io.netty.util.concurrent.DefaultEventExecutor(
            Thread.ofPlatform().name("shaded").factory());
    vertx = Vertx.vertx();
    reactor = Schedulers.newParallel("test", 1);
  }

  @AfterAll
  static void stop() throws Exception {
    netty.shutdownGracefully(0, 1, TimeUnit.SECONDS).get(30, TimeUnit.SECONDS);
    plain.shutdownGracefully(0, 1, TimeUnit.SECONDS).get(30, TimeUnit.SECONDS);
    shaded.shutdownGracefully(0, 1, TimeUnit.SECONDS).get(30, TimeUnit.SECONDS);
    shadedPlain.shutdownGracefully(0, 1, TimeUnit.SECONDS).get(30, TimeUnit.SECONDS);
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    reactor.disposeGracefully().block(Duration.ofSeconds(30));
  }

  /** A way to park on a wait. */
  private interface Parking<T> {
    T on(Wait<T> wait) throws Exception;
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
    assertEquals("AsyncLock[busy, held]", shown(lock));
    assertNotNull(held);
    held.close();
    assertFalse(lock.isHeld());
  }

  @ParameterizedTest
  @EnumSource
  void await_onAnEventLoopOfAFreeLock_isRefusedAndGivesThePermitBack(Place place) throws Exception {
    var lock = new AsyncLock();
    List<Parking<Permit>> awaits =
        List.of(
            Wait::await,
            wait -> wait.await(Duration.ofDays(1)),
            wait -> wait.await(Duration.ZERO),
            wait -> wait.await(Deadline.after(Duration.ofDays(1))));
    for (Parking<Permit> await : awaits) {
      Wait<Permit> wait =
          on(
              place.executor(),
              () -> {
                Wait<Permit> free = lock.acquire();
                var refusal = assertThrows(IllegalStateException.class, () -> await.on(free));
                assertTrue(refusal.getMessage().contains("attach"), refusal.getMessage());
                return free;
              });
      assertFalse(lock.isHeld());
      assertThrows(CancellationException.class, wait::join);
    }
  }

  @ParameterizedTest
  @EnumSource
  void await_onAnEventLoopOfAGrantedItem_isRefusedAndGivesItBack(Place place) throws Exception {
    var queue = AsyncQueue.<Integer>unbounded();
    Wait<Integer> take = queue.take();
    queue.put(1);
    on(place.executor(), () -> assertThrows(IllegalStateException.class, take::await));
    assertEquals(1, queue.poll());
  }

  @ParameterizedTest
  @EnumSource
  void await_onAnEventLoopOfAStage_isRefusedAndLeavesTheLine(Place place) throws Exception {
    var lock = new AsyncLock().named("busy");
    Permit held = lock.tryAcquire();
    Wait<Boolean> stage = lock.acquire().thenApply(Permit::isOpen);
    on(place.executor(), () -> assertThrows(IllegalStateException.class, stage::await));
    assertTrue(stage.isCancelled());
    assertEquals("AsyncLock[busy, held]", shown(lock));
    held.close();
  }

  @ParameterizedTest
  @EnumSource
  void await_refusedOfWhatSomebodyHasReceived_takesNothingAway(Place place) throws Exception {
    var lock = new AsyncLock();
    Wait<Permit> wait = lock.acquire();
    Permit permit = wait.join();
    on(place.executor(), () -> assertThrows(IllegalStateException.class, wait::await));
    assertTrue(permit.isOpen());
    assertSame(permit, wait.join());
    permit.close();
  }

  @ParameterizedTest
  @EnumSource
  void joinAndGet_onAnEventLoopOfAFreeLock_returnThePermit(Place place) throws Exception {
    var lock = new AsyncLock();
    on(place.executor(), () -> lock.acquire().join()).close();
    on(place.executor(), () -> lock.acquire().get()).close();
    on(place.executor(), () -> lock.acquire().get(0, TimeUnit.SECONDS)).close();
    on(place.executor(), () -> lock.acquire().toCompletableFuture().get()).close();
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

  @Test
  void await_onAThreadThatBecomesAnEventLoop_isRefusedBeforeItParks() throws Exception {
    var busy = new AsyncLock();
    Permit held = busy.tryAcquire();
    assertNotNull(held);
    var free = new AsyncLock();
    try (var pool = Executors.newSingleThreadExecutor()) {
      on(
          pool,
          () -> {
            free.acquire().await().close(); // it was asked, and might
            return null;
          });
      var loop = new DefaultEventExecutor(pool); // takes the thread for as long as it lives
      on(
          loop,
          () -> {
            assertThrows(IllegalStateException.class, () -> busy.acquire().await());
            return assertThrows(IllegalStateException.class, () -> awaitOften(free));
          });
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).get(30, TimeUnit.SECONDS);
    }
    assertFalse(free.isHeld());
    assertEquals(0, busy.waiting());
  }

  private static void awaitOften(AsyncLock free) throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      free.acquire().await().close();
    }
  }

  // ---- who sees which library

  /** A loader that has a Netty of its own. */
  private static URLClassLoader ownNetty() {
    URL[] urls = {DefaultEventExecutor.class.getProtectionDomain().getCodeSource().getLocation()};
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  @Test
  void plainThread_askedWithOneLoaderAndThenAnother_isAskedAgain() throws Exception {
    try (URLClassLoader other = ownNetty()) {
      var executor =
          (Executor)
              other
                  .loadClass("io.netty.util.concurrent.DefaultEventExecutor")
                  .getConstructor(ThreadFactory.class)
                  .newInstance(Thread.ofPlatform().daemon().factory());
      ClassLoader own = EventLoopsTest.class.getClassLoader();
      for (ClassLoader context : Arrays.asList(own, other, own, other, null)) {
        String refusal =
            on(
                executor,
                () -> {
                  Thread.currentThread().setContextClassLoader(context);
                  return EventLoops.whyNotPark();
                });
        assertEquals(context == other, refusal != null, "with the context " + context);
      }
    }
  }

  @Test
  void threadOfALoaderOfItsOwn_isAskedThroughThat() throws Exception {
    try (URLClassLoader other = ownNetty()) {
      var executor =
          (Executor)
              other
                  .loadClass("io.netty.util.concurrent.DefaultEventExecutor")
                  .getConstructor()
                  .newInstance();
      assertNotNull(
          on(
              executor,
              () -> {
                Thread.currentThread().setContextClassLoader(null);
                return EventLoops.whyNotPark();
              }));
      on(executor, () -> executor.getClass().getMethod("shutdownGracefully").invoke(executor));
    }
  }

  @Test
  void threads_ofMoreLoadersThanAreRemembered_areAskedAllTheSame() throws Exception {
    List<ClassLoader> loaders =
        Stream.generate(
                () -> (ClassLoader) new ClassLoader(EventLoopsTest.class.getClassLoader()) {})
            .limit(100)
            .toList();
    on(
        netty,
        () -> {
          ClassLoader before = Thread.currentThread().getContextClassLoader();
          try {
            for (int i = 0; i < 2; i++) {
              for (ClassLoader each : loaders) {
                Thread.currentThread().setContextClassLoader(each);
                assertNotNull(EventLoops.whyNotPark());
              }
            }
          } finally {
            Thread.currentThread().setContextClassLoader(before);
          }
          return null;
        });
    assertEquals(100, loaders.size()); // and none of them was forgotten because it was collected
  }

  @Test
  void contextClassLoader_throwsAnError_doesNotKeepFromParking() {
    ParkContractTest.run(
        false,
        () -> {
          Thread.currentThread()
              .setContextClassLoader(
                  new ClassLoader(null) {
                    @Override
                    protected Class<?> findClass(String name) {
                      throw new AssertionError("a loader that has been closed");
                    }
                  });
          var lock = new AsyncLock();
          lock.acquire().await().close();
          assertThrows(
              TimeoutException.class,
              () -> AsyncQueue.unbounded().take().await(Duration.ofMillis(1)));
        });
  }

  // ---- virtual threads of Vert.x

  private static String deploy(Vertx vertx, ThreadingModel model, Callable<?> body)
      throws Exception {
    var verticle =
        new VerticleBase() {
          @Override
          public io.vertx.core.Future<?> start() throws Exception {
            body.call();
            return io.vertx.core.Future.succeededFuture();
          }
        };
    return vertx
        .deployVerticle(verticle, new DeploymentOptions().setThreadingModel(model))
        .toCompletionStage()
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  @Test
  void await_onAVirtualThreadOfVertx_isRefusedAndSaysWhatToWrite() throws Exception {
    var own = Vertx.vertx();
    var lock = new AsyncLock().named("busy");
    Permit held = lock.tryAcquire();
    deploy(
        own,
        ThreadingModel.VIRTUAL_THREAD,
        () -> {
          var refusal = assertThrows(IllegalStateException.class, () -> lock.acquire().await());
          assertTrue(refusal.getMessage().contains("busy"), refusal.getMessage());
          assertTrue(refusal.getMessage().contains("io.vertx.core.Future"), refusal.getMessage());
          assertThrows(IllegalStateException.class, () -> lock.acquire().join());
          assertThrows(IllegalStateException.class, () -> new AsyncLock().acquire().await());
          return null;
        });
    assertEquals("AsyncLock[busy, held]", shown(lock));
    own.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    held.close();
  }

  @Test
  void futureAwait_onAVirtualThreadOfVertx_lendsTheContextToOthers() throws Exception {
    var own = Vertx.vertx();
    var lock = new AsyncLock();
    Permit held = lock.tryAcquire();
    deploy(
        own,
        ThreadingModel.VIRTUAL_THREAD,
        () -> {
          var context = Vertx.currentContext();
          context.runOnContext(nothing -> held.close()); // which could not run if it were stopped
          Wait<String> with = lock.with(() -> CompletableFuture.completedFuture("done"));
          assertEquals("done", io.vertx.core.Future.fromCompletionStage(with, context).await());
          return null;
        });
    assertFalse(lock.isHeld());
    own.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void await_onOtherThreadsOfAVirtualContext_isAllowed() throws Exception {
    var own = Vertx.vertx();
    var lock = new AsyncLock();
    Callable<?> park =
        () -> {
          Permit held = lock.tryAcquire();
          Thread.startVirtualThread(held::close);
          lock.acquire().await(Duration.ofSeconds(30)).close();
          return null;
        };
    deploy(
        own,
        ThreadingModel.VIRTUAL_THREAD,
        () -> Vertx.currentContext().executeBlocking(park).await());
    deploy(own, ThreadingModel.WORKER, park);
    on(Thread::startVirtualThread, park);
    assertFalse(lock.isHeld());
    own.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
