package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.granted;
import static toro.Probe.shown;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Giving up a set of waits at once. */
@Timeout(60)
class CancelScopeTest {
  private static final int MILLION = 1_000_000;

  private final CancelScope scope = new CancelScope().named("connection");
  private final AsyncQueue<String> queue = AsyncQueue.unbounded();
  private final List<Object> log = new ArrayList<>();

  private static void assertInside(int n, CancelScope scope) {
    assertEquals("CancelScope[connection, " + n + " inside]", shown(scope));
  }

  private static FutureTask<String> task() {
    return new FutureTask<>(() -> "done");
  }

  // ---- cancelling

  @Test
  void cancel_everyKindOfFuture_isCancelled() {
    var lock = new AsyncLock();
    Permit held = lock.tryAcquire();
    Wait<Permit> acquire = scope.add(lock.acquire());
    Wait<Void> stage = scope.add(queue.take().thenAccept(log::add));
    CompletableFuture<Permit> future = scope.add(lock.acquire().toCompletableFuture());
    CompletableFuture<String> foreign = scope.add(new CompletableFuture<>());
    FutureTask<String> silent = scope.add(task());
    assertInside(5, scope);
    assertFalse(scope.isCancelled());

    scope.cancel();

    assertTrue(scope.isCancelled());
    for (Future<?> each : List.of(acquire, stage, future, foreign, silent)) {
      assertTrue(each.isCancelled(), each::toString);
    }
    assertInstanceOf(CancellationException.class, failed(acquire));
    assertEquals(0, lock.waiting());
    assertEquals(0, queue.waiting());
    held.close();
    assertFalse(lock.isHeld());
  }

  @Test
  void cancel_aTask_interruptsIt() throws Exception {
    TaskGroup.run(
        group -> {
          Task<String> task = scope.add(group.spawn(() -> queue.take().await()));
          until("it takes", () -> queue.waiting() == 1);
          scope.cancel();
          until("it has ended", task::isDone);
          assertTrue(task.isCancelled());
        });
    assertEquals(0, queue.waiting());
  }

  @Test
  void cancel_aGrantedWait_leavesItGranted() {
    var lock = new AsyncLock();
    Wait<Permit> acquire = scope.add(lock.acquire());
    assertInside(0, scope);
    scope.cancel();
    assertTrue(granted(acquire).isOpen());
    acquire.join().close();
  }

  @Test
  void cancel_mixed_isInTheOrderOfAdding() {
    int n = 9;
    for (int i = 0; i < n; i++) {
      int number = i;
      switch (i % 3) {
        case 0 -> scope.add(queue.take()).whenComplete((item, failure) -> log.add(number));
        case 1 ->
            scope
                .add(new CompletableFuture<String>())
                .whenComplete((item, failure) -> log.add(number));
        default ->
            scope.add(
                new FutureTask<>(() -> "done") {
                  @Override
                  protected void done() {
                    log.add(number);
                  }
                });
      }
    }
    scope.cancel();
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8), log);
  }

  @Test
  void cancel_someHaveEndedInBetween_cancelsTheOthersInOrder() {
    List<CompletableFuture<String>> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int number = i;
      var future = new CompletableFuture<String>();
      future.exceptionally(
          failure -> {
            log.add(number);
            return "";
          });
      all.add(scope.add(future));
    }
    for (int i : new int[] {5, 0, 2}) { // the last, the first, one in the middle
      all.get(i).complete("");
    }
    assertInside(3, scope);
    scope.cancel();
    assertEquals(List.of(1, 3, 4), log);
  }

  @Test
  void cancel_again_doesNothing() {
    scope.add(queue.take()).whenComplete((item, failure) -> log.add("once"));
    scope.cancel();
    scope.cancel();
    scope.close();
    assertEquals(List.of("once"), log);
  }

  @Test
  void close_atTheEndOfATry_cancels() {
    Wait<String> take;
    try (var request = new CancelScope()) {
      take = request.add(queue.take());
      assertPending(take);
    }
    assertTrue(take.isCancelled());
  }

  @Test
  void cancel_oneThrows_isLoggedAndTheOthersAreCancelled() {
    var broken =
        new CompletableFuture<String>() {
          @Override
          public boolean cancel(boolean mayInterruptIfRunning) {
            throw new IllegalStateException("broken");
          }
        };
    scope.add(broken);
    Wait<String> take = scope.add(queue.take());
    try (var logged = new Logged("CancelScope[connection]: a future could not be cancelled")) {
      scope.cancel();
      scope.add(broken);
      assertEquals(2, logged.messages().size());
      assertEquals("broken", logged.failures().get(0).getMessage());
    }
    assertTrue(take.isCancelled());
  }

  // ---- adding

  @Test
  void add_toACancelledScope_cancelsBeforeItReturns() {
    scope.cancel();
    assertTrue(scope.add(queue.take()).isCancelled());
    assertTrue(scope.add(new CompletableFuture<String>()).isCancelled());
    assertTrue(scope.add(task()).isCancelled());
    assertEquals(0, queue.waiting());
  }

  @Test
  void add_always_returnsTheSameFuture() {
    var future = new CompletableFuture<String>();
    assertSame(future, scope.add(future));
    var done = CompletableFuture.completedFuture("done");
    assertSame(done, scope.add(done));
    assertInside(1, scope);
    scope.cancel();
    assertSame(done, scope.add(done));
    assertEquals("done", granted(done));
  }

  @Test
  void add_theSameTwice_isCancelledOnce() {
    Wait<String> take = queue.take();
    scope.add(take);
    scope.add(take);
    take.whenComplete((item, failure) -> log.add("once"));
    assertInside(2, scope);
    scope.cancel();
    assertEquals(List.of("once"), log);
  }

  @Test
  void add_null_isRefused() {
    assertThrows(NullPointerException.class, () -> scope.add(null));
    assertInside(0, scope);
  }

  @Test
  void add_aStageThatRefusesTheFunction_leavesNothing() {
    var refusing =
        new CompletableFuture<String>() {
          @Override
          public CompletableFuture<String> whenComplete(
              BiConsumer<? super String, ? super Throwable> f) {
            throw new IllegalStateException("refused");
          }
        };
    assertThrows(IllegalStateException.class, () -> scope.add(refusing));
    assertInside(0, scope);
    scope.cancel();
    assertPending(refusing);
  }

  // ---- what has ended

  @Test
  void ended_inWhateverWay_isForgottenAtOnce() {
    scope.add(queue.take()).cancel(false);
    scope.add(queue.take()).within(Duration.ZERO);
    Wait<String> take = scope.add(queue.take());
    CompletableFuture<String> future = scope.add(queue.take().toCompletableFuture());
    CompletableFuture<String> foreign = scope.add(new CompletableFuture<>());
    CompletableFuture<String> failing = scope.add(new CompletableFuture<>());
    assertInside(4, scope);
    queue.offer("item");
    granted(take);
    queue.offer("item");
    granted(future);
    assertInside(2, scope);
    foreign.complete("done");
    failing.completeExceptionally(new IllegalStateException());
    assertInside(0, scope);
  }

  @Test
  void ended_beforeItsFunctionsRun_isForgotten() {
    Wait<String> take = scope.add(queue.take());
    take.thenAccept(item -> log.add(shown(scope)));
    queue.offer("item");
    assertEquals(List.of("CancelScope[connection, 0 inside]"), log);
  }

  @Test
  void add_aMillionThatEnd_keepsNothing() {
    var stays = scope.add(new CompletableFuture<String>());
    List<WeakReference<Object>> sample = new ArrayList<>();
    for (int i = 0; i < MILLION; i++) {
      Wait<String> take = scope.add(queue.take());
      CompletableFuture<String> foreign = scope.add(new CompletableFuture<>());
      FutureTask<String> silent = scope.add(task());
      if (i % 10_000 == 0) {
        sample.add(new WeakReference<>(take));
        sample.add(new WeakReference<>(foreign));
        sample.add(new WeakReference<>(silent));
      }
      if (i % 2 == 0) {
        queue.offer("item");
      } else {
        take.cancel(false);
      }
      foreign.complete("done");
      silent.run();
    }
    scope.add(task()).run(); // looks at what was added before it
    assertInside(2, scope);
    until(
        "they are collected",
        () -> {
          System.gc();
          return sample.stream().allMatch(each -> each.refersTo(null));
        });
    scope.cancel();
    assertTrue(stays.isCancelled());
  }

  @Test
  void add_futuresThatDoNotTell_areLookedAtInTurn() {
    List<FutureTask<String>> pending = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      pending.add(scope.add(task()));
    }
    for (int i = 0; i < 10_000; i++) {
      scope.add(task()).run();
    }
    String now = shown(scope);
    int inside = Integer.parseInt(now.replaceAll("\\D+", ""));
    assertTrue(inside <= 300, () -> inside + " are kept, of which 100 have not ended");
    scope.cancel();
    for (FutureTask<String> each : pending) {
      assertTrue(each.isCancelled());
    }
  }

  // ---- calling back in

  @Test
  void cancel_aFunctionAdds_thatIsCancelledAtOnce() {
    scope
        .add(queue.take())
        .whenComplete((item, failure) -> log.add(scope.add(queue.take()).isCancelled()));
    Wait<String> other = scope.add(queue.take());
    scope.cancel();
    assertEquals(List.of(true), log);
    assertTrue(other.isCancelled());
    assertEquals(0, queue.waiting());
  }

  @Test
  void cancel_aFunctionCancelsAgainAndEndsAnother_allEnd() {
    CompletableFuture<String> next = new CompletableFuture<>();
    scope
        .add(new CompletableFuture<String>())
        .whenComplete(
            (item, failure) -> {
              scope.cancel();
              next.complete("by the function");
            });
    scope.add(next);
    Wait<String> last = scope.add(queue.take());
    scope.cancel();
    assertEquals("by the function", granted(next));
    assertTrue(last.isCancelled());
  }

  @Test
  void cancel_eachCancelsTheNext_overflowsNothing() {
    var first = new CancelScope();
    CancelScope last = first;
    for (int i = 0; i < 100_000; i++) {
      var next = new CancelScope();
      last.add(queue.take()).whenComplete((item, failure) -> next.cancel());
      last = next;
    }
    first.cancel();
    assertTrue(last.isCancelled());
    assertEquals(0, queue.waiting());
  }

  // ---- children

  @Test
  void child_parentIsCancelled_isCancelledInItsPlace() {
    scope.add(queue.take()).whenComplete((item, failure) -> log.add(1));
    CancelScope child = scope.child();
    scope.add(queue.take()).whenComplete((item, failure) -> log.add(4));
    child.add(queue.take()).whenComplete((item, failure) -> log.add(2));
    child.child().add(queue.take()).whenComplete((item, failure) -> log.add(3));
    scope.cancel();
    assertEquals(List.of(1, 2, 3, 4), log);
    assertTrue(child.isCancelled());
  }

  @Test
  void child_closed_isForgottenAndTheParentGoesOn() {
    Wait<String> ofParent = scope.add(queue.take());
    CancelScope child = scope.child();
    Wait<String> ofChild = child.add(queue.take());
    assertInside(2, scope);
    child.close();
    assertTrue(ofChild.isCancelled());
    assertPending(ofParent);
    assertInside(1, scope);
    assertFalse(scope.isCancelled());
    for (int i = 0; i < MILLION; i++) {
      scope.child().close();
    }
    assertInside(1, scope);
  }

  @Test
  void cancel_aFunctionCancelsAChild_theOthersAreCancelled() {
    Wait<String> first = scope.add(queue.take());
    CancelScope child = scope.child();
    Wait<String> ofChild = child.add(queue.take());
    Wait<String> last = scope.add(queue.take());
    first.whenComplete((item, failure) -> child.cancel());
    scope.cancel();
    assertTrue(ofChild.isCancelled());
    assertTrue(last.isCancelled());
  }

  @Test
  void child_ofACancelledScope_isCancelled() {
    scope.cancel();
    CancelScope child = scope.child();
    assertTrue(child.isCancelled());
    assertTrue(child.add(queue.take()).isCancelled());
  }

  @Test
  void child_addedToWhileTheParentIsCancelled_isNotMissed() {
    CancelScope child = scope.child();
    scope.whenCancelled().thenRun(() -> log.add(child.add(queue.take())));
    scope.cancel();
    assertEquals(1, log.size());
    assertTrue(((Wait<?>) log.get(0)).isCancelled());
  }

  @Test
  void children_eachInsideOfTheOther_overflowNothing() {
    CancelScope last = scope;
    for (int i = 0; i < MILLION; i++) {
      last = last.child();
    }
    Wait<String> take = last.add(queue.take());
    scope.cancel();
    assertTrue(take.isCancelled());
  }

  // ---- time

  @Test
  void within_timePasses_cancelsAndIsNoFailure() throws Exception {
    Loop.simulate(
        1,
        () -> {
          var request = new CancelScope();
          Deadline end = Deadline.after(Duration.ofSeconds(5));
          assertSame(request, request.within(Duration.ofSeconds(5)));
          Wait<String> take = request.add(queue.take());
          assertThrows(CancellationException.class, take::await);
          assertTrue(end.isExpired());
          assertTrue(request.isCancelled());
          return null;
        });
  }

  @Test
  void withinAndBy_several_theEarliestCounts() throws Exception {
    Loop.simulate(
        1,
        () -> {
          var request = new CancelScope();
          Deadline second = Deadline.after(Duration.ofSeconds(2));
          request.within(Duration.ofSeconds(3)).by(second).within(Duration.ofSeconds(4));
          Loop.sleep(Duration.ofMillis(1_999));
          assertFalse(request.isCancelled());
          Loop.sleep(Duration.ofMillis(2));
          assertTrue(request.isCancelled());
          return null;
        });
  }

  @Test
  void within_nothing_cancelsAtOnce() {
    assertTrue(new CancelScope().within(Duration.ZERO).isCancelled());
    assertTrue(new CancelScope().within(Duration.ofSeconds(-1)).isCancelled());
    assertTrue(new CancelScope().by(Deadline.after(Duration.ZERO)).isCancelled());
    assertTrue(scope.within(Duration.ZERO).within(Duration.ofDays(1)).isCancelled());
  }

  @Test
  void within_unneeded_keepsNoAlarm() {
    Duration hour = Duration.ofHours(1);
    Duration day = Duration.ofDays(1);
    List<WeakReference<CancelScope>> scopes = new ArrayList<>();
    for (Consumer<CancelScope> use :
        List.<Consumer<CancelScope>>of(
            each -> each.within(hour).cancel(),
            each -> each.within(hour).within(day).cancel(),
            each -> each.within(day).within(hour).cancel(),
            each -> each.within(Duration.ZERO).within(hour))) {
      var request = new CancelScope();
      use.accept(request);
      scopes.add(new WeakReference<>(request));
    }
    until(
        "they are collected",
        () -> {
          System.gc();
          return scopes.stream().allMatch(each -> each.refersTo(null));
        });
  }

  @Test
  void within_realTimePasses_runsFunctionsOnNoTimersThread() {
    Wait<String> take = scope.add(queue.take());
    CompletableFuture<String> foreign = scope.add(new CompletableFuture<>());
    List<Wait<String>> threads = new ArrayList<>();
    threads.add(take.handle((item, failure) -> Thread.currentThread().getName()));
    CompletableFuture<String> second =
        foreign.handle((item, failure) -> Thread.currentThread().getName());
    scope.within(Duration.ofMillis(1));
    assertFalse(Eventually.value(threads.get(0)).contains("timer"));
    assertFalse(Eventually.value(second).contains("timer"));
  }

  @Test
  void withinAndBy_onAnotherClock_areRefused() throws Exception {
    Loop.simulate(
        1,
        () -> {
          assertThrows(IllegalArgumentException.class, () -> scope.within(Duration.ZERO));
          var deadline = Deadline.after(Duration.ZERO);
          var refusal = assertThrows(IllegalArgumentException.class, () -> scope.by(deadline));
          assertTrue(refusal.getMessage().contains("CancelScope[connection]"), refusal::toString);
          return null;
        });
    assertFalse(scope.isCancelled());
  }

  // ---- who waits for it

  @Test
  void whenCancelled_always_waitsForTheCancel() {
    Wait<Void> before = scope.whenCancelled();
    Wait<Void> leaver = scope.whenCancelled();
    assertTrue(leaver.cancel(false));
    assertEquals(1, scope.waiting());
    assertPending(before);
    scope.cancel();
    assertNull(granted(before));
    assertNull(granted(scope.whenCancelled()));
    assertEquals(0, scope.waiting());
  }

  @Test
  void whenCancelled_members_goOnAfterIt() {
    scope.add(queue.take()).whenComplete((item, failure) -> log.add("member"));
    scope.whenCancelled().thenRun(() -> log.add("told"));
    scope.cancel();
    assertEquals(List.of("told", "member"), log);
  }

  @Test
  void whenCancelled_limitPasses_saysWhatIsMissing() {
    var failure = failed(scope.whenCancelled().within(Duration.ZERO));
    assertInstanceOf(TimeoutException.class, failure);
    assertEquals("CancelScope[connection]: not cancelled within PT0S", failure.getMessage());
  }

  @Test
  void select_ofACancelAndAnItem_whatComesFirstWins() {
    Clause<Void> cancelled = Clause.whenCancelled(scope);
    Clause<String> item = Clause.take(queue);
    Select select = Select.ordered(cancelled, item);
    Wait<Selected> first = select.select();
    queue.offer("item");
    assertEquals("item", granted(first).get(item));
    assertEquals(0, scope.waiting());
    Wait<Selected> second = select.select();
    scope.cancel();
    assertTrue(granted(second).is(cancelled));
    assertTrue(granted(select.select()).is(cancelled));
    assertEquals(0, queue.waiting());
  }

  @Test
  void select_whoseWinnerCancels_givesUpTheRest() {
    Clause<String> stop = Clause.take(queue);
    Wait<Selected> select = scope.add(Select.ordered(stop, Clause.whenCancelled(scope)).select());
    AsyncQueue<String> others = AsyncQueue.unbounded();
    Wait<String> other = scope.add(others.take());
    Wait<Void> stopped = select.thenRun(scope::cancel);
    queue.offer("stop");
    granted(stopped);
    assertEquals("stop", granted(select).get(stop));
    assertTrue(other.isCancelled());
  }

  /** It has won before its membership could cancel it. */
  @Test
  void select_ofItsOwnScopesCancel_wins() {
    Clause<Void> cancelled = Clause.whenCancelled(scope);
    Wait<Selected> select = scope.add(Select.ordered(Clause.take(queue), cancelled).select());
    scope.cancel();
    assertTrue(granted(select).is(cancelled));
    assertEquals(0, queue.waiting());
  }

  @Test
  void toString_everyState_saysItAndHowManyWait() {
    assertInside(0, scope);
    scope.add(queue.take());
    Wait<Void> waiting = scope.whenCancelled();
    assertEquals("CancelScope[connection, 1 inside, 1 waiting]", shown(scope));
    assertEquals(
        "Wait[whenCancelled of CancelScope[connection, 1 inside, 1 waiting], waiting]",
        shown(waiting));
    scope.cancel();
    assertEquals("CancelScope[connection, cancelled]", shown(scope));
  }
}
