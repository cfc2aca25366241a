package toro;

import java.util.Arrays;

/** Never more permits than a number in any span of a length. */
final class LimiterWindow extends LimiterMeter {
  /*
   * Overview.
   *
   * A ring of what was taken lately: each entry is a time, and how many permits were taken then. A
   * permit is there again when the one taken so many before it was taken a whole span ago.
   *
   * I1. `inside` is the sum of all entries. It is at most `permits`, but after a resize.
   * I2. Times in the ring ascend.
   */
  private static final int SMALL = 16;

  private int permits; // all these: under the guard of the line
  private long nanos;
  private long[] times = new long[SMALL];
  private int[] counts = new int[SMALL];
  private int first;
  private int entries;
  private long inside;

  LimiterWindow(int permits, long nanos) {
    this.permits = permits;
    this.nanos = nanos;
  }

  @Override
  int most() {
    return permits;
  }

  private int at(int entry) {
    return (first + entry) & (times.length - 1);
  }

  /** Forgets what was taken a span ago, or longer. */
  private void forget(long now) {
    while (entries > 0 && now - times[first] >= nanos) {
      inside -= counts[first];
      first = at(1);
      entries--;
    }
  }

  @Override
  boolean tryTake(int n, long now) {
    forget(now);
    boolean enough = inside + n <= permits; // I1
    if (enough) {
      add(n, now);
    }
    return enough;
  }

  private void add(int n, long now) {
    inside += n;
    if (entries > 0 && times[at(entries - 1)] >= now) { // I2
      counts[at(entries - 1)] += n;
      return;
    }
    if (entries == times.length) {
      grow();
    }
    times[at(entries)] = now;
    counts[at(entries)] = n;
    entries++;
  }

  private void grow() {
    var longer = new long[2 * entries];
    var more = new int[2 * entries];
    for (int i = 0; i < entries; i++) {
      longer[i] = times[at(i)];
      more[i] = counts[at(i)];
    }
    times = longer;
    counts = more;
    first = 0;
  }

  @Override
  void putBack(int n, long now) {
    forget(now);
    for (int left = n; left > 0 && entries > 0; ) {
      int newest = at(entries - 1);
      int some = Math.min(left, counts[newest]);
      counts[newest] -= some;
      inside -= some;
      left -= some;
      if (counts[newest] == 0) {
        entries--;
      }
    }
  }

  @Override
  long timeOf(int n, long now) {
    forget(now);
    long missing = inside + n - permits;
    return missing <= 0 ? now : later(takenAt(missing), nanos);
  }

  /** When the permit with this number was taken, from the oldest, which is 1. */
  private long takenAt(long number) {
    int entry = 0;
    for (long passed = counts[first]; passed < number; passed += counts[at(entry)]) {
      entry++;
    }
    return times[at(entry)];
  }

  /** Each request is met a span after the one that took what it waits for. */
  @Override
  long timeOfLast(int[] requests, long now) {
    forget(now);
    var met = new long[requests.length];
    var ends = new long[requests.length]; // the number of the last permit of each
    long number = inside;
    int before = 0;
    for (int i = 0; i < requests.length; i++) {
      number += requests[i];
      ends[i] = number;
      long missing = number - permits;
      if (missing <= 0) {
        met[i] = now;
      } else if (missing <= inside) {
        met[i] = later(takenAt(missing), nanos);
      } else {
        while (ends[before] < missing) {
          before++;
        }
        met[i] = later(met[before], nanos);
      }
    }
    return Arrays.stream(met).max().orElse(now);
  }

  @Override
  void resize(int newPermits, long newNanos, long now) {
    forget(now);
    permits = newPermits;
    nanos = newNanos;
  }
}
