package toro.bench.scenario;

import com.ibm.asyncutil.locks.FairAsyncSemaphore;
import java.util.concurrent.Semaphore;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import toro.AsyncSemaphore;

/** One of four free permits is taken by a call that would wait, and given back. */
public class SemaphoreAwait extends Scenario {
  private static final int PERMITS = 4;
  private static final int SUSPENDING = 1_000; // calls in one coroutine

  private final AsyncSemaphore toro = AsyncSemaphore.bounded(PERMITS);
  private final Semaphore unfair = new Semaphore(PERMITS);
  private final Semaphore fair = new Semaphore(PERMITS, true);
  private final FairAsyncSemaphore ibm = new FairAsyncSemaphore(PERMITS);
  private long held;

  @Benchmark
  public long toro() throws InterruptedException {
    try (var permit = toro.acquire().await()) {
      return held++;
    }
  }

  @Benchmark
  public long semaphore() throws InterruptedException {
    return acquire(unfair);
  }

  @Benchmark
  public long fairSemaphore() throws InterruptedException {
    return acquire(fair);
  }

  private long acquire(Semaphore semaphore) throws InterruptedException {
    semaphore.acquire();
    try {
      return held++;
    } finally {
      semaphore.release();
    }
  }

  @Benchmark
  public long ibm() {
    ibm.acquire().toCompletableFuture().join();
    try {
      return held++;
    } finally {
      ibm.release();
    }
  }

  @Benchmark
  @OperationsPerInvocation(SUSPENDING)
  public long kotlin() {
    return expect(SUSPENDING, KotlinFree.semaphore(SUSPENDING));
  }
}
