package toro;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * How a stage ends, with a line of its own: selects come and go, and the stage sees one function.
 */
final class SelectMirror<T extends @Nullable Object> extends WaitSource<T> {
  private final WaitQueue waiters = new WaitQueue();
  private final String name;
  private final boolean isForeign;
  private volatile @Nullable Object outcome; // once, under the guard: a Throwable or a Value

  private SelectMirror(CompletionStage<T> stage) {
    this.name = "a " + stage.getClass().getSimpleName();
    this.isForeign = !(stage instanceof Wait<?> || stage instanceof WaitFuture<?>);
  }

  static <T extends @Nullable Object> SelectMirror<T> of(CompletionStage<T> stage) {
    var mirror = new SelectMirror<T>(stage);
    var unused =
        stage.whenComplete(
            (value, failure) ->
                mirror.end(
                    failure == null ? new WaitState.Value(value) : WaitState.unwrap(failure)));
    return mirror;
  }

  private void end(Object end) {
    var grants = new WaitGrants();
    waiters.lock();
    try {
      outcome = end;
      if (end instanceof Throwable failure) {
        waiters.failAll(failure, grants);
      } else {
        waiters.grantAll(grants);
      }
    } finally {
      waiters.unlock();
    }
    grants.deliver();
  }

  /** Whether it is waited for something outside of a loop. */
  boolean isOutside() {
    return isForeign && outcome == null;
  }

  @Override
  Object blocker() {
    return this;
  }

  @Override
  WaitGuard guard() {
    return waiters;
  }

  @Override
  @Nullable Waiter<T> look() {
    Object end = outcome;
    if (end == null) {
      return null;
    }
    return end instanceof Throwable failure ? waiter().failUnseen(failure) : waiter().grantUnseen();
  }

  @Override
  Waiter<T> waiter() {
    return new Reader();
  }

  @Override
  @Nullable Object join(Waiter<T> waiter) {
    waiters.append(waiter);
    return null;
  }

  @Override
  public String toString() {
    return name;
  }

  private final class Reader extends Waiter<T> {
    @Override
    T grantedValue() {
      return cast(((WaitState.Value) requireNonNull(outcome)).value());
    }
  }
}
