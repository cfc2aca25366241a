package toro.bench.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import toro.AsyncLock;
import toro.Block;

/** Many virtual threads want one lock after the other, each begins with another one. */
public class ManyLocks extends Scenario {
  @Param("131072")
  public int operations;

  @Param("1024")
  public int tasks;

  @Param("100")
  public int locks;

  private final Runnable suspend = Thread::yield;

  private interface Lock {
    void hold(Held held, Runnable suspend) throws InterruptedException;
  }

  private long run(Supplier<Lock> newLock) {
    var all = new ArrayList<Lock>();
    var held = new ArrayList<Held>();
    for (int i = 0; i < locks; i++) {
      all.add(newLock.get());
      held.add(new Held());
    }
    var bodies = new ArrayList<Block>();
    for (int i = 0; i < tasks; i++) {
      int start = i;
      bodies.add(() -> holdOneAfterTheOther(start, all, held));
    }
    Round.run(Round.VIRTUAL, bodies);
    return expect(operations, held.stream().mapToLong(each -> each.times).sum());
  }

  private void holdOneAfterTheOther(int start, List<Lock> all, List<Held> held)
      throws InterruptedException {
    int next = start % locks;
    for (int i = operations / tasks; i > 0; i--) {
      all.get(next).hold(held.get(next), suspend);
      next = (next + 1) % locks;
    }
  }

  @Benchmark
  public long toro() {
    return run(
        () -> {
          var lock = new AsyncLock();
          return (held, suspend) -> {
            try (var permit = lock.acquire().await()) {
              held.times++;
              suspend.run();
            }
          };
        });
  }

  @Benchmark
  public long fairReentrantLock() {
    return run(
        () -> {
          var lock = new ReentrantLock(true);
          return (held, suspend) -> {
            lock.lock();
            try {
              held.times++;
              suspend.run();
            } finally {
              lock.unlock();
            }
          };
        });
  }
}
