package toro.bench.scenario;

import org.openjdk.jmh.annotations.Benchmark;
import toro.AsyncQueue;

/** Callbacks hand items over, and nothing is kept in between. */
public class RendezvousFromCallbacks extends CallbackPairs {
  @Benchmark
  public long toro() {
    return toro(AsyncQueue.rendezvous());
  }

  @Benchmark
  public long toroOneThread() {
    return toroOneThread(AsyncQueue.rendezvous());
  }

  @Benchmark
  public long kotlinLoop() {
    return kotlin(false, 0);
  }

  @Benchmark
  public long kotlinDispatcher() {
    return kotlin(true, 0);
  }
}
