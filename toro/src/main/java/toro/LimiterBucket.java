package toro;

import java.math.BigInteger;

/** Permits that come evenly, and are kept up to a number. */
final class LimiterBucket extends LimiterMeter {
  /*
   * Overview.
   *
   * A token bucket in whole numbers, so that no permit is early, and none is lost in the long run:
   * `level` permits, and `rest` of the next one, in parts of which a permit has `nanos`, and each
   * nanosecond brings `permits`.
   *
   * I1. level <= burst, 0 <= rest < nanos. A full bucket has no rest but what came in the very
   *     nanosecond in which it became full: else who waits for a single permit each time would lose
   *     that.
   */
  private final int burst;
  private int permits; // all these: under the guard of the line
  private long nanos;
  private int level;
  private long rest;
  private long filledAt;

  LimiterBucket(int permits, long nanos, int burst) {
    this.permits = permits;
    this.nanos = nanos;
    this.burst = burst;
    this.level = burst;
  }

  @Override
  int most() {
    return burst;
  }

  private void fill(long now) {
    long passed = now - filledAt;
    if (passed <= 0) {
      return;
    }
    filledAt = now;
    if (level == burst) {
      rest = 0; // I1
      return;
    }
    long high = Math.multiplyHigh(passed, (long) permits);
    long parts = passed * permits + rest;
    if (high != 0 || parts < 0) {
      fillExactly(passed);
    } else {
      raise(parts / nanos, parts % nanos);
    }
  }

  private void fillExactly(long passed) {
    BigInteger[] whole =
        BigInteger.valueOf(passed)
            .multiply(BigInteger.valueOf(permits))
            .add(BigInteger.valueOf(rest))
            .divideAndRemainder(BigInteger.valueOf(nanos));
    raise(whole[0].min(BigInteger.valueOf(burst)).longValue(), whole[1].longValue());
  }

  private void raise(long by, long newRest) {
    int room = burst - level;
    boolean isJustFull = by == room && newRest < permits; // I1
    rest = by < room || isJustFull ? newRest : 0;
    level = (int) Math.min(burst, level + by);
  }

  @Override
  boolean tryTake(int n, long now) {
    fill(now);
    boolean enough = level >= n;
    if (enough) {
      level -= n;
    }
    return enough;
  }

  @Override
  void putBack(int n, long now) {
    fill(now);
    raise(n, rest);
  }

  @Override
  long timeOf(int n, long now) {
    return timeOfAll(n, now);
  }

  private long timeOfAll(long n, long now) {
    fill(now);
    if (n <= level) {
      return now;
    }
    long missing = n - level;
    long high = Math.multiplyHigh(missing, nanos);
    long parts = missing * nanos;
    if (high != 0 || parts < 0 || parts > Long.MAX_VALUE - permits) {
      return timeOfExactly(missing);
    }
    return later(filledAt, (parts - rest + permits - 1) / permits);
  }

  private long timeOfExactly(long missing) {
    BigInteger wait =
        BigInteger.valueOf(missing)
            .multiply(BigInteger.valueOf(nanos))
            .subtract(BigInteger.valueOf(rest))
            .add(BigInteger.valueOf(permits - 1L))
            .divide(BigInteger.valueOf(permits));
    return wait.bitLength() > 62 ? NEVER : later(filledAt, wait.longValue());
  }

  /** Nothing overflows meanwhile: who stands first takes as soon as there is enough. */
  @Override
  long timeOfLast(int[] requests, long now) {
    long sum = 0;
    for (int n : requests) {
      sum += n;
    }
    return timeOfAll(sum, now);
  }

  @Override
  void resize(int newPermits, long newNanos, long now) {
    fill(now);
    rest =
        BigInteger.valueOf(rest)
            .multiply(BigInteger.valueOf(newNanos))
            .divide(BigInteger.valueOf(nanos))
            .longValue();
    permits = newPermits;
    nanos = newNanos;
  }
}
