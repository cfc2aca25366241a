package toro;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Ends waits from outside, as a future of the JDK can have its receiver ended. */
final class Outsider {
  private Outsider() {}

  static <T> boolean complete(Wait<T> wait, T value) {
    return wait.giveUp(WaitGiveUp.complete(value));
  }

  static boolean completeExceptionally(Wait<?> wait, Throwable failure) {
    return wait.giveUp(WaitGiveUp.fail(failure));
  }

  static <T> Wait<T> completeOnTimeout(Wait<T> wait, T value, long timeout, TimeUnit unit) {
    WaitLimit.set(wait, unit.toNanos(timeout), () -> WaitGiveUp.complete(value));
    return wait;
  }

  static <T> Wait<T> completeAsync(Wait<T> wait, Supplier<? extends T> value) {
    new Thread(() -> complete(wait, value.get())).start();
    return wait;
  }

  /** A stage that hands on, and claims nothing. */
  static <T> Wait<T> copy(Wait<T> wait) {
    return new Stage<T>(Kind.RELAY, Kind.RELAY, null).hangOn(wait);
  }
}
