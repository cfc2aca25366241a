package toro;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A delay or a deadline, as something that is waited for among others. It has no line. */
final class SelectTime extends WaitSource<@Nullable Void> {
  private final Object end; // a Duration or a Deadline
  private final long delay; // of a Duration

  SelectTime(Duration delay) {
    this.end = delay;
    this.delay = Deadline.nanos(delay);
  }

  SelectTime(Deadline deadline) {
    this.end = deadline;
    this.delay = 0;
  }

  /** How long it takes from now, on a clock. */
  long nanosOn(WaitTimer clock) {
    return end instanceof Deadline deadline ? deadline.nanosOn(clock, "this select") : delay;
  }

  @Override
  Object blocker() {
    return this;
  }

  @Override
  @Nullable WaitGuard guard() {
    return null;
  }

  @Override
  @Nullable Waiter<@Nullable Void> look() {
    boolean passed = end instanceof Deadline deadline ? deadline.isExpired() : delay == 0;
    return passed ? waiter().grantUnseen() : null;
  }

  @Override
  Waiter<@Nullable Void> waiter() {
    return new Passing();
  }

  @Override
  @Nullable Object join(Waiter<@Nullable Void> waiter) {
    return null;
  }

  @Override
  public String toString() {
    return end instanceof Deadline ? "by " + end : "after " + end;
  }

  private static final class Passing extends Waiter<@Nullable Void> {}

  /** Has a member of a select win when its time has passed, unless the select ends before. */
  static final class Alarm extends WaitAlarm implements Runnable {
    private final Wait<?> select;
    private final Waiter<?> member;

    private Alarm(Wait<?> select, Waiter<?> member) {
      this.select = select;
      this.member = member;
    }

    static void set(Wait<?> select, Waiter<?> member, long nanos) {
      if (!select.isDone()) {
        var alarm = new Alarm(select, member);
        select.clock().set(alarm, nanos);
        select.watch(alarm); // wakes it at once if the select has ended meanwhile
      }
    }

    @Override
    void expire() {
      Home.at(select.home(), this); // functions may hang on the select
    }

    @Override
    public void run() {
      var grants = new WaitGrants();
      var unused = grants.grant(member);
      grants.deliver();
    }

    @Override
    boolean wake() {
      cancel();
      return false;
    }
  }
}
