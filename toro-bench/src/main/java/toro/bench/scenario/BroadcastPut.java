package toro.bench.scenario;

import kotlinx.coroutines.flow.MutableSharedFlow;
import org.openjdk.jmh.annotations.Benchmark;
import toro.AsyncBroadcast;
import toro.AsyncQueue;

/** An item is put that overwrites the oldest of 64, and that nobody takes. */
public class BroadcastPut extends Scenario {
  private static final int CAPACITY = 64;

  private final AsyncBroadcast<Integer> toro = AsyncBroadcast.lossy(CAPACITY);
  private final AsyncQueue<Integer> queue = AsyncQueue.bounded(CAPACITY);
  private final MutableSharedFlow<Integer> kotlin = KotlinFlows.keeping(CAPACITY);

  @Benchmark
  public long toro() {
    return expect(1, toro.offer(1) ? 1 : 0);
  }

  /** The cheapest of ours into which one puts: an item in, and out again. */
  @Benchmark
  public long toroQueue() {
    return expect(1, queue.offer(1) ? expect(queue.poll()) : 0);
  }

  @Benchmark
  public long kotlin() {
    return expect(1, kotlin.tryEmit(1) ? 1 : 0);
  }
}
