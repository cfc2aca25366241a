package toro.bench.scenario;

import org.openjdk.jmh.annotations.Benchmark;
import toro.AsyncQueue;

/** Room is reserved before the item is made that fills it; the item is taken. */
public class QueueReserve extends Scenario {
  private static final int CAPACITY = 64;

  private final Integer item = 7;
  private final AsyncQueue<Integer> toro = AsyncQueue.bounded(CAPACITY);

  @Benchmark
  public Integer toro() throws InterruptedException {
    try (var slot = toro.reserve().await()) {
      slot.put(item);
    }
    return toro.take().await();
  }

  /** The same without a reservation. */
  @Benchmark
  public Integer toroPut() throws InterruptedException {
    toro.put(item).await();
    return toro.take().await();
  }
}
