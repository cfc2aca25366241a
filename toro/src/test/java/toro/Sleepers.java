package toro;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Tasks of a group that sleep until they are interrupted, and tasks that fail. */
final class Sleepers {
  final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private volatile AsyncSemaphore asleep = new AsyncSemaphore(0); // how many have begun

  void beginAnew() {
    log.clear();
    asleep = new AsyncSemaphore(0);
  }

  void untilAsleep(int n) throws InterruptedException {
    for (int i = 0; i < n; i++) {
      asleep.acquire().await();
    }
  }

  Object sleep(String name) throws InterruptedException {
    asleep.release();
    try {
      Loop.sleep(Duration.ofHours(1));
      return name;
    } catch (InterruptedException e) {
      log.add(name + " interrupted");
      throw e;
    }
  }

  Object failing(int sleeping, Exception failure) throws Exception {
    untilAsleep(sleeping);
    throw failure;
  }

  static void assertNoInterruptLeft() {
    assertFalse(Thread.interrupted(), "an interrupt was left behind");
  }
}
