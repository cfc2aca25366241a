package toro;

import org.jspecify.annotations.Nullable;

/** A wait made of one wait after the other: a loop that callbacks drive, in constant stack. */
abstract class Steps<T extends @Nullable Object> extends Wait<T> {
  /*
   * Overview.
   *
   * Each step is a wait; when it ends, the next begins. A step begins inside a trampoline scope, so
   * that one which is granted at once ends only after the call that began it has returned.
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
        step.giveUp(GiveUp.cancel());
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
        step.giveUp(upstream);
        if (upstream.later != null) {
          attempt.later = upstream.later;
          return true;
        }
      }
      boolean won = finish(attempt);
      Wait<?> last = current;
      if (last != null && last != step) { // I2
        last.giveUp(attempt.upstream());
      }
      return won;
    }
  }

  @Override
  boolean mayEndLater() {
    return true;
  }

  @Override
  @Nullable Attachment abandon(GiveUp attempt) {
    GiveUp upstream = attempt.upstream();
    giveUp(upstream);
    attempt.later = upstream.later != null ? upstream.later : attempt.later;
    return null;
  }
}
