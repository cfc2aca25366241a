package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AsyncPoolTest {
  private final PoolMakers makers = new PoolMakers();

  private static int lent(Wait<Loan<Integer>> borrow) {
    return granted(borrow).get();
  }

  private static AsyncPool<Integer> creating(
      Supplier<? extends CompletionStage<? extends Integer>> create) {
    return AsyncPool.of(1, create, resource -> {});
  }

  // ---- borrowing

  @Test
  void borrow_nothingIsIdle_createsOne() {
    var pool = makers.pool(2);
    Wait<Loan<Integer>> borrow = pool.borrow();
    assertPending(borrow);
    assertStats(pool, 0, 0, 1, 1);
    makers.finish(0);
    assertEquals(0, lent(borrow));
    assertStats(pool, 0, 1, 0, 0);
  }

  @Test
  void borrow_createdAtTheCall_isGrantedAtTheCall() {
    var pool = makers.quickPool(1);
    assertEquals(0, lent(pool.borrow()));
    assertEquals(1, makers.begun.size());
  }

  @Test
  void borrow_severalIdle_takesTheOneGivenBackLast() {
    var pool = makers.quickPool(3);
    List<Loan<Integer>> loans = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      loans.add(granted(pool.borrow()));
    }
    loans.get(1).close();
    loans.get(2).close();
    loans.get(0).close();
    assertStats(pool, 3, 0, 0, 0);
    assertEquals(0, lent(pool.borrow()));
    assertEquals(2, lent(pool.borrow()));
    assertEquals(1, lent(pool.borrow()));
    assertEquals(3, makers.begun.size());
  }

  @Test
  void borrow_allAreLent_waitsInLine() {
    var pool = makers.quickPool(1);
    Loan<Integer> held = granted(pool.borrow());
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      int number = i;
      pool.borrow()
          .thenAccept(
              loan -> {
                order.add(number);
                loan.close();
              });
    }
    assertStats(pool, 0, 1, 0, 10);
    held.close();
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), order);
    assertStats(pool, 1, 0, 0, 0);
    assertEquals(1, makers.begun.size());
  }

  @Test
  void borrow_thereIsRoom_createsOneForEach() {
    var pool = makers.pool(3);
    for (int i = 0; i < 5; i++) {
      assertPending(pool.borrow());
    }
    assertStats(pool, 0, 0, 3, 5);
  }

  @Test
  void borrow_oneIsGivenBackMeanwhile_goesToTheFirstInLine() {
    var pool = makers.pool(3);
    Wait<Loan<Integer>> before = pool.borrow();
    makers.finish(0);
    Wait<Loan<Integer>> first = pool.borrow();
    Wait<Loan<Integer>> second = pool.borrow();
    granted(before).close();
    assertEquals(0, lent(first));
    makers.finish(1); // which was begun for the first
    assertEquals(1, lent(second));
    makers.finish(2);
    assertStats(pool, 1, 2, 0, 0);
  }

  @Test
  void borrow_creationForALaterOneEndsFirst_goesToTheFirstInLine() {
    var pool = makers.pool(3);
    Wait<Loan<Integer>> first = pool.borrow();
    Wait<Loan<Integer>> second = pool.borrow();
    Wait<Loan<Integer>> third = pool.borrow();
    makers.finish(2);
    assertEquals(2, lent(first));
    assertPending(second, third);
    makers.fail(0); // whose borrower has what was created for the third: that one's it is now
    assertPending(second);
    assertEquals("no 0", failed(third).getMessage());
    makers.finish(1);
    assertEquals(1, lent(second));
  }

  @Test
  void borrow_asAnIdleOneHasCome_isNotServedBeforeThoseInLine() {
    var pool = makers.pool(1);
    Wait<Loan<Integer>> first = pool.borrow();
    Wait<Loan<Integer>> second = pool.borrow();
    List<Wait<Loan<Integer>>> late = new ArrayList<>();
    first.thenAccept(
        loan -> {
          loan.close();
          assertNull(pool.tryBorrow());
          late.add(pool.borrow());
        });
    makers.finish(0);
    granted(second).close();
    assertEquals(0, lent(late.getFirst()));
  }

  @Test
  void tryBorrow_always_takesOnlyWhatIsIdle() {
    var pool = makers.quickPool(2);
    assertNull(pool.tryBorrow());
    assertEquals(0, makers.begun.size());
    granted(pool.borrow()).close();
    Loan<Integer> held = pool.tryBorrow();
    assertEquals(0, held.get());
    assertNull(pool.tryBorrow());
    held.close();
    assertEquals(0, pool.tryBorrow().get());
  }

  @Test
  void tryBorrow_somebodyWaits_isNull() {
    var pool = makers.pool(2);
    assertPending(pool.borrow());
    assertNull(pool.tryBorrow());
  }

  // ---- loans

  @Test
  void close_twice_givesBackOnce() {
    var pool = makers.quickPool(1);
    Loan<Integer> loan = granted(pool.borrow());
    assertTrue(loan.isOpen());
    loan.close();
    assertFalse(loan.isOpen());
    Loan<Integer> next = granted(pool.borrow());
    loan.close();
    loan.discard();
    assertTrue(next.isOpen());
    assertNotSame(loan, next);
    assertStats(pool, 0, 1, 0, 0);
  }

  @Test
  void get_loanHasEnded_throws() {
    var pool = makers.quickPool(1).named("db");
    Loan<Integer> loan = granted(pool.borrow());
    assertEquals("Loan[AsyncPool[db], open]", loan.toString());
    loan.close();
    var thrown = assertThrows(IllegalStateException.class, loan::get);
    assertEquals("Loan[AsyncPool[db], ended] is not open", thrown.getMessage());
  }

  @Test
  void discard_somebodyWaits_isDestroyedBeforeTheNextIsCreated() {
    List<String> events = new ArrayList<>();
    var pool =
        AsyncPool.of(
            1,
            () -> {
              events.add("create");
              return CompletableFuture.completedFuture(events.size());
            },
            resource -> events.add("destroy " + resource));
    Loan<Integer> loan = granted(pool.borrow());
    Wait<Loan<Integer>> next = pool.borrow();
    loan.discard();
    loan.discard();
    assertEquals(List.of("create", "destroy 1", "create"), events);
    assertEquals(3, lent(next));
    loan.close();
    assertStats(pool, 0, 1, 0, 0);
  }

  @Test
  void discard_nobodyWaits_leavesRoom() {
    var pool = makers.quickPool(1);
    granted(pool.borrow()).discard();
    assertStats(pool, 0, 0, 0, 0);
    assertEquals(List.of(0), makers.destroyed);
    assertEquals(1, lent(pool.borrow()));
  }

  @Test
  void destroy_whileItRuns_itsPlaceIsTaken() {
    List<PoolStats> seen = new ArrayList<>();
    AsyncPool<?>[] self = {null};
    var pool = AsyncPool.of(1, makers::createNow, resource -> seen.add(self[0].stats()));
    self[0] = pool;
    granted(pool.borrow()).discard();
    assertEquals(List.of(new PoolStats(0, 1, 0, 0, 1)), seen);
    assertStats(pool, 0, 0, 0, 0);
  }

  @Test
  void destroy_throws_isLoggedAndItsPlaceIsFree() {
    var pool =
        AsyncPool.of(
                1,
                makers::createNow,
                resource -> {
                  throw new AssertionError("stuck");
                })
            .named("broken");
    try (var log = new Logged("AsyncPool[")) {
      granted(pool.borrow()).discard();
      assertEquals(List.of("AsyncPool[broken]: destroying a resource failed"), log.messages());
      assertEquals("stuck", log.failures().getFirst().getMessage());
    }
    assertEquals(1, lent(pool.borrow()));
  }

  @Test
  void destroy_callsBack_mayDoWhatItLikes() {
    List<Wait<Loan<Integer>>> inside = new ArrayList<>();
    List<AsyncPool<Integer>> self = new ArrayList<>();
    var pool = AsyncPool.of(1, makers::createNow, resource -> inside.add(self.getFirst().borrow()));
    self.add(pool);
    granted(pool.borrow()).discard();
    assertEquals(1, lent(inside.getFirst()));
  }

  // ---- creating

  @Test
  void borrow_creationFails_failsThatOneAndTheNextTries() {
    var pool = makers.pool(1);
    Wait<Loan<Integer>> first = pool.borrow();
    Wait<Loan<Integer>> second = pool.borrow();
    makers.fail(0);
    assertEquals("no 0", failed(first).getMessage());
    assertPending(second);
    makers.finish(1);
    assertEquals(1, lent(second));
  }

  @Test
  void borrow_creationFailsAsOthersAreCreating_failsThatOneOnly() {
    var pool = makers.pool(3);
    Wait<Loan<Integer>> first = pool.borrow();
    Wait<Loan<Integer>> second = pool.borrow();
    Wait<Loan<Integer>> third = pool.borrow();
    makers.fail(1);
    assertEquals("no 1", failed(second).getMessage());
    makers.finish(2);
    assertEquals(2, lent(first));
    makers.finish(0);
    assertEquals(0, lent(third));
    assertStats(pool, 0, 2, 0, 0);
  }

  @Test
  void borrow_creationThrowsOrMakesNothing_fails() {
    var thrown = new AssertionError("create");
    var throwing =
        creating(
            () -> {
              throw thrown;
            });
    assertSame(thrown, failed(throwing.borrow()));
    assertInstanceOf(NullPointerException.class, failed(creating(() -> null).borrow()));
    var none = creating(() -> CompletableFuture.completedFuture(null));
    assertInstanceOf(NullPointerException.class, failed(none.borrow()));
    for (AsyncPool<?> pool : List.of(throwing, none)) {
      assertStats(pool, 0, 0, 0, 0);
    }
  }

  @Test
  void borrow_creationFailsBehindAStage_failsWithTheFailureItself() {
    var made = new CompletableFuture<Integer>();
    var pool = creating(() -> made.thenApply(x -> x));
    Wait<Loan<Integer>> borrow = pool.borrow();
    var failure = new IllegalStateException("no");
    made.completeExceptionally(failure);
    assertSame(failure, failed(borrow));
  }

  @Test
  void borrow_creationNeverEnds_othersGetWhatIsGivenBack() {
    var pool = makers.pool(2);
    Wait<Loan<Integer>> first = pool.borrow();
    makers.finish(0);
    Wait<Loan<Integer>> hangs = pool.borrow();
    Wait<Loan<Integer>> next = pool.borrow();
    granted(first).close();
    granted(hangs).close();
    granted(next).close();
    assertStats(pool, 1, 0, 1, 0);
  }

  @Test
  void create_always_runsOnTheThreadOfTheCallOutsideOfEveryLock() {
    List<Object> seen = new ArrayList<>();
    AsyncPool<?>[] self = {null};
    var pool =
        creating(
            () -> {
              seen.add(Thread.currentThread());
              seen.add(self[0].stats());
              return CompletableFuture.completedFuture(1);
            });
    self[0] = pool;
    assertEquals(1, lent(pool.borrow()));
    assertEquals(List.of(Thread.currentThread(), new PoolStats(0, 0, 1, 1, 1)), seen);
  }

  @Test
  void create_callsBack_standsBehindTheOneWhoCreates() {
    List<Wait<Loan<Integer>>> inside = new ArrayList<>();
    List<AsyncPool<Integer>> self = new ArrayList<>();
    var pool =
        creating(
            () -> {
              inside.add(self.getFirst().borrow());
              return CompletableFuture.completedFuture(1);
            });
    self.add(pool);
    Loan<Integer> first = granted(pool.borrow());
    assertPending(inside.getFirst());
    first.close();
    assertEquals(1, lent(inside.getFirst()));
  }

  @Test
  void borrow_othersFailAtTheCall_takesNoStack() {
    List<CompletableFuture<Integer>> stages = new ArrayList<>();
    stages.add(CompletableFuture.completedFuture(1));
    var pool =
        creating(
            () ->
                stages.isEmpty()
                    ? CompletableFuture.failedFuture(new IllegalStateException("no"))
                    : stages.removeLast());
    Loan<Integer> held = granted(pool.borrow());
    List<Wait<Loan<Integer>>> waits = new ArrayList<>();
    for (int i = 0; i < 200_000; i++) {
      waits.add(pool.borrow());
    }
    held.discard();
    waits.forEach(wait -> assertEquals("no", failed(wait).getMessage()));
    assertStats(pool, 0, 0, 0, 0);
  }

  @Test
  void discard_eachByTheNextOneInLine_takesNoStack() {
    var pool = makers.quickPool(1);
    Loan<Integer> held = granted(pool.borrow());
    int[] served = {0};
    for (int i = 0; i < 200_000; i++) {
      pool.borrow()
          .thenAccept(
              loan -> {
                served[0]++;
                loan.discard();
              });
    }
    held.discard();
    assertEquals(200_000, served[0]);
    assertStats(pool, 0, 0, 0, 0);
  }

  @Test
  void borrow_againByItsOwnFunction_takesNoStack() {
    var pool = makers.quickPool(1);
    assertEquals("done", granted(again(pool, 200_000)));
  }

  private static Wait<String> again(AsyncPool<Integer> pool, int times) {
    return pool.borrow()
        .thenCompose(
            loan -> {
              if (times % 2 == 0) {
                loan.discard();
              } else {
                loan.close();
              }
              return times == 0 ? Wait.of(completed("done")) : again(pool, times - 1);
            });
  }

  private static <T> CompletableFuture<T> completed(T value) {
    return CompletableFuture.completedFuture(value);
  }

  // ---- validating

  @Test
  void borrow_idleOneIsNotValid_isDestroyedOnTheWay() {
    var pool = makers.quickPool(3).validate(resource -> resource == 1);
    List<Loan<Integer>> loans = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      loans.add(granted(pool.borrow()));
    }
    loans.get(1).close();
    loans.get(2).close();
    loans.get(0).close();
    assertEquals(1, lent(pool.borrow()));
    assertEquals(List.of(0, 2), makers.destroyed);
    assertEquals(3, lent(pool.borrow()), "a new one is not looked at");
    assertStats(pool, 0, 2, 0, 0);
  }

  @Test
  void tryBorrow_noIdleOneIsValid_isNull() {
    var pool = makers.quickPool(2).validate(resource -> false);
    granted(pool.borrow()).close();
    assertNull(pool.tryBorrow());
    assertEquals(List.of(0), makers.destroyed);
    assertStats(pool, 0, 0, 0, 0);
  }

  @Test
  void validate_throws_isLoggedAndMeansNo() {
    var pool = makers.quickPool(1).named("old");
    pool.validate(
        resource -> {
          throw new IllegalStateException("gone");
        });
    granted(pool.borrow()).close();
    try (var log = new Logged("AsyncPool[")) {
      assertEquals(1, lent(pool.borrow()));
      assertEquals(List.of("AsyncPool[old]: validating a resource failed"), log.messages());
    }
    assertEquals(List.of(0), makers.destroyed);
  }

  @Test
  void validate_ofOneThatSomebodyWaitsFor_runsOutsideOfEveryLock() {
    List<PoolStats> seen = new ArrayList<>();
    var pool = makers.quickPool(1);
    pool.validate(
        resource -> {
          seen.add(pool.stats());
          return resource > 0;
        });
    Loan<Integer> held = granted(pool.borrow());
    Wait<Loan<Integer>> next = pool.borrow();
    held.close();
    assertEquals(1, lent(next));
    assertEquals(List.of(0), makers.destroyed);
    assertEquals(List.of(new PoolStats(0, 1, 0, 1, 1)), seen);
  }

  @Test
  void validate_asTheBorrowerLeaves_keepsTheResource() {
    var pool = makers.quickPool(1);
    List<Wait<Loan<Integer>>> waits = new ArrayList<>();
    pool.validate(
        resource -> {
          waits.getFirst().cancel(false);
          return true;
        });
    Loan<Integer> held = granted(pool.borrow());
    waits.add(pool.borrow());
    held.close();
    assertTrue(waits.getFirst().isCancelled());
    assertStats(pool, 1, 0, 0, 0);
  }

  @Test
  void validate_whileOneIsLookedAt_anotherOneGivenBackIsIdle() {
    var pool = makers.quickPool(2);
    List<Loan<Integer>> loans = new ArrayList<>();
    pool.validate(
        resource -> {
          if (resource == 0) {
            loans.get(1).close();
            return false;
          }
          return true;
        });
    loans.add(granted(pool.borrow()));
    loans.add(granted(pool.borrow()));
    Wait<Loan<Integer>> next = pool.borrow();
    loans.getFirst().close();
    assertEquals(1, lent(next));
    assertEquals(List.of(0), makers.destroyed);
  }

  // ---- evicting

  @Test
  void evict_some_destroysThemAndKeepsTheOrderOfTheOthers() {
    var pool = makers.quickPool(5);
    List<Loan<Integer>> loans = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      loans.add(granted(pool.borrow()));
    }
    loans.subList(0, 4).forEach(Loan::close);
    List<Integer> seen = new ArrayList<>();
    assertEquals(
        2,
        pool.evict(
            resource -> {
              seen.add(resource);
              return resource % 2 == 0;
            }));
    assertEquals(List.of(3, 2, 1, 0), seen);
    assertEquals(List.of(2, 0), makers.destroyed);
    assertStats(pool, 2, 1, 0, 0);
    assertEquals(3, lent(pool.borrow()));
    assertEquals(1, lent(pool.borrow()));
    assertEquals(0, pool.evict(resource -> true), "what is lent is left alone");
  }

  @Test
  void evict_whatIsGivenBackMeanwhile_comesFirst() {
    var pool = makers.quickPool(3);
    Loan<Integer> zero = granted(pool.borrow());
    Loan<Integer> one = granted(pool.borrow());
    Loan<Integer> two = granted(pool.borrow());
    zero.close();
    one.close();
    pool.evict(
        resource -> {
          two.close();
          return false;
        });
    assertEquals(2, lent(pool.borrow()));
    assertEquals(1, lent(pool.borrow()));
    assertEquals(0, lent(pool.borrow()));
  }

  @Test
  void evict_predicateThrows_nothingIsDestroyed() {
    var pool = makers.quickPool(2);
    Loan<Integer> zero = granted(pool.borrow());
    granted(pool.borrow()).close();
    zero.close();
    var failure = new AssertionError("evict");
    assertSame(
        failure,
        assertThrows(
            AssertionError.class,
            () ->
                pool.evict(
                    resource -> {
                      if (resource == 1) {
                        throw failure;
                      }
                      return true;
                    })));
    assertEquals(List.of(), makers.destroyed);
    assertEquals(0, lent(pool.borrow()));
    assertEquals(1, lent(pool.borrow()));
  }

  @Test
  void evict_somebodyComesMeanwhile_getsWhatIsKept() {
    var pool = makers.quickPool(1);
    granted(pool.borrow()).close();
    List<Wait<Loan<Integer>>> waits = new ArrayList<>();
    pool.evict(
        resource -> {
          waits.add(pool.borrow());
          return false;
        });
    assertEquals(0, lent(waits.getFirst()));
    assertEquals(1, makers.begun.size());
  }

  // ---- resizing

  @Test
  void resize_fewerThanThereAre_destroysTheIdleOnesThatWereUnusedForLongest() {
    var pool = makers.quickPool(4);
    List<Loan<Integer>> loans = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      loans.add(granted(pool.borrow()));
    }
    loans.subList(0, 3).forEach(Loan::close);
    pool.resize(2);
    assertEquals(List.of(0, 1), makers.destroyed);
    assertStats(pool, 1, 1, 0, 0);
    assertEquals(2, pool.stats().max());
  }

  @Test
  void resize_fewerThanAreLent_destroysThemAsTheyComeBack() {
    var pool = makers.quickPool(3);
    List<Loan<Integer>> loans = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      loans.add(granted(pool.borrow()));
    }
    pool.resize(1);
    Wait<Loan<Integer>> next = pool.borrow();
    loans.get(0).close();
    loans.get(1).close();
    assertEquals(List.of(0, 1), makers.destroyed);
    assertPending(next);
    loans.get(2).close();
    assertEquals(2, lent(next));
  }

  @Test
  void resize_fewerThanAreBeingCreated_lendsThemToThoseWhoWait() {
    var pool = makers.pool(3);
    Wait<Loan<Integer>> first = pool.borrow();
    Wait<Loan<Integer>> second = pool.borrow();
    Wait<Loan<Integer>> third = pool.borrow();
    third.cancel(false);
    pool.resize(1);
    makers.finish(2);
    assertEquals(2, lent(first));
    makers.finish(1);
    assertEquals(1, lent(second));
    makers.finish(0);
    assertEquals(List.of(0), makers.destroyed);
    granted(first).close();
    assertEquals(List.of(0, 2), makers.destroyed);
    granted(second).close();
    assertStats(pool, 1, 0, 0, 0);
  }

  @Test
  void resize_more_createsForThoseWhoWait() {
    var pool = makers.pool(1);
    List<Wait<Loan<Integer>>> waits = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waits.add(pool.borrow());
    }
    pool.resize(4);
    assertStats(pool, 0, 0, 4, 5);
    makers.finish(3);
    assertEquals(3, lent(waits.getFirst()));
  }

  @Test
  void resize_whileOneIsBeingDestroyed_destroysNoMoreThanNecessary() {
    List<Integer> destroyed = new ArrayList<>();
    List<AsyncPool<Integer>> self = new ArrayList<>();
    var pool =
        AsyncPool.of(
            3,
            makers::createNow,
            resource -> {
              destroyed.add(resource);
              self.getFirst().resize(2);
            });
    self.add(pool);
    List<Loan<Integer>> loans = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      loans.add(granted(pool.borrow()));
    }
    loans.forEach(Loan::close);
    pool.resize(2);
    assertEquals(List.of(0), destroyed);
    assertStats(pool, 2, 0, 0, 0);
  }

  // ---- misuse

  @Test
  void arguments_thatMakeNoSense_areRefused() {
    for (int n : new int[] {0, -1, Integer.MIN_VALUE}) {
      var thrown = assertThrows(IllegalArgumentException.class, () -> makers.pool(n));
      assertEquals("number of resources must be positive: " + n, thrown.getMessage());
      assertThrows(IllegalArgumentException.class, () -> makers.pool(1).resize(n));
    }
    var pool = makers.pool(1);
    assertThrows(NullPointerException.class, () -> AsyncPool.of(1, null, x -> {}));
    assertThrows(NullPointerException.class, () -> AsyncPool.of(1, makers::create, null));
    assertThrows(NullPointerException.class, () -> pool.validate(null));
    assertThrows(NullPointerException.class, () -> pool.evict(null));
    assertThrows(NullPointerException.class, () -> pool.with(null));
    assertThrows(NullPointerException.class, () -> pool.with(null, x -> null));
    assertThrows(NullPointerException.class, () -> pool.with(Runnable::run, null));
    assertThrows(NullPointerException.class, () -> pool.close(null));
    assertThrows(NullPointerException.class, () -> pool.named(null));
    assertStats(pool, 0, 0, 0, 0);
    assertFalse(pool.isClosed());
  }

  // ---- bodies

  @Test
  void with_body_hasTheResourceUntilItsStageEnds() {
    var pool = makers.quickPool(1);
    var body = new CompletableFuture<String>();
    List<Integer> seen = new ArrayList<>();
    Wait<String> with =
        pool.with(
            resource -> {
              seen.add(resource);
              return body;
            });
    assertEquals(List.of(0), seen);
    assertStats(pool, 0, 1, 0, 0);
    body.complete("done");
    assertEquals("done", granted(with));
    assertStats(pool, 1, 0, 0, 0);
  }

  @Test
  void with_bodyFailsOrThrowsOrReturnsNull_givesBack() {
    var pool = makers.quickPool(1);
    var failure = new AssertionError("body");
    assertSame(failure, failed(pool.with(resource -> CompletableFuture.failedFuture(failure))));
    assertSame(
        failure,
        failed(
            pool.with(
                resource -> {
                  throw failure;
                })));
    assertInstanceOf(NullPointerException.class, failed(pool.with(resource -> null)));
    assertStats(pool, 1, 0, 0, 0);
  }

  @Test
  void with_cancelledWhileTheBodyRuns_givesBackWhenItEnds() {
    var pool = makers.quickPool(1);
    var body =
        new CompletableFuture<String>() {
          @Override
          public boolean cancel(boolean mayInterrupt) {
            return false; // it cannot be stopped
          }
        };
    Wait<String> with = pool.with(resource -> body);
    assertTrue(with.cancel(false));
    assertStats(pool, 0, 1, 0, 0);
    body.complete("late");
    assertStats(pool, 1, 0, 0, 0);
  }

  @Test
  void with_executorRefuses_givesBack() {
    var pool = makers.quickPool(1);
    var refusal = new RejectedExecutionException("full");
    Wait<String> with =
        pool.with(
            task -> {
              throw refusal;
            },
            resource -> CompletableFuture.completedFuture("never"));
    assertSame(refusal, failed(with));
    assertStats(pool, 1, 0, 0, 0);
  }

  // ---- what it shows

  @Test
  void toString_always_tellsWhatThereIs() {
    var pool = makers.pool(2).named("db");
    assertEquals("AsyncPool[db, 0 idle, 0 lent]", Probe.shown(pool));
    Wait<Loan<Integer>> borrow = pool.borrow();
    assertEquals("AsyncPool[db, 0 idle, 0 lent, 1 being created, 1 waiting]", Probe.shown(pool));
    assertEquals(
        "Wait[borrow of AsyncPool[db, 0 idle, 0 lent, 1 being created, 1 waiting], waiting]",
        Probe.shown(borrow));
    Wait<Void> done = pool.whenDone();
    assertEquals(2, pool.waiting());
    makers.finish(0);
    pool.close();
    assertEquals("AsyncPool[db, closed, 0 idle, 1 lent, 1 waiting]", Probe.shown(pool));
    granted(borrow).close();
    granted(done);
    assertEquals("AsyncPool[db, closed, 0 idle, 0 lent]", Probe.shown(pool));
  }
}
