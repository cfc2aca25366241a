package toro.verify.soak;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import toro.AsyncRateLimiter;

/** A limiter of a rate: never more go than it allows, and all go who stay. */
final class LimiterCourse extends Course {
  private static final int BURST = 3;
  private static final int PERMITS = 200;
  private static final Duration PERIOD = Duration.ofMillis(1);
  private final long begin = System.nanoTime();
  private final AsyncRateLimiter limiter = AsyncRateLimiter.bucket(PERMITS, PERIOD, BURST);
  private final LongAdder gone = new LongAdder();

  LimiterCourse(Round round) {
    super(round);
  }

  @Override
  void step(Actor me) {
    int n = 1 + me.below(BURST);
    switch (me.below(8)) {
      case 0 -> {
        if (limiter.tryAcquire(n)) {
          gone.add(n);
        }
        me.count();
      }
      case 1 -> {
        limiter.resize(PERMITS / n, PERIOD); // never faster than at first
        me.count();
      }
      default -> me.take(limiter.acquire(n), (nothing, hold) -> gone.add(n));
    }
  }

  @Override
  void close() {
    limiter.close();
  }

  @Override
  void account(Book book) {
    long most = (System.nanoTime() - begin) * PERMITS / PERIOD.toNanos() + BURST;
    book.atMost("turns", most, gone.sum());
    book.equal("waiting", 0, limiter.waiting());
  }

  @Override
  public String toString() {
    return limiter.toString();
  }
}
