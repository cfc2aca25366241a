package toro;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A wait for work that another virtual thread does. */
final class LoopOffload<T extends @Nullable Object> extends Waiter<T> implements Runnable {
  private final Callable<? extends T> work;
  private final Thread thread;

  private LoopOffload(Loop home, Callable<? extends T> work) {
    super(home);
    this.work = work;
    this.thread = Thread.ofVirtual().name(home.name() + " offload").unstarted(this);
  }

  static <T extends @Nullable Object> Wait<T> start(Loop home, Callable<? extends T> work) {
    var offload = new LoopOffload<T>(home, work);
    offload.pauseTime();
    try {
      offload.thread.start();
    } catch (Throwable e) { // no memory for a thread
      offload.resumeTime();
      throw e;
    }
    return offload;
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
      resumeTime();
    }
  }

  @Override
  boolean giveUp(WaitGiveUp attempt) {
    boolean won = super.giveUp(attempt);
    if (won) {
      resumeTime();
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
