package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two threads give up the same stage: what hangs beside it, and on it, is told all the same. */
@Timeout(60)
class GivenUpTwiceTest {
  private static final int ROUNDS = 60_000;

  @Test
  void stage_cancelledByTwoThreads_itsNeighboursAreTold() {
    try (var second = new SecondThread()) {
      for (int round = 0; round < ROUNDS; round++) {
        var event = new AsyncEvent();
        Wait<Void> wait = event.whenSet();
        var told = new AtomicInteger();
        var below = new AtomicInteger();
        List<Wait<Void>> stages = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          Wait<Void> stage = wait.thenRun(told::incrementAndGet);
          stages.add(stage);
          stage.whenComplete((v, failure) -> below.incrementAndGet());
        }
        Wait<Void> given = stages.get(round % 3);

        second.start(round % 40, () -> assertTrue(given.cancel(false)));
        SecondThread.spin(round / 40 % 40);
        assertTrue(given.cancel(false));
        assertTrue(given.isCancelled());
        second.await();

        event.set();
        assertEquals(2, told.get());
        assertEquals(3, below.get());
      }
    }
  }
}
