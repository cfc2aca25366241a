package toro;

import org.jspecify.annotations.Nullable;

/**
 * Where waits belong that are made there: it runs what hangs on them, and they keep its clock. The
 * one thing that the core knows of a {@link Loop}.
 */
abstract class Home {
  final Trampoline trampoline = new Trampoline(this);
  final WaitDone done = new WaitDone(this);

  /** A thread of some home, which runs only while it is its turn. */
  interface Resident {
    Home home();

    /** Why this must not wait now, if it must not; else null. */
    @Nullable String whyNotPark();

    /** About to park: from here on it may be woken. */
    void prepare(WaitParking p);

    /** Hands its turn on until woken; returns whether an interrupt came. */
    boolean park(WaitParking p, Object blocker);

    /** It awaits what is settled already, and need not park. */
    void parkSkipped();

    /** parked to ready; false if it is not parked for this (any more). */
    boolean wake(WaitParking p);
  }

  /** The resident that this thread is, or null: see Coroutine for how it is found. */
  static @Nullable Resident resident() {
    Thread thread = Thread.currentThread();
    return thread.isVirtual() && thread.getUncaughtExceptionHandler() instanceof Resident me
        ? me
        : null;
  }

  /** This thread awaits a settled wait; it has received it before others may go first. */
  static void parkSkipped(Wait<?> settled) {
    Resident me = resident();
    if (me != null && settled.receive()) {
      me.parkSkipped();
    }
  }

  /** The home that this code runs at, or null. */
  static @Nullable Home here() {
    Resident me = resident();
    return me == null ? null : me.home();
  }

  /** Runs a callback at home, if there is one that is not here, and lives; else now. */
  static void at(@Nullable Home home, Runnable callback) {
    if (home == null || home == here() || !home.post(callback)) {
      callback.run();
    }
  }

  abstract WaitTimer clock();

  /** Runs a callback here; false if this has ended. */
  abstract boolean post(Runnable callback);

  /** Fires what hangs on a settled wait here; false if this has ended. */
  abstract boolean adopt(Wait<?> settled);

  /** Work outside has begun for which somebody here may wait: virtual time stands still. */
  abstract void pauseTime();

  /** It has ended, and its result has arrived here. */
  abstract void resumeTime();

  /** A permit is asked for here. */
  abstract void requested(Waiter<?> permit);
}
