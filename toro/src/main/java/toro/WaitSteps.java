package toro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A wait made of one wait after the other: a loop that callbacks drive, in constant stack. */
abstract class WaitSteps<T extends @Nullable Object> extends Wait<T> {
  /*
   * Overview.
   *
   * Each step is a wait; when it ends, the next begins. A step begins inside a trampoline scope: of
   * a long run of steps that are granted at once, most end only after the call that began them.
   *
   * I1. One step at a time is under way, and none begins once the loop has ended.
   * I2. Giving up the loop gives up the step under way. `current` is written before the loop's end
   *     is read, and giving up ends the loop before it reads `current`: one sees the other.
   * I3. A limit on a loop that may end later only sets `expiry` and expires the step under way; the
   *     loop then ends with that step, or before it would begin the next one. Again one sees the
   *     other: `expiry` is written before `current` is read, and read after `current` is written.
   * I4. All steps of a loop that was begun on a Loop begin there, wherever the one before ended.
   */
  private static final VarHandle EXPIRY;

  static {
    try {
      EXPIRY = MethodHandles.lookup().findVarHandle(WaitSteps.class, "expiry", WaitGiveUp.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final @Nullable Home home = Home.here();
  private volatile @Nullable Wait<?> current; // by the thread that begins a step
  private volatile @Nullable WaitGiveUp expiry; // by the first limit or interrupt, once

  /**
   * Begins the next step, or ends this wait and returns null; what it throws fails this wait. Where
   * a limit has expired, no step begins.
   */
  abstract @Nullable Wait<?> step(@Nullable WaitGiveUp expired);

  /**
   * Whether a limit is answered only when the step has ended: by a condition, which takes its lock
   * back first.
   */
  boolean mayDefer() {
    return false;
  }

  /** A step has failed. */
  void failed(Throwable failure) {
    end(unwrap(failure));
  }

  final WaitSteps<T> start() {
    try (var scope = Trampoline.enter()) {
      next();
    }
    return this;
  }

  private void next() {
    if (isDone()) { // I1: given up while the step ended
      return;
    }
    Wait<?> step;
    try {
      step = step(expiry);
    } catch (Throwable failure) {
      end(failure);
      return;
    }
    if (step != null) {
      current = step;
      WaitGiveUp expired = expiry;
      if (isDone()) { // I2: who gave the loop up may have read `current` before
        giveUp(step, WaitGiveUp.cancel());
      } else if (expired != null) { // I3: so may who set the limit
        giveUp(step, expired.upstream());
      }
      // The step may end on another loop or on a thread, the next one begins here: I4.
      step.hook(new WaitNode.Hook(() -> Home.at(home, () -> ended(step.failure()))));
    }
  }

  private void ended(@Nullable Throwable failure) {
    try (var scope = Trampoline.enter()) {
      WaitGiveUp expired = expiry;
      if (failure == null) {
        next();
      } else if (expired != null) {
        end(expired.end);
      } else {
        failed(failure);
      }
    }
  }

  @Override
  boolean giveUp(WaitGiveUp attempt) {
    if (isDone()) {
      return false;
    }
    try (var scope = Trampoline.enter()) {
      return attempt.expires() && mayDefer() ? expire(attempt) : endNow(attempt);
    }
  }

  private boolean expire(WaitGiveUp attempt) {
    boolean first = EXPIRY.compareAndSet(this, null, attempt);
    attempt.defer(this);
    Wait<?> step = current;
    if (step != null) {
      giveUp(step, attempt.upstream());
    }
    return first;
  }

  private boolean endNow(WaitGiveUp attempt) {
    boolean won = end(attempt.end);
    Wait<?> step = current; // I2: after the end is decided
    if (won && step != null) {
      giveUp(step, attempt.upstream());
    }
    return won;
  }

  /** Gives up a step: one that was granted, and whose end nobody will see, goes back. */
  private static void giveUp(Wait<?> step, WaitGiveUp attempt) {
    if (step instanceof Waiter<?> waiter && !attempt.expires()) {
      waiter.abandon(attempt);
    } else {
      step.giveUp(attempt);
    }
  }

  @Override
  final @Nullable Home home() {
    return home;
  }

  @Override
  void abandon(WaitGiveUp attempt) {
    giveUp(attempt.upstream());
  }
}
