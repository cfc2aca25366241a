package toro;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What makes a loop a simulated one: choices that follow from a seed, and a virtual clock. */
final class LoopSimulation implements LoopReady, WaitTimer {
  /*
   * Overview.
   *
   * The choices: among the coroutines that are ready each is as likely as any other to be next; the
   * callbacks that are ready count as one of them, and run in their order. A coroutine that awaits
   * what it has already lets others go first half of the time, as it may on real threads: else
   * nobody would ever come between the taking of two free locks. The random numbers are those of
   * SplitMix64, written out here, so that a seed means the same on every JDK.
   *
   * The clock: stands still while anything is ready, and while it is paused because something that
   * a coroutine may wait for is under way outside; else it jumps to the next timer. It ends where
   * its nanoseconds do, after 292 years: what is set for later is set for then, and once it is
   * there timers fire without time moving.
   *
   * I1. Nothing here depends on hash codes, addresses, real time or the order in which threads run,
   *     as long as only the loop's own coroutines and callbacks take part.
   * I2. What is under way outside first puts its result into the loop's inbox and then resumes
   *     time: who sees `pauses` at zero, and after that an empty inbox, has seen everything.
   * I3. Turns are counted while time does not move and the loop is never idle. After MOST_TURNS of
   *     them nobody gets a turn any more; `spinning` then has those who had one of the last.
   */
  private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");
  static final int MOST_TURNS = 1_000_000;
  private static final int LAST_TURNS = 1_000;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** A timer; those of one moment in the order in which they were set (I1). */
  private record Alarm(long time, long number, Runnable task) {}

  final long seed;
  final Duration outsideLimit; // how long the outside may hold it up, in real time
  final LoopReport report = new LoopReport(this);
  // by the holder of the baton, up to `random`:
  private final List<LoopCoroutine> coroutines = new ArrayList<>();
  private final ArrayDeque<Object> callbacks = new ArrayDeque<>();
  private final Set<@Nullable LoopCoroutine> spinning = new LinkedHashSet<>(); // null: callbacks
  private int turns;
  private long random;
  private volatile long hash; // by the holder
  private volatile long now; // by the holder
  private final AtomicInteger pauses = new AtomicInteger(); // by any thread (I2)
  private final AtomicLong numbers = new AtomicLong(); // by any thread
  private final ConcurrentSkipListSet<Alarm> alarms =
      new ConcurrentSkipListSet<>(
          Comparator.comparingLong(Alarm::time).thenComparingLong(Alarm::number));

  LoopSimulation(long seed, Duration outsideLimit) {
    this.seed = seed;
    this.outsideLimit = outsideLimit;
    this.random = seed;
  }

  // ---- the choices

  @Override
  public void add(Object entry) {
    if (entry instanceof LoopCoroutine c) {
      coroutines.add(c);
    } else {
      callbacks.add(entry);
    }
  }

  @Override
  public @Nullable Object poll() {
    int last = coroutines.size() - 1;
    int choices = coroutines.size() + (callbacks.isEmpty() ? 0 : 1);
    if (choices == 0 || turns == MOST_TURNS) {
      return null;
    }
    int chosen = choose(choices);
    if (++turns > MOST_TURNS - LAST_TURNS) {
      spinning.add(chosen > last ? null : coroutines.get(chosen));
    }
    if (chosen > last) {
      note(0);
      return callbacks.poll();
    }
    LoopCoroutine next = coroutines.get(chosen);
    coroutines.set(chosen, coroutines.get(last));
    coroutines.remove(last);
    note(next.id);
    return next;
  }

  @Override
  public int size() {
    return coroutines.size() + callbacks.size();
  }

  /** Whether a coroutine that need not wait lets others go first. */
  boolean switches() {
    return size() > 0 && nextRandom() < 0;
  }

  /** Whether nobody gets a turn any more (I3). */
  boolean isSpinning() {
    return turns == MOST_TURNS && size() > 0;
  }

  Set<@Nullable LoopCoroutine> spinning() {
    return spinning;
  }

  /** Counts the turns anew. */
  void resetTurns() {
    turns = 0;
    spinning.clear();
  }

  /** Forgets the coroutines, which never go on. */
  void leaveBehind() {
    coroutines.clear();
  }

  @Override
  public int choose(int n) {
    return (int) (((nextRandom() >>> 32) * n) >>> 32);
  }

  private long nextRandom() {
    random += GOLDEN;
    return mixed(random);
  }

  private static long mixed(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }

  private void note(int id) {
    hash = mixed(hash + GOLDEN + id);
  }

  long hash() {
    return hash;
  }

  // ---- the clock

  @Override
  public Ticket schedule(Runnable task, long nanos) {
    var alarm = new Alarm(after(nanos), numbers.getAndIncrement(), task);
    alarms.add(alarm);
    return () -> alarms.remove(alarm);
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public long after(long nanos) {
    long time = now + nanos;
    return time < 0 ? Long.MAX_VALUE : time; // the end of time
  }

  Instant instant() {
    return EPOCH.plusNanos(now);
  }

  void pauseTime() {
    pauses.incrementAndGet();
  }

  void resumeTime() {
    pauses.decrementAndGet();
  }

  boolean isPaused() {
    return pauses.get() > 0;
  }

  /**
   * Time jumps to the next timer, and all timers of that moment become ready; false without one.
   */
  boolean jump() {
    Alarm first = alarms.pollFirst();
    if (first == null) {
      return false;
    }
    if (first.time > now) {
      now = first.time;
      resetTurns();
    }
    callbacks.add(new Loop.Callback(first.task));
    for (Alarm a; (a = alarms.pollFirst()) != null; ) {
      if (a.time > now) {
        alarms.add(a);
        break;
      }
      callbacks.add(new Loop.Callback(a.task));
    }
    return true;
  }
}
