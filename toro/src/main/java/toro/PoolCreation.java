package toro;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A resource that is being created, for a borrower who may leave meanwhile. */
final class PoolCreation<R> implements PoolStep {
  /*
   * Overview.
   *
   *      new ──run──▶ under way ──its stage ends──▶ ended
   *       └──────the function throws, or its stage has ended───▲
   *
   * C1. It is among the pool's creations until it has ended, whatever becomes of its borrower.
   * C2. It begins at the home of the one for whom it was begun, if that lives; and time stands
   *     still there, while its stage is a foreign one.
   * C3. Its stage is cancelled only because the pool is closed: by close, if it is under way then,
   *     else as it gets under way; the guard says which. It ends when that stage does, and what it
   *     ends with then is taken as ever.
   */
  private final PoolEngine<R> engine;
  private final @Nullable Home home;
  @Nullable PoolBorrow<R> borrower; // these two: under the guard
  private @Nullable Wait<? extends R> stage;

  PoolCreation(PoolEngine<R> engine, PoolBorrow<R> borrower) {
    this.engine = engine;
    this.borrower = borrower;
    this.home = borrower.home();
  }

  @Override
  public @Nullable PoolStep run() {
    Home of = home;
    if (of != null && of != Home.here() && of.post(() -> engine.drive(this::begin))) { // C2
      return engine.proceed();
    }
    return begin();
  }

  private @Nullable PoolStep begin() {
    Object end;
    try {
      end = start();
    } catch (Throwable failure) {
      end = failure;
    }
    return end == null ? engine.proceed() : land(end);
  }

  /** New to under way; or how it ends, if that is known at the call. */
  private @Nullable Object start() {
    ClosedException closed = engine.closed;
    if (closed != null) {
      return closed;
    }
    CompletionStage<? extends R> made = engine.create();
    Object end = WaitForeign.valueAtHand(made);
    if (end != null) {
      return end;
    }
    Wait<? extends R> wait = WaitForeign.ownAnywhere(made);
    if (wait.isSettled()) {
      return endOf(wait);
    }
    follow(wait);
    return null;
  }

  private void follow(Wait<? extends R> wait) {
    wait.enter(); // its receiver, until it ends
    Home paused = wait instanceof WaitForeign<?> ? Home.here() : null;
    if (paused != null) {
      paused.pauseTime(); // C2
    }
    boolean isLate;
    engine.lock();
    try {
      stage = wait;
      isLate = engine.closed != null;
    } finally {
      engine.unlock();
    }
    wait.hook(new WaitNode.Hook(() -> engine.drive(() -> ended(wait, paused))));
    if (isLate) {
      engine.cancel(wait); // C3
    }
  }

  private @Nullable PoolStep ended(Wait<? extends R> wait, @Nullable Home paused) {
    PoolStep next = land(endOf(wait));
    if (paused != null) {
      paused.resumeTime(); // now that they have been told
    }
    return next;
  }

  private static Object endOf(Wait<?> wait) {
    Throwable failure = wait.received();
    return failure == null ? new WaitState.Value(wait.value()) : WaitState.unwrap(failure);
  }

  /** To ended (C1). */
  private @Nullable PoolStep land(Object end) {
    Object value = end instanceof WaitState.Value made ? made.value() : null;
    return value == null
        ? engine.change(grants -> engine.failed(this, failure(end), grants))
        : engine.change(grants -> engine.created(this, Wait.cast(value), grants));
  }

  private static Throwable failure(Object end) {
    return end instanceof Throwable failure
        ? failure
        : new NullPointerException("the stage that creates ended with null");
  }

  /** Adds what is to be cancelled as the pool is closed, if it is under way (C3). */
  void addStage(List<Wait<?>> stages) {
    assert engine.isHeld();
    if (stage != null) {
      stages.add(stage);
    }
  }
}
