package toro.bench.scenario;

import java.util.concurrent.ForkJoinPool;
import org.openjdk.jmh.annotations.TearDown;
import toro.AsyncQueue;

/** As many producers as consumers, all without threads of their own. */
public abstract class CallbackPairs extends Pairs {
  private final ForkJoinPool pool =
      new ForkJoinPool(2, ForkJoinPool.defaultForkJoinWorkerThreadFactory, null, true);

  @TearDown
  public void stop() {
    pool.close();
  }

  final long toro(AsyncQueue<Integer> queue) {
    return CallbackQueues.run(queue, pool, pairs, operations);
  }
}
