package toro;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sees from outside that a simulated loop stands still, and does not go on by itself. */
final class LoopStandstill {
  /*
   * Overview.
   *
   * The thread that runs a simulated loop has nothing to do until that ends. Meanwhile it looks,
   * some times in every `limit` of real time:
   *
   *      turns have been made, or the holder computes ──▶ all is well
   *      the loop is idle and time is paused, or its holder is blocked ──for `limit`──▶ reported,
   *          and everybody is cancelled ──for `limit` again──▶ left behind
   *
   * Every turn changes the hash of the schedule: two looks that find the same one saw no turn.
   */
  private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

  private final Loop loop; // this and all others: by the thread that runs the loop
  private final LoopSimulation simulation;
  private final long nanos;
  private long seen; // the hash of the schedule
  private long seenAt = System.nanoTime();

  LoopStandstill(Loop loop, LoopSimulation simulation) {
    this.loop = loop;
    this.simulation = simulation;
    this.nanos = Deadline.nanos(simulation.outsideLimit);
  }

  Duration pause() {
    return Duration.ofNanos(Math.clamp(nanos / 4, SHORTEST_PAUSE, LONGEST_PAUSE));
  }

  /** Looks; true if the loop has been told to end, and does not. */
  boolean isForGood() {
    long hash = simulation.hash();
    LoopCoroutine holder = loop.baton.holder();
    if (hash != seen || !isStill(holder)) {
      seen = hash;
      seenAt = System.nanoTime();
    } else if (System.nanoTime() - seenAt >= nanos) {
      seenAt = System.nanoTime();
      return !loop.coroutines.standsStill(holder);
    }
    return false;
  }

  private boolean isStill(@Nullable LoopCoroutine holder) {
    return holder == null ? simulation.isPaused() : holder.isBlocked();
  }
}
