package toro;

import org.jspecify.annotations.Nullable;

/** A wait made of one wait after the other: a loop that callbacks drive, in constant stack. */
abstract class Steps<T extends @Nullable Object> extends Wait<T> {
  /*
   * Overview.
   *
   * Each step is a wait; when it ends, the next begins. A step begins inside a trampoline scope: of
   * a long run of steps that are granted at once, most end only after the call that began them.
   *
   * I1. One step at a time is under way, and none begins once the loop has ended.
   * I2. Giving up the loop gives up the step under way. `current` is written before the loop's end
   *     is read, and giving up ends the loop before or while it reads `current`: one sees the other.
   */
  private volatile @Nullable Wait<?> current; // by the thread that begins a step
  private volatile @Nullable GiveUp expiry; // by a limit that has to wait for the step's own end

  /** Begins the next step, or ends this wait and returns null; what it throws fails this wait. */
  abstract @Nullable Wait<?> step();

  /** A step has failed. */
  void failed(Throwable failure) {
    failNow(bare(failure));
  }

  final Steps<T> start() {
    try (var scope = Trampoline.enter()) {
      next();
    }
    return this;
  }

  private void next() {
    if (isFinished()) {
      return;
    }
    Wait<?> step;
    try {
      step = step();
    } catch (Throwable failure) {
      failNow(failure);
      return;
    }
    if (step != null) {
      current = step;
      if (isFinished()) { // I2
        giveUp(step, GiveUp.cancel());
      }
      step.hook((value, failure) -> ended(failure));
    }
  }

  private void ended(@Nullable Throwable failure) {
    try (var scope = Trampoline.enter()) {
      GiveUp expired = expiry;
      if (failure == null) {
        next();
      } else if (expired != null) {
        finish(expired);
      } else {
        failed(failure);
      }
    }
  }

  @Override
  boolean giveUp(GiveUp attempt) {
    if (isFinished()) {
      return false;
    }
    try (var scope = Trampoline.enter()) {
      Wait<?> step = current;
      if (step != null) {
        GiveUp upstream = attempt.upstream();
        expiry = attempt.expires ? attempt : expiry;
        giveUp(step, upstream);
        if (attempt.isLater()) {
          return true;
        }
      }
      boolean won = finish(attempt);
      Wait<?> last = current;
      if (last != null && last != step) { // I2
        giveUp(last, attempt.upstream());
      }
      return won;
    }
  }

  /** Gives up a step: one that was granted, and whose end nobody will see, goes back. */
  private static void giveUp(Wait<?> step, GiveUp attempt) {
    if (step instanceof Waiter<?> waiter) {
      var unused = waiter.abandon(attempt);
    } else {
      step.giveUp(attempt);
    }
  }

  @Override
  boolean mayEndLater() {
    return true;
  }

  @Override
  @Nullable Attachment abandon(GiveUp attempt) {
    giveUp(attempt.upstream());
    return null;
  }
}
