package toro;

import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A thread that parks until a wait is settled, or its time is up, or it is interrupted. */
final class WaitParking extends WaitNode.Watcher implements ForkJoinPool.ManagedBlocker {
  /*
   * Overview.
   *
   *      enter ──▶ parked ──settled──────────────▶ SETTLED: counted as a receiver for ever
   *                   │  └──interrupt, limit──▶ counted off ──gives up──▶ INTERRUPTED, TIMED_OUT
   *                   │                                     └─too late──▶ parked until settled
   *                   └─────anything thrown──▶ counted off, gives up or gives back ──▶ thrown
   *
   * I1. Who leaves without the value is counted off, whatever ended the parking: an interrupt, a
   *     limit, a refusal, an error. Where it was the last receiver, the wait is given up, or what
   *     it was granted goes back.
   * I2. A pool that has no thread to spare for a parked one does not keep it from parking.
   */
  /** Why a thread came back from parking. */
  enum Back {
    SETTLED,
    INTERRUPTED,
    TIMED_OUT
  }

  /** How long a thread that may go waits all the same for a function that has begun. */
  private static final long LINGER_NANOS = 50_000_000;

  private final Thread thread = Thread.currentThread();
  private final Wait<?> wait;
  private final Object blocker;
  private final boolean interruptible;
  private final boolean timed;
  private final long nanos;
  private final long until;
  private final Home.@Nullable Resident coroutine = Home.resident();
  private boolean interrupted; // by its thread: the flag is cleared, and this has to answer for it

  private WaitParking(Wait<?> wait, boolean interruptible, boolean timed, long nanos) {
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

  /** For await: where waiting is forbidden it is refused, also for what is granted already. */
  static Back await(Wait<?> wait, boolean timed, long nanos) {
    if (!wait.isSettled() || !Trampoline.mayWaitUnasked()) { // EventLoops I3
      refuse(wait);
    }
    return isSettledByNow(wait) ? Back.SETTLED : parkAllowed(wait, true, timed, nanos);
  }

  /** For get and join: where waiting is forbidden it is refused if it comes to that. */
  static Back park(Wait<?> wait, boolean interruptible, boolean timed, long nanos) {
    if (isSettledByNow(wait)) {
      return Back.SETTLED;
    }
    refuse(wait);
    return parkAllowed(wait, interruptible, timed, nanos);
  }

  /** What is waited for may be done by a function that is queued on this thread. */
  private static boolean isSettledByNow(Wait<?> wait) {
    if (wait.isSettled()) {
      Home.parkSkipped(wait);
      return true;
    }
    Trampoline.flush();
    return wait.isSettled() || (Home.resident() == null && wait.spin());
  }

  private static Back parkAllowed(Wait<?> wait, boolean interruptible, boolean timed, long nanos) {
    Back why;
    WaitGiveUp attempt;
    WaitParking parked = null;
    boolean counted = false;
    try {
      parked = new WaitParking(wait, interruptible, timed, nanos);
      wait.watchAsReceiver(parked);
      counted = true;
      parked.park();
      if (wait.isSettled()) {
        wait.fireAllAtHome();
        keepFlag(parked.interrupted);
        return Back.SETTLED;
      }
      why = parked.interrupted ? Back.INTERRUPTED : Back.TIMED_OUT;
      attempt =
          parked.interrupted
              ? WaitGiveUp.interrupt()
              : WaitGiveUp.stopParking(wait.timedOut(Duration.ofNanos(nanos)));
    } catch (Throwable failure) { // no stack or memory is left
      if (!counted) {
        wait.enter();
      }
      quit(wait, parked);
      throw failure;
    }
    boolean isPatient = why == Back.INTERRUPTED || nanos > 0;
    return wait.removeReceiver(parked) ? stopWaiting(wait, why, attempt, isPatient) : why;
  }

  /** An interrupt or a limit has ended the parking of the last receiver: gives up. */
  private static Back stopWaiting(Wait<?> wait, Back why, WaitGiveUp attempt, boolean isPatient) {
    if (wait.giveUp(attempt) && !attempt.isDeferred()) {
      return why;
    }
    boolean begun = wait.keepsRunning();
    if (begun && (!isPatient || Home.resident() != null)) {
      return why;
    }
    // It was granted after all, or it will end when a condition has its lock again. Or its function
    // has begun, and is mostly about to return: this thread asked for what it makes.
    wait.enter();
    WaitParking rest = null;
    try {
      Trampoline.flush();
      rest = new WaitParking(wait, false, begun, LINGER_NANOS);
      wait.watch(rest);
      rest.park();
      if (!wait.isSettled()) {
        var unused = wait.removeReceiver(rest); // the function goes on
        keepFlag(rest.interrupted);
        return why;
      }
      wait.fireAllAtHome();
    } catch (Throwable failure) {
      quit(wait, rest);
      throw failure;
    }
    boolean gaveUp = wait.failure() == attempt.end;
    keepFlag(rest.interrupted || (why == Back.INTERRUPTED && !gaveUp));
    return gaveUp ? why : Back.SETTLED;
  }

  private static void refuse(Wait<?> wait) {
    String refusal = EventLoops.whyNotPark();
    if (refusal != null) {
      wait.enter();
      try {
        throw refused(refusal, wait);
      } finally {
        quit(wait, null);
      }
    }
    Trampoline.mayWait();
  }

  private static IllegalStateException refused(String refusal, Wait<?> wait) {
    return new IllegalStateException(
        refusal
            + " may not wait for "
            + Names.brief(wait.blocker())
            + ": "
            + EventLoops.whatToDo());
  }

  /** Receives nothing, after all (I1). */
  private static void quit(Wait<?> wait, @Nullable WaitParking parked) {
    boolean last = parked == null ? wait.exit() : wait.removeReceiver(parked);
    WaitGiveUp attempt = WaitGiveUp.refused();
    if (last && !wait.giveUp(attempt)) {
      wait.abandon(attempt);
    }
  }

  private static void keepFlag(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
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

  private void park() {
    if (coroutine != null) {
      parkCoroutine(coroutine);
      return;
    }
    if (thread.isVirtual()) {
      block();
      return;
    }
    try {
      ForkJoinPool.managedBlock(this);
    } catch (Throwable refused) { // I2: the pool is at its limit, or cannot make a thread
      block();
    }
  }

  private void parkCoroutine(Home.Resident me) {
    WaitTimer clock = wait.clock();
    Home home = wait.home();
    boolean outside = timed ? clock != me.home().clock() : home != null && home != me.home();
    if (outside) {
      me.home().pauseTime();
    }
    try {
      WaitTimer.Ticket limit = timed && nanos > 0 ? clock.schedule(this::wake, nanos) : null;
      interrupted = me.park(this, blocker);
      if (limit != null) {
        limit.cancel();
      }
    } finally {
      if (outside) {
        me.home().resumeTime();
      }
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
}
