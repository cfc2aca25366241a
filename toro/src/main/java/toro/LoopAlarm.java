package toro;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A wait for some time to pass. */
final class LoopAlarm extends Waiter<@Nullable Void> implements Runnable {
  private final Duration delay;
  private volatile WaitTimer.@Nullable Ticket ticket; // by start

  private LoopAlarm(@Nullable Loop home, Duration delay) {
    super(home);
    this.delay = delay;
  }

  /** A wait on the loop's clock, or in real time. */
  static Wait<@Nullable Void> start(@Nullable Loop home, Duration delay) {
    long nanos = Deadline.nanos(delay);
    var alarm = new LoopAlarm(home, delay);
    if (nanos == 0) {
      return alarm.grantAtOnce();
    }
    alarm.ticket = alarm.clock().schedule(alarm, nanos);
    return alarm;
  }

  @Override
  public void run() {
    settle(GRANTED);
  }

  @Override
  boolean giveUp(WaitGiveUp attempt) {
    WaitTimer.Ticket scheduled = ticket;
    boolean won = super.giveUp(attempt);
    if (won && scheduled != null) {
      scheduled.cancel();
    }
    return won;
  }

  @Override
  public String toString() {
    return "Timer[" + delay + "]";
  }
}
