package toro;

import org.jspecify.annotations.Nullable;

/** The coroutines of a loop that have not ended, and how the loop ends. */
final class LoopCoroutines {
  /*
   * Overview.
   *
   *      OPEN ──main has ended, or close──────────▶ ENDING ──nobody is left──▶ over, and the baton
   *      OPEN ──a simulation that cannot go on──────▲                          is ENDED
   *
   * A simulation that cannot go on: everybody waits for ever; or they spin; or what is outside of
   * the loop does not end, or blocks it (LoopStandstill). It is reported, and everybody is
   * cancelled. Whoever does not give in is left behind: its thread parks for good.
   *
   * I1. The list and its length are touched by the holder of the baton only. A coroutine spawned
   *     from outside enters the list when the holder takes it out of the inbox. While the holder is
   *     blocked in somebody else's code the list stands still, and the standstill may read it.
   * I2. On the way to ENDING everyone in the list is cancelled, and so is whoever enters it later.
   */
  private static final int MOST_DEADLOCKS = 1000;

  private final Loop loop;
  private final @Nullable LoopSimulation simulation;
  private volatile boolean ending; // by any thread; never false again
  private volatile int size; // by the holder (I1)
  private @Nullable Task<?> main; // before the loop begins
  private @Nullable LoopCoroutine first; // by the holder (I1), in the order of spawning
  private @Nullable LoopCoroutine last; // by the holder
  private int deadlocks; // by the holder
  private volatile @Nullable DeadlockException deadlock; // by the holder, or the standstill

  LoopCoroutines(Loop loop, @Nullable LoopSimulation simulation) {
    this.loop = loop;
    this.simulation = simulation;
  }

  /** Makes the end of this task the end of the loop. */
  void endWith(Task<?> main) {
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

  /** Why the simulation could not go on, if that was so. */
  @Nullable DeadlockException deadlock() {
    return deadlock;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // by the holder only
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
    if (ending) { // it comes too late to be told with the others (I2)
      cancel(c);
    }
  }

  /** A coroutine has ended, or will never begin; nothing, if it was left behind. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // by the holder only
  void unlink(LoopCoroutine c) {
    if (!c.linked) {
      return;
    }
    c.linked = false;
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

  // ---- the end

  /** OPEN to ENDING, from outside. */
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

  // ---- a simulation that cannot go on

  /** Nobody gets a turn: lets virtual time pass; false if only the outside can bring something. */
  boolean advance() {
    if (simulation == null) {
      return false;
    }
    if (simulation.isSpinning()) {
      boolean again = deadlock != null;
      if (!again) {
        deadlock = simulation.report.spinning(loop, first, simulation.spinning());
      }
      simulation.resetTurns();
      return loop.post(() -> stop(again));
    }
    if (simulation.isPaused()) {
      simulation.resetTurns();
      return false;
    }
    if (!loop.baton.isQuiet() || size == 0) {
      return false;
    }
    return simulation.jump() || everybodyWaits(simulation.report);
  }

  private boolean everybodyWaits(LoopReport report) {
    if (deadlock == null) {
      deadlock = report.everybodyWaits(loop, first);
    }
    return loop.post(() -> stop(deadlocks++ > MOST_DEADLOCKS));
  }

  /**
   * The standstill has seen for too long that nothing comes to an idle loop, or that this one
   * blocks it; false if it has told everybody to end before.
   */
  boolean standsStill(@Nullable LoopCoroutine blocked) {
    if (simulation == null || deadlock != null) {
      return false;
    }
    LoopReport report = simulation.report;
    if (blocked == null) {
      return loop.post(
          () -> {
            if (deadlock == null) {
              deadlock = report.nothingComes(loop, first);
            }
            stop(false);
          });
    }
    LoopCoroutine seen = size == 0 ? null : first; // size is read first: it publishes the list
    deadlock = report.blocked(loop, seen, blocked);
    if (blocked.task == null) {
      blocked.interrupt();
    } else {
      cancel(blocked);
    }
    return loop.post(() -> stop(false));
  }

  /**
   * Cancels all, whatever they wait for; leaves them behind if nobody gives in, or if asked to. As
   * a callback, so that interrupts come from inside, and whoever gives in is ready at once.
   */
  private void stop(boolean atOnce) {
    ending = true;
    for (LoopCoroutine c = first; c != null; c = c.after) {
      WaitParking parked = c.parked();
      cancel(c);
      if (parked != null && !parked.isInterruptible()) {
        parked.subject().giveUp(WaitGiveUp.cancel());
      }
    }
    if (atOnce || loop.baton.ready() == 0) {
      leaveBehind();
    }
  }

  private void leaveBehind() {
    for (LoopCoroutine c = first; c != null; ) {
      LoopCoroutine next = c.after;
      c.linked = false;
      c.before = null;
      c.after = null;
      c = next;
    }
    first = null;
    last = null;
    size = 0;
    if (simulation != null) {
      simulation.leaveBehind();
    }
  }
}
