package toro.bench.scenario;

import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import toro.Loop;

/** Two coroutines of a loop let each other run; beside that, two plain virtual threads do. */
public class LoopSwitch extends Scenario {
  @Param("131072")
  public int operations;

  @Benchmark
  public long toro() throws Exception {
    return Loop.run(
        () -> {
          var held = new Held();
          var loop = expect(Loop.current());
          var first = loop.spawn(() -> yieldNow(held));
          var second = loop.spawn(() -> yieldNow(held));
          first.await();
          second.await();
          return expect(operations, held.times);
        });
  }

  private void yieldNow(Held held) {
    for (int i = 0; i < operations / 2; i++) {
      held.times++;
      Loop.yieldNow();
    }
  }

  /** Two threads of which always one is parked. */
  private static final class HandOver {
    private final Thread[] threads = new Thread[2];
    private volatile int turn;
    private long count;

    private void run(int me, int times) {
      for (int i = 0; i < times; i++) {
        while (turn != me) {
          LockSupport.park(this);
        }
        count++;
        turn = 1 - me;
        LockSupport.unpark(threads[1 - me]);
      }
    }
  }

  @Benchmark
  public long plainVirtualThreads() throws InterruptedException {
    var handOver = new HandOver();
    for (int i = 0; i < 2; i++) {
      int me = i;
      handOver.threads[i] = Thread.ofVirtual().unstarted(() -> handOver.run(me, operations / 2));
    }
    for (var thread : handOver.threads) {
      thread.start();
    }
    for (var thread : handOver.threads) {
      thread.join();
    }
    return expect(operations, handOver.count);
  }

  @Benchmark
  public long kotlinLoop() {
    return expect(operations, KotlinLocks.yields(operations));
  }
}
