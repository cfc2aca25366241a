package toro;

/** How many permits there are at which time. All is called under the guard of the line. */
abstract class LimiterMeter {
  static final long NEVER = Long.MAX_VALUE;

  /** The largest request that can ever be met. */
  abstract int most();

  /** Takes that many permits, if they are there at that time. */
  abstract boolean tryTake(int n, long now);

  /** Takes back the permits that were taken last. */
  abstract void putBack(int n, long now);

  /** When that many will be there, if nobody takes any: a time, or NEVER. */
  abstract long timeOf(int n, long now);

  /** When the last of these requests will be met, one after the other: a time, or NEVER. */
  abstract long timeOfLast(int[] requests, long now);

  /** From now on there are so many permits in such a time. */
  abstract void resize(int permits, long nanos, long now);

  /** The sum, or NEVER. */
  static long later(long time, long nanos) {
    long sum = time + nanos;
    return sum < 0 ? NEVER : sum;
  }
}
