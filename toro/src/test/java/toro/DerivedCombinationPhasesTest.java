package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.failure;
import static toro.Eventually.value;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import toro.Subjects.Kind;

/** Stages that hang on two things at once, and stages that nobody can give up. */
@Timeout(60)
class DerivedCombinationPhasesTest {
  private final AsyncLock lock = new AsyncLock();
  private final ArrayDeque<Runnable> queued = new ArrayDeque<>();
  private final Executor later = queued::add;

  private void assertFree() {
    assertFalse(lock.isHeld(), () -> "not free: " + lock);
    Subjects.assertNobodyWaits(lock);
  }

  private void runQueued() {
    for (Runnable next = queued.poll(); next != null; next = queued.poll()) {
      next.run();
    }
  }

  @Test
  void executorThatRejects_givesThePermitBack() {
    Executor rejecting =
        task -> {
          throw new RejectedExecutionException();
        };
    Permit held = lock.tryAcquire();
    Wait<Void> waiting = lock.acquire().thenAcceptAsync(permit -> {}, rejecting);

    held.close();

    assertInstanceOf(RejectedExecutionException.class, failure(waiting));
    assertFree();
    Wait<Void> granted = lock.acquire().thenAcceptAsync(permit -> {}, rejecting);
    assertInstanceOf(RejectedExecutionException.class, failure(granted));
    assertFree();
  }

  @Test
  void executorThatRejects_hasGivenThePermitBack_whenTheStageFails() {
    Permit held = lock.tryAcquire();
    Wait<Void> waiting =
        lock.acquire()
            .thenAcceptAsync(
                permit -> {},
                task -> {
                  throw new RejectedExecutionException();
                });
    List<Boolean> free = new ArrayList<>();
    waiting.watch(
        new WaitNode.Watcher() {
          @Override
          boolean wake() { // as a parked thread is woken: before any function runs
            free.add(!lock.isHeld());
            return false;
          }
        });

    held.close();

    assertEquals(List.of(true), free);
  }

  @Test
  void thenCombine_theOtherSideFails_givesThePermitBack() {
    CompletableFuture<Integer> other = new CompletableFuture<>();
    Wait<Permit> wait = lock.acquire();
    Wait<Integer> both = wait.thenCombine(other, (permit, i) -> 1);

    other.completeExceptionally(new Doors.Refusal());

    assertInstanceOf(Doors.Refusal.class, failure(both));
    assertFree();
    DerivedStagePhasesTest.assertGivenBack(wait);
  }

  @ParameterizedTest
  @MethodSource("toro.DerivedStagePhasesTest#giveUps")
  void thenCombine_givenUpBetweenItsTwoSides_givesThePermitBack(
      Kind<DerivedStagePhasesTest.GiveUp> giveUp) {
    CompletableFuture<Integer> other = new CompletableFuture<>();
    Wait<Integer> both = lock.acquire().thenCombine(other, (permit, i) -> 1);

    giveUp.make().on(both);

    assertFree();
    other.complete(1);
    assertFree();
  }

  @Test
  void either_theOtherSideWins_leavesTheLine() {
    Permit held = lock.tryAcquire();
    Wait<Permit> wait = lock.acquire();
    CompletableFuture<Permit> other = new CompletableFuture<>();
    Wait<Integer> either = wait.applyToEither(other, permit -> 1);

    other.complete(null);

    assertEquals(1, value(either));
    assertTrue(wait.isDone());
    Subjects.assertNobodyWaits(lock);
    held.close();
    assertFree();
  }

  @Test
  void either_theOtherSideHadWonAndThenTheGrantComes_takesNothing() {
    CompletableFuture<Permit> other = CompletableFuture.completedFuture(null);
    List<Object> got = new ArrayList<>();

    for (int i = 0; i < 2; i++) {
      Permit held = i == 0 ? lock.tryAcquire() : null; // waiting, and granted at once
      lock.acquire().acceptEitherAsync(other, got::add, later);
      if (held != null) {
        held.close();
      }
      runQueued();
    }

    assertEquals(2, got.size());
    for (Object permit : got) { // whichever side won, it received what it was called with
      if (permit != null) {
        ((Permit) permit).close();
      }
    }
    assertFree();
  }
}
