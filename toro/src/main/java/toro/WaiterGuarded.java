package toro;

import org.jspecify.annotations.Nullable;

/**
 * A waiter whose grant takes more than one step, or may still fail: everybody decides it under the
 * guard of its primitive. So nobody sees it half granted, who gives it up meanwhile comes before
 * the grant or after it, and what stands in a line has not ended.
 */
abstract class WaiterGuarded<T extends @Nullable Object> extends Waiter<T> {
  WaiterGuarded() {}

  WaiterGuarded(@Nullable Home home) {
    super(home);
  }

  /** The guard under which this is granted. */
  abstract WaitGuard guard();

  /** Called under the guard: this has given up, and has left its line. */
  void hasLeft(WaitGrants grants) {}

  @Override
  boolean giveUp(WaitGiveUp attempt) {
    if (isDone()) {
      return false;
    }
    var grants = new WaitGrants();
    WaitGuard guard = guard();
    guard.lock();
    try {
      if (!decide(attempt.end)) {
        return false;
      }
      WaitQueue standing = line;
      if (standing != null) {
        standing.remove(this, grants);
      }
      hasLeft(grants);
    } finally {
      guard.unlock();
    }
    grants.deliverAfter(this);
    return true;
  }
}
