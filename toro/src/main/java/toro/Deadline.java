package toro;

import java.time.Duration;

/**
 * A moment on the monotonic clock by which something must have happened: a limit that several waits
 * share.
 *
 * {@snippet file="Snippets.java" region="deadline"}
 *
 * <p>Immutable, and independent of the wall clock. A deadline keeps the clock of where it was made:
 * on a simulated {@link Loop} that is the loop's virtual time, everywhere else real time.
 */
public final class Deadline {
  /** The longest span that is told apart from any other, in nanoseconds: 146 years. */
  private static final long FAR = Long.MAX_VALUE >> 1;

  private final WaitTimer clock;
  private final long nanoTime;

  private Deadline(WaitTimer clock, long nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /**
   * A deadline that expires when the given time has passed from now.
   *
   * @param delay how long from now, not negative; anything over 146 years counts as 146 years
   * @return the deadline
   * @throws IllegalArgumentException if the delay is negative
   */
  public static Deadline after(Duration delay) {
    Home here = Home.here();
    WaitTimer clock = here == null ? WaitTimer.realTime() : here.clock();
    return new Deadline(clock, clock.nanoTime() + nanos(delay));
  }

  /**
   * How much time is left.
   *
   * @return the time left, zero once expired
   */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, remainingNanos()));
  }

  /**
   * Says whether the moment has come.
   *
   * @return true once no time remains
   */
  public boolean isExpired() {
    return remainingNanos() <= 0;
  }

  long remainingNanos() {
    return nanoTime - clock.nanoTime();
  }

  WaitTimer clock() {
    return clock;
  }

  /** The nanoseconds in a limit, cut off at {@link #FAR} so that sums never overflow. */
  static long nanos(Duration limit) {
    if (limit.isNegative()) {
      throw new IllegalArgumentException("limit must not be negative: " + limit);
    }
    return limit.toSeconds() >= FAR / 1_000_000_000 ? FAR : limit.toNanos();
  }

  @Override
  public String toString() {
    return isExpired() ? "Deadline[expired]" : "Deadline[in " + remaining() + "]";
  }
}
