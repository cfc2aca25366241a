package toro;

import org.jspecify.annotations.Nullable;

/** The coroutines of a loop that have not ended, and how the loop ends. */
final class LoopCoroutines {
  /*
   * Overview.
   *
   *      OPEN ──main has ended, or close──▶ ENDING ──nobody is left──▶ over, then LoopBaton.ENDED
   *                                            ▲
   *      OPEN ──deadlock (simulated only)──────┘
   *
   * I1. The list and its length are touched by the holder of the baton only. A coroutine spawned
   *     from outside enters the list when the holder takes it out of the inbox.
   * I2. On the way to ENDING everyone in the list is cancelled, and so is whoever enters it later.
   */
  private static final int MOST_DEADLOCKS = 1000;

  private final Loop loop;
  private final @Nullable LoopSimulation simulation;
  private volatile boolean ending; // by any thread
  private volatile int size; // I1
  private @Nullable Task<?> main; // before the loop begins
  private @Nullable LoopCoroutine first; // I1, in the order of spawning
  private @Nullable LoopCoroutine last;
  private int deadlocks; // by the holder
  private volatile @Nullable DeadlockException deadlock; // by the holder

  LoopCoroutines(Loop loop, @Nullable LoopSimulation simulation) {
    this.loop = loop;
    this.simulation = simulation;
  }

  /** Makes the end of this task the end of the loop. */
  void lead(Task<?> main) {
    this.main = main;
  }

  boolean isMain(Task<?> task) {
    return task == main;
  }

  int size() {
    return size;
  }

  boolean isEnding() {
    return ending;
  }

  boolean isOver() {
    return ending && size == 0;
  }

  @Nullable DeadlockException deadlock() {
    return deadlock;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // I1
  void link(LoopCoroutine c) {
    if (c.linked) {
      return;
    }
    c.linked = true;
    c.before = last;
    if (last == null) {
      first = c;
    } else {
      last.after = c;
    }
    last = c;
    size++;
    if (ending) { // I2
      cancel(c);
    }
  }

  /** A coroutine has ended, or will never begin. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // I1
  void unlink(LoopCoroutine c) {
    if (c.before == null) {
      first = c.after;
    } else {
      c.before.after = c.after;
    }
    if (c.after == null) {
      last = c.before;
    } else {
      c.after.before = c.before;
    }
    size--;
    if (main != null && c.task == main) {
      ending = true;
      cancelAll();
    }
  }

  /** OPEN to ENDING, from outside; false if it was ending already. */
  void end() {
    if (!ending) {
      ending = true;
      loop.post(this::cancelAll);
    }
  }

  private void cancelAll() {
    for (LoopCoroutine c = first; c != null; c = c.after) {
      cancel(c);
    }
  }

  private static void cancel(LoopCoroutine c) {
    if (c.task != null) {
      c.task.giveUp(WaitGiveUp.cancel());
    }
  }

  /** Nothing is ready: lets virtual time pass; false if only the outside can bring something. */
  boolean advance() {
    if (simulation == null || simulation.isHeld() || !loop.baton.isQuiet()) {
      return false;
    }
    return size > 0 && (simulation.jump() || resolve(simulation));
  }

  /** Everyone waits for ever: cancels all; leaves behind whoever does not give in. */
  private boolean resolve(LoopSimulation simulated) {
    if (deadlock == null) {
      deadlock = simulated.report(first, size);
    }
    ending = true;
    for (LoopCoroutine c = first; c != null; c = c.after) {
      WaitParking parked = c.parked();
      if (parked == null || parked.isInterruptible()) {
        cancel(c);
      } else {
        parked.subject().giveUp(WaitGiveUp.cancel());
      }
    }
    if (loop.baton.ready() == 0 || deadlocks++ > MOST_DEADLOCKS) {
      first = null;
      last = null;
      size = 0;
    }
    return true;
  }
}
