package toro.bench.scenario;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import toro.AsyncLatch;
import toro.Block;

/** Virtual threads count a latch down, each once, and wait until all have. */
public class LatchFromVirtualThreads extends Scenario {
  @Param("10000")
  public int operations;

  private long run(Block countDown, Block await) {
    var done = new AtomicLong();
    Round.run(
        Round.VIRTUAL,
        operations,
        () -> {
          countDown.run();
          await.run();
          done.incrementAndGet();
        });
    return expect(operations, done.get());
  }

  @Benchmark
  public long toro() {
    var latch = new AsyncLatch(operations);
    return run(latch::countDown, () -> latch.whenZero().await());
  }

  @Benchmark
  public long countDownLatch() {
    var latch = new CountDownLatch(operations);
    return run(latch::countDown, latch::await);
  }
}
