package toro;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;

/** A thread that parks until a wait is settled, or its time is up, or it is interrupted. */
final class Parked extends Watcher implements ForkJoinPool.ManagedBlocker {
  private final Thread thread = Thread.currentThread();
  private final Wait<?> wait;
  private final Object blocker;
  private final boolean interruptible;
  private final boolean timed;
  private final long until;
  private boolean interrupted;

  /** Parks until the wait is settled; an interrupt or the limit, where allowed, ends it before. */
  Parked(Wait<?> wait, boolean interruptible, boolean timed, long nanos) {
    this.wait = wait;
    this.blocker = wait.blocker();
    this.interruptible = interruptible;
    this.timed = timed;
    this.until = timed ? System.nanoTime() + nanos : 0;
  }

  @Override
  void wake() {
    LockSupport.unpark(thread);
  }

  void park() {
    try {
      ForkJoinPool.managedBlock(this);
    } catch (InterruptedException e) {
      throw new AssertionError(e); // block() never throws it
    }
  }

  @Override
  public boolean isReleasable() {
    if (Thread.interrupted()) {
      interrupted = true;
    }
    return wait.isDone()
        || (interrupted && interruptible)
        || (timed && until - System.nanoTime() <= 0);
  }

  @Override
  public boolean block() {
    while (!isReleasable()) {
      if (timed) {
        LockSupport.parkNanos(blocker, until - System.nanoTime());
      } else {
        LockSupport.park(blocker);
      }
    }
    return true;
  }

  /** Whether an interrupt came; its flag is cleared, and whoever parked has to answer for it. */
  boolean wasInterrupted() {
    return interrupted;
  }
}
