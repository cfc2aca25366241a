package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Eventually.value;
import static toro.PoolMakers.assertStats;
import static toro.Probe.failureOf;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two threads and a pool, at the same moment. */
@Timeout(120)
class AsyncPoolRaceTest {
  private static final int ROUNDS = 20_000;

  private final SecondThread second = new SecondThread();

  @AfterEach
  void stop() {
    second.close();
  }

  /** Everything goes back, and each resource is destroyed once. */
  private static void assertNothingLost(PoolMakers makers, AsyncPool<Integer> pool) {
    PoolStats now = pool.stats();
    assertEquals(0, now.lent() + now.creating() + now.waiting(), pool::toString);
    pool.close();
    value(pool.whenDone());
    List<Integer> made =
        makers.begun.stream().filter(Eventually::hasValue).map(CompletableFuture::join).toList();
    assertEquals(made, makers.destroyed.stream().sorted().toList());
  }

  private static void closeIfGranted(Wait<Loan<Integer>> borrow) {
    if (Eventually.hasValue(borrow)) {
      value(borrow).close();
    }
  }

  @Test
  void giveBack_againstBorrow_neverCreatesOneTooMany() {
    for (int i = 0; i < ROUNDS; i++) {
      var makers = new PoolMakers();
      var pool = makers.quickPool(1);
      Loan<Integer> held = value(pool.borrow());
      List<Wait<Loan<Integer>>> next = new ArrayList<>();
      second.race(i, held::close, () -> next.add(pool.borrow()));
      value(next.getFirst()).close();
      assertEquals(1, makers.begun.size());
      assertNothingLost(makers, pool);
    }
  }

  @Test
  void giveBack_againstGiveUp_isIdleOrLent() {
    for (int i = 0; i < ROUNDS; i++) {
      var makers = new PoolMakers();
      var pool = makers.quickPool(1);
      Loan<Integer> held = value(pool.borrow());
      Wait<Loan<Integer>> leaver = pool.borrow();
      boolean[] left = {false};
      second.race(i, held::close, () -> left[0] = leaver.cancel(false));
      assertEquals(left[0], leaver.isCancelled());
      assertStats(pool, left[0] ? 1 : 0, left[0] ? 0 : 1, 0, 0);
      closeIfGranted(leaver);
      assertNothingLost(makers, pool);
    }
  }

  @Test
  void giveBack_asTheFirstGivesUp_goesToTheNext() {
    for (int i = 0; i < ROUNDS; i++) {
      var makers = new PoolMakers();
      var pool = makers.quickPool(1);
      if (i % 2 == 0) {
        pool.validate(resource -> true);
      }
      Loan<Integer> held = value(pool.borrow());
      Wait<Loan<Integer>> leaver = pool.borrow();
      Wait<Loan<Integer>> next = pool.borrow();
      second.race(i, held::close, () -> leaver.cancel(false));
      closeIfGranted(leaver);
      value(next).close();
      assertNothingLost(makers, pool);
    }
  }

  @Test
  void creationEnds_againstItsBorrowerLeaving_isHandedOn() {
    for (int i = 0; i < ROUNDS; i++) {
      var makers = new PoolMakers();
      var pool = makers.pool(1);
      Wait<Loan<Integer>> leaver = pool.borrow();
      Wait<Loan<Integer>> next = pool.borrow();
      second.race(i, () -> makers.finish(0), () -> leaver.cancel(false));
      closeIfGranted(leaver);
      value(next).close();
      assertEquals(1, makers.begun.size());
      assertNothingLost(makers, pool);
    }
  }

  @Test
  void creationFails_againstItsBorrowerLeaving_failsNobodyElse() {
    for (int i = 0; i < ROUNDS; i++) {
      var makers = new PoolMakers();
      var pool = makers.pool(1);
      Wait<Loan<Integer>> leaver = pool.borrow();
      Wait<Loan<Integer>> next = pool.borrow();
      second.race(i, () -> makers.fail(0), () -> leaver.cancel(false));
      assertTrue(leaver.isCompletedExceptionally());
      until("the next one tries", () -> makers.begun.size() == 2);
      makers.finish(1);
      value(next).close();
      assertNothingLost(makers, pool);
    }
  }

  @Test
  void creationEnds_againstClose_isDestroyed() {
    for (int i = 0; i < ROUNDS; i++) {
      var makers = new PoolMakers();
      var pool = makers.pool(1);
      Wait<Loan<Integer>> borrow = pool.borrow();
      second.race(i, () -> makers.finish(0), pool::close);
      if (Eventually.hasValue(borrow)) {
        assertFalse(pool.whenDone().isDone());
        value(borrow).close();
      } else {
        assertTrue(failureOf(borrow) instanceof ClosedException);
      }
      value(pool.whenDone());
      assertNothingLost(makers, pool);
    }
  }

  @Test
  void creationBegins_againstClose_isCancelledOrNeverBegun() {
    for (int i = 0; i < ROUNDS; i++) {
      var makers = new PoolMakers();
      var pool = makers.pool(1);
      List<Wait<Loan<Integer>>> borrow = new ArrayList<>();
      second.race(i, pool::close, () -> borrow.add(pool.borrow()));
      assertTrue(failureOf(borrow.getFirst()) instanceof ClosedException);
      value(pool.whenDone());
      makers.begun.forEach(stage -> assertTrue(stage.isCancelled()));
    }
  }

  @Test
  void twoCreationsEnd_atOnce_serveTwo() {
    for (int i = 0; i < ROUNDS; i++) {
      var makers = new PoolMakers();
      var pool = makers.pool(3);
      List<Wait<Loan<Integer>>> waits = List.of(pool.borrow(), pool.borrow(), pool.borrow());
      int failing = i % 3;
      second.race(
          i, () -> makers.finish((failing + 1) % 3), () -> makers.finish((failing + 2) % 3));
      assertTrue(Eventually.hasValue(waits.get(0)) && Eventually.hasValue(waits.get(1)));
      makers.fail(failing);
      assertEquals("no " + failing, failureOf(waits.get(2)).getMessage());
      waits.forEach(AsyncPoolRaceTest::closeIfGranted);
      assertNothingLost(makers, pool);
    }
  }

  @Test
  void createsAtTheCall_againstAGiveBack_isServedOnce() {
    for (int i = 0; i < ROUNDS; i++) {
      var makers = new PoolMakers();
      var pool = makers.quickPool(2);
      Loan<Integer> held = value(pool.borrow());
      List<Loan<Integer>> got = new ArrayList<>();
      second.race(i, held::close, () -> pool.borrow().thenAccept(got::add));
      assertEquals(1, got.size());
      got.getFirst().close();
      assertNothingLost(makers, pool);
    }
  }

  @Test
  void creationEnds_asTheCallReturns_isDeliveredOnce() {
    for (int i = 0; i < ROUNDS; i++) {
      var makers = new PoolMakers();
      var begun = new AtomicInteger();
      var pool =
          AsyncPool.of(
              1,
              () -> {
                var stage = makers.create();
                begun.set(1);
                return stage;
              },
              makers.destroyed::add);
      second.start(
          i % 37,
          () -> {
            until("begun", () -> begun.get() == 1);
            makers.finish(0);
          });
      var told = new AtomicInteger();
      var borrow = pool.borrow();
      Wait<Void> stage =
          borrow.thenAccept(
              loan -> {
                told.incrementAndGet();
                loan.close();
              });
      second.await();
      value(stage);
      assertEquals(1, told.get());
      assertNothingLost(makers, pool);
    }
  }

  @Test
  void evict_againstBorrow_lendsOneThatIsNotDestroyed() {
    for (int i = 0; i < ROUNDS; i++) {
      var makers = new PoolMakers();
      var pool = makers.quickPool(1);
      value(pool.borrow()).close();
      List<Wait<Loan<Integer>>> borrow = new ArrayList<>();
      second.race(i, () -> pool.evict(resource -> true), () -> borrow.add(pool.borrow()));
      Loan<Integer> loan = value(borrow.getFirst());
      assertFalse(makers.destroyed.contains(loan.get()));
      loan.close();
      assertNothingLost(makers, pool);
    }
  }

  @Test
  void discard_againstBorrow_createsOneInItsPlace() {
    for (int i = 0; i < ROUNDS; i++) {
      var makers = new PoolMakers();
      var pool = makers.quickPool(1);
      Loan<Integer> held = value(pool.borrow());
      List<Wait<Loan<Integer>>> next = new ArrayList<>();
      second.race(i, held::discard, () -> next.add(pool.borrow()));
      assertEquals(1, value(next.getFirst()).get());
      value(next.getFirst()).close();
      assertNothingLost(makers, pool);
    }
  }

  @Test
  void resize_againstGiveBackAndBorrow_keepsToTheLimit() {
    for (int i = 0; i < ROUNDS; i++) {
      var makers = new PoolMakers();
      var pool = makers.quickPool(2);
      Loan<Integer> one = value(pool.borrow());
      Loan<Integer> two = value(pool.borrow());
      second.race(
          i,
          () -> pool.resize(1),
          () -> {
            one.close();
            two.close();
          });
      assertStats(pool, 1, 0, 0, 0);
      second.race(i, () -> pool.resize(2), () -> value(pool.borrow()).close());
      assertNothingLost(makers, pool);
    }
  }

  @Test
  void loan_endedByTwoThreads_endsOnce() {
    for (int i = 0; i < ROUNDS; i++) {
      var makers = new PoolMakers();
      var pool = makers.quickPool(2);
      Loan<Integer> loan = value(pool.borrow());
      second.race(i, loan::close, i % 2 == 0 ? loan::close : loan::discard);
      assertNothingLost(makers, pool);
    }
  }

  @Test
  void close_againstGiveBackAndBorrow_isDoneInTheEnd() {
    for (int i = 0; i < ROUNDS; i++) {
      var makers = new PoolMakers();
      var pool = makers.quickPool(1);
      Loan<Integer> held = value(pool.borrow());
      Wait<Void> done = pool.whenDone();
      Wait<Loan<Integer>> next = pool.borrow();
      second.race(i, pool::close, held::close);
      closeIfGranted(next);
      value(done);
      assertNothingLost(makers, pool);
    }
  }

  @Test
  void with_cancelledAsItsExecutorRunsIt_givesBack() {
    for (int i = 0; i < ROUNDS; i++) {
      var makers = new PoolMakers();
      var pool = makers.quickPool(1);
      Runnable[] task = {null};
      Wait<String> with =
          pool.with(r -> task[0] = r, resource -> CompletableFuture.completedFuture("done"));
      second.race(i, task[0], () -> with.cancel(false));
      until("given back", () -> pool.stats().idle() == 1);
      assertNothingLost(makers, pool);
    }
  }

  /** A resource of the storm: it is used by one at a time, and not when it is gone. */
  private static final class Tool {
    private final AtomicInteger users = new AtomicInteger();
    private volatile boolean gone;
    private volatile boolean broken;

    void use() {
      assertEquals(1, users.incrementAndGet(), "in use already");
      assertFalse(gone, "destroyed");
      SecondThread.spin(10);
      users.decrementAndGet();
    }

    void destroy() {
      assertFalse(gone, "destroyed twice");
      assertEquals(0, users.get(), "in use");
      gone = true;
    }
  }

  @Test
  void manyThreads_doAllThings_accountForEveryTool() throws Exception {
    int most = 3;
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    for (int round = 0; round < 40; round++) {
      var alive = new AtomicInteger();
      Queue<Tool> made = new ConcurrentLinkedQueue<>();
      AsyncPool<Tool> pool =
          AsyncPool.<Tool>of(
                  most,
                  () ->
                      CompletableFuture.supplyAsync(
                          () -> {
                            if (alive.incrementAndGet() > most) {
                              failures.add(new AssertionError("too many: " + alive));
                            }
                            if (ThreadLocalRandom.current().nextInt(10) == 0) {
                              alive.decrementAndGet();
                              throw new IllegalStateException("no");
                            }
                            var tool = new Tool();
                            made.add(tool);
                            return tool;
                          }),
                  tool -> {
                    try {
                      tool.destroy();
                    } catch (Throwable failure) {
                      failures.add(failure);
                    }
                    alive.decrementAndGet();
                  })
              .validate(tool -> !tool.broken);
      TaskGroup.run(
          group -> {
            for (int t = 0; t < 6; t++) {
              group.spawn(
                  () -> {
                    for (int i = 0; i < 300; i++) {
                      useOne(pool, failures);
                    }
                    return null;
                  });
            }
            group.spawn(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    pool.evict(tool -> ThreadLocalRandom.current().nextInt(4) == 0);
                    Thread.yield();
                  }
                });
          });
      until("created", () -> pool.stats().creating() == 0);
      assertEquals(0, pool.stats().lent() + pool.stats().waiting());
      pool.close();
      value(pool.whenDone());
      assertEquals(List.of(), List.copyOf(failures));
      assertEquals(0, alive.get());
      made.forEach(tool -> assertTrue(tool.gone));
    }
  }

  private static void useOne(AsyncPool<Tool> pool, Queue<Throwable> failures) {
    var random = ThreadLocalRandom.current();
    Wait<Loan<Tool>> borrow = pool.borrow();
    if (random.nextInt(3) == 0) {
      SecondThread.spin(random.nextInt(200));
      borrow.thenAccept(Loan::close).cancel(false);
      return;
    }
    Loan<Tool> loan;
    try {
      loan = borrow.join();
    } catch (RuntimeException expected) { // a creation has failed
      return;
    }
    try {
      loan.get().use();
    } catch (Throwable failure) {
      failures.add(failure);
    }
    int what = random.nextInt(10);
    loan.get().broken = what == 1;
    if (what == 0) {
      loan.discard();
    } else {
      loan.close();
    }
  }
}
