package toro.examples.api;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Counts what comes in, and refuses what is too much for any one second. */
final class ArrivalMeter {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final int limit;
  private final Deque<Long> lastSecond = new ArrayDeque<>(); // this and all below: under this lock
  private int accepted;
  private int refused;
  private int peak;

  /**
   * @param limit how many are accepted in any second
   */
  ArrivalMeter(int limit) {
    this.limit = limit;
  }

  /** Says whether one that comes in now is accepted. */
  boolean arrive() {
    return arrive(System.nanoTime());
  }

  synchronized boolean arrive(long now) {
    while (!lastSecond.isEmpty() && now - lastSecond.getFirst() >= SECOND) {
      lastSecond.removeFirst();
    }
    if (lastSecond.size() == limit) {
      refused++;
      return false;
    }
    lastSecond.addLast(now);
    peak = Math.max(peak, lastSecond.size());
    accepted++;
    return true;
  }

  synchronized int accepted() {
    return accepted;
  }

  synchronized int refused() {
    return refused;
  }

  /** The most that were accepted in any one second. */
  synchronized int peak() {
    return peak;
  }
}
