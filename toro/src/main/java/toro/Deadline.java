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
   * @param delay how long from now; zero or less has expired already, and anything over 146 years
   *     counts as 146 years
   * @return the deadline
   */
  public static Deadline after(Duration delay) {
    WaitTimer clock = WaitTimer.here();
    return new Deadline(clock, clock.after(nanos(delay)));
  }

  /**
   * How much time is left.
   *
   * @return the time left, zero once expired
   */
  public Duration remaining() {
    return Duration.ofNanos(nanos(remainingNanos()));
  }

  /**
   * Says whether the moment has come.
   *
   * @return true once no time remains
   */
  public boolean isExpired() {
    return remainingNanos() <= 0;
  }

  private long remainingNanos() {
    return nanoTime - clock.nanoTime();
  }

  /**
   * The nanoseconds that are left of it for something that keeps the given time; never negative.
   */
  long nanosOn(WaitTimer other, Object what) {
    if (other != clock) {
      throw new IllegalArgumentException(this + " is on another clock than " + what);
    }
    return nanos(remainingNanos());
  }

  /**
   * The nanoseconds in a limit: none, if it is negative, and at most {@link #FAR}, so that sums
   * never overflow.
   */
  static long nanos(Duration limit) {
    if (limit.isNegative()) {
      return 0;
    }
    return limit.toSeconds() >= FAR / 1_000_000_000 ? FAR : limit.toNanos();
  }

  /** The same of nanoseconds. */
  static long nanos(long limit) {
    return Math.clamp(limit, 0, FAR);
  }

  @Override
  public String toString() {
    return isExpired() ? "Deadline[expired]" : "Deadline[in " + remaining() + "]";
  }
}
