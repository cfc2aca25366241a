package toro;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CheckReturnValue;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * So many in a time, and no more: a turn is waited for without blocking a thread.
 *
 * {@snippet file="LimitSnippets.java" region="limiter"}
 *
 * <p>A granted wait means "go now"; nothing is given back later. A {@linkplain #bucket bucket}
 * refills evenly, and allows a burst of what it holds. A {@linkplain #window window} never lets
 * more through in any span of its length, wherever that begins.
 *
 * <p><b>Fairness.</b> Strictly first come, first served, whatever the amounts: the first in line
 * waits until there is enough for it, and nobody passes; {@link #tryAcquire()} fails while somebody
 * waits. Nobody goes early. An alarm that comes late costs no rate, as a bucket has filled
 * meanwhile.
 *
 * <p><b>Cancellation.</b> Who waits has reserved nothing. So who gives up takes nothing, and all
 * behind it move up; see {@link Wait}. A turn that was granted, and received by nobody, goes back.
 *
 * <p><b>Memory.</b> A waiter in line, and one alarm for the first of them. A window keeps when
 * turns were taken, as long as it lasts: 12 bytes for each call that took some.
 *
 * <p>An {@link AsyncSemaphore} limits how many are inside at once; this limits how many begin. Its
 * time is that of where it was made: on a simulated {@link Loop} virtual time. Used elsewhere, each
 * call throws {@link IllegalArgumentException}.
 */
public final class AsyncRateLimiter extends Primitive {
  private final LimiterLine line;

  private AsyncRateLimiter(LimiterMeter meter) {
    this.line = new LimiterLine(this, meter);
  }

  /**
   * Creates a limiter that refills evenly, and begins full.
   *
   * @param permits how many turns there are in a period, in the long run
   * @param per the period
   * @param burst how many turns it holds at most, if nobody takes any
   * @return a limiter
   * @throws IllegalArgumentException if one of them is not positive
   */
  public static AsyncRateLimiter bucket(int permits, Duration per, int burst) {
    Names.positive("burst", burst);
    return new AsyncRateLimiter(
        new LimiterBucket(Names.positive("number of permits", permits), nanos(per), burst));
  }

  /**
   * Creates a limiter that never lets more through than that in any span of that length.
   *
   * @param permits how many turns
   * @param per the length of the span
   * @return a limiter
   * @throws IllegalArgumentException if one of them is not positive
   */
  public static AsyncRateLimiter window(int permits, Duration per) {
    return new AsyncRateLimiter(
        new LimiterWindow(Names.positive("number of permits", permits), nanos(per)));
  }

  private static long nanos(Duration per) {
    if (per.isNegative() || per.isZero()) {
      throw new IllegalArgumentException("period must be positive: " + per);
    }
    return Deadline.nanos(per);
  }

  private int wanted(int n) {
    if (n <= 0) {
      throw new IllegalArgumentException(brief() + ": number must be positive: " + n);
    }
    return n;
  }

  /**
   * Names this limiter, for {@link #toString} and messages.
   *
   * @param name any text
   * @return this limiter
   */
  public AsyncRateLimiter named(String name) {
    setName(name);
    return this;
  }

  /**
   * Waits for a turn.
   *
   * @return a wait that completes when it is time to go; fails with {@link ClosedException} when
   *     closed
   */
  @CheckReturnValue
  public Wait<@Nullable Void> acquire() {
    return line.acquire(1);
  }

  /**
   * Waits for several turns at once.
   *
   * @param n how many
   * @return a wait that completes when it is time to go; fails with {@link ClosedException} when
   *     closed, and with {@link IllegalStateException} where there are never so many since a {@link
   *     #resize}
   * @throws IllegalArgumentException if n is not positive, or there are never so many at once
   */
  @CheckReturnValue
  public Wait<@Nullable Void> acquire(int n) {
    return line.acquire(wanted(n));
  }

  /**
   * Takes a turn if it is there now and nobody waits.
   *
   * @return true if it was taken
   * @throws ClosedException when closed
   */
  @CheckReturnValue
  public boolean tryAcquire() {
    return line.tryAcquire(1);
  }

  /**
   * Takes several turns if they are there now and nobody waits.
   *
   * @param n how many
   * @return true if they were taken
   * @throws ClosedException when closed
   * @throws IllegalArgumentException if n is not positive, or there are never so many at once
   */
  @CheckReturnValue
  public boolean tryAcquire(int n) {
    return line.tryAcquire(wanted(n));
  }

  /**
   * How long a request made now would wait, if nobody left the line before it: to be told to who is
   * refused. Takes time in proportion to the line.
   *
   * @param n how many turns
   * @return the time, zero if it would go now; 292 years stand for anything longer
   * @throws IllegalArgumentException if n is not positive, or there are never so many at once
   */
  public Duration delay(int n) {
    return Duration.ofNanos(line.nanosUntil(wanted(n)));
  }

  /**
   * Changes the rate from now on. What a bucket holds, it keeps; its burst stays. What a window has
   * let through counts, as long as the shorter span lasts. Requests that can never be met any more
   * fail with {@link IllegalStateException}.
   *
   * @param permits how many turns there are in a period
   * @param per the period
   * @throws IllegalArgumentException if one of them is not positive
   */
  public void resize(int permits, Duration per) {
    line.resize(Names.positive("number of permits", permits), nanos(per));
  }

  /**
   * How many requests wait now.
   *
   * @return the number
   */
  public int waiting() {
    return line.count();
  }

  /**
   * Closes this limiter: those who wait, and whoever asks later, fail with {@link ClosedException}.
   * Idempotent.
   */
  public void close() {
    line.close(null);
  }

  /**
   * As {@link #close()}; {@link ClosedException#getCause} tells why.
   *
   * @param cause why; the first one wins
   */
  public void close(Throwable cause) {
    line.close(requireNonNull(cause, "cause"));
  }

  /**
   * Says whether this limiter is closed.
   *
   * @return true from the first close on
   */
  public boolean isClosed() {
    return line.isClosed();
  }

  @Override
  String state() {
    return (isClosed() ? "closed" : "open") + Names.waiting(waiting());
  }

  WaitSource<@Nullable Void> source() {
    return line.new Source();
  }
}
