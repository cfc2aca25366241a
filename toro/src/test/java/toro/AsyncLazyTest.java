package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Eventually.value;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.granted;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AsyncLazyTest {
  /** The stages of the runs, in their order. */
  private final List<CompletableFuture<Integer>> runs = new ArrayList<>();

  private final AsyncLazy<Integer> lazy =
      new AsyncLazy<>(
          () -> {
            runs.add(new CompletableFuture<>());
            return runs.getLast();
          });

  private static AsyncLazy<Integer> failing(Throwable failure) {
    return new AsyncLazy<>(() -> CompletableFuture.failedFuture(failure));
  }

  // ---- tokio sync_once_cell.rs

  @Test
  void get_secondCaller_waitsForTheFirst() { // get_or_init
    Wait<Integer> first = lazy.get();
    Wait<Integer> second = lazy.get();
    assertPending(first, second);
    runs.getFirst().complete(1);
    assertEquals(1, granted(first));
    assertEquals(1, granted(second));
    assertEquals(1, granted(lazy.get()));
    assertEquals(1, runs.size());
  }

  @Test
  void get_supplierThrows_letsTheNextOneTry() { // get_or_init_panic
    int[] calls = {0};
    var twice =
        new AsyncLazy<Integer>(
            () -> {
              if (calls[0]++ == 0) {
                throw new AssertionError("first");
              }
              return CompletableFuture.completedFuture(2);
            });
    assertEquals("first", failed(twice.get()).getMessage());
    assertFalse(twice.isDone());
    assertEquals(2, granted(twice.get()));
  }

  @Test
  void get_stageFails_leavesItWithoutAValueAndTheNextSucceeds() { // get_or_try_init
    Wait<Integer> first = lazy.get();
    var failure = new IllegalStateException("no");
    runs.getFirst().completeExceptionally(failure);
    assertSame(failure, failed(first));
    assertFalse(lazy.isDone());
    Wait<Integer> second = lazy.get();
    runs.get(1).complete(5);
    assertEquals(5, granted(second));
    assertTrue(lazy.isDone());
  }

  @Test
  void getNow_noValue_throws() { // get_uninit
    var thrown = assertThrows(NotReadyException.class, lazy.named("config")::getNow);
    assertEquals("AsyncLazy[config]: there is no value", thrown.getMessage());
    lazy.get();
    assertThrows(NotReadyException.class, lazy::getNow);
    runs.getFirst().complete(3);
    assertEquals(3, lazy.getNow());
  }

  @Test
  void lazy_notAsked_neverCallsTheSupplier() { // drop_cell, from: there is nothing to drop
    assertFalse(lazy.isDone());
    assertEquals(0, lazy.waiting());
    assertEquals(List.of(), runs);
  }

  // ---- F1: one run, on the thread of the one who starts it

  @Test
  void get_value_isMadeOnTheThreadOfTheCallOutsideOfEveryLock() {
    List<Object> seen = new ArrayList<>();
    AsyncLazy<?>[] self = new AsyncLazy<?>[1];
    self[0] =
        new AsyncLazy<>(
            () -> {
              seen.add(Thread.currentThread());
              seen.add(self[0].waiting());
              seen.add(self[0].isDone());
              seen.add(Probe.shown(self[0]));
              return CompletableFuture.completedFuture(1);
            });
    assertEquals(1, granted(self[0].get()));
    assertEquals(
        List.of(Thread.currentThread(), 1, false, "AsyncLazy[under way, 1 waiting]"), seen);
  }

  @Test
  void get_supplierReturnsNull_fails() {
    var none = new AsyncLazy<Integer>(() -> null);
    assertInstanceOf(NullPointerException.class, failed(none.get()));
    assertFalse(none.isDone());
  }

  @Test
  void get_stageRefusesToBeHooked_fails() {
    var broken =
        new CompletableFuture<Integer>() {
          @Override
          public CompletableFuture<Integer> whenComplete(
              java.util.function.BiConsumer<? super Integer, ? super Throwable> f) {
            throw new UnsupportedOperationException("hook");
          }
        };
    assertEquals("hook", failed(new AsyncLazy<>(() -> broken).get()).getMessage());
  }

  @Test
  void get_supplierStillRuns_othersJoinAndMayLeave() throws Exception {
    var inside = new AsyncEvent();
    var go = new AsyncEvent();
    var slow =
        new AsyncLazy<>(
            () -> {
              inside.set();
              go.whenSet().join();
              return CompletableFuture.completedFuture(1);
            });
    var starter = Probe.start(() -> value(slow.get()));
    inside.whenSet().await(Duration.ofSeconds(30));
    Wait<Integer> second = slow.get();
    Wait<Integer> third = slow.get();
    assertPending(second, third);
    assertTrue(third.cancel(false));
    go.set();
    assertEquals(1, starter.result());
    assertEquals(1, value(second));
  }

  // ---- F2: all who wait get its end

  @Test
  void get_runFails_failsForAllWhoWaitAndForNobodyElse() {
    var failure = new TimeoutException("backend");
    List<Wait<Integer>> waits = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      waits.add(lazy.get());
    }
    runs.getFirst().completeExceptionally(failure);
    waits.forEach(w -> assertSame(failure, failed(w)));
    assertPending(lazy.get());
    assertEquals(2, runs.size());
  }

  @Test
  void get_derivedStageFails_failsWithItsCause() {
    var failure = new IllegalStateException("no");
    var derived =
        new AsyncLazy<>(() -> CompletableFuture.<Integer>failedFuture(failure).thenApply(x -> x));
    Wait<Throwable> seen = derived.get().handle((value, x) -> x);
    assertSame(failure, granted(seen));
  }

  @Test
  void get_stageCancelledByAnother_isCancelledForAll() {
    Wait<Integer> wait = lazy.get();
    runs.getFirst().cancel(true);
    assertTrue(wait.isCancelled());
    assertPending(lazy.get());
  }

  @Test
  void get_valueNull_isAValue() {
    var none = new AsyncLazy<Integer>(() -> CompletableFuture.completedFuture(null));
    assertNull(granted(none.get()));
    assertTrue(none.isDone());
    assertNull(none.getNow());
  }

  @Test
  void get_waiters_goOnInTheirOrder() {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      lazy.get().thenRun(() -> order.add(number));
    }
    runs.getFirst().complete(1);
    assertEquals(List.of(0, 1, 2, 3, 4), order);
  }

  @Test
  void get_oneFunctionThrows_theOthersRun() {
    lazy.get()
        .thenRun(
            () -> {
              throw new AssertionError("function");
            });
    Wait<Integer> second = lazy.get().thenApply(v -> v + 1);
    runs.getFirst().complete(1);
    assertEquals(2, granted(second));
  }

  // ---- F3: forgotten before anyone is told

  @Test
  void get_fromAFunctionToldOfAFailure_startsAfresh() { // ben-manes/caffeine#372
    Wait<Integer> retried = lazy.get().exceptionallyCompose(failure -> lazy.get());
    runs.getFirst().completeExceptionally(new IllegalStateException("once"));
    assertEquals(2, runs.size());
    assertPending(retried);
    runs.get(1).complete(2);
    assertEquals(2, granted(retried));
  }

  @Test
  void get_fromAFunctionOfTheValue_hasTheValue() {
    Wait<Integer> again = lazy.get().thenCompose(v -> lazy.get());
    Wait<Boolean> done = lazy.get().thenApply(v -> lazy.isDone());
    runs.getFirst().complete(1);
    assertEquals(1, granted(again));
    assertTrue(granted(done));
  }

  @Test
  void get_aHundredThousandRetriesInFunctions_doNotOverflowTheStack() {
    int[] calls = {0};
    var stubborn =
        new AsyncLazy<Integer>(
            () ->
                calls[0]++ < 100_000
                    ? CompletableFuture.failedFuture(new IllegalStateException())
                    : CompletableFuture.completedFuture(7));
    assertEquals(7, value(retry(stubborn)));
  }

  private static Wait<Integer> retry(AsyncLazy<Integer> lazy) {
    return lazy.get().exceptionallyCompose(failure -> retry(lazy));
  }

  // ---- F4: giving up

  @Test
  void get_oneGivesUp_leavesTheRunAlone() {
    Wait<Integer> first = lazy.get();
    Wait<Integer> second = lazy.get();
    assertTrue(first.cancel(false));
    assertEquals(1, lazy.waiting());
    assertFalse(runs.getFirst().isDone());
    runs.getFirst().complete(1);
    assertEquals(1, granted(second));
    assertTrue(first.isCancelled());
  }

  @Test
  void get_theLastGivesUp_cancelsTheRunAndForgetsItBeforeAnyoneIsTold() {
    Wait<Integer> first = lazy.get();
    Wait<Integer> second = lazy.get();
    List<Object> told = new ArrayList<>();
    second.whenComplete(
        (value, failure) -> {
          told.add(failure instanceof CancellationException);
          told.add(runs.getFirst().isCancelled());
          told.add(Probe.shown(lazy));
          told.add(lazy.get().isDone());
        });
    first.cancel(false);
    second.cancel(false);
    assertEquals(List.of(true, true, "AsyncLazy[not asked for]", false), told);
    assertEquals(2, runs.size());
  }

  @Test
  void get_limitOfTheLastPasses_cancelsTheRun() {
    Wait<Integer> wait = lazy.get().within(Duration.ofMillis(1));
    assertInstanceOf(TimeoutException.class, Probe.failureOf(wait));
    until("cancelled", () -> runs.getFirst().isCancelled());
    assertEquals(0, lazy.waiting());
  }

  @Test
  void get_runDroppedThatCannotBeCancelled_laterEndIsIgnored() {
    var stubborn = new CompletableFuture<Integer>();
    var runs = new int[1];
    var lazy =
        new AsyncLazy<>(() -> runs[0]++ == 0 ? uncancellable(stubborn) : new CompletableFuture<>());
    lazy.get().cancel(false);
    Wait<Integer> next = lazy.get();
    stubborn.complete(1);
    assertPending(next);
    assertFalse(lazy.isDone());
  }

  private static CompletableFuture<Integer> uncancellable(CompletableFuture<Integer> of) {
    var stage =
        new CompletableFuture<Integer>() {
          @Override
          public boolean cancel(boolean mayInterruptIfRunning) {
            return false;
          }
        };
    of.thenAccept(stage::complete);
    return stage;
  }

  @Test
  void get_cancelOfTheStageThrows_theLeaverIsToldAllTheSame() {
    var stage =
        new CompletableFuture<Integer>() {
          @Override
          public boolean cancel(boolean mayInterruptIfRunning) {
            throw new IllegalStateException("cancel");
          }
        };
    Wait<Integer> wait = new AsyncLazy<>(() -> stage).get();
    boolean[] told = {false};
    wait.whenComplete((value, failure) -> told[0] = true);
    assertThrows(IllegalStateException.class, () -> wait.cancel(false));
    assertTrue(wait.isCancelled());
    assertTrue(told[0]);
  }

  @Test
  void get_manyRunsOverALongLivedStage_leaveNothingOnIt() { // FAULTS.md L5
    var stage = uncancellable(new CompletableFuture<>());
    var lazy = new AsyncLazy<>(() -> stage);
    for (int i = 0; i < 1_000; i++) {
      lazy.get().cancel(false);
    }
    assertEquals(0, stage.getNumberOfDependents());
  }

  @Test
  void get_runIsAWaitOfOurs_isGivenUpWithTheLast() {
    var lock = new AsyncLock();
    Permit held = lock.tryAcquire();
    var lazy = new AsyncLazy<>(() -> lock.with(() -> CompletableFuture.completedFuture(1)));
    Wait<Integer> first = lazy.get();
    assertEquals(1, lock.waiting());
    first.cancel(false);
    assertEquals(0, lock.waiting());
    Wait<Integer> second = lazy.get();
    held.close();
    assertEquals(1, granted(second));
    assertFalse(lock.isHeld());
  }

  @Test
  void get_starterGivenUpWhileTheSupplierRuns_dropsTheRunAfterIt() {
    var begun = new AsyncResult<String>();
    Wait<?>[] outer = new Wait<?>[1];
    List<CompletableFuture<Integer>> stages = new ArrayList<>();
    var lazy =
        new AsyncLazy<>(
            () -> {
              outer[0].cancel(false);
              stages.add(new CompletableFuture<>());
              return stages.getLast();
            });
    outer[0] = begun.whenDone().thenCompose(text -> lazy.get());
    begun.set("go");
    assertTrue(outer[0].isCancelled());
    assertTrue(stages.getFirst().isCancelled());
    assertEquals("AsyncLazy[not asked for]", Probe.shown(lazy));
  }

  @Test
  void get_afterTheValue_canBeGivenUpWithoutHarm() {
    Wait<Integer> first = lazy.get();
    runs.getFirst().complete(1);
    assertFalse(first.cancel(false));
    assertFalse(lazy.get().cancel(false));
    assertEquals(1, lazy.getNow());
  }

  // ---- F5: forget

  @Test
  void forget_runUnderWay_servesThoseWhoWaitAndStartsANewOne() {
    Wait<Integer> old = lazy.get();
    lazy.forget();
    Wait<Integer> fresh = lazy.get();
    assertEquals(2, runs.size());
    runs.get(0).complete(1);
    assertEquals(1, granted(old));
    assertPending(fresh);
    assertFalse(lazy.isDone());
    runs.get(1).complete(2);
    assertEquals(2, granted(fresh));
    assertEquals(2, lazy.getNow());
  }

  @Test
  void forget_runUnderWay_isStillCancelledWithItsLast() {
    Wait<Integer> old = lazy.get();
    lazy.forget();
    Wait<Integer> fresh = lazy.get();
    old.cancel(false);
    assertTrue(runs.get(0).isCancelled());
    assertFalse(runs.get(1).isDone());
    assertPending(fresh);
    assertEquals(1, lazy.waiting());
  }

  @Test
  void forget_value_isMadeAgain() {
    lazy.get();
    runs.getFirst().complete(1);
    lazy.forget();
    assertFalse(lazy.isDone());
    assertThrows(NotReadyException.class, lazy::getNow);
    assertPending(lazy.get());
  }

  // ---- F6: the supplier itself

  @Test
  void get_fromTheSupplier_fails() {
    List<Wait<Integer>> inner = new ArrayList<>();
    var self = new Self();
    self.lazy =
        new AsyncLazy<Integer>(
                () -> {
                  inner.add(self.lazy.get());
                  return inner.getFirst().thenApply(v -> v);
                })
            .named("self");
    Wait<Integer> outer = self.lazy.get();
    Throwable failure = failed(inner.getFirst());
    assertInstanceOf(IllegalStateException.class, failure);
    assertEquals("AsyncLazy[self]: get called by its own supplier", failure.getMessage());
    assertSame(failure, failed(outer));
  }

  /** For a supplier that refers to its own lazy value. */
  private static final class Self {
    private AsyncLazy<Integer> lazy;
  }

  @Test
  void get_fromAnUnrelatedFunctionThatRunsWhileTheSupplierParks_joins() throws Exception {
    var go = new AsyncEvent();
    var over = new AsyncEvent();
    List<Wait<Integer>> joined = new ArrayList<>();
    var lazy =
        new AsyncLazy<>(
            () -> {
              over.whenSet().join(); // which is set by the function of the second, see below
              return CompletableFuture.completedFuture(1);
            });
    Wait<Wait<Integer>> first = go.whenSet().thenApply(none -> lazy.get());
    go.whenSet()
        .thenRun(
            () -> {
              joined.add(lazy.get());
              over.set();
            });
    go.set();
    assertEquals(1, value(value(first)));
    assertEquals(1, value(joined.getFirst()));
  }

  @Test
  void get_ofAnotherLazyInTheSupplier_works() {
    var outer = new AsyncLazy<>(() -> lazy.get().thenApply(v -> v + 1));
    Wait<Integer> wait = outer.get();
    runs.getFirst().complete(1);
    assertEquals(2, granted(wait));
  }

  // ---- as any primitive

  @Test
  void lazy_inEveryState_showsIt() {
    AsyncLazy<Integer> config = lazy.named("config");
    assertSame(lazy, config);
    assertEquals("AsyncLazy[config, not asked for]", Probe.shown(config));
    Wait<Integer> wait = config.get();
    config.get();
    assertEquals("AsyncLazy[config, under way, 2 waiting]", Probe.shown(config));
    assertEquals(2, config.waiting());
    assertEquals(
        "Wait[get of AsyncLazy[config, under way, 2 waiting], waiting]", Probe.shown(wait));
    runs.getFirst().complete(1);
    assertEquals("AsyncLazy[config, done]", Probe.shown(config));
    assertEquals(0, config.waiting());
  }

  @Test
  void lazy_supplierNull_isRefused() {
    assertThrows(NullPointerException.class, () -> new AsyncLazy<Integer>(null));
  }

  @Test
  void get_permitThatNobodyIsLeftFor_goesBack() {
    var lock = new AsyncLock();
    List<Runnable> tasks = new ArrayList<>();
    var lazy = new AsyncLazy<>(() -> lock.acquire().thenApplyAsync(held -> held, tasks::add));
    lazy.get().cancel(false);
    tasks.forEach(Runnable::run);
    assertFalse(lock.isHeld());
  }

  @Test
  void failing_every_isAFreshRun() {
    var failure = new IllegalStateException("no");
    var lazy = failing(failure);
    assertSame(failure, failed(lazy.get()));
    assertSame(failure, failed(lazy.get()));
    assertEquals("AsyncLazy[not asked for]", Probe.shown(lazy));
  }
}
