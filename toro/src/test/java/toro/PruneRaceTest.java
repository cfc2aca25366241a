package toro;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static toro.Eventually.until;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is given up leaves the list of a wait while that is taken away to be woken. */
@Timeout(60)
class PruneRaceTest {
  @Test
  void stage_besideOneGivenUpWhileTheWaitIsGranted_runs() throws InterruptedException {
    var lock = new AsyncLock();
    try (var second = new SecondThread()) {
      for (int round = 0; round < 100_000; round++) {
        Permit held = lock.tryAcquire();
        Wait<Permit> wait = lock.acquire();
        var got = new AtomicReference<Permit>();
        var unused = wait.thenAccept(got::set);
        Wait<Permit> leaver = wait.thenApply(permit -> permit);
        second.start(ThreadLocalRandom.current().nextInt(80), () -> leaver.cancel(false));
        for (int spins = ThreadLocalRandom.current().nextInt(80); spins > 0; spins--) {
          Thread.onSpinWait();
        }
        held.close();
        second.await();
        until("the function runs, in round " + round, () -> got.get() != null);
        got.get().close();
        assertFalse(lock.isHeld());
      }
    }
  }
}
