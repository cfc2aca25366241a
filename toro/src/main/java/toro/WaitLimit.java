package toro;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A limit in time on a wait: gives it up when it fires, and is forgotten when the wait ends. */
final class WaitLimit extends WaitNode.Watcher implements Runnable {
  private final Wait<?> wait;
  private final Supplier<WaitGiveUp> giveUp;
  private volatile WaitTimer.@Nullable Ticket ticket; // by start, read by wake

  private WaitLimit(Wait<?> wait, Supplier<WaitGiveUp> giveUp) {
    this.wait = wait;
    this.giveUp = giveUp;
  }

  /** Has the wait given up, in the way that is supplied, unless it ends within the time. */
  static void set(Wait<?> wait, long nanos, Supplier<WaitGiveUp> giveUp) {
    if (wait.isDone()) {
      return;
    }
    var limit = new WaitLimit(wait, giveUp);
    if (nanos == 0) {
      limit.run();
      return;
    }
    limit.ticket = wait.clock().schedule(limit::expire, nanos);
    wait.watch(limit); // wakes it at once if the wait has ended meanwhile
  }

  /** The time is up: on the wait's loop if it has one, as functions may hang on the wait. */
  private void expire() {
    Home.at(wait.home(), this);
  }

  @Override
  public void run() {
    wait.giveUp(giveUp.get());
  }

  @Override
  boolean wake() {
    WaitTimer.Ticket scheduled = ticket;
    if (scheduled != null) {
      scheduled.cancel();
    }
    return false;
  }
}
