package toro;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks from outside who holds a loop, and tells of whoever holds it for too long. */
final class LoopWatchdog {
  /*
   * Overview.
   *
   * A thread of its own looks, some times in every `limit`, at who holds the loop's baton:
   *
   *      nobody, or not who was seen last ──▶ seen anew
   *      who was seen last ──for `limit`──▶ the holder's stack is taken ──it holds yet──▶ reported
   *
   * The thread is a platform thread: a virtual one may get no turn when coroutines keep all
   * carriers busy. Its time is real, also where the loop's stands still.
   *
   * I1. The watched loop does nothing for this. Its figures are read while the holder changes them.
   *     `holder` is volatile, and is written last when the baton changes hands; so the figures read
   *     after it are as new as it is, or newer. If newer, they make a hold that is not seen again.
   * I2. Two holds of one coroutine differ in their beginning, or, where the clock stands still, in
   *     the hash of the schedule.
   * I3. A stack belongs to the hold if the hold is the same before and after it is taken: that
   *     stops the holder for a moment, so that what it wrote before is seen after.
   * I4. A holder that is not at work has no line that holds the loop: it is about to hand it on, or
   *     waits for a processor.
   * I5. The thread reaches its watchdog, and so the loop and the handler, by a weak reference only:
   *     it keeps no loop alive that everybody has forgotten, and ends with it.
   */
  private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

  /** One holder's turn (I2). */
  private record Hold(LoopCoroutine holder, long since, long switches, long schedule) {}

  private final Loop loop;
  private final long limit;
  private final Consumer<? super LoopHeld> handler;
  private final Thread thread;
  private @Nullable Hold seen; // these: by the thread
  private long seenAt;
  private boolean reported;

  /** To be started. */
  LoopWatchdog(Loop loop, Duration limit, Consumer<? super LoopHeld> handler) {
    this.loop = loop;
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("limit must be positive: " + limit);
    }
    this.limit = Deadline.nanos(limit);
    this.handler = handler;
    var weak = new WeakReference<>(this); // else the thread would keep the loop (I5)
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name(loop.name() + " watchdog")
            .inheritInheritableThreadLocals(false)
            .unstarted(() -> watch(weak));
  }

  // ---- the thread

  void start() {
    thread.start();
  }

  /** Lets the thread look at once whether it is still wanted. */
  void wake() {
    LockSupport.unpark(thread);
  }

  private static void watch(WeakReference<LoopWatchdog> weak) {
    for (long pause; (pause = look(weak)) > 0; ) {
      LockSupport.parkNanos(pause);
      var unused = Thread.interrupted(); // a handler's; else it would not park again
    }
  }

  /** Looks, if still wanted; returns the time until the next look, or 0. */
  private static long look(WeakReference<LoopWatchdog> weak) {
    LoopWatchdog me = weak.get();
    if (me == null || me.loop.watchdog() != me) {
      return 0;
    }
    me.look();
    return Math.clamp(me.limit / 4, SHORTEST_PAUSE, LONGEST_PAUSE);
  }

  // ---- looking

  void look() {
    Hold hold = hold();
    if (hold == null || !hold.equals(seen)) {
      seen = hold;
      seenAt = System.nanoTime();
      reported = false;
    } else if (!reported && System.nanoTime() - seenAt >= limit) {
      report(hold);
    }
  }

  private @Nullable Hold hold() {
    LoopCoroutine holder = loop.baton.holder(); // I1: before the rest
    if (holder == null) {
      return null;
    }
    long since = loop.baton.heldSince();
    LoopStats figures = loop.stats();
    return new Hold(holder, since, figures.switches(), figures.scheduleHash());
  }

  private void report(Hold hold) {
    var stack = List.of(hold.holder.stackTrace());
    long time = System.nanoTime() - seenAt;
    if (!LoopFrames.isAtWork(stack)
        || !hold.equals(hold())) { // else not at work (I4), or not its stack (I3)
      return;
    }
    reported = true;
    boolean isCallback = loop.baton.isCallbacks(hold.holder);
    String holder = isCallback ? "a callback" : "coroutine " + hold.holder;
    try {
      handler.accept(new LoopHeld(loop, holder, Duration.ofNanos(time), stack));
    } catch (Throwable failure) {
      Loop.log("the handler of what holds " + loop + " failed", failure);
    }
  }
}
