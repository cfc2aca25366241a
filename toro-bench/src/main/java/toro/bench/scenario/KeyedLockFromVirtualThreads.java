package toro.bench.scenario;

import java.util.ArrayList;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import toro.AsyncKeyedLock;
import toro.Block;

/** Many virtual threads want one key after the other; whoever has one yields once. */
@SuppressWarnings("ThreadPriorityCheck") // the holder lets others come to the lock
public class KeyedLockFromVirtualThreads extends Scenario {
  @Param("131072")
  public int operations;

  @Param("1024")
  public int tasks;

  /** Most keys are waited for where there are few; hardly any where there are many. */
  @Param({"100", "100000"})
  public int keys;

  private interface Lock {
    void hold(Integer key, Held held) throws Exception;
  }

  private long run(Lock lock) {
    var held = Stream.generate(Held::new).limit(keys).toArray(Held[]::new);
    var bodies = new ArrayList<Block>();
    for (int i = 0; i < tasks; i++) {
      int start = i * 31;
      bodies.add(
          () -> {
            int key = start % keys;
            for (int left = operations / tasks; left > 0; left--) {
              lock.hold(key, held[key]);
              key = (key + 1) % keys;
            }
          });
    }
    Round.run(Round.VIRTUAL, bodies);
    return expect(operations, Stream.of(held).mapToLong(each -> each.times).sum());
  }

  @Benchmark
  public long toro() {
    var lock = new AsyncKeyedLock<Integer>();
    return run(
        (key, held) -> {
          try (var permit = lock.acquire(key).await()) {
            held.times++;
            Thread.yield();
          }
        });
  }

  /** Locks that are never taken out again. */
  @Benchmark
  public long mapOfFairReentrantLocks() {
    var map = new ConcurrentHashMap<Integer, ReentrantLock>();
    return run((key, held) -> hold(map.computeIfAbsent(key, k -> new ReentrantLock(true)), held));
  }

  /** Keys that share a lock where their hashes agree. */
  @Benchmark
  public long stripedFair() {
    var stripes =
        Stream.generate(() -> new ReentrantLock(true)).limit(1 << 10).toArray(ReentrantLock[]::new);
    return run((key, held) -> hold(stripes[key.hashCode() & (stripes.length - 1)], held));
  }

  private static void hold(ReentrantLock lock, Held held) {
    lock.lock();
    try {
      held.times++;
      Thread.yield();
    } finally {
      lock.unlock();
    }
  }
}
