package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A stage that nobody wants any more still waits to be told, and is then given up itself. */
class LeftStageTest {
  private final AsyncLock lock = new AsyncLock();
  private final Permit held = lock.tryAcquire();
  private final List<String> seen = new ArrayList<>();
  private final AtomicReference<Wait<Object>> second = new AtomicReference<>();

  @Test
  void stage_leftAndThenCancelledInsideAFunction_disturbsNoOther() {
    Wait<Permit> wait = lock.acquire();
    Wait<Void> first = wait.thenRun(() -> {});

    Wait.allOf()
        .thenRun(
            () -> { // what is given up here is delivered after it
              first.thenRun(() -> {}).cancel(false);
              second.set(wait.handle((permit, failure) -> seen.add("second")));
              first.whenComplete((nothing, failure) -> seen.add("first"));
              first.cancel(false);
              second.get().whenComplete((nothing, failure) -> seen.add("after the second"));
            });

    assertTrue(first.isCancelled() && wait.isCancelled());
    assertTrue(second.get().isDone(), "it was lost");
    assertEquals(List.of("second", "first", "after the second"), seen);
    assertTrue(held.isOpen());
  }

  @Test
  void stage_leftWhileOthersWantItsSource_failsAtOnceAndItsFunctionNeverRuns() {
    Wait<Permit> wait = lock.acquire();
    Wait<Object> other = wait.thenApply(permit -> seen.add("other"));
    Wait<Void> stage = wait.thenRun(() -> seen.add("left"));
    stage.thenRun(() -> {}).cancel(false);

    assertTrue(stage.isCompletedExceptionally());
    assertFalse(other.isDone());
    held.close();
    assertEquals(List.of("other"), seen);
  }

  @Test
  void composingStage_leftWhileItsFunctionRan_disturbsNoOther() {
    Wait<Permit> inner = lock.acquire();
    AtomicReference<Wait<Permit>> first = new AtomicReference<>();
    AsyncEvent event = new AsyncEvent();
    first.set(
        event
            .whenSet()
            .thenCompose(
                nothing -> {
                  first.get().thenRun(() -> {}).cancel(false);
                  return inner;
                }));

    Wait.allOf()
        .thenRun(
            () -> {
              event.set();
            })
        .thenRun(
            () -> {
              second.set(inner.handle((permit, failure) -> seen.add("second")));
              first.get().cancel(false);
            });

    assertTrue(inner.isCancelled());
    assertTrue(second.get().isDone(), "it was lost");
    assertEquals(List.of("second"), seen);
    assertFalse(first.get().isPending());
  }
}
