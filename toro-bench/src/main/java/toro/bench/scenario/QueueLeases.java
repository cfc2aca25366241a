package toro.bench.scenario;

import org.openjdk.jmh.annotations.Benchmark;
import toro.AsyncQueue;

/** An item is leased, done, and would come back if it were not. */
public class QueueLeases extends Scenario {
  private static final int CAPACITY = 64;

  private final Integer item = 7;
  private final AsyncQueue<Integer> toro = AsyncQueue.bounded(CAPACITY);

  @Benchmark
  public Integer toro() throws InterruptedException {
    toro.put(item).await();
    try (var lease = toro.lease().await()) {
      Integer leased = lease.item();
      lease.done();
      return leased;
    }
  }

  /** The same without a lease: what is not done is lost. */
  @Benchmark
  public Integer toroTake() throws InterruptedException {
    toro.put(item).await();
    Integer taken = toro.take().await();
    toro.taskDone();
    return taken;
  }
}
