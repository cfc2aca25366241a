package toro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A virtual thread that runs only while it holds its loop's baton. */
final class LoopCoroutine implements Home.Resident, Runnable, Thread.UncaughtExceptionHandler {
  /*
   * Overview.
   *
   *                                               yieldNow
   *                                        ┌────────────────────┐
   *                  its first turn        ▼      its turn      │
   *      new, ready ────────────────▶ running ◀──────────── ready again
   *           │                            │                    ▲
   *           └─▶ never: its task was      └──await──▶ parked ──┘ wake, interrupt, limit
   *               given up before
   *
   * I1. `parked` names what the coroutine is parked for. Whoever takes it away with one
   *     compare-and-set makes the coroutine ready, once: the thread that settles the wait, a limit,
   *     an interrupt.
   * I2. An interrupt from outside is the thread's own: it unparks the thread, which has no baton
   *     and may do nothing but make itself ready. From inside the loop it is `pending`, and turns
   *     into the thread's flag when the coroutine has its turn; so that a simulated loop does not
   *     depend on when a thread gets to run.
   *
   * The current coroutine is found through the thread's uncaught-exception handler, which is the
   * coroutine: a field that every thread has anyway. It costs no memory (a ThreadLocal takes 160
   * bytes a thread) and a nanosecond, and no thread inherits it. Code that runs in a coroutine must
   * not set another handler on its thread.
   */
  private static final VarHandle PARKED;

  static {
    try {
      PARKED =
          MethodHandles.lookup().findVarHandle(LoopCoroutine.class, "parked", WaitParking.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Loop loop;
  final @Nullable Task<?> task; // null: runs the loop's callbacks
  final int id; // in the order of spawning
  private final Thread thread;
  private volatile @Nullable WaitParking parked; // by its thread; taken away by any, once (I1)
  private boolean started; // this and the next: by the holder of the baton
  private boolean pending; // an interrupt from inside the loop (I2)
  boolean linked; // in the loop's list of what is alive, like these two
  @Nullable LoopCoroutine before;
  @Nullable LoopCoroutine after;

  LoopCoroutine(Loop loop, @Nullable Task<?> task, int id, String name) {
    this.loop = loop;
    this.task = task;
    this.id = id;
    this.thread =
        loop.threads == null
            ? Thread.ofVirtual().name(name).uncaughtExceptionHandler(this).unstarted(this)
            : made(loop.threads, name);
  }

  /** A thread of the user's making, which has no other coroutine. */
  private Thread made(ThreadFactory threads, String name) {
    Thread made = threads.newThread(this);
    String refusal = whyNotTake(made);
    if (refusal != null) {
      throw new IllegalStateException("the thread factory of " + loop + " returned " + refusal);
    }
    made.setName(name);
    made.setUncaughtExceptionHandler(this);
    return made;
  }

  private static @Nullable String whyNotTake(@Nullable Thread made) {
    if (made == null) {
      return "null";
    }
    if (!made.isVirtual()) {
      return made + ", which is not virtual";
    }
    if (made.getState() != Thread.State.NEW) {
      return made + ", which has been started";
    }
    return made.getUncaughtExceptionHandler() instanceof LoopCoroutine
        ? made + ", which it returned before"
        : null;
  }

  /** The coroutine that this thread is, or null. */
  static @Nullable LoopCoroutine current() {
    return Home.resident() instanceof LoopCoroutine me ? me : null;
  }

  @Override
  public Home home() {
    return loop;
  }

  @Override
  public @Nullable String whyNotPark() {
    return loop.baton.isCallbacks(this) || loop.trampoline.isOpen()
        ? "a callback of " + loop
        : null;
  }

  @Override
  public void run() {
    if (!started) { // a thread factory has started it by itself, and was refused
      return;
    }
    if (task == null) {
      loop.baton.runCallbacks(this);
      return;
    }
    try {
      task.run();
    } finally {
      loop.baton.leave(this);
    }
  }

  /** Something of ours has failed: an out of memory, say. */
  @Override
  public void uncaughtException(Thread thread, Throwable failure) {
    Loop.log("coroutine " + thread.getName() + " of " + loop + " broke off", failure);
  }

  // ---- turns, by the holder of the baton

  /** Whether it has begun, or begins now; false if its task was given up before. */
  boolean mayRun() {
    return started || task == null || task.begin();
  }

  /** Lets the thread go on, which has been made the holder. */
  void resume() {
    if (started) {
      LockSupport.unpark(thread);
    } else {
      started = true;
      thread.start();
    }
  }

  /** The loop has ended: lets the thread that runs callbacks end. */
  void stop() {
    if (started) {
      LockSupport.unpark(thread);
    }
  }

  void yieldNow() {
    loop.baton.add(this);
    suspend(this);
  }

  @Override
  public void parkSkipped() {
    LoopSimulation simulation = loop.simulation;
    if (simulation != null && whyNotPark() == null && simulation.switches()) {
      yieldNow();
    }
  }

  // ---- parking

  /** About to park: from here on it may be woken. */
  @Override
  public void prepare(WaitParking p) {
    parked = p;
  }

  /** Hands the baton on until woken; returns whether an interrupt came. */
  @Override
  public boolean park(WaitParking p, Object blocker) {
    boolean interrupted = Thread.interrupted();
    if (p.endsAtOnce(interrupted) && PARKED.compareAndSet(this, p, null)) {
      return interrupted;
    }
    suspend(blocker);
    return Thread.interrupted() || interrupted;
  }

  private void suspend(Object blocker) {
    int depth = loop.trampoline.suspend();
    loop.baton.suspend(this, blocker);
    loop.trampoline.resume(depth);
    if (pending) { // now it is its turn, whenever it was interrupted (I2)
      pending = false;
      thread.interrupt();
    }
  }

  /** parked to ready; false if it is not parked for this (any more). */
  @Override
  public boolean wake(WaitParking p) {
    return PARKED.compareAndSet(this, p, null) && loop.baton.add(this);
  }

  /** parked to ready, by its own thread, which then has to send itself to the loop. */
  boolean unparkedByInterrupt() {
    WaitParking p = parked;
    return p != null && p.isInterruptible() && PARKED.compareAndSet(this, p, null);
  }

  /** What it is parked for, or null. */
  @Nullable WaitParking parked() {
    return parked;
  }

  // ---- interrupts

  /** Interrupts it where it awaits, now or next. */
  void interrupt() {
    LoopCoroutine me = current();
    if (me == null || me.loop != loop || (me == this && parked == null)) {
      thread.interrupt();
    } else { // I2; it may be its own thread that hands the baton on and finds a deadlock
      pending = true;
      if (unparkedByInterrupt()) {
        loop.baton.add(this);
      }
    }
  }

  StackTraceElement[] stackTrace() {
    return thread.getStackTrace();
  }

  /** Whether its thread waits in somebody else's code, and so may keep the baton for ever. */
  boolean isBlocked() {
    Thread.State state = thread.getState();
    return (state == Thread.State.WAITING || state == Thread.State.BLOCKED)
        && LoopFrames.isAtWork(List.of(stackTrace()));
  }

  @Override
  public String toString() {
    return thread.getName();
  }
}
