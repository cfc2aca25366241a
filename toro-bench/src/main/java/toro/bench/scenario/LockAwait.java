package toro.bench.scenario;

import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import toro.AsyncLock;

/** A free lock is taken by a call that would wait, and given back. */
public class LockAwait extends Scenario {
  private static final int SUSPENDING = 1_000; // calls in one coroutine

  private final AsyncLock toro = new AsyncLock();
  private final ReentrantLock unfair = new ReentrantLock();
  private final ReentrantLock fair = new ReentrantLock(true);
  private final com.ibm.asyncutil.locks.AsyncLock ibm =
      com.ibm.asyncutil.locks.AsyncLock.createFair();
  private long held;

  @Benchmark
  public long toro() throws InterruptedException {
    try (var permit = toro.acquire().await()) {
      return held++;
    }
  }

  @Benchmark
  public long reentrantLock() {
    return lock(unfair);
  }

  @Benchmark
  public long fairReentrantLock() {
    return lock(fair);
  }

  private long lock(ReentrantLock lock) {
    lock.lock();
    try {
      return held++;
    } finally {
      lock.unlock();
    }
  }

  @Benchmark
  public long ibm() {
    try (var token = ibm.acquireLock().toCompletableFuture().join()) {
      return held++;
    }
  }

  @Benchmark
  @OperationsPerInvocation(SUSPENDING)
  public long kotlin() {
    return expect(SUSPENDING, KotlinFree.mutex(SUSPENDING));
  }
}
