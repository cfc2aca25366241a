package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Shared runs and loops: where functions run, whose time stands still, who is cancelled. */
@Timeout(60)
class FlightLoopTest {
  private static CompletableFuture<Integer> outside(AsyncEvent begun) {
    var stage = new CompletableFuture<Integer>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              begun.whenSet().join();
              for (int i = 0; i < 1_000; i++) {
                Thread.yield();
              }
              stage.complete(1);
            });
    return stage;
  }

  @Test
  void simulated_foreignStage_letsTimeStandStill() throws Exception {
    var begun = new AsyncEvent();
    var lazy = new AsyncLazy<>(() -> outside(begun));
    Loop.simulate(
        1,
        () -> {
          Instant start = Loop.current().now();
          Wait<Integer> wait = lazy.get();
          begun.set();
          assertEquals(1, wait.await(Duration.ofHours(1)));
          assertEquals(start, Loop.current().now());
          Loop.sleep(Duration.ofHours(1)); // time goes on
          return null;
        });
  }

  @Test
  void simulated_runOfAnotherThread_letsTimeStandStillWhileItIsWaitedFor() throws Exception {
    var begun = new AsyncEvent();
    var lazy = new AsyncLazy<>(() -> outside(begun));
    Wait<Integer> starter = lazy.get();
    Loop.simulate(
        1,
        () -> {
          Instant start = Loop.current().now();
          lazy.get().cancel(false);
          Loop.sleep(Duration.ofHours(1)); // who left does not hold it
          Wait<Integer> wait = lazy.get();
          begun.set();
          assertEquals(1, wait.await(Duration.ofHours(1)));
          assertEquals(start.plus(Duration.ofHours(1)), Loop.current().now());
          Loop.sleep(Duration.ofHours(1));
          return null;
        });
    assertEquals(1, Eventually.value(starter));
  }

  @Test
  void simulated_lastLeavesAForeignStage_timeGoesOn() throws Exception {
    var lazy = new AsyncLazy<>(() -> new CompletableFuture<Integer>());
    Loop.simulate(
        1,
        () -> {
          lazy.get().cancel(false);
          Loop.sleep(Duration.ofHours(1));
          return null;
        });
  }

  @Test
  void simulated_runOfTheLoopItself_takesItsTime() throws Exception {
    Loop.simulate(
        1,
        () -> {
          Loop loop = Loop.current();
          Instant start = loop.now();
          var lazy = new AsyncLazy<>(() -> loop.after(Duration.ofSeconds(5)).thenApply(x -> 1));
          Task<Integer> other = loop.spawn(() -> lazy.get().await());
          assertEquals(1, lazy.get().await());
          assertEquals(1, other.await());
          assertEquals(start.plusSeconds(5), loop.now());
          return null;
        });
  }

  @Test
  void simulated_supplierThatAwaits_othersOfTheLoopJoinMeanwhile() throws Exception {
    Loop.simulate(
        1,
        () -> {
          var lazy =
              new AsyncLazy<>(
                  () -> {
                    try {
                      Loop.sleep(Duration.ofSeconds(5));
                    } catch (InterruptedException e) {
                      throw new AssertionError(e);
                    }
                    return CompletableFuture.completedFuture(1);
                  });
          Task<Integer> other =
              Loop.current()
                  .spawn(
                      () -> {
                        Loop.sleep(Duration.ofSeconds(1));
                        return lazy.get().await();
                      });
          assertEquals(1, lazy.get().await());
          assertEquals(1, other.await());
          return null;
        });
  }

  @Test
  void function_ofWhatTheSupplierAwaits_runByItsCoroutine_joins() throws Exception {
    var go = new AsyncEvent();
    var parked = new AsyncEvent();
    List<Wait<Integer>> joined = new ArrayList<>();
    try (Loop loop = Loop.start("loop")) {
      Task<Integer> task =
          loop.spawn(
              () -> {
                Wait<Void> going = go.whenSet();
                var lazy =
                    new AsyncLazy<>(
                        () -> {
                          going.join();
                          return CompletableFuture.completedFuture(1);
                        });
                going.thenRun(() -> joined.add(lazy.get()));
                loop.execute(parked::set); // which runs when this coroutine parks
                return lazy.get().await();
              });
      parked.whenSet().await(Duration.ofSeconds(30));
      go.set(); // and leaves the function to the coroutine
      assertEquals(1, Eventually.value(task));
      assertEquals(1, Eventually.value(joined.getFirst()));
    }
  }

  @Test
  void simulated_runThatNeverEnds_isReported() {
    var never = new AsyncResult<Integer>();
    var lazy = new AsyncLazy<>(never::whenDone).named("config");
    var thrown =
        assertThrows(DeadlockException.class, () -> Loop.simulate(1, () -> lazy.get().await()));
    assertTrue(
        thrown.getMessage().contains("waits for AsyncLazy[config, under way, 1 waiting]"),
        thrown::getMessage);
  }

  @Test
  void functions_ofEachWaiter_runAtItsOwnHome() throws Exception {
    var stage = new CompletableFuture<Integer>();
    var lazy = new AsyncLazy<>(() -> stage);
    List<Object> places = new ArrayList<>();
    try (Loop one = Loop.start("one");
        Loop two = Loop.start("two")) {
      List<Wait<Loop>> waits = new ArrayList<>();
      for (Loop loop : List.of(one, two)) {
        loop.spawn(() -> waits.add(lazy.get().thenApply(v -> Loop.current()))).await();
      }
      Thread.ofPlatform().start(() -> stage.complete(1)).join();
      for (Wait<Loop> wait : waits) {
        places.add(Eventually.value(wait));
      }
      assertSame(one, places.get(0));
      assertSame(two, places.get(1));
    }
  }

  @Test
  void run_startedOnALoopThatIsBusy_isToldToOthersAllTheSame() throws Exception {
    var stage = new CompletableFuture<Integer>();
    var lazy = new AsyncLazy<>(() -> stage);
    var busy = new AsyncEvent();
    var over = new boolean[1];
    try (Loop loop = Loop.start("busy")) {
      loop.spawn(
          () -> {
            lazy.get();
            busy.set();
            until("over", () -> isOver(over));
            return null;
          });
      busy.whenSet().await(Duration.ofSeconds(30));
      Wait<Integer> wait = lazy.get();
      stage.complete(1);
      assertEquals(1, wait.await(Duration.ofSeconds(30)));
      synchronized (over) {
        over[0] = true;
      }
    }
  }

  private static boolean isOver(boolean[] over) {
    synchronized (over) {
      return over[0];
    }
  }

  @Test
  void run_isACoroutine_isInterruptedWhenTheLastLeaves() throws Exception {
    var interrupted = new AsyncEvent();
    try (Loop loop = Loop.start("loop")) {
      var lazy =
          new AsyncLazy<>(
              () ->
                  loop.spawn(
                      () -> {
                        try {
                          Loop.sleep(Duration.ofHours(1));
                        } catch (InterruptedException e) {
                          interrupted.set();
                          throw e;
                        }
                        return 1;
                      }));
      Wait<Integer> first = lazy.get();
      Wait<Integer> second = lazy.get();
      first.cancel(false);
      second.cancel(false);
      interrupted.whenSet().await(Duration.ofSeconds(30));
      assertEquals("AsyncLazy[not asked for]", Probe.shown(lazy));
    }
  }
}
