package toro;

import org.jspecify.annotations.Nullable;

/**
 * The line of those who wait until something is so. They take nothing, so that all go on at once.
 */
abstract class WaitListeners extends WaitQueue {
  /*
   * Overview.
   *
   * I1. Whoever makes it so does that under the guard, and lets all go in the same step; who comes
   *     later finds it so, or joins under the guard, where he has looked again.
   * I2. Everybody decides a listener under the guard (WaitQueue I4).
   */
  WaitListeners() {}

  WaitListeners(WaitGuard guard) {
    super(guard);
  }

  /** Of what this is the line. */
  abstract Primitive owner();

  /** What is waited for, as messages say it. */
  abstract String operation();

  /** What is missing, as messages say it. */
  abstract String lacking();

  /** Whether it is so; to be asked without the guard, it may say no where that takes the guard. */
  boolean isSeenSo() {
    return false;
  }

  /** Under the guard: whether it is so; else whoever makes it so will look here. */
  boolean isSo() {
    return isSeenSo();
  }

  /** A wait until it is so, which is complete if it is so now. */
  final Wait<@Nullable Void> listen() {
    var listener = new Listener();
    if (!isSeenSo()) {
      guard.lock();
      try {
        if (!isSo()) { // I1
          append(listener);
          return listener;
        }
      } finally {
        guard.unlock();
      }
    }
    return listener.grantAtOnce();
  }

  /** Under the guard: it is so, and all go on. */
  final void letGo(WaitGrants grants) {
    grantAllGuarded(grants); // I2
  }

  private final class Listener extends WaiterGuarded<@Nullable Void> {
    @Override
    WaitGuard guard() {
      return guard;
    }

    @Override
    Object blocker() {
      return owner();
    }

    @Override
    String operation() {
      return WaitListeners.this.operation();
    }

    @Override
    String lacking() {
      return WaitListeners.this.lacking();
    }
  }

  /** The same, among other things that are waited for. */
  final class Source extends WaitSource<@Nullable Void> {
    @Override
    Object blocker() {
      return owner();
    }

    @Override
    WaitGuard guard() {
      return guard;
    }

    @Override
    @Nullable Waiter<@Nullable Void> look() {
      return isSo() ? waiter().grantUnseen() : null;
    }

    @Override
    Waiter<@Nullable Void> waiter() {
      return new Listener();
    }

    @Override
    @Nullable Object join(Waiter<@Nullable Void> listener) {
      append(listener);
      return null;
    }
  }
}
