package toro;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What makes a loop a simulated one: a seeded choice, a virtual clock, and sight of a deadlock. */
final class LoopSimulation implements LoopReady, WaitTimer {
  /*
   * Overview.
   *
   * The choice: among the coroutines that are ready each is as likely as any other to be next; the
   * callbacks that are ready count as one of them, and run in their order. The random numbers are
   * those of SplitMix64, written out here, so that a seed means the same on every JDK.
   *
   * The clock: stands still while anything is ready, and while something that a coroutine may wait
   * for is under way outside (`held`); else it jumps to the next timer.
   *
   * I1. Nothing here depends on hash codes, addresses, real time or the order in which threads run,
   *     as long as only the loop's own coroutines and callbacks take part.
   * I2. What is under way outside first puts its result into the loop's inbox and then lets go: who
   *     sees `held` at zero, and after that an empty inbox, has seen everything.
   */
  private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** A timer; those of one moment in the order in which they were set. */
  private record Alarm(long time, long number, Runnable task) {}

  private final long seed;
  private final List<LoopCoroutine> coroutines =
      new ArrayList<>(); // these: by the holder of the baton
  private final ArrayDeque<Object> callbacks = new ArrayDeque<>();
  private final List<Request> requests = new ArrayList<>();
  private int forgetAt = 64;
  private long random;
  private volatile long hash; // by the holder
  private volatile long now; // by the holder
  private final AtomicInteger held = new AtomicInteger(); // by any thread
  private final AtomicLong numbers = new AtomicLong(); // by any thread
  private final ConcurrentSkipListSet<Alarm> alarms =
      new ConcurrentSkipListSet<>(
          Comparator.comparingLong(Alarm::time).thenComparingLong(Alarm::number));

  LoopSimulation(long seed) {
    this.seed = seed;
    this.random = seed;
  }

  // ---- the choice

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
    if (choices == 0) {
      return null;
    }
    int chosen = (int) (((nextRandom() >>> 32) * choices) >>> 32);
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
    var alarm = new Alarm(now + nanos, numbers.getAndIncrement(), task);
    alarms.add(alarm);
    return () -> alarms.remove(alarm);
  }

  @Override
  public long nanoTime() {
    return now;
  }

  Instant instant() {
    return EPOCH.plusNanos(now);
  }

  void pauseTime() {
    held.incrementAndGet();
  }

  void resumeTime() {
    held.decrementAndGet();
  }

  boolean isHeld() {
    return held.get() > 0;
  }

  /**
   * Time jumps to the next timer, and all timers of that moment become ready; false without one.
   */
  boolean jump() {
    Alarm first = alarms.pollFirst();
    if (first == null) {
      return false;
    }
    now = Math.max(now, first.time);
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

  // ---- deadlock

  /** Who asked for a permit: who holds it, once it is granted and as long as it is open. */
  private record Request(PermitRequest permit, String by) {}

  void requested(PermitRequest permit, @Nullable LoopCoroutine by) {
    if (requests.size() >= forgetAt) {
      requests.removeIf(r -> r.permit.isDone() && !r.permit.isOpen());
      forgetAt = Math.max(64, 2 * requests.size());
    }
    requests.add(new Request(permit, by == null ? "a callback" : by.toString()));
  }

  /** All that is known of coroutines that wait for ever. */
  DeadlockException report(@Nullable LoopCoroutine first, int alive) {
    var report = new StringBuilder("every coroutine waits, and no timer is pending: ");
    report.append(alive).append(" alive, seed ").append(seed);
    report.append(", after ").append(Duration.ofNanos(now));
    for (LoopCoroutine c = first; c != null; c = c.after) {
      report.append("\n  ").append(c);
      WaitParking parked = c.parked();
      if (parked != null) {
        Object blocker = parked.blocker();
        report.append(" waits for ").append(Names.describe(blocker)).append(holders(blocker));
      }
      for (StackTraceElement frame : c.stackTrace()) {
        if (!LoopFrames.isOurs(frame)) {
          report.append("\n      at ").append(frame);
        }
      }
    }
    return new DeadlockException(report.toString());
  }

  private String holders(Object blocker) {
    var holders = new ArrayList<String>();
    for (Request r : requests) {
      if (r.permit.permits.owner == blocker && r.permit.isOpen() && !holders.contains(r.by)) {
        holders.add(r.by);
      }
    }
    return holders.isEmpty() ? "" : ", held by " + String.join(", ", holders);
  }
}
