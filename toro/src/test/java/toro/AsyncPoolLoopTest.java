package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.granted;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pools and loops: where functions run, whose time stands still, who is reported. */
@Timeout(60)
class AsyncPoolLoopTest {
  private final PoolMakers makers = new PoolMakers();

  @Test
  void simulated_foreignStageOfACreation_letsTimeStandStill() throws Exception {
    var begun = new AsyncEvent();
    var pool = makers.pool(1);
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              begun.whenSet().join();
              for (int i = 0; i < 1_000; i++) {
                Thread.yield();
              }
              makers.finish(0);
            });
    Loop.simulate(
        1,
        () -> {
          Instant start = Loop.current().now();
          Wait<Loan<Integer>> borrow = pool.borrow();
          begun.set();
          assertEquals(0, borrow.await(Duration.ofHours(1)).get());
          assertEquals(start, Loop.current().now());
          Loop.sleep(Duration.ofHours(1)); // time goes on
          return null;
        });
  }

  @Test
  void simulated_creationThatTakesTheLoopsTime_takesIt() throws Exception {
    Loop.simulate(
        1,
        () -> {
          Loop loop = Loop.current();
          var pool =
              AsyncPool.of(1, () -> loop.after(Duration.ofSeconds(5)).thenApply(x -> 1), x -> {});
          Instant start = loop.now();
          var asked = new AsyncEvent();
          Task<Integer> other =
              loop.spawn(
                  () -> {
                    Wait<Loan<Integer>> borrow = pool.borrow();
                    asked.set();
                    try (var loan = borrow.await()) {
                      Loop.sleep(Duration.ofSeconds(1));
                      return loan.get();
                    }
                  });
          asked.whenSet().await();
          assertEquals(1, pool.borrow().await().get());
          assertEquals(start.plusSeconds(6), loop.now());
          assertEquals(1, other.await());
          return null;
        });
  }

  @Test
  void create_forABorrowerOnALoop_runsThere() throws Exception {
    List<Loop> seen = new ArrayList<>();
    var pool =
        AsyncPool.of(
            1,
            () -> {
              seen.add(Loop.current());
              return CompletableFuture.completedFuture(seen.size());
            },
            resource -> {});
    Loan<Integer> held = granted(pool.borrow());
    Loop.run(
        () -> {
          Wait<Loan<Integer>> borrow = pool.borrow();
          Thread.ofPlatform().daemon().start(held::discard);
          assertEquals(2, borrow.await().get());
          assertSame(Loop.current(), seen.get(1));
          return null;
        });
  }

  @Test
  void create_forABorrowerOnALoopThatHasEnded_runsAllTheSame() throws Exception {
    var pool = makers.quickPool(1);
    Loan<Integer> held = granted(pool.borrow());
    Wait<Loan<Integer>> left = Loop.run(() -> List.of(pool.borrow())).getFirst();
    held.discard();
    assertEquals(1, granted(left).get());
  }

  @Test
  void simulated_everybodyWaits_isReportedWithWhoHolds() {
    var report =
        assertThrows(
            DeadlockException.class,
            () ->
                Loop.simulate(
                    1,
                    () -> {
                      var pool = makers.quickPool(1).named("db");
                      var borrowed = new AsyncEvent();
                      Loop.current()
                          .spawn(
                              "holder",
                              () -> {
                                Loan<Integer> loan = pool.borrow().await();
                                borrowed.set();
                                new AsyncEvent().named("never").whenSet().await();
                                return loan;
                              });
                      borrowed.whenSet().await();
                      return pool.borrow().await();
                    }));
    assertTrue(
        report
            .getMessage()
            .contains("main waits for AsyncPool[db, 0 idle, 1 lent, 1 waiting], held by holder"),
        report::getMessage);
  }
}
