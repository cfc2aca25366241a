package toro;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits for a permit to be available is told of each one, however soon it is taken. */
@Timeout(120)
class WhenAvailableRaceTest {
  private static final int ROUNDS = 20_000;

  @Test
  void permit_releasedAndTakenAtOnce_isSeen() {
    raceWithATaker(0, semaphore -> semaphore::release);
  }

  @Test
  void permit_addedByResizeAndTakenAtOnce_isSeen() {
    raceWithATaker(0, semaphore -> () -> semaphore.resize(1));
  }

  @Test
  void permit_leftByALargeRequestAndTakenAtOnce_isSeen() {
    raceWithATaker(
        1,
        semaphore -> {
          Wait<Permit> large = semaphore.acquire(2);
          return () -> large.cancel(false);
        });
  }

  /** Another thread takes the permit as soon as it can be had. */
  private static void raceWithATaker(int permits, Function<AsyncSemaphore, Runnable> prepare) {
    int[] taken = {0};
    try (var second = new SecondThread()) {
      for (int round = 0; round < ROUNDS; round++) {
        var semaphore = new AsyncSemaphore(permits);
        Runnable provide = prepare.apply(semaphore);
        Wait<Void> available = semaphore.whenAvailable();
        second.race(
            round,
            () -> {
              for (int i = 0; i < 1_000; i++) {
                if (semaphore.tryAcquire() != null) {
                  taken[0]++;
                  return;
                }
              }
            },
            provide);
        assertTrue(available.isDone(), "round " + round);
      }
    }
    assertTrue(taken[0] > 0, "nothing was ever taken");
  }
}
