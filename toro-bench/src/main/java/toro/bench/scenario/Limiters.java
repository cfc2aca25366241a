package toro.bench.scenario;

import io.github.bucket4j.Bucket;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import toro.AsyncRateLimiter;

/** Limiters that have a turn for each nanosecond, a million at a time: enough for everybody. */
final class Limiters {
  private static final int MILLION = 1_000_000;
  private static final Duration PERIOD = Duration.ofMillis(1);

  private Limiters() {}

  static AsyncRateLimiter toro() {
    return AsyncRateLimiter.bucket(MILLION, PERIOD, MILLION);
  }

  static Bucket bucket4j() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(MILLION).refillGreedy(MILLION, PERIOD))
        .build();
  }

  static RateLimiter resilience4j() {
    var config =
        RateLimiterConfig.custom()
            .limitForPeriod(MILLION)
            .limitRefreshPeriod(PERIOD)
            .timeoutDuration(Duration.ZERO)
            .build();
    return RateLimiter.of("enough", config);
  }
}
