package toro;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A wait for work that another virtual thread does. */
final class LoopOffload<T extends @Nullable Object> extends Waiter<T> implements Runnable {
  private final Callable<? extends T> work;
  private final Thread thread;

  private final @Nullable LoopSimulation simulation; // whose time is paused meanwhile

  private LoopOffload(Loop home, Callable<? extends T> work) {
    super(home);
    this.simulation = home.simulation;
    this.work = work;
    this.thread = Thread.ofVirtual().name(home.name() + " offload").unstarted(this);
  }

  static <T extends @Nullable Object> Wait<T> start(Loop home, Callable<? extends T> work) {
    var offload = new LoopOffload<T>(home, work);
    offload.begin();
    try {
      offload.thread.start();
    } catch (Throwable e) { // no memory for a thread
      offload.end();
      throw e;
    }
    return offload;
  }

  private void begin() {
    if (simulation != null) {
      simulation.report.offloads.add(this);
    }
    pauseTime();
  }

  private void end() {
    if (simulation != null) {
      simulation.report.offloads.remove(this);
    }
    resumeTime();
  }

  @Override
  public void run() {
    Object end;
    try {
      end = new WaitState.Value(work.call());
    } catch (Throwable failure) {
      end = failure;
    }
    if (settle(end)) {
      end();
    }
  }

  @Override
  boolean giveUp(WaitGiveUp attempt) {
    boolean won = super.giveUp(attempt);
    if (won) {
      end();
      thread.interrupt();
    }
    return won;
  }

  StackTraceElement[] stackTrace() {
    return thread.getStackTrace();
  }

  @Override
  public String toString() {
    return "Offload[" + thread.getName() + ", " + (isDone() ? "ended" : "running") + "]";
  }
}
