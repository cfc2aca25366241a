package toro;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Looks at waits and threads from outside; whatever does not happen within 30 seconds fails. */
final class Probe {
  private static final long BOUND_SECONDS = 30;

  private Probe() {}

  /** The value of a future that is, or soon will be, completed by somebody else. */
  static <T> T valueOf(CompletableFuture<T> future) {
    try {
      return future.get(BOUND_SECONDS, SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("no value: " + future, e);
    }
  }

  /** The value of a future that must have one by now. */
  static <T> T granted(CompletableFuture<T> future) {
    assertTrue(future.isDone(), () -> "still pending: " + future);
    return valueOf(future);
  }

  /** What a future failed with, now or soon; a cancelled one gives its CancellationException. */
  static Throwable failureOf(CompletableFuture<?> future) {
    try {
      throw new AssertionError("no failure, but the value " + future.get(BOUND_SECONDS, SECONDS));
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (CancellationException e) {
      return e;
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("no failure: " + future, e);
    }
  }

  /** What a future must have failed with by now. */
  static Throwable failed(CompletableFuture<?> future) {
    assertTrue(future.isDone(), () -> "still pending: " + future);
    return failureOf(future);
  }

  static void assertPending(CompletableFuture<?>... futures) {
    for (int i = 0; i < futures.length; i++) {
      int index = i;
      assertFalse(futures[i].isDone(), () -> "number " + index + " is done: " + futures[index]);
    }
  }

  static void eventually(BooleanSupplier condition, String what) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > SECONDS.toNanos(BOUND_SECONDS)) {
        throw new AssertionError("never happened: " + what);
      }
      Thread.yield();
    }
  }

  static <T> Started<T> start(Callable<T> body) {
    return started(Thread.ofPlatform(), body);
  }

  static <T> Started<T> startVirtual(Callable<T> body) {
    return started(Thread.ofVirtual(), body);
  }

  private static <T> Started<T> started(Thread.Builder builder, Callable<T> body) {
    FutureTask<T> outcome = new FutureTask<>(body);
    return new Started<>(builder.name("probe").start(outcome), outcome);
  }

  /** A thread of a test, and what its body returned or threw. */
  record Started<T>(Thread thread, FutureTask<T> outcome) {
    /** Waits until the thread waits for something. */
    Started<T> parked() {
      eventually(
          () -> {
            Thread.State state = thread.getState();
            assertFalse(state == Thread.State.TERMINATED, "ended before it waited");
            return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
          },
          "the thread waits");
      return this;
    }

    T result() throws Exception {
      T result = outcome.get(BOUND_SECONDS, SECONDS);
      assertTrue(thread.join(java.time.Duration.ofSeconds(BOUND_SECONDS)));
      return result;
    }

    Throwable failure() throws Exception {
      try {
        throw new AssertionError("no failure, but the value " + result());
      } catch (ExecutionException e) {
        return e.getCause();
      }
    }
  }
}
