package toro.bench.scenario;

import io.github.bucket4j.Bucket;
import io.github.resilience4j.ratelimiter.RateLimiter;
import org.openjdk.jmh.annotations.Benchmark;
import toro.AsyncRateLimiter;

/** A turn is taken, of which there are enough, by a call that never waits. */
public class LimiterTry extends Scenario {
  private final AsyncRateLimiter toro = Limiters.toro();
  private final Bucket bucket4j = Limiters.bucket4j();
  private final RateLimiter resilience4j = Limiters.resilience4j();

  @Benchmark
  public long toro() {
    return expect(1, toro.tryAcquire() ? 1 : 0);
  }

  @Benchmark
  public long bucket4j() {
    return expect(1, bucket4j.tryConsume(1) ? 1 : 0);
  }

  @Benchmark
  public long resilience4j() {
    return expect(1, resilience4j.acquirePermission() ? 1 : 0);
  }
}
