package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where what follows a wait runs, when loops, callbacks and threads share primitives. */
@Timeout(120)
class LoopHomeTest {
  private final Loop loop = Loop.start("home");

  @AfterEach
  void close() {
    loop.close();
  }

  /** Makes a wait on the loop, has the outside grant it, and says where its function ran. */
  private Loop ranOn(Function<AsyncEvent, Wait<Loop>> attach) throws Exception {
    var event = new AsyncEvent();
    Task<Wait<Loop>> attached = loop.spawn(() -> attach.apply(event));
    Wait<Loop> where = attached.get(30, TimeUnit.SECONDS);
    assertFalse(where.isDone());
    event.set();
    return where.get(30, TimeUnit.SECONDS);
  }

  @Test
  void function_ofAWaitMadeOnALoop_runsThereThoughGrantedOutside() throws Exception {
    assertSame(loop, ranOn(event -> event.whenSet().thenApply(x -> Loop.current())));
    assertSame(
        loop,
        ranOn(event -> event.whenSet().thenApply(x -> 1).thenApply(x -> Loop.current())),
        "two levels deep");
  }

  @Test
  void function_ofAWaitWithALimitAndInAScope_runsOnTheLoop() throws Exception {
    assertSame(
        loop,
        ranOn(
            event ->
                new CancelScope()
                    .add(event.whenSet().within(Duration.ofHours(1)))
                    .thenApply(x -> Loop.current())));
  }

  @Test
  void function_ofAWaitMadeOutside_runsOnTheGrantingThread() throws Exception {
    var event = new AsyncEvent();
    Wait<Loop> where = event.whenSet().thenApply(x -> Loop.current());
    event.set();
    assertNull(where.get(30, TimeUnit.SECONDS));
    var second = new AsyncEvent();
    where = second.whenSet().thenApply(x -> Loop.current());
    loop.spawn(second::set);
    assertSame(loop, where.get(30, TimeUnit.SECONDS));
  }

  @Test
  void function_afterAComposedForeignStage_runsOnTheLoop() throws Exception {
    var foreign = new CompletableFuture<String>();
    Task<Wait<Loop>> attached =
        loop.spawn(
            () ->
                new AsyncLock()
                    .acquire()
                    .thenCompose(held -> foreign.whenComplete((x, failure) -> held.close()))
                    .thenApply(x -> Loop.current()));
    Wait<Loop> where = attached.get(30, TimeUnit.SECONDS);
    foreign.complete("outside");
    assertSame(loop, where.get(30, TimeUnit.SECONDS));
  }

  @Test
  void function_afterWithAllOfAnyOf_runsOnTheLoop() throws Exception {
    var foreign = new CompletableFuture<String>();
    var lock = new AsyncLock();
    List<Function<AsyncEvent, Wait<?>>> makers =
        List.of(
            event -> lock.with(() -> foreign),
            event -> Wait.allOf(foreign, event.whenSet()),
            event -> Wait.anyOf(new CompletableFuture<>(), event.whenSet()),
            event -> Wait.of(foreign));
    List<Wait<Loop>> all = new ArrayList<>();
    var event = new AsyncEvent();
    for (var maker : makers) {
      Task<Wait<Loop>> attached =
          loop.spawn(() -> maker.apply(event).thenApply(x -> Loop.current()));
      all.add(attached.get(30, TimeUnit.SECONDS));
    }
    event.set();
    foreign.complete("outside");
    for (Wait<Loop> where : all) {
      assertSame(loop, where.get(30, TimeUnit.SECONDS));
    }
    assertFalse(lock.isHeld());
  }

  @Test
  void function_afterALimit_runsOnTheLoop() throws Exception {
    Duration soon = Duration.ofMillis(2);
    List<Function<Wait<Void>, Wait<?>>> limited =
        List.of(wait -> wait.within(soon), wait -> wait.thenRun(() -> {}).within(soon));
    for (var limit : limited) {
      Task<Wait<Loop>> attached =
          loop.spawn(
              () ->
                  limit
                      .apply(new AsyncEvent().whenSet())
                      .handle((x, failure) -> failure == null ? null : Loop.current()));
      Wait<Loop> where = attached.get(30, TimeUnit.SECONDS);
      assertSame(loop, where.get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void forEach_workersEndElsewhere_allBeginOnTheLoop() throws Exception {
    var queue = AsyncQueue.<Integer>unbounded();
    var began = new ArrayList<Loop>(); // only by the loop
    Task<Wait<Void>> begun =
        loop.spawn(
            () ->
                queue.forEach(
                    item -> {
                      began.add(Loop.current());
                      return new AsyncLock()
                          .acquire()
                          .thenRunAsync(() -> {}, Thread::startVirtualThread);
                    }));
    Wait<Void> all = begun.get(30, TimeUnit.SECONDS);
    for (int i = 0; i < 100; i++) {
      queue.offer(i);
    }
    queue.close();
    all.get(30, TimeUnit.SECONDS);
    var seen = loop.spawn(() -> List.copyOf(began)).get(30, TimeUnit.SECONDS);
    assertEquals(Collections.nCopies(100, loop), seen);
  }

  @Test
  void functions_oneBelowTheOther_endHoweverMany() throws Exception {
    int many = 100_000;
    var event = new AsyncEvent();
    int[] ran = {0}; // only by the loop
    Task<Wait<Void>> attached =
        loop.spawn(
            () -> {
              Wait<Void> last = event.whenSet().thenRunAsync(() -> {}, Thread::startVirtualThread);
              for (int i = 0; i < many; i++) {
                last = last.thenRun(() -> ran[0]++);
              }
              return last;
            });
    Wait<Void> last = attached.get(30, TimeUnit.SECONDS);
    event.set();
    last.get(30, TimeUnit.SECONDS);
    assertEquals(many, loop.spawn(() -> ran[0]).get(30, TimeUnit.SECONDS));
  }

  @Test
  void recursion_thatComposesOnALoop_endsHoweverDeep() throws Exception {
    var lock = new AsyncLock();
    Task<Wait<Integer>> begun = loop.spawn(() -> composed(lock, 100_000));
    assertEquals(0, begun.get(30, TimeUnit.SECONDS).get(30, TimeUnit.SECONDS));
    assertFalse(lock.isHeld());
  }

  private static Wait<Integer> composed(AsyncLock lock, int more) {
    return lock.acquire()
        .thenApply(
            held -> {
              held.close();
              return more;
            })
        .thenCompose(left -> left == 0 ? Wait.of(done(0)) : composed(lock, left - 1));
  }

  private static CompletableFuture<Integer> done(int value) {
    return CompletableFuture.completedFuture(value);
  }

  @Test
  void composedForeignStage_stageGivenUp_isNotCancelled() throws Exception {
    for (boolean onLoop : List.of(false, true)) {
      var foreign = new CompletableFuture<String>();
      var other = new CompletableFuture<String>();
      Callable<List<Wait<?>>> attach =
          () ->
              List.of(
                  new AsyncLock().acquire().thenCompose(held -> foreign),
                  new AsyncLock().acquire().thenCombine(other, (held, value) -> value));
      var stages = onLoop ? loop.spawn(attach).get(30, TimeUnit.SECONDS) : attach.call();
      for (Wait<?> stage : stages) {
        assertTrue(stage.cancel(false));
      }
      assertFalse(foreign.isDone() || other.isDone(), "on a loop: " + onLoop);
    }
  }

  @Test
  void simulatedTime_aFunctionNeedsAForeignStage_standsStill() throws Exception {
    List<BiFunction<Wait<Permit>, CompletableFuture<Integer>, Wait<Integer>>> ways =
        List.of(
            (permit, foreign) -> permit.thenCompose(held -> foreign),
            (permit, foreign) -> permit.thenCombine(foreign, (held, value) -> value));
    for (var way : ways) {
      Loop.simulate(
          1,
          () -> {
            var foreign = new CompletableFuture<Integer>();
            Wait<Integer> wait = way.apply(new AsyncLock().acquire(), foreign);
            Thread main = Thread.currentThread();
            Thread outside =
                Thread.ofPlatform()
                    .start(
                        () -> {
                          Eventually.untilParked(main);
                          foreign.complete(1);
                        });
            var before = Loop.current().now();
            var unused = Loop.current().after(Duration.ofHours(1));
            assertEquals(1, wait.await());
            assertEquals(before, Loop.current().now());
            Eventually.join(outside);
          });
    }
  }

  @Test
  void function_ofAWaitThatACoroutineAwaits_runsOnce() throws Exception {
    for (int round = 0; round < 500; round++) {
      var event = new AsyncEvent();
      var ran = new ArrayList<Loop>(); // only by the loop
      var ready = new CountDownLatch(1);
      Task<?> task =
          loop.spawn(
              () -> {
                Wait<Void> wait = event.whenSet();
                var unused = wait.thenRun(() -> ran.add(Loop.current()));
                ready.countDown();
                wait.await();
              });
      assertTrue(ready.await(30, TimeUnit.SECONDS));
      event.set();
      task.get(30, TimeUnit.SECONDS);
      assertEquals(List.of(loop), loop.spawn(() -> List.copyOf(ran)).get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void functions_onALoop_neverRunBesideItsCoroutines() throws Exception {
    int rounds = 20_000;
    int[] counter = {0};
    var semaphore = new AsyncSemaphore(0);
    var ran = new CountDownLatch(rounds);
    Task<?> task =
        loop.spawn(
            () -> {
              for (int i = 0; i < rounds; i++) {
                var unused =
                    semaphore
                        .acquire()
                        .thenRun(
                            () -> {
                              counter[0]++;
                              ran.countDown();
                            });
                counter[0]++;
                if (i % 16 == 0) {
                  Loop.yieldNow();
                }
              }
            });
    for (int i = 0; i < rounds; i++) {
      semaphore.release();
    }
    task.get(30, TimeUnit.SECONDS);
    assertTrue(ran.await(30, TimeUnit.SECONDS));
    int seen = loop.spawn(() -> counter[0]).get(30, TimeUnit.SECONDS);
    assertEquals(2 * rounds, seen);
  }

  @Test
  void executor_asyncFunction_runsAsACallback() throws Exception {
    var event = new AsyncEvent();
    Wait<String> refused =
        event
            .whenSet()
            .thenApplyAsync(
                x ->
                    assertThrows(
                            IllegalStateException.class, () -> new AsyncEvent().whenSet().await())
                        .getMessage(),
                loop);
    event.set();
    String message = refused.get(30, TimeUnit.SECONDS);
    assertTrue(message.contains("callback of Loop[home"), message);
  }

  @Test
  void onePrimitive_fromLoopsCallbacksAndThreads_isExclusiveAndEverybodyEnds() throws Exception {
    int rounds = 2_000;
    var lock = new AsyncLock();
    int[] counter = {0}; // only with the lock held
    var inside = new AtomicInteger();
    var wrong = ConcurrentHashMap.<String>newKeySet();
    Runnable visit =
        () -> {
          if (inside.incrementAndGet() != 1) {
            wrong.add("two inside");
          }
          counter[0]++;
          inside.decrementAndGet();
        };
    try (Loop other = Loop.start("other")) {
      List<Future<?>> all = new ArrayList<>();
      for (Loop each : List.of(loop, other)) {
        for (int c = 0; c < 2; c++) {
          all.add(
              each.spawn(
                  () -> {
                    for (int i = 0; i < rounds; i++) {
                      try (var held = lock.acquire().await()) {
                        visit.run();
                        if (Loop.current() != each) {
                          wrong.add("resumed elsewhere");
                        }
                      }
                    }
                  }));
        }
        var chain = new CompletableFuture<Void>();
        all.add(chain);
        each.execute(() -> visitByCallback(lock, visit, rounds, each, wrong, chain));
      }
      List<Thread> threads = new ArrayList<>();
      for (Thread.Builder builder : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
        threads.add(builder.start(() -> visitByThread(lock, visit, rounds, wrong)));
      }
      threads.forEach(Eventually::join);
      for (Future<?> each : all) {
        each.get(60, TimeUnit.SECONDS);
      }
    }
    assertEquals("[]", wrong.toString());
    assertEquals(8 * rounds, counter[0]);
    assertFalse(lock.isHeld());
  }

  private static void visitByThread(AsyncLock lock, Runnable visit, int rounds, Set<String> wrong) {
    for (int i = 0; i < rounds; i++) {
      try (var held = lock.acquire().await()) {
        visit.run();
      } catch (InterruptedException e) {
        wrong.add("interrupted");
      }
    }
  }

  private static void visitByCallback(
      AsyncLock lock,
      Runnable visit,
      int rounds,
      Loop home,
      Set<String> wrong,
      CompletableFuture<Void> end) {
    if (rounds == 0) {
      end.complete(null);
      return;
    }
    var unused =
        lock.acquire()
            .thenAccept(
                held -> {
                  if (Loop.current() != home) {
                    wrong.add("called back elsewhere");
                  }
                  visit.run();
                  held.close();
                  visitByCallback(lock, visit, rounds - 1, home, wrong, end);
                });
  }
}
