package toro;

import java.util.function.Supplier;

/** A limit in time on a wait: gives it up when it fires, and is forgotten when the wait ends. */
final class WaitLimit extends WaitAlarm implements Runnable {
  private final Wait<?> wait;
  private final Object limit; // a Duration, a Deadline, or what supplies the attempt to give up

  private WaitLimit(Wait<?> wait, Object limit) {
    this.wait = wait;
    this.limit = limit;
  }

  /**
   * Has the wait given up unless it ends within the time. Messages tell of the limit, unless that
   * supplies the attempt.
   */
  static void set(Wait<?> wait, long nanos, Object limit) {
    if (wait.isDone()) {
      return;
    }
    var alarm = new WaitLimit(wait, limit);
    if (nanos == 0) {
      alarm.run();
      return;
    }
    wait.clock().set(alarm, nanos);
    wait.watch(alarm); // wakes it at once if the wait has ended meanwhile
  }

  /** The time is up: on the wait's loop if it has one, as functions may hang on the wait. */
  @Override
  void expire() {
    Home.at(wait.home(), this);
  }

  @Override
  public void run() {
    wait.giveUp(
        limit instanceof Supplier<?> attempt
            ? (WaitGiveUp) attempt.get()
            : WaitGiveUp.expire(wait.timedOut(limit)));
  }

  @Override
  boolean wake() {
    cancel();
    return false;
  }
}
