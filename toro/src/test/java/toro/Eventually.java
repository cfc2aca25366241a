package toro;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waiting in tests: never a sleep, always with a bound that only a bug reaches. */
final class Eventually {
  /** No test waits longer than this for one thing. */
  static final int SECONDS = 30;

  private Eventually() {}

  /** Spins until {@code condition} holds. */
  static void until(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    for (int spins = 0; !condition.getAsBoolean(); spins++) {
      if (spins < 1_000) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
        if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(SECONDS)) {
          throw new AssertionError("still not so after " + SECONDS + " s: " + what);
        }
      }
    }
  }

  /** The value of a future that must end well, soon. */
  static <T> T value(Future<T> future) {
    try {
      return future.get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | InterruptedException | TimeoutException failure) {
      throw new AssertionError("no value: " + future, failure);
    }
  }

  /** How a future ends: what it failed with, unwrapped, or null if it has a value. */
  static Throwable failure(Future<?> future) {
    until("done: " + future, future::isDone);
    try {
      future.get(SECONDS, TimeUnit.SECONDS);
      return null;
    } catch (CancellationException cancelled) {
      return cancelled;
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause();
      return cause instanceof CompletionException && cause.getCause() != null
          ? cause.getCause()
          : cause;
    } catch (InterruptedException | TimeoutException unexpected) {
      throw new AssertionError("neither value nor failure: " + future, unexpected);
    }
  }

  /** Whether a future is done and has a value, without reading (and so without taking) it. */
  static boolean hasValue(Future<?> future) {
    return future.state() == Future.State.SUCCESS;
  }

  /** Waits until {@code thread} is parked, in a wait with or without a limit. */
  static void untilParked(Thread thread) {
    until(
        thread + " parks",
        () ->
            switch (thread.getState()) {
              case WAITING, TIMED_WAITING -> true;
              case TERMINATED ->
                  throw new AssertionError(thread + " ended, and should have parked");
              default -> false;
            });
  }

  /** Waits for the end of {@code thread}. */
  static void join(Thread thread) {
    try {
      if (!thread.join(Duration.ofSeconds(SECONDS))) {
        throw new AssertionError(thread + " does not end");
      }
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
  }
}
