package toro.bench.scenario;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Platform threads want one lock, and whoever has it yields once. */
public class LockFromPlatformThreads extends Scenario {
  @Param("16384")
  public int operations;

  @Param("64")
  public int tasks;

  private ThreadLocks threads() {
    return new ThreadLocks(Round.PLATFORM, tasks, operations, Thread::yield, () -> {});
  }

  @Benchmark
  public long toro() {
    return threads().toro();
  }

  @Benchmark
  public long reentrantLock() {
    return threads().reentrantLock(false);
  }

  @Benchmark
  public long fairReentrantLock() {
    return threads().reentrantLock(true);
  }

  @Benchmark
  public long fairSemaphore() {
    return threads().semaphore(true);
  }
}
