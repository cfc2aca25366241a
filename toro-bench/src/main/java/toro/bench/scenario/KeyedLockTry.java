package toro.bench.scenario;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import toro.AsyncKeyedLock;
import toro.AsyncLock;

/** The lock of a free key, one of many, is taken by a call that never waits, and given back. */
public class KeyedLockTry extends Scenario {
  private static final int KEYS = 1 << 10;

  private final AsyncKeyedLock<Integer> toro = new AsyncKeyedLock<>();
  private final AsyncLock one = new AsyncLock();
  private final ConcurrentHashMap<Integer, Integer> counts = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Integer, ReentrantLock> map = new ConcurrentHashMap<>();
  private final ReentrantLock[] stripes =
      Stream.generate(ReentrantLock::new).limit(KEYS).toArray(ReentrantLock[]::new);
  private final Integer[] keys =
      Stream.iterate(0, key -> key + 1).limit(KEYS).toArray(Integer[]::new);
  private int next;
  private long held;

  private Integer key() {
    next = (next + 1) & (KEYS - 1);
    return keys[next];
  }

  @Benchmark
  public long toro() {
    try (var permit = expect(toro.tryAcquire(key()))) {
      return held++;
    }
  }

  /** What the bar is made of: twice a lock, and one step of a map. */
  @Benchmark
  public long toroLockTwiceAndCompute() {
    var key = key();
    counts.compute(key, (k, n) -> null);
    try (var permit = expect(one.tryAcquire())) {
      held++;
    }
    try (var permit = expect(one.tryAcquire())) {
      return held;
    }
  }

  /** Locks that are never taken out again. */
  @Benchmark
  public long mapOfReentrantLocks() {
    return tryLock(map.computeIfAbsent(key(), key -> new ReentrantLock()));
  }

  /** Keys that share a lock where their hashes agree. */
  @Benchmark
  public long striped() {
    return tryLock(stripes[key().hashCode() & (KEYS - 1)]);
  }

  private long tryLock(ReentrantLock lock) {
    expect(1, lock.tryLock() ? 1 : 0);
    try {
      return held++;
    } finally {
      lock.unlock();
    }
  }
}
