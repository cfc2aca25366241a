package toro.bench.scenario;

import java.util.concurrent.ForkJoinPool;
import org.openjdk.jmh.annotations.TearDown;
import toro.AsyncQueue;

/** As many producers as consumers, all without threads of their own. */
public abstract class CallbackPairs extends Pairs {
  private final ForkJoinPool pool = Round.pool(2);
  private final ForkJoinPool one = Round.pool(1);

  @TearDown
  public void stop() {
    pool.close();
    one.close();
  }

  final long toro(AsyncQueue<Integer> queue) {
    return CallbackQueues.run(queue, pool, pairs, operations);
  }

  /** As coroutines of one loop. */
  final long toroOneThread(AsyncQueue<Integer> queue) {
    return CallbackQueues.run(queue, one, pairs, operations);
  }
}
