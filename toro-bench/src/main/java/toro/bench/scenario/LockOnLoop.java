package toro.bench.scenario;

import java.util.ArrayList;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import toro.AsyncLock;
import toro.Loop;
import toro.Task;

/** Many coroutines of one loop want one lock, and whoever has it lets the others run once. */
public class LockOnLoop extends Scenario {
  @Param("65536")
  public int operations;

  @Param({"64", "1024"})
  public int tasks;

  @Benchmark
  public long toro() throws Exception {
    return Loop.run(
        () -> {
          var lock = new AsyncLock();
          var held = new Held();
          var loop = expect(Loop.current());
          var all = new ArrayList<Task<?>>();
          for (int i = 0; i < tasks; i++) {
            all.add(loop.spawn(() -> hold(lock, held)));
          }
          for (var task : all) {
            task.await();
          }
          return expect(operations, held.times);
        });
  }

  private void hold(AsyncLock lock, Held held) throws InterruptedException {
    for (int i = 0; i < operations / tasks; i++) {
      try (var permit = lock.acquire().await()) {
        held.times++;
        Loop.yieldNow();
      }
    }
  }

  @Benchmark
  public long kotlinLoop() {
    return expect(operations, KotlinLocks.mutex(false, tasks, operations));
  }
}
