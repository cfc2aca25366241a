package toro;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A thread that parks until a wait is settled, or its time is up, or it is interrupted. */
final class WaitParking extends WaitNode.Watcher implements ForkJoinPool.ManagedBlocker {
  private final Thread thread = Thread.currentThread();
  private final Wait<?> wait;
  private final Object blocker;
  private final boolean interruptible;
  private final boolean timed;
  private final long nanos;
  private final long until;
  private final Home.@Nullable Resident coroutine = Home.resident();
  private boolean interrupted;

  /** Parks until the wait is settled; an interrupt or the limit, where allowed, ends it before. */
  WaitParking(Wait<?> wait, boolean interruptible, boolean timed, long nanos) {
    this.wait = wait;
    this.blocker = wait.blocker();
    this.interruptible = interruptible;
    this.timed = timed;
    this.nanos = nanos;
    this.until = timed ? System.nanoTime() + nanos : 0;
    if (coroutine != null) {
      coroutine.prepare(this);
    }
  }

  @Override
  boolean wake() {
    if (coroutine != null) {
      return coroutine.wake(this) && coroutine.home() == wait.home();
    }
    LockSupport.unpark(thread);
    return false;
  }

  void park() {
    if (coroutine != null) {
      parkCoroutine(coroutine);
      return;
    }
    try {
      ForkJoinPool.managedBlock(this);
    } catch (InterruptedException e) {
      throw new AssertionError(e); // block() never throws it
    }
  }

  private void parkCoroutine(Home.Resident me) {
    WaitTimer clock = wait.clock();
    Home home = wait.home();
    boolean outside = timed ? clock != me.home().clock() : home != null && home != me.home();
    if (outside) {
      me.home().pauseTime();
    }
    WaitTimer.Ticket limit = timed && nanos > 0 ? clock.schedule(this::wake, nanos) : null;
    interrupted = me.park(this, blocker);
    if (limit != null) {
      limit.cancel();
    }
    if (outside) {
      me.home().resumeTime();
    }
  }

  /** Whether a coroutine need not hand its loop on. */
  boolean endsAtOnce(boolean interruptedNow) {
    return wait.isDone() || (interruptedNow && interruptible) || (timed && nanos == 0);
  }

  boolean isInterruptible() {
    return interruptible;
  }

  Wait<?> subject() {
    return wait;
  }

  Object blocker() {
    return blocker;
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
