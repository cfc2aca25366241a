package toro.bench.scenario;

import com.ibm.asyncutil.locks.FairAsyncSemaphore;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import toro.AsyncSemaphore;
import toro.Permit;

/** One of four free permits is taken by callback code, and given back by the callback. */
public class SemaphoreThenAccept extends Scenario {
  private static final int PERMITS = 4;

  private final AsyncSemaphore toro = AsyncSemaphore.bounded(PERMITS);
  private final FairAsyncSemaphore ibm = new FairAsyncSemaphore(PERMITS);
  private long held;
  private long calls;

  private final Consumer<Permit> close = this::close;
  private final Consumer<Void> release = this::release;

  private void close(Permit permit) {
    held++;
    permit.close();
  }

  private void release(Void nothing) {
    held++;
    ibm.release();
  }

  @Benchmark
  public CompletionStage<?> toro() {
    expect(calls++, held);
    return toro.acquire().thenAccept(close);
  }

  @Benchmark
  public CompletionStage<?> ibm() {
    expect(calls++, held);
    return ibm.acquire().thenAccept(release);
  }
}
