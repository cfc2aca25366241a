package toro.bench.scenario;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import toro.AsyncSemaphore;

/** A wait that queues and is granted, with a limit of an hour and without one. */
public class LimitThatNeverFires extends Scenario {
  private static final Duration AN_HOUR = Duration.ofHours(1);

  @Param("20000")
  public int operations;

  @Benchmark
  public long toroWithoutLimit() {
    var semaphore = new AsyncSemaphore(0);
    long granted = 0;
    for (int i = 0; i < operations; i++) {
      var wait = semaphore.acquire();
      semaphore.release();
      granted += wait.isDone() ? 1 : 0;
    }
    return expect(operations, granted);
  }

  @Benchmark
  public long toro() {
    var semaphore = new AsyncSemaphore(0);
    long granted = 0;
    for (int i = 0; i < operations; i++) {
      var wait = semaphore.acquire();
      var unused = wait.within(AN_HOUR);
      semaphore.release();
      granted += wait.isDone() ? 1 : 0;
    }
    return expect(operations, granted);
  }

  @Benchmark
  public long completableFutureWithoutLimit() {
    long completed = 0;
    for (int i = 0; i < operations; i++) {
      var future = new CompletableFuture<Integer>();
      future.complete(1);
      completed += future.join();
    }
    return expect(operations, completed);
  }

  @Benchmark
  public long completableFuture() {
    long completed = 0;
    for (int i = 0; i < operations; i++) {
      var future = new CompletableFuture<Integer>().orTimeout(1, TimeUnit.HOURS);
      future.complete(1);
      completed += future.join();
    }
    return expect(operations, completed);
  }

  @Benchmark
  public long kotlinWithoutLimit() {
    return expect(operations, KotlinWaiters.limited(operations, false));
  }

  @Benchmark
  public long kotlin() {
    return expect(operations, KotlinWaiters.limited(operations, true));
  }
}
