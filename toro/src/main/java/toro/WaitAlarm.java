package toro;

import org.jspecify.annotations.Nullable;

/** What is to happen when some time has passed, unless it is cancelled before. */
abstract class WaitAlarm extends WaitNode.Watcher implements WaitTimer.Ticket {
  @Nullable WaitAlarm before; // these: by the wheel, under its guard
  @Nullable WaitAlarm after;
  long due; // in ticks
  int slot = WaitWheel.NOWHERE;
  @Nullable WaitWheel wheel; // these two: by the clock, before others know this
  WaitTimer.@Nullable Ticket ticket;

  /** Called once when the time has passed, on the timer's thread. */
  abstract void expire();

  @Override
  public final void cancel() {
    if (wheel != null) {
      wheel.cancel(this);
    } else if (ticket != null) {
      ticket.cancel();
    }
  }

  /** Runs a task. */
  static final class Task extends WaitAlarm {
    private final Runnable task;

    Task(Runnable task) {
      this.task = task;
    }

    @Override
    void expire() {
      task.run();
    }

    @Override
    boolean wake() {
      return false;
    }
  }
}
