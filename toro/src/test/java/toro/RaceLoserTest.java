package toro;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A long-lived stage that loses many races keeps none of them, and goes on. */
@Timeout(120)
class RaceLoserTest {
  private static final int ROUNDS = 200_000;
  private static final int FEW = 64; // what may wait to be swept

  private final Wait<Object> stop = new AsyncResult<>().whenDone();
  private final Wait<Void> cleanUp = stop.thenRun(() -> {});
  private final CompletableFuture<Object> plain =
      new CompletableFuture<>() {
        @Override
        public boolean cancel(boolean ignored) {
          return false; // whether it is cancelled is another question, see below
        }
      };
  private final CompletableFuture<Void> plainCleanUp = plain.thenRun(() -> {});

  /** Runs many rounds, and counts those of which something is kept. */
  private static void assertForgotten(Supplier<?> round) {
    List<WeakReference<Object>> rounds = new ArrayList<>(ROUNDS);
    for (int i = 0; i < ROUNDS; i++) {
      rounds.add(new WeakReference<>(round.get()));
    }
    long kept = ROUNDS;
    for (int tries = 0; tries < 5 && kept > FEW; tries++) {
      System.gc();
      kept = rounds.stream().filter(each -> !each.refersTo(null)).count();
    }
    assertTrue(kept <= FEW, kept + " of " + ROUNDS + " rounds are kept");
  }

  /** A round of a race that something new wins against the loser. */
  private static <S> Supplier<?> won(S loser, BiFunction<Wait<Object>, S, Wait<?>> race) {
    return () -> {
      var winner = new AsyncResult<>();
      Wait<?> ended = race.apply(winner.whenDone(), loser);
      winner.set("won");
      ended.join();
      return ended;
    };
  }

  /** The losers have not ended, and what else hangs on them neither. */
  private void assertGoesOn() {
    assertFalse(stop.isDone() || cleanUp.isDone() || plain.isDone() || plainCleanUp.isDone());
    int hooked = plain.getNumberOfDependents();
    assertTrue(hooked <= FEW, hooked + " hang on the plain future");
  }

  @Test
  void anyOf_lostByAWait_isForgotten() {
    assertForgotten(won(stop, (winner, loser) -> Wait.anyOf(winner, loser)));
    assertForgotten(
        () -> {
          Wait<Object> any = Wait.anyOf(stop, CompletableFuture.completedFuture("won"));
          any.join();
          return any;
        });
    assertGoesOn();
  }

  @Test
  void anyOf_lostByAPlainFuture_isForgotten() {
    assertForgotten(won(plain, (winner, loser) -> Wait.anyOf(winner, loser)));
    assertGoesOn();
  }

  @Test
  void either_lostByAWait_isForgotten() {
    assertForgotten(won(stop, (winner, loser) -> winner.acceptEither(loser, value -> {})));
    assertForgotten(won(stop, (winner, loser) -> loser.acceptEither(winner, value -> {})));
    assertGoesOn();
  }

  @Test
  void either_lostByAPlainFuture_isForgotten() {
    assertForgotten(won(plain, (winner, loser) -> winner.acceptEither(loser, value -> {})));
    assertGoesOn();
  }

  @Test
  void either_onALoopLostByAPlainFuture_isForgotten() throws Exception {
    Loop.run(
        () ->
            assertForgotten(
                won(plain, (winner, loser) -> winner.acceptEither(loser, value -> {}))));
    assertGoesOn();
  }

  @Test
  void waitOfAPlainFuture_givenUp_isForgotten() {
    CompletionStage<Object> minimal = plain.minimalCompletionStage(); // which nobody can cancel
    assertForgotten(
        () -> {
          Wait<Object> wait = Wait.of(minimal);
          wait.cancel(false);
          return wait;
        });
    assertGoesOn();
    assertFalse(minimal.toString().contains("dependents"), minimal::toString);
  }

  @Test
  void conditionsWait_itsStagesExpire_areForgotten() {
    var lock = new AsyncLock();
    Wait<Void> wait = lock.newCondition().releaseUntilSignalled(lock.tryAcquire());
    Wait<Void> other = wait.thenRun(() -> {});
    assertForgotten(() -> wait.thenRun(() -> {}).within(Duration.ZERO));
    assertFalse(other.isDone());
  }

  @Test
  void function_attachedAndGivenUp_isForgotten() {
    assertForgotten(
        () -> {
          Wait<Void> stage = stop.thenRun(() -> {});
          stage.cancel(false);
          return stage;
        });
    assertGoesOn();
  }

  @Test
  void allOf_givenUp_isForgotten() {
    assertForgotten(
        () -> {
          Wait<Void> all = Wait.allOf(stop, new AsyncEvent().whenSet());
          all.cancel(false);
          return all;
        });
    assertGoesOn();
  }

  // ---- others' futures

  /** A future that somebody else uses. */
  private static CompletableFuture<Object> shared() {
    var shared = new CompletableFuture<>();
    shared.thenRun(() -> {});
    return shared;
  }

  @Test
  void anyOf_lostByAPlainFuture_doesNotCancelIt() {
    var loser = shared();
    Wait.anyOf(loser, CompletableFuture.completedFuture("item")).join();
    assertFalse(loser.isCancelled());
  }

  @Test
  void anyOf_givenUp_cancelsNoPlainFuture() {
    var member = shared();
    Wait.anyOf(member, new AsyncEvent().whenSet()).cancel(false);
    assertFalse(member.isCancelled());
  }

  @Test
  void allOf_givenUp_cancelsNoPlainFuture() {
    var member = shared();
    Wait.allOf(member, new AsyncEvent().whenSet()).cancel(false);
    assertFalse(member.isCancelled());
  }

  @Test
  void either_lostByAPlainFuture_doesNotCancelIt() {
    var loser = shared();
    var winner = new AsyncResult<Object>();
    winner.whenDone().acceptEither(loser, value -> {});
    winner.set("item");
    assertFalse(loser.isCancelled());
  }

  @Test
  void waitOfAPlainFuture_givenUp_cancelsItOnlyIfNothingElseHangsOnIt() {
    var used = shared();
    Wait.of(used).cancel(false);
    assertFalse(used.isCancelled());
    var alone = new CompletableFuture<Object>();
    Wait.of(alone).cancel(false);
    assertTrue(alone.isCancelled());
  }
}
