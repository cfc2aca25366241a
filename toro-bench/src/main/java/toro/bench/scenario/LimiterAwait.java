package toro.bench.scenario;

import io.github.bucket4j.BlockingBucket;
import org.openjdk.jmh.annotations.Benchmark;
import toro.AsyncRateLimiter;
import toro.AsyncSemaphore;

/** A turn is taken, of which there are enough, by a call that would wait. */
public class LimiterAwait extends Scenario {
  private final AsyncRateLimiter toro = Limiters.toro();
  private final AsyncSemaphore semaphore = AsyncSemaphore.bounded(4);
  private final BlockingBucket bucket4j = Limiters.bucket4j().asBlocking();
  private long gone;

  @Benchmark
  public long toro() throws InterruptedException {
    toro.acquire().await();
    return gone++;
  }

  /** A free permit, which is given back. */
  @Benchmark
  public long toroSemaphore() throws InterruptedException {
    try (var permit = semaphore.acquire().await()) {
      return gone++;
    }
  }

  @Benchmark
  public long bucket4j() throws InterruptedException {
    bucket4j.consume(1);
    return gone++;
  }
}
