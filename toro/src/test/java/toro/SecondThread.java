package toro;

import static toro.Eventually.until;

/**
 * A platform thread that does one thing at a time, beside the test's own: it spins for the next.
 */
final class SecondThread implements AutoCloseable {
  private volatile Runnable next;
  private volatile boolean over;
  private volatile Throwable failure;
  private final Thread thread = Thread.ofPlatform().daemon().name("second").start(this::run);

  private void run() {
    while (true) {
      for (int i = 0; i < 1_000 && next == null; i++) {
        Thread.onSpinWait();
      }
      while (next == null && !over) {
        Thread.yield();
      }
      if (next == null) {
        return;
      }
      try {
        next.run();
      } catch (Throwable thrown) {
        failure = thrown;
      } finally {
        next = null;
      }
    }
  }

  /** Does {@code action} at once, after about {@code delay} turns of a spin. */
  void start(int delay, Runnable action) {
    next =
        () -> {
          spin(delay);
          action.run();
        };
  }

  /** Runs the two at the same moment, with a shift that changes from round to round. */
  void race(int round, Runnable there, Runnable here) {
    start(round % 37, there);
    spin(round % 53);
    here.run();
    await();
  }

  /** Returns when the action has ended; fails if it failed. */
  void await() {
    until("the second thread is done", () -> next == null);
    if (failure != null) {
      throw new AssertionError("on the second thread", failure);
    }
  }

  @Override
  public void close() {
    over = true;
    Eventually.join(thread);
  }

  static void spin(int turns) {
    for (int i = 0; i < turns; i++) {
      Thread.onSpinWait();
    }
  }
}
