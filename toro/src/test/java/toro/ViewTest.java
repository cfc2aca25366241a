package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Probe.failureOf;
import static toro.Probe.granted;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import toro.Subjects.Kind;

/** What toCompletableFuture returns: one receiver, and for its user a future of the JDK. */
@Timeout(60)
class ViewTest {
  private final AsyncLock lock = new AsyncLock();
  private final Permit held = lock.tryAcquire();
  private final Wait<Permit> wait = lock.acquire();
  private final CompletableFuture<Permit> view = wait.toCompletableFuture();

  @AfterEach
  void nothingIsLost() {
    held.close();
    if (wait.isDone() && !wait.isCompletedExceptionally()) {
      wait.join().close();
    }
    until("all is free: " + lock, () -> !lock.isHeld());
    Subjects.assertNobodyWaits(lock);
  }

  /** Ends the future otherwise than the wait would. */
  interface Ending {
    void end(CompletableFuture<Permit> view) throws Exception;
  }

  static Stream<Kind<Ending>> endings() {
    return Stream.of(
        new Kind<>("cancel", () -> v -> assertTrue(v.cancel(true))),
        new Kind<>("complete", () -> v -> assertTrue(v.complete(null))),
        new Kind<>("fail", () -> v -> assertTrue(v.completeExceptionally(new Error()))),
        new Kind<>("completeAsync", () -> v -> v.completeAsync(() -> null, Runnable::run)),
        new Kind<>("completeAsync by default", () -> v -> v.completeAsync(() -> null)),
        new Kind<>("orTimeout", () -> v -> v.orTimeout(1, TimeUnit.MILLISECONDS)),
        new Kind<>("orTimeout at once", () -> v -> v.orTimeout(0, TimeUnit.MILLISECONDS)),
        new Kind<>(
            "completeOnTimeout", () -> v -> v.completeOnTimeout(null, 1, TimeUnit.MILLISECONDS)),
        new Kind<>("obtrudeValue", () -> v -> v.obtrudeValue(null)),
        new Kind<>("obtrudeException", () -> v -> v.obtrudeException(new Error())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("endings")
  void ended_alone_leavesTheLine(Kind<Ending> kind) throws Exception {
    kind.make().end(view);
    until("the future ends", view::isDone);
    until("the wait ends", wait::isDone);
    assertTrue(wait.isCancelled());
    held.close();
    assertFalse(lock.isHeld());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("endings")
  void ended_besideAStage_leavesTheStageItsPlace(Kind<Ending> kind) throws Exception {
    if (kind.name().equals("cancel")) {
      return; // see below
    }
    List<Permit> got = new ArrayList<>();
    wait.thenAccept(got::add);
    kind.make().end(view);
    until("the future ends", view::isDone);
    assertFalse(wait.isDone());
    held.close();
    assertEquals(1, got.size());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("endings")
  void ended_afterTheGrant_takesNothingAway(Kind<Ending> kind) throws Exception {
    held.close();
    assertSame(wait.join(), view.join());
    assertFalse(view.cancel(true));
    assertFalse(view.complete(null));
    if (!kind.name().startsWith("obtrude")) {
      kindOfEnd(kind);
      assertSame(wait.join(), view.join());
    }
    assertTrue(wait.join().isOpen());
  }

  private void kindOfEnd(Kind<Ending> kind) throws Exception {
    try {
      kind.make().end(view);
    } catch (AssertionError expected) {
      // it returned false
    }
  }

  @Test
  void cancel_besideAFunctionOfTheSameUser_cancelsTheWait() {
    // Kotlin's await, and Mutiny: a function on the stage, and its future to cancel
    List<Throwable> seen = new ArrayList<>();
    wait.whenComplete((permit, failure) -> seen.add(failure));
    assertTrue(wait.toCompletableFuture().cancel(false));
    assertTrue(wait.isCancelled() && view.isCancelled());
    assertInstanceOf(CancellationException.class, seen.getFirst());
  }

  @Test
  void granted_byHand_isReceivedOnce() {
    held.close();
    assertTrue(view.isDone());
    wait.thenApplyAsync(permit -> permit, task -> {}).cancel(true); // nobody else is left
    assertTrue(granted(view).isOpen());
  }

  @Test
  void plainFutures_keepWhatTheyHave() {
    var all = CompletableFuture.allOf(view, CompletableFuture.completedFuture(1));
    var both = CompletableFuture.completedFuture(1).thenCombine(wait, (one, permit) -> permit);
    var composed = CompletableFuture.completedFuture(1).thenCompose(one -> wait);
    var stage = wait.thenApply(permit -> permit);
    held.close();
    stage.cancel(true);
    all.join();
    assertSame(both.join(), composed.join());
    assertTrue(both.join().isOpen() && lock.isHeld());
  }

  @Test
  void settledWait_isCompleteAtOnce() {
    held.close();
    assertSame(wait.join(), wait.toCompletableFuture().getNow(null));
    assertNull(Wait.allOf().toCompletableFuture().getNow(null));
    var cancelled = new AsyncEvent().whenSet();
    cancelled.cancel(false);
    assertTrue(cancelled.toCompletableFuture().isCancelled());
  }

  @Test
  void failure_isTheWaitsOwn() {
    var result = new AsyncResult<String>();
    var before = result.whenDone().toCompletableFuture();
    var failure = new IllegalStateException("failed");
    result.fail(failure);
    assertSame(failure, before.exceptionNow());
    assertSame(failure, before.handle((value, seen) -> seen).join());
    assertSame(failure, assertThrows(CompletionException.class, before::join).getCause());
    assertEquals(before.state(), result.whenDone().toCompletableFuture().state());
  }

  @Test
  void get_withALimitOrAnInterrupt_keepsItsPlace() {
    assertThrows(TimeoutException.class, () -> view.get(1, TimeUnit.MILLISECONDS));
    assertThrows(TimeoutException.class, () -> view.get(-1, TimeUnit.MILLISECONDS));
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, view::get);
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> view.get(1, TimeUnit.HOURS));
    assertFalse(view.isDone() || wait.isDone());
    held.close();
    assertTrue(granted(view).isOpen());
  }

  @Test
  void completeAsync_supplierThrows_failsIt() {
    var failure = new IllegalStateException("no value");
    view.completeAsync(
        () -> {
          throw failure;
        },
        Runnable::run);
    assertSame(failure, failureOf(view));
    assertTrue(wait.isCancelled());
  }

  @Test
  void completeAsync_afterTheEnd_asksForNoValue() {
    held.close();
    Permit permit = granted(view);
    view.completeAsync(
        () -> {
          throw new AssertionError("asked");
        },
        Runnable::run);
    assertSame(permit, granted(view));
  }

  @Test
  void orTimeout_beyondTheEndOfTime_neverPasses() {
    assertSame(view, view.orTimeout(Long.MAX_VALUE, TimeUnit.NANOSECONDS));
    var soon = new AsyncEvent().whenSet().toCompletableFuture();
    soon.orTimeout(1, TimeUnit.MILLISECONDS);
    assertInstanceOf(TimeoutException.class, failureOf(soon)); // the timer has looked
    assertFalse(view.isDone());
  }

  @Test
  void join_insideAFunction_runsWhatIsQueued() {
    List<Permit> got = new ArrayList<>();
    var other = new AsyncEvent();
    other
        .whenSet()
        .thenRun(
            () -> {
              held.close();
              got.add(view.join());
            });
    other.set();
    assertEquals(1, got.size());
  }

  @Test
  void amongOthers_isThatWaitAndIsNeverCancelled() {
    Wait<List<Permit>> left = Wait.all(List.of(view));
    Wait<Object> first = Wait.anyOf(view, new CompletableFuture<>());
    assertTrue(left.cancel(true));
    assertTrue(first.cancel(true));
    assertFalse(view.isDone() || wait.isDone());
    Wait<List<Permit>> all = Wait.all(List.of(view));
    held.close();
    assertEquals(List.of(granted(view)), granted(all));
  }

  @Test
  void chain_ofViews_isStackSafe() {
    int[] ran = {0};
    for (int i = 0; i < 200_000; i++) {
      lock.acquire()
          .toCompletableFuture()
          .thenAccept(
              permit -> {
                ran[0]++;
                permit.close();
              });
    }
    assertTrue(view.complete(null));
    held.close();
    assertEquals(200_000, ran[0]);
  }

  @Test
  void orTimeout_onASimulatedLoop_keepsItsTime() throws Exception {
    Loop.simulate(
        1,
        () -> {
          var never = new AsyncEvent().whenSet().toCompletableFuture();
          var failure =
              assertThrows(ExecutionException.class, () -> never.orTimeout(9, TimeUnit.DAYS).get());
          assertInstanceOf(TimeoutException.class, failure.getCause());
        });
  }

  @Test
  void get_byACoroutine_handsItsLoopOn() throws Exception {
    Loop.run(
        () -> {
          var event = new AsyncEvent();
          var future = event.whenSet().toCompletableFuture();
          Loop.current().spawn(event::set);
          assertNull(future.get());
          return null;
        });
  }

  @Test
  void orTimeout_ofACondition_endsWithTheLockHeld() {
    var condition = lock.newCondition();
    view.complete(null);
    var future = condition.releaseUntilSignalled(held).toCompletableFuture();
    Permit other = lock.tryAcquire();
    future.orTimeout(1, TimeUnit.MILLISECONDS);
    until("the limit has passed", () -> lock.toString().contains("1 waiting"));
    assertFalse(future.isDone());
    other.close();
    assertInstanceOf(TimeoutException.class, failureOf(future));
    assertTrue(held.isOpen());
  }

  @Test
  void cancel_ofATask_interruptsIt() throws Exception {
    Loop.run(
        () -> {
          var task = Loop.current().spawn(() -> new AsyncEvent().whenSet().await());
          Loop.current().spawn(() -> task.toCompletableFuture().cancel(true));
          assertThrows(CancellationException.class, task::await);
          return null;
        });
  }

  /** What a later JDK adds to end a future must be overridden too. */
  @Test
  void everyMethodThatEndsAFuture_isOverridden() {
    Set<String> ours =
        Arrays.stream(WaitFuture.class.getDeclaredMethods())
            .filter(method -> !method.isSynthetic())
            .map(ViewTest::signature)
            .collect(Collectors.toSet());
    var left =
        Arrays.stream(CompletableFuture.class.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
            .filter(
                method ->
                    method.getName().matches("cancel|complete.*|obtrude.*|orTimeout|get|join"))
            .map(ViewTest::signature)
            .filter(signature -> !ours.contains(signature))
            .toList();
    assertEquals(List.of(), left);
  }

  private static String signature(Method method) {
    return method.getName() + Arrays.toString(method.getParameterTypes());
  }
}
