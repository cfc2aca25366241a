package toro.bench.scenario;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.infra.Blackhole;

/** Many virtual threads share one permit, and work a little with it and without it. */
public class OnePermitShortWork extends Scenario {
  private static final int WORK = 50; // tokens of JMH

  @Param("131072")
  public int operations;

  @Param("1024")
  public int tasks;

  private ThreadLocks threads() {
    return new ThreadLocks(
        Round.VIRTUAL, tasks, operations, OnePermitShortWork::work, OnePermitShortWork::work);
  }

  private static void work() {
    Blackhole.consumeCPU(WORK);
  }

  @Benchmark
  public long toro() {
    return threads().toroSemaphore();
  }

  @Benchmark
  public long fairReentrantLock() {
    return threads().reentrantLock(true);
  }

  @Benchmark
  public long fairSemaphore() {
    return threads().semaphore(true);
  }

  @Benchmark
  public long reentrantLock() {
    return threads().reentrantLock(false);
  }

  @Benchmark
  public long semaphore() {
    return threads().semaphore(false);
  }
}
