package toro.bench.scenario;

import kotlinx.coroutines.channels.Channel;
import org.openjdk.jmh.annotations.Benchmark;
import toro.AsyncQueue;

/** An item is put into a full queue, which drops its oldest one and says so. */
public class QueueOverflows extends Scenario {
  private static final int CAPACITY = 64;

  private final Integer item = 7;
  private final AsyncQueue<Integer> toro = AsyncQueue.droppingOldest(CAPACITY, this::drop);
  private final AsyncQueue<Integer> queue = AsyncQueue.bounded(CAPACITY);
  private final Channel<Integer> kotlin = KotlinQueues.dropping(CAPACITY);
  private long dropped;

  private void drop(Integer ignored) {
    dropped++;
  }

  @Benchmark
  public long toro() {
    long before = dropped;
    toro.offer(item);
    return dropped - before; // 0 while it fills
  }

  /** The cheapest of ours: an item in, and another one out. */
  @Benchmark
  public Integer toroQueue() {
    queue.offer(item);
    return expect(queue.poll());
  }

  @Benchmark
  public long kotlin() {
    return expect(1, KotlinQueues.offer(kotlin, item) ? 1 : 0);
  }
}
