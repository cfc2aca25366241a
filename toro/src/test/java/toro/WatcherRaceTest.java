package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A parked thread or a limit is added to a wait at the moment at which that is settled. */
@Timeout(60)
class WatcherRaceTest {
  private static final int ROUNDS = 4_000;
  private static final int PAIRS = 2_000;

  private static final class Pair {
    final Waiter<Void> wait = new Waiter<>() {};
    final Alarm watcher = new Alarm();

    /** As every end does that has watchers to wake. */
    void settle() {
      var unused = wait.decide(WaitState.GRANTED) && wait.wakeAll();
    }
  }

  private static final class Alarm extends WaitNode.Watcher {
    private volatile boolean woken;

    @Override
    boolean wake() {
      woken = true;
      return false;
    }
  }

  /** Two threads go through many waits side by side: a store that is seen late is enough. */
  @Test
  void watcher_addedWhileTheWaitIsSettled_isWoken() {
    try (var second = new SecondThread()) {
      for (int round = 0; round < ROUNDS; round++) {
        List<Pair> pairs = Stream.generate(Pair::new).limit(PAIRS).toList();
        second.race(
            round,
            () -> pairs.forEach(pair -> pair.wait.watch(pair.watcher)),
            () -> pairs.forEach(Pair::settle));
        long missed = pairs.stream().filter(pair -> !pair.watcher.woken).count();
        assertEquals(0, missed, "watchers that nobody woke in round " + round);
      }
    }
  }
}
