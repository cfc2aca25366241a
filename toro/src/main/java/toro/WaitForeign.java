package toro;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A wait for a stage that is not ours. */
final class WaitForeign<T extends @Nullable Object> extends Waiter<T> {
  /*
   * Overview.
   *
   * A long-lived stage must not keep those who have stopped waiting for it. The JDK never takes a
   * function off a pending future, but it does take off what `CompletableFuture.anyOf` has put
   * there, once that has ended. So where the stage is a CompletableFuture of the JDK's, this hangs
   * on it by an anyOf with a second future, `release`, which is completed to detach. A stage of
   * another class may not be what its superclass believes: there, the function stays, but refers
   * to nothing any more.
   */
  private static final Class<?> MINIMAL =
      CompletableFuture.completedStage(null).getClass(); // a CompletableFuture too

  /** What becomes of the stage when the wait is given up. */
  private enum OnGiveUp {
    GO_ON,
    /** Cancelled, unless others hang on it too, as far as it can be asked. */
    CANCEL_UNLESS_SHARED,
    CANCEL
  }

  private final CompletionStage<T> stage;
  private final OnGiveUp onGiveUp;
  private @Nullable Function<T> function; // these two: by hang, before anyone has this wait
  private @Nullable CompletableFuture<@Nullable Object> release;
  private volatile @Nullable Thread cancelling; // by the thread that cancels the stage
  private @Nullable Runnable afterCancel; // by that thread only

  private WaitForeign(CompletionStage<T> stage, OnGiveUp onGiveUp, @Nullable Home home) {
    super(home);
    this.stage = stage;
    this.onGiveUp = onGiveUp;
  }

  /** A wait that ends as the stage does; giving it up cancels the stage, if only it hangs there. */
  static <T extends @Nullable Object> Wait<T> waitFor(CompletionStage<T> stage) {
    return of(stage, OnGiveUp.CANCEL_UNLESS_SHARED);
  }

  /** A wait that ends as the stage does, and never cancels it. */
  static <T extends @Nullable Object> Wait<T> follow(CompletionStage<T> stage) {
    return of(stage, OnGiveUp.GO_ON);
  }

  /** Forgets a wait that follow has just returned; of a wait that was one before, nothing. */
  static void unfollow(Wait<?> followed) {
    if (followed instanceof WaitForeign<?> foreign && foreign.onGiveUp == OnGiveUp.GO_ON) {
      foreign.giveUp(WaitGiveUp.cancel());
    }
  }

  /** A wait that ends as the stage does; giving it up cancels the stage. */
  static <T extends @Nullable Object> Wait<T> own(CompletionStage<T> stage) {
    return of(stage, OnGiveUp.CANCEL);
  }

  /** The same; what hangs on it runs where a foreign stage ends, and time does not stand still. */
  static <T extends @Nullable Object> Wait<T> ownAnywhere(CompletionStage<T> stage) {
    return of(stage, OnGiveUp.CANCEL, null);
  }

  private static <T extends @Nullable Object> Wait<T> of(
      CompletionStage<T> stage, OnGiveUp onGiveUp) {
    return of(stage, onGiveUp, Home.here());
  }

  private static <T extends @Nullable Object> Wait<T> of(
      CompletionStage<T> stage, OnGiveUp onGiveUp, @Nullable Home home) {
    if (stage instanceof Wait<T> wait) {
      return wait;
    }
    if (stage instanceof WaitFuture<T> future) {
      return onGiveUp == OnGiveUp.GO_ON
          ? future.asWait()
          : future.asOwnedWait(onGiveUp == OnGiveUp.CANCEL);
    }
    return new WaitForeign<>(stage, onGiveUp, home).follow();
  }

  /** The value of a plain future that is complete with one, or null. */
  static WaitState.@Nullable Value valueAtHand(CompletionStage<?> stage) {
    return stage.getClass() == CompletableFuture.class
            && stage instanceof CompletableFuture<?> future
            && future.state() == State.SUCCESS
        ? new Value(future.resultNow())
        : null;
  }

  private WaitForeign<T> follow() {
    pauseTime();
    try {
      hang();
    } catch (Throwable refusal) {
      resumeTime();
      throw refusal;
    }
    return this;
  }

  private void hang() {
    var f = new Function<>(this);
    function = f;
    if (isPlain(stage) && stage instanceof CompletableFuture<T> future && !isDone(future)) {
      var released = new CompletableFuture<@Nullable Object>();
      release = released;
      var unused =
          CompletableFuture.anyOf(future, released)
              .whenComplete(
                  (value, failure) -> {
                    if (!released.isDone()) {
                      var unused2 = stage.whenComplete(f);
                    }
                  });
    } else {
      var unused = stage.whenComplete(f);
    }
  }

  private static boolean isDone(CompletableFuture<?> future) {
    return future.getClass() != MINIMAL && future.isDone(); // a minimal stage does not say
  }

  /** Whether what is attached to it goes where anyOf attaches. */
  private static boolean isPlain(CompletionStage<?> stage) {
    Class<?> type = stage.getClass();
    if (type == CompletableFuture.class || type == MINIMAL) {
      return true;
    }
    try {
      return type.getMethod("whenComplete", BiConsumer.class).getDeclaringClass()
          == CompletableFuture.class;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  /** What the stage calls: no more than a reference to the wait, which it drops. */
  private static final class Function<T extends @Nullable Object>
      implements BiConsumer<T, @Nullable Throwable> {
    private volatile @Nullable WaitForeign<T> wait; // cleared by who gives up

    Function(WaitForeign<T> wait) {
      this.wait = wait;
    }

    @Override
    public void accept(T value, @Nullable Throwable failure) {
      WaitForeign<T> told = wait;
      if (told != null && told.settle(failure == null ? new Value(value) : failure)) {
        told.resumeTime();
      }
    }
  }

  @Override
  boolean giveUp(WaitGiveUp attempt) {
    boolean won = super.giveUp(attempt);
    if (won) {
      resumeTime();
      detachFromStage();
      if (onGiveUp != OnGiveUp.GO_ON) {
        Trampoline.call(this::cancelStage);
      }
    }
    return won;
  }

  /** Where the stage goes on, so does this wait, as long as there is somebody to be told. */
  @Override
  void abandon(WaitGiveUp attempt) {
    if (onGiveUp != OnGiveUp.GO_ON || hasNoDependents()) {
      super.abandon(attempt);
    }
  }

  private void detachFromStage() {
    if (function != null) {
      function.wait = null;
    }
    if (release != null) {
      release.complete(null);
    }
  }

  /** Cancels the stage that a wait by ownAnywhere is for; the wait ends when the stage does. */
  static void cancel(Wait<?> owned) {
    if (owned instanceof WaitForeign<?> foreign) {
      Trampoline.call(foreign::cancelStage);
    } else {
      owned.giveUp(WaitGiveUp.cancel());
    }
  }

  private void cancelStage() {
    if (stage.getClass() == MINIMAL) {
      return; // asked for a future it makes another one, which would hang on it for good
    }
    try {
      CompletableFuture<T> future = stage.toCompletableFuture();
      if (onGiveUp == OnGiveUp.CANCEL || future != stage || future.getNumberOfDependents() == 0) {
        cancelling = Thread.currentThread();
        future.cancel(true);
      }
    } catch (UnsupportedOperationException e) {
      // a stage that cannot be cancelled
    } finally {
      cancelling = null;
      Runnable next = afterCancel;
      afterCancel = null;
      if (next != null) {
        next.run();
      }
    }
  }

  /**
   * Runs what comes after the end of the stage, which may be under way in this thread's call of its
   * cancel: many a future ends first, and stops its work after that, but before it returns.
   */
  void afterCancel(Runnable next) {
    if (cancelling == Thread.currentThread()) {
      afterCancel = next;
    } else {
      next.run();
    }
  }

  @Override
  Object blocker() {
    return stage;
  }
}
