package toro;

import static java.util.Objects.requireNonNull;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A wait as a future of the JDK: it hangs on the wait as one receiver. */
final class WaitFuture<T extends @Nullable Object> extends CompletableFuture<T> {
  /*
   * Overview.
   *
   * The receiver is a stage that hands on what the wait ends with, and decides between that and
   * whoever ends the future: its end is the future's. What the JDK attaches to the future it hides
   * from us, so the future receives for all of that, when it is completed.
   *
   * I1. Only the receiver completes the future, once, with its own end.
   * I2. One is counted as a receiver of the receiver for ever: a thread that stops waiting for the
   *     future does not end it.
   */
  private final Wait<T> wait;
  private final Receiver receiver = new Receiver();

  private WaitFuture(Wait<T> wait) {
    this.wait = wait;
  }

  static <T extends @Nullable Object> CompletableFuture<T> of(Wait<T> wait) {
    if (wait.isDone()) {
      Throwable failure = wait.received();
      return failure == null
          ? CompletableFuture.completedFuture(wait.value())
          : CompletableFuture.failedFuture(failure);
    }
    var future = new WaitFuture<>(wait);
    future.receiver.enter(); // I2: for what the JDK attaches, which is not seen here
    var unused = future.receiver.hangOn(wait);
    return future;
  }

  /** The same as a wait again. */
  Wait<T> asWait() {
    return receiver;
  }

  /** The same; when that is given up the future ends, unless others hang on it, or is cancelled. */
  Wait<T> asOwnedWait(boolean cancels) {
    return isDone() ? receiver : new Owner(cancels).hangOn(receiver);
  }

  /** Stands for whoever has the future as its stage: goes beyond I2. */
  private final class Owner extends WaitStage<T> {
    private final boolean cancels;

    Owner(boolean cancels) {
      this.cancels = cancels;
    }

    @Override
    void removeFromSources(WaitGiveUp attempt, Queue<WaitStage<?>> todo) {
      super.removeFromSources(attempt, todo);
      if (cancels) {
        Trampoline.call(() -> WaitFuture.this.cancel(true));
      } else if (receiver.receivers() == 1 && getNumberOfDependents() == 0) {
        receiver.giveUp(WaitGiveUp.cancel()); // others may hang on the wait
      }
    }

    @Override
    Throwable failureToRelay(Throwable failure) {
      return failure;
    }
  }

  private final class Receiver extends WaitStage<T> {
    @Override
    void settled(boolean inList) { // I1: the only caller of the superclass's complete methods
      Throwable failure = received();
      if (failure == null) {
        Trampoline.call(() -> WaitFuture.super.complete(value()));
      } else {
        Trampoline.call(() -> WaitFuture.super.completeExceptionally(failure));
      }
      super.settled(inList);
    }

    @Override
    Throwable failureToRelay(Throwable failure) {
      return failure;
    }
  }

  // ---- giving up

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    if (wait.giveUp(WaitGiveUp.cancel()) || wait.isCancelled()) { // else it was granted
      receiver.giveUp(WaitGiveUp.cancel());
    }
    return isCancelled();
  }

  @Override
  public boolean complete(T value) {
    return receiver.giveUp(WaitGiveUp.end(new WaitState.Value(value)));
  }

  @Override
  public boolean completeExceptionally(Throwable failure) {
    return receiver.giveUp(WaitGiveUp.end(requireNonNull(failure, "failure")));
  }

  @Override
  public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier) {
    return completeAsync(supplier, defaultExecutor());
  }

  @Override
  public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
    requireNonNull(supplier, "supplier");
    executor.execute(
        () -> {
          if (!isDone()) {
            try {
              complete(supplier.get());
            } catch (Throwable failure) {
              completeExceptionally(WaitStage.wrapped(failure));
            }
          }
        });
    return this;
  }

  @Override
  public CompletableFuture<T> orTimeout(long timeout, TimeUnit unit) {
    long nanos = Math.max(0, unit.toNanos(timeout));
    setLimit(nanos, () -> WaitGiveUp.expire(new TimeoutException()));
    return this;
  }

  @Override
  public CompletableFuture<T> completeOnTimeout(T value, long timeout, TimeUnit unit) {
    long nanos = Math.max(0, unit.toNanos(timeout));
    setLimit(nanos, () -> WaitGiveUp.end(new WaitState.Value(value)));
    return this;
  }

  private void setLimit(long nanos, Supplier<WaitGiveUp> attempt) {
    WaitLimit.set(receiver, nanos, attempt);
  }

  @Override
  public void obtrudeValue(T value) {
    complete(value);
    super.obtrudeValue(value);
  }

  @Override
  public void obtrudeException(Throwable failure) {
    completeExceptionally(failure);
    super.obtrudeException(failure);
  }

  // ---- waiting: as on any wait, until the receiver has its end; that is then the future's

  @Override
  public T join() {
    WaitParking.park(receiver, false, false, 0);
    return super.join();
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    if (WaitParking.park(receiver, true, false, 0) == WaitParking.Back.INTERRUPTED) {
      throw new InterruptedException();
    }
    return super.get();
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    return switch (WaitParking.park(receiver, true, true, Math.max(0, unit.toNanos(timeout)))) {
      case INTERRUPTED -> throw new InterruptedException();
      case TIMED_OUT -> throw new TimeoutException();
      case SETTLED -> super.get();
    };
  }
}
