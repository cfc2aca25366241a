package toro.bench.scenario;

import org.openjdk.jmh.annotations.Benchmark;
import toro.AsyncQueue;

/** Callbacks send items through a queue without a limit. */
public class UnboundedQueueFromCallbacks extends CallbackPairs {
  @Benchmark
  public long toro() {
    return toro(AsyncQueue.unbounded());
  }

  @Benchmark
  public long toroOneThread() {
    return toroOneThread(AsyncQueue.unbounded());
  }

  @Benchmark
  public long kotlinLoop() {
    return kotlin(false, Integer.MAX_VALUE);
  }

  @Benchmark
  public long kotlinDispatcher() {
    return kotlin(true, Integer.MAX_VALUE);
  }
}
