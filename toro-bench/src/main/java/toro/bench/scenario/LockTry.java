package toro.bench.scenario;

import java.util.concurrent.locks.ReentrantLock;
import kotlinx.coroutines.sync.Mutex;
import kotlinx.coroutines.sync.MutexKt;
import org.openjdk.jmh.annotations.Benchmark;
import toro.AsyncLock;

/** A free lock is taken by a call that never waits, and given back. */
public class LockTry extends Scenario {
  private final AsyncLock toro = new AsyncLock();
  private final ReentrantLock unfair = new ReentrantLock();
  private final ReentrantLock fair = new ReentrantLock(true);
  private final com.ibm.asyncutil.locks.AsyncLock ibm =
      com.ibm.asyncutil.locks.AsyncLock.createFair();
  private final Mutex mutex = MutexKt.Mutex(false);
  private long held;

  @Benchmark
  public long toro() {
    try (var permit = expect(toro.tryAcquire())) {
      return held++;
    }
  }

  @Benchmark
  public long reentrantLock() {
    return tryLock(unfair);
  }

  @Benchmark
  public long fairReentrantLock() {
    return tryLock(fair);
  }

  private long tryLock(ReentrantLock lock) {
    expect(1, lock.tryLock() ? 1 : 0);
    try {
      return held++;
    } finally {
      lock.unlock();
    }
  }

  @Benchmark
  public long ibm() {
    try (var token = ibm.tryLock().orElseThrow()) {
      return held++;
    }
  }

  @Benchmark
  public long kotlin() {
    expect(1, mutex.tryLock(null) ? 1 : 0);
    try {
      return held++;
    } finally {
      mutex.unlock(null);
    }
  }
}
