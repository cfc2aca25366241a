package toro;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.failed;
import static toro.Probe.failureOf;
import static toro.Probe.granted;
import static toro.Room.inEveryRoom;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Giving up a {@code with(body)}: while it waits, while the body runs, and afterwards. */
@Timeout(60)
class WithGiveUpTest {
  /** A stage that notes a cancel but ends only when told to. */
  private static final class Stubborn<T> extends CompletableFuture<T> {
    private boolean asked;

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      asked = true;
      return false;
    }
  }

  @Test
  void cancel_waiting_leavesTheLineAndNeverRunsTheBody() {
    inEveryRoom(
        room -> {
          boolean[] ran = {false};
          Permit held = granted(room.acquire().get());
          Wait<String> with =
              room.with(
                  () -> {
                    ran[0] = true;
                    return completedFuture("ran");
                  });
          Wait<Permit> next = room.acquire().get();
          assertTrue(with.cancel(true));
          assertTrue(with.isCancelled());
          held.close();
          assertTrue(granted(next).isOpen());
          assertFalse(ran[0]);
        });
  }

  @Test
  void within_waiting_leavesTheLineAndNeverRunsTheBody() {
    inEveryRoom(
        room -> {
          boolean[] ran = {false};
          Permit held = granted(room.acquire().get());
          Wait<String> with =
              room.with(
                  () -> {
                    ran[0] = true;
                    return completedFuture("ran");
                  });
          assertInstanceOf(TimeoutException.class, failureOf(with.within(Duration.ofMillis(1))));
          held.close();
          assertFalse(ran[0]);
          assertTrue(room.isFree());
        });
  }

  @Test
  void cancel_bodyRuns_cancelsItsStageAndEndsAtOnce() {
    inEveryRoom(
        room -> {
          CompletableFuture<String> stage = new CompletableFuture<>();
          Wait<String> with = room.with(() -> stage);
          assertTrue(with.cancel(true));
          assertTrue(with.isCancelled());
          assertTrue(stage.isCancelled());
          assertTrue(room.isFree());
        });
  }

  @Test
  void cancel_bodysStageEndsBeforeItStopsItsWork_thePermitFollowsAfterThat() {
    inEveryRoom(
        room -> {
          var freeWhileStopping = new AtomicBoolean();
          var stopped = new AtomicBoolean();
          CompletableFuture<String> stage =
              new CompletableFuture<>() {
                @Override
                public boolean cancel(boolean mayInterruptIfRunning) {
                  boolean cancelled = super.cancel(mayInterruptIfRunning);
                  freeWhileStopping.set(room.isFree());
                  stopped.set(true); // as Mono.toFuture() does, which then cancels its source
                  return cancelled;
                }
              };
          assertTrue(room.with(() -> stage).cancel(true));
          assertTrue(stopped.get());
          assertFalse(freeWhileStopping.get());
          assertTrue(room.isFree());
        });
  }

  @Test
  void cancel_bodysStageGoesOn_thePermitFollowsWhenItEnds() {
    inEveryRoom(
        room -> {
          for (boolean fails : new boolean[] {false, true}) {
            Stubborn<String> stage = new Stubborn<>();
            Wait<String> with = room.with(() -> stage);
            assertTrue(with.cancel(true));
            assertTrue(with.isCancelled());
            assertTrue(stage.asked);
            assertFalse(room.isFree());
            if (fails) {
              stage.completeExceptionally(new LinkageError("late"));
            } else {
              stage.complete("late");
            }
            assertTrue(room.isFree());
            assertTrue(with.isCancelled());
          }
        });
  }

  @Test
  void cancel_bodyGaveAStageThatCannotBeCancelled_thePermitFollowsWhenItEnds() {
    inEveryRoom(
        room -> {
          CompletableFuture<String> working = new CompletableFuture<>();
          Wait<String> with = room.with(working::minimalCompletionStage);
          assertTrue(with.cancel(true));
          assertTrue(with.isCancelled());
          assertFalse(room.isFree());
          working.complete("late");
          assertTrue(room.isFree());
        });
  }

  @Test
  void within_bodyRuns_cancelsItsStageAndEndsWithTimeout() {
    inEveryRoom(
        room -> {
          Stubborn<String> stage = new Stubborn<>();
          Wait<String> with = room.with(() -> stage).within(Duration.ZERO);
          assertInstanceOf(TimeoutException.class, failed(with));
          assertTrue(stage.asked);
          assertFalse(room.isFree());
          stage.complete("late");
          assertTrue(room.isFree());
        });
  }

  @Test
  void future_cancelledWhileTheBodyRuns_endsAtOnceAndThePermitFollows() {
    inEveryRoom(
        room -> {
          Stubborn<String> stage = new Stubborn<>();
          Wait<String> with = room.with(() -> stage);
          assertTrue(with.toCompletableFuture().cancel(true));
          assertTrue(with.isCancelled());
          assertFalse(room.isFree());
          stage.complete("late");
          assertTrue(room.isFree());
        });
  }

  @Test
  void cancel_afterTheEnd_returnsFalse() {
    inEveryRoom(
        room -> {
          Wait<String> with = room.with(() -> completedFuture("result"));
          assertFalse(with.cancel(true));
          assertEquals("result", granted(with));
        });
  }

  @Test
  void cancel_ofTheStageByItsOwner_endsTheWithAndReleases() {
    inEveryRoom(
        room -> {
          CompletableFuture<String> stage = new CompletableFuture<>();
          Wait<String> with = room.with(() -> stage);
          assertTrue(stage.cancel(true));
          assertTrue(with.isCompletedExceptionally());
          assertTrue(room.isFree());
        });
  }

  @Test
  void await_interruptedWhileTheBodyRuns_cancelsItsStage() {
    inEveryRoom(
        room -> {
          CompletableFuture<String> stage = new CompletableFuture<>();
          Wait<String> with = room.with(() -> stage);
          var thread = Probe.start(() -> with.await()).parked();
          thread.thread().interrupt();
          try {
            assertInstanceOf(InterruptedException.class, thread.failure());
          } catch (Exception e) {
            throw new AssertionError(e);
          }
          assertTrue(stage.isCancelled());
          assertTrue(room.isFree());
        });
  }
}
