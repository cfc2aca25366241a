package toro.bench.scenario;

import com.ibm.asyncutil.locks.FairAsyncSemaphore;
import java.util.concurrent.ForkJoinPool;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import toro.AsyncLock;
import toro.AsyncSemaphore;
import toro.Permit;

/** Many tasks without threads want one lock, and whoever has it suspends once. */
public class LockFromCallbacks extends Scenario {
  @Param("65536")
  public int operations;

  @Param({"64", "1024"})
  public int tasks;

  @Param({"0", "8"})
  public int neighbours;

  private final Neighbours busy = new Neighbours();
  private final ForkJoinPool pool = Round.pool(2);
  private final ForkJoinPool one = Round.pool(1);

  @Setup(Level.Iteration)
  public void start() {
    busy.startWhenWarm(neighbours);
  }

  @TearDown
  public void stop() {
    busy.stop();
    pool.close();
    one.close();
  }

  @Benchmark
  public long toro() {
    return run(new CallbackTask.Lock<Permit>(new AsyncLock()::acquire, Permit::close));
  }

  /** As coroutines of one loop. */
  @Benchmark
  public long toroOneThread() {
    var lock = new CallbackTask.Lock<Permit>(new AsyncLock()::acquire, Permit::close);
    return expect(operations, CallbackTask.run(lock, one, tasks, operations));
  }

  @Benchmark
  public long toroSemaphore() {
    return run(new CallbackTask.Lock<Permit>(AsyncSemaphore.bounded(1)::acquire, Permit::close));
  }

  @Benchmark
  public long ibm() {
    return run(
        new CallbackTask.Lock<com.ibm.asyncutil.locks.AsyncLock.LockToken>(
            com.ibm.asyncutil.locks.AsyncLock.createFair()::acquireLock,
            com.ibm.asyncutil.locks.AsyncLock.LockToken::close));
  }

  @Benchmark
  public long ibmSemaphore() {
    var semaphore = new FairAsyncSemaphore(1);
    return run(new CallbackTask.Lock<Void>(semaphore::acquire, nothing -> semaphore.release()));
  }

  private <H> long run(CallbackTask.Lock<H> lock) {
    return expect(operations, CallbackTask.run(lock, pool, tasks, operations));
  }

  @Benchmark
  public long kotlinLoop() {
    return expect(operations, KotlinLocks.mutex(false, tasks, operations));
  }

  @Benchmark
  public long kotlinDispatcher() {
    return expect(operations, KotlinLocks.mutex(true, tasks, operations));
  }

  @Benchmark
  public long kotlinSemaphoreDispatcher() {
    return expect(operations, KotlinLocks.semaphore(true, tasks, operations));
  }
}
