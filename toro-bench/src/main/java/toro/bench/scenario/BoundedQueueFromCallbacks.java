package toro.bench.scenario;

import org.openjdk.jmh.annotations.Benchmark;
import toro.AsyncQueue;

/** Callbacks send items through a queue of 64. */
public class BoundedQueueFromCallbacks extends CallbackPairs {
  private static final int CAPACITY = 64;

  @Benchmark
  public long toro() {
    return toro(AsyncQueue.bounded(CAPACITY));
  }

  @Benchmark
  public long toroOneThread() {
    return toroOneThread(AsyncQueue.bounded(CAPACITY));
  }

  @Benchmark
  public long kotlinLoop() {
    return kotlin(false, CAPACITY);
  }

  @Benchmark
  public long kotlinDispatcher() {
    return kotlin(true, CAPACITY);
  }
}
