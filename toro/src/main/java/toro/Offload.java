package toro;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A wait for work that another virtual thread does. */
final class Offload<T extends @Nullable Object> extends Waiter<T> implements Runnable {
  private final Callable<? extends T> work;
  private final Thread thread;

  private Offload(Loop home, Callable<? extends T> work) {
    super(home);
    this.work = work;
    this.thread = Thread.ofVirtual().name(home.name() + " offload").unstarted(this);
  }

  static <T extends @Nullable Object> Wait<T> start(Loop home, Callable<? extends T> work) {
    var offload = new Offload<T>(home, work);
    offload.hold();
    offload.thread.start();
    return offload;
  }

  @Override
  public void run() {
    Object end;
    try {
      end = new GiveUp.Instead(work.call());
    } catch (Throwable failure) {
      end = failure;
    }
    if (settle(end)) {
      letGo();
    }
  }

  @Override
  boolean giveUp(GiveUp attempt) {
    boolean won = super.giveUp(attempt);
    if (won) {
      letGo();
      thread.interrupt();
    }
    return won;
  }

  @Override
  public String toString() {
    return "Offload[" + thread.getName() + ", " + (isDone() ? "ended" : "running") + "]";
  }
}
