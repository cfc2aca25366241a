package toro;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Gives a stage its own end when the waits upstream have ended that have put their end off. */
final class WaitDeferral extends WaitNode.Watcher {
  private final WaitStage<?> stage;
  private final Object end;
  private final AtomicInteger pending; // how many waits have not ended, of all that put it off
  private final AtomicBoolean isAwake = new AtomicBoolean();

  private WaitDeferral(WaitStage<?> stage, Object end, AtomicInteger pending) {
    this.stage = stage;
    this.end = end;
    this.pending = pending;
  }

  static void until(List<Wait<?>> deferrers, WaitStage<?> stage, Object end) {
    var pending = new AtomicInteger(deferrers.size());
    for (Wait<?> each : deferrers) {
      each.watch(new WaitDeferral(stage, end, pending));
    }
  }

  @Override
  boolean wake() {
    if (isAwake.compareAndSet(false, true) && pending.decrementAndGet() == 0) {
      var unused = stage.endAs(end, false);
    }
    return false;
  }
}
