package toro;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.SECONDS;
import static toro.Eventually.join;
import static toro.Eventually.untilParked;
import static toro.Eventually.value;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks at waits and threads from outside. */
final class Probe {
  private Probe() {}

  /** The value of a future that must have one by now. */
  static <T> T granted(Future<T> future) {
    assertTrue(future.isDone(), () -> "still pending: " + future);
    return value(future);
  }

  /** What a future failed with, now or soon; a cancelled one gives its CancellationException. */
  static Throwable failureOf(Future<?> future) {
    try {
      throw new AssertionError(
          "no failure, but the value " + future.get(SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (CancellationException e) {
      return e;
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("no failure: " + future, e);
    }
  }

  /** What a future must have failed with by now. */
  static Throwable failed(Future<?> future) {
    assertTrue(future.isDone(), () -> "still pending: " + future);
    return failureOf(future);
  }

  /** How a primitive shows itself, without the identities, which differ from run to run. */
  static String shown(Object primitive) {
    return primitive.toString().replaceAll("@[0-9a-f]+", "");
  }

  /**
   * It shows itself so, soon: who gives a wait up by a limit takes it out of the line a moment
   * after it has ended.
   */
  static void assertShows(String expected, Object primitive) {
    Eventually.until(expected, () -> shown(primitive).equals(expected));
  }

  /** What is in a queue, taken out in its order. */
  static <T> List<T> drain(AsyncQueue<T> queue) {
    List<T> items = new ArrayList<>();
    for (T item = queue.poll(); item != null; item = queue.poll()) {
      items.add(item);
    }
    return items;
  }

  static void assertPending(Future<?>... futures) {
    for (int i = 0; i < futures.length; i++) {
      int index = i;
      assertFalse(futures[i].isDone(), () -> "number " + index + " is done: " + futures[index]);
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
      untilParked(thread);
      return this;
    }

    T result() throws Exception {
      T result = outcome.get(SECONDS, TimeUnit.SECONDS);
      join(thread);
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
