package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.PoolMakers.assertStats;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.granted;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pool that is closed, in every state. */
@Timeout(60)
class AsyncPoolCloseTest {
  private final PoolMakers makers = new PoolMakers();

  @Test
  void close_nothingThere_isDone() {
    var pool = makers.pool(1);
    Wait<Void> done = pool.whenDone();
    assertPending(done);
    pool.close();
    granted(done);
    granted(pool.whenDone());
    assertTrue(pool.isClosed());
  }

  @Test
  void close_idle_areDestroyed() {
    var pool = makers.quickPool(2);
    Loan<Integer> zero = granted(pool.borrow());
    granted(pool.borrow()).close();
    zero.close();
    List<Object> seen = new ArrayList<>();
    pool.whenDone().thenRun(() -> seen.add(List.copyOf(makers.destroyed)));
    pool.close();
    assertEquals(List.of(0, 1), makers.destroyed);
    assertEquals(List.of(makers.destroyed), seen, "done when all have been destroyed");
    pool.close();
    assertEquals(2, makers.destroyed.size());
  }

  @Test
  void close_lent_areDestroyedAsTheyComeBack() {
    var pool = makers.quickPool(2);
    Loan<Integer> zero = granted(pool.borrow());
    Loan<Integer> one = granted(pool.borrow());
    pool.close();
    Wait<Void> done = pool.whenDone();
    assertEquals(0, zero.get());
    zero.close();
    assertPending(done);
    one.discard();
    granted(done);
    assertEquals(List.of(0, 1), makers.destroyed);
    assertStats(pool, 0, 0, 0, 0);
  }

  @Test
  void close_somebodyWaits_fails() {
    var pool = makers.pool(1).named("db");
    Wait<Loan<Integer>> first = pool.borrow();
    Wait<Loan<Integer>> second = pool.borrow();
    var cause = new AssertionError("cause");
    pool.close(cause);
    pool.close(new AssertionError("later"));
    for (Wait<?> wait : List.of(first, second, pool.borrow())) {
      var failure = assertInstanceOf(ClosedException.class, failed(wait));
      assertEquals("AsyncPool[db]: closed", failure.getMessage());
      assertSame(cause, failure.getCause());
    }
    assertThrows(ClosedException.class, pool::tryBorrow);
    assertThrows(ClosedException.class, () -> pool.resize(2));
    assertEquals(0, pool.evict(resource -> true));
  }

  @Test
  void close_creating_isCancelled() {
    var pool = makers.pool(2);
    Wait<Loan<Integer>> first = pool.borrow();
    Wait<Loan<Integer>> second = pool.borrow();
    second.cancel(false);
    assertFalse(makers.begun.get(1).isCancelled(), "only close cancels");
    pool.close();
    assertInstanceOf(ClosedException.class, failed(first));
    makers.begun.forEach(stage -> assertTrue(stage.isCancelled()));
    granted(pool.whenDone());
    assertEquals(List.of(), makers.destroyed);
  }

  @Test
  void close_creationCannotBeCancelled_itsResourceIsDestroyed() {
    var hidden = new CompletableFuture<Integer>();
    var stubborn =
        new CompletableFuture<Integer>() {
          @Override
          public boolean cancel(boolean mayInterrupt) {
            return false;
          }
        };
    var pools =
        List.of(
            AsyncPool.of(1, hidden::minimalCompletionStage, makers.destroyed::add),
            AsyncPool.of(1, () -> stubborn, makers.destroyed::add));
    List<Wait<?>> waits = List.of(pools.get(0).borrow(), pools.get(1).borrow());
    pools.forEach(AsyncPool::close);
    waits.forEach(wait -> assertInstanceOf(ClosedException.class, failed(wait)));
    pools.forEach(pool -> assertPending(pool.whenDone()));
    hidden.complete(7);
    stubborn.complete(8);
    assertEquals(List.of(7, 8), makers.destroyed);
    pools.forEach(pool -> granted(pool.whenDone()));
  }

  @Test
  void close_cancelThrows_isLoggedAndTheOthersAreCancelled() {
    var stages = new ArrayList<CompletableFuture<Integer>>();
    var pool =
        AsyncPool.of(
                2,
                () -> {
                  stages.add(
                      stages.isEmpty()
                          ? new CompletableFuture<>() {
                            @Override
                            public boolean cancel(boolean mayInterrupt) {
                              throw new IllegalStateException("stuck");
                            }
                          }
                          : new CompletableFuture<>());
                  return stages.getLast();
                },
                makers.destroyed::add)
            .named("odd");
    List<Wait<Loan<Integer>>> waits = List.of(pool.borrow(), pool.borrow());
    try (var log = new Logged("AsyncPool[")) {
      pool.close();
      assertEquals(List.of("AsyncPool[odd]: cancelling a creation failed"), log.messages());
    }
    assertTrue(stages.get(1).isCancelled());
    waits.forEach(wait -> assertInstanceOf(ClosedException.class, failed(wait)));
    assertPending(pool.whenDone());
    stages.get(0).complete(1);
    granted(pool.whenDone());
    assertEquals(List.of(1), makers.destroyed);
  }

  @Test
  void close_byTheFunctionThatCreates_cancelsWhatItReturns() {
    var made = new CompletableFuture<Integer>();
    List<AsyncPool<Integer>> self = new ArrayList<>();
    var pool =
        AsyncPool.of(
            1,
            () -> {
              self.getFirst().close();
              return made;
            },
            makers.destroyed::add);
    self.add(pool);
    assertInstanceOf(ClosedException.class, failed(pool.borrow()));
    assertTrue(made.isCancelled());
    granted(pool.whenDone());
  }

  @Test
  void close_byTheFunctionThatHasCreated_destroysWhatItReturns() {
    List<AsyncPool<Integer>> self = new ArrayList<>();
    var pool =
        AsyncPool.of(
            1,
            () -> {
              self.getFirst().close();
              return CompletableFuture.completedFuture(3);
            },
            makers.destroyed::add);
    self.add(pool);
    assertInstanceOf(ClosedException.class, failed(pool.borrow()));
    assertEquals(List.of(3), makers.destroyed);
    granted(pool.whenDone());
  }

  @Test
  void close_stageRefusesToBeHooked_nothingIsLeft() {
    var broken =
        new CompletableFuture<Integer>() {
          @Override
          public CompletableFuture<Integer> whenComplete(
              BiConsumer<? super Integer, ? super Throwable> f) {
            throw new UnsupportedOperationException("hook");
          }
        };
    AsyncPool<Integer> pool = AsyncPool.of(1, () -> broken, makers.destroyed::add);
    assertEquals("hook", failed(pool.borrow()).getMessage());
    assertStats(pool, 0, 0, 0, 0);
    pool.close();
    granted(pool.whenDone());
  }

  @Test
  void close_whileIdleOnesAreLookedAt_theyAreDestroyed() {
    var pool = makers.quickPool(1);
    granted(pool.borrow()).close();
    assertEquals(
        0,
        pool.evict(
            resource -> {
              pool.close();
              return false;
            }));
    assertEquals(List.of(0), makers.destroyed);
    granted(pool.whenDone());
  }

  @Test
  void close_whileOneIsValidatedForSomebodyInLine_itIsDestroyed() {
    var pool = makers.quickPool(1);
    pool.validate(
        resource -> {
          pool.close();
          return true;
        });
    Loan<Integer> held = granted(pool.borrow());
    Wait<Loan<Integer>> next = pool.borrow();
    held.close();
    assertInstanceOf(ClosedException.class, failed(next));
    assertEquals(List.of(0), makers.destroyed);
    granted(pool.whenDone());
  }

  @Test
  void close_creationIsAWaitThatIsGrantedToo_itsResourceIsDestroyed() {
    var outer = makers.quickPool(1); // a pool that borrows from another one
    AsyncPool<Loan<Integer>> pool = AsyncPool.of(1, outer::borrow, Loan::close);
    Loan<Loan<Integer>> loan = granted(pool.borrow());
    pool.close();
    loan.close();
    granted(pool.whenDone());
    assertStats(outer, 1, 0, 0, 0);
    Loan<Integer> held = granted(outer.borrow());
    AsyncPool<Loan<Integer>> waiting = AsyncPool.of(1, outer::borrow, Loan::close);
    Wait<Loan<Loan<Integer>>> borrow = waiting.borrow();
    waiting.close();
    assertInstanceOf(ClosedException.class, failed(borrow));
    assertEquals(0, outer.waiting());
    granted(waiting.whenDone());
    held.close();
    assertStats(outer, 1, 0, 0, 0);
  }

  @Test
  void whenDone_givenUp_leavesTheOthers() {
    var pool = makers.quickPool(1);
    Loan<Integer> held = granted(pool.borrow());
    Wait<Void> leaver = pool.whenDone();
    Wait<Void> stays = pool.whenDone();
    assertTrue(leaver.cancel(false));
    assertEquals(1, pool.waiting());
    pool.close();
    held.close();
    granted(stays);
    assertNull(Probe.granted(pool.whenDone()));
  }

  @Test
  void close_functionOfOneWhoWaitedThrowsOrCallsBack_theOthersFailToo() {
    var pool = makers.pool(1);
    List<Throwable> seen = new ArrayList<>();
    pool.borrow()
        .whenComplete(
            (loan, failure) -> {
              pool.borrow().whenComplete((l, f) -> seen.add(f));
              throw new AssertionError("function");
            });
    pool.borrow().whenComplete((loan, failure) -> seen.add(failure));
    pool.close();
    assertEquals(2, seen.size());
    seen.forEach(failure -> assertInstanceOf(ClosedException.class, failure));
  }
}
