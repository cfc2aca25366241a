package toro.bench.scenario;

import com.ibm.asyncutil.locks.FairAsyncSemaphore;
import java.util.concurrent.Semaphore;
import kotlinx.coroutines.sync.SemaphoreKt;
import org.openjdk.jmh.annotations.Benchmark;
import toro.AsyncSemaphore;

/** One of four free permits is taken by a call that never waits, and given back. */
public class SemaphoreTry extends Scenario {
  private static final int PERMITS = 4;

  private final AsyncSemaphore toro = AsyncSemaphore.bounded(PERMITS);
  private final Semaphore unfair = new Semaphore(PERMITS);
  private final Semaphore fair = new Semaphore(PERMITS, true);
  private final FairAsyncSemaphore ibm = new FairAsyncSemaphore(PERMITS);
  private final kotlinx.coroutines.sync.Semaphore kotlin = SemaphoreKt.Semaphore(PERMITS, 0);
  private long held;

  @Benchmark
  public long toro() {
    try (var permit = expect(toro.tryAcquire())) {
      return held++;
    }
  }

  @Benchmark
  public long semaphore() {
    return tryAcquire(unfair);
  }

  @Benchmark
  public long fairSemaphore() {
    return tryAcquire(fair);
  }

  private long tryAcquire(Semaphore semaphore) {
    expect(1, semaphore.tryAcquire() ? 1 : 0);
    try {
      return held++;
    } finally {
      semaphore.release();
    }
  }

  @Benchmark
  public long ibm() {
    expect(1, ibm.tryAcquire() ? 1 : 0);
    try {
      return held++;
    } finally {
      ibm.release();
    }
  }

  @Benchmark
  public long kotlin() {
    expect(1, kotlin.tryAcquire() ? 1 : 0);
    try {
      return held++;
    } finally {
      kotlin.release();
    }
  }
}
