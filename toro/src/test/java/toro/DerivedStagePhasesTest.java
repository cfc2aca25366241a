package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.failure;
import static toro.Eventually.until;
import static toro.Eventually.value;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import toro.Subjects.Kind;

/** What becomes of a wait whose stages are given up, step by step. */
@Timeout(60)
class DerivedStagePhasesTest {
  private final AsyncLock lock = new AsyncLock();
  private final ArrayDeque<Runnable> queued = new ArrayDeque<>();
  private final Executor later = queued::add;

  /** Ends a stage with a failure of its own. */
  interface GiveUp {
    void on(Wait<?> stage);
  }

  static Stream<Kind<GiveUp>> giveUps() {
    return Stream.of(
        new Kind<>("cancel", () -> stage -> assertTrue(stage.cancel(true))),
        new Kind<>(
            "orTimeout",
            () ->
                stage -> {
                  stage.within(Duration.ofMillis(1));
                  assertInstanceOf(TimeoutException.class, failure(stage));
                }),
        new Kind<>(
            "its future failed",
            () ->
                stage ->
                    assertTrue(
                        stage.toCompletableFuture().completeExceptionally(new Doors.Refusal()))));
  }

  private void assertFree() {
    assertFalse(lock.isHeld(), () -> "not free: " + lock);
    Subjects.assertNobodyWaits(lock);
  }

  private void runQueued() {
    for (Runnable next = queued.poll(); next != null; next = queued.poll()) {
      next.run();
    }
  }

  @ParameterizedTest
  @MethodSource("giveUps")
  void stage_givenUpWhileWaiting_leavesTheLineAtEveryDepth(Kind<GiveUp> giveUp) {
    for (int depth = 1; depth <= 4; depth++) {
      Permit held = lock.tryAcquire();
      Wait<Permit> wait = lock.acquire();
      Wait<?> stage = wait;
      List<Wait<?>> between = new ArrayList<>();
      for (int i = 0; i < depth; i++) {
        stage = stage.thenApply(v -> v);
        between.add(stage);
      }
      Wait<Void> follower = lock.acquire().thenAccept(Permit::close);

      giveUp.make().on(stage);

      assertTrue(wait.isDone());
      between.forEach(s -> Eventually.until("it ends: " + s, s::isCompletedExceptionally));
      assertFalse(follower.isDone());
      held.close();
      value(follower);
      assertFree();
    }
  }

  @Test
  void cancelOfAStage_belowAFallback_isNotSwallowed() {
    Permit held = lock.tryAcquire();
    Wait<String> stage = lock.acquire().exceptionally(failure -> null).thenApply(v -> "fallback");

    assertTrue(stage.cancel(true));

    assertTrue(stage.isCancelled());
    assertThrows(CancellationException.class, stage::join);
    held.close();
    assertFree();
  }

  @Test
  void timeoutOfAStage_belowAFallback_isNotSwallowedNorWrapped() {
    Permit held = lock.tryAcquire();
    Wait<String> stage = lock.acquire().handle((v, failure) -> "fallback").thenApply(v -> v);

    stage.within(Duration.ofMillis(1));

    AtomicReference<Throwable> seen = new AtomicReference<>();
    assertInstanceOf(TimeoutException.class, failure(stage));
    stage.whenComplete((v, failure) -> seen.set(failure));
    until("it was told", () -> seen.get() != null);
    assertInstanceOf(TimeoutException.class, seen.get(), "as it is, not wrapped");
    held.close();
    assertFree();
  }

  @Test
  void chain_whoseWorkRuns_timesOutAndKeepsThePermitWithTheWork() {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    Wait<Integer> stage =
        lock.acquire().thenCompose(permit -> work.whenComplete((v, failure) -> permit.close()));

    stage.within(Duration.ofMillis(1));

    assertInstanceOf(TimeoutException.class, failure(stage));
    assertTrue(lock.isHeld(), "the work is still inside");
    work.complete(1);
    assertFree();
  }

  @Test
  void chain_whoseWorkEndsInTime_hasItsValue() {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    Wait<Integer> stage =
        lock.acquire()
            .thenCompose(permit -> work.whenComplete((v, failure) -> permit.close()))
            .within(Duration.ofSeconds(20));

    work.complete(7);

    assertEquals(7, value(stage));
    assertFree();
  }

  @ParameterizedTest
  @MethodSource("giveUps")
  void functionInAnExecutorsQueue_stageGivenUp_givesThePermitBack(Kind<GiveUp> giveUp) {
    for (boolean grantedFirst : new boolean[] {true, false}) {
      Permit held = grantedFirst ? null : lock.tryAcquire();
      List<String> ran = new ArrayList<>();
      Wait<Permit> wait = lock.acquire();
      Wait<Void> stage =
          wait.thenComposeAsync(
              permit -> {
                ran.add("ran");
                return new CompletableFuture<>();
              },
              later);
      if (held != null) {
        held.close();
      }
      assertEquals(1, queued.size());
      assertTrue(lock.isHeld());

      giveUp.make().on(stage);

      assertFree();
      runQueued();
      assertEquals(List.of(), ran);
      assertFree();
      assertGivenBack(wait);
    }
  }

  static void assertGivenBack(Wait<?> wait) {
    assertThrows(CancellationException.class, wait::join);
    assertThrows(CancellationException.class, wait::get);
    assertThrows(CancellationException.class, () -> wait.get(1, TimeUnit.SECONDS));
    assertThrows(CancellationException.class, wait::await);
    assertThrows(CancellationException.class, () -> wait.getNow(null));
    assertThrows(RuntimeException.class, wait::resultNow);
    assertInstanceOf(CancellationException.class, failure(wait.thenApply(v -> 1)));
  }

  @Test
  void functionThatRan_stageBelowGivenUp_keepsThePermitAndItsValue() {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    AtomicReference<Integer> seen = new AtomicReference<>();
    Wait<Integer> stage =
        lock.acquire()
            .thenCompose(
                permit -> {
                  permit.close();
                  return work;
                })
            .whenComplete((v, failure) -> seen.set(v))
            .thenApply(v -> v);

    stage.cancel(true);
    work.complete(9);

    assertEquals(9, seen.get(), "the function between must see what the work gave");
    assertFree();
  }

  @Test
  void functionThatRan_childrenGivenUp_isStillUsable() {
    Permit held = lock.tryAcquire();
    Wait<Integer> first =
        lock.acquire()
            .thenApply(
                permit -> {
                  permit.close();
                  return 5;
                });
    Wait<Integer> child = first.thenApplyAsync(i -> i, later);
    held.close();

    child.cancel(true);
    first.thenApplyAsync(i -> i, later).cancel(true);

    assertEquals(5, value(first));
    Integer sum = value(first.thenApply(i -> i + 1));
    assertEquals(6, sum);
    assertFree();
  }

  @Test
  void nestedAcquire_chainGivenUp_leavesTheInnerLine() {
    var inner = new AsyncLock();
    Permit heldInner = inner.tryAcquire();
    Wait<Permit> stage =
        lock.acquire()
            .thenCompose(
                outer ->
                    inner
                        .acquire()
                        .whenComplete(
                            (permit, failure) -> {
                              outer.close();
                              if (permit != null) {
                                permit.close();
                              }
                            }));
    assertTrue(lock.isHeld());

    stage.within(Duration.ofMillis(1));

    assertInstanceOf(TimeoutException.class, failure(stage));
    Subjects.assertNobodyWaits(inner);
    Eventually.until("the outer lock is free", () -> !lock.isHeld());
    heldInner.close();
    assertFalse(inner.isHeld());
  }

  @Test
  void nestedAcquire_returnedItself_isGivenUpWithTheChain() {
    var inner = new AsyncLock();
    Permit heldInner = inner.tryAcquire();
    Wait<Void> stage =
        lock.acquire()
            .thenCompose(
                outer -> {
                  outer.close();
                  return inner.acquire();
                })
            .thenAccept(Permit::close);

    stage.cancel(true);

    Subjects.assertNobodyWaits(inner);
    heldInner.close();
    assertFalse(inner.isHeld());
    assertFree();
  }

  @Test
  void permitHandedOnByThenCompose_functionQueuedAndGivenUp_goesBack() {
    var inner = new AsyncLock();
    Wait<Void> stage =
        lock.acquire()
            .thenCompose(
                outer -> {
                  outer.close();
                  return inner.acquire();
                })
            .thenAcceptAsync(Permit::close, later);
    assertTrue(inner.isHeld());

    stage.cancel(true);

    assertFalse(inner.isHeld(), "nobody received the inner permit");
    runQueued();
    assertFree();
  }

  @Test
  void twoStages_oneGivenUp_waitsOn_lastGivenUp_leaves() {
    Permit held = lock.tryAcquire();
    Wait<Permit> wait = lock.acquire();
    Wait<Void> one = wait.thenAccept(Permit::close);
    Wait<Void> two = wait.thenAccept(Permit::close);

    assertTrue(one.cancel(true));

    assertFalse(wait.isDone());
    assertFalse(two.isDone());
    assertTrue(two.cancel(true));
    assertTrue(wait.isDone());
    Subjects.assertNobodyWaits(lock);
    held.close();
    assertFree();
  }

  @Test
  void stage_veryDeep_givenUpAtItsEnd_leavesTheLine() {
    Permit held = lock.tryAcquire();
    Wait<?> stage = lock.acquire();
    for (int i = 0; i < 200_000; i++) {
      stage = stage.thenApply(v -> v);
    }

    assertTrue(stage.cancel(true));

    Subjects.assertNobodyWaits(lock);
    held.close();
    assertFree();
  }
}
