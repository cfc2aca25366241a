package toro.bench.scenario;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Many virtual threads want one lock, and whoever has it yields once. */
public class LockFromVirtualThreads extends Scenario {
  @Param("131072")
  public int operations;

  @Param({"64", "1024"})
  public int tasks;

  @Param({"0", "8"})
  public int neighbours;

  private final Neighbours busy = new Neighbours();

  @Setup(Level.Iteration)
  public void start() {
    busy.startWhenWarm(neighbours);
  }

  @TearDown
  public void stop() {
    busy.stop();
  }

  private ThreadLocks threads() {
    return new ThreadLocks(Round.VIRTUAL, tasks, operations, Thread::yield, () -> {});
  }

  @Benchmark
  public long toro() {
    return threads().toro();
  }

  @Benchmark
  public long toroSemaphore() {
    return threads().toroSemaphore();
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
  public long semaphore() {
    return threads().semaphore(false);
  }

  @Benchmark
  public long fairSemaphore() {
    return threads().semaphore(true);
  }
}
