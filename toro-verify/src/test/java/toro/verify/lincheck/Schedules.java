package toro.verify.lincheck;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import toro.verify.Effort;

/** Runs a race in one schedule after another. */
final class Schedules {
  private static final int SCHEDULES = 50;

  private Schedules() {}

  /** The race, which begins anew each time, ends well in every schedule that is tried. */
  static void explore(Runnable race) {
    Instrument.run(() -> Lincheck.runConcurrentTest(Effort.times(SCHEDULES), race));
  }

  /** The race, which has a fault in it, does not. */
  static void assertFound(Runnable race) {
    assertThrows(LincheckAssertionError.class, () -> explore(race));
  }

  /**
   * Called in a race: all of {@code parts} at once, each on a thread of its own, to their ends.
   * What one of them throws is thrown.
   */
  static void together(Runnable... parts) {
    var failures = new Throwable[parts.length];
    var threads = new Thread[parts.length];
    for (int i = 0; i < parts.length; i++) {
      int part = i;
      threads[i] =
          new Thread(
              () -> {
                try {
                  parts[part].run();
                } catch (Throwable e) {
                  failures[part] = e;
                }
              });
    }
    for (var thread : threads) {
      thread.start();
    }
    for (var thread : threads) {
      join(thread);
    }
    for (var failure : failures) {
      if (failure != null) {
        throw new AssertionError(failure);
      }
    }
  }

  static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
