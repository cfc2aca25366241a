package toro.bench.scenario;

import com.ibm.asyncutil.locks.AsyncLock.LockToken;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import toro.AsyncLock;
import toro.Permit;

/** A free lock is taken by callback code, and given back by the callback. */
public class LockThenAccept extends Scenario {
  private final AsyncLock toro = new AsyncLock();
  private final com.ibm.asyncutil.locks.AsyncLock ibm =
      com.ibm.asyncutil.locks.AsyncLock.createFair();
  private long held;
  private long calls;

  private final Consumer<Permit> close = this::close;
  private final Consumer<LockToken> closeToken = this::close;

  private void close(Permit permit) {
    held++;
    permit.close();
  }

  private void close(LockToken token) {
    held++;
    token.close();
  }

  @Benchmark
  public CompletionStage<?> toro() {
    expect(calls++, held);
    return toro.acquire().thenAccept(close);
  }

  @Benchmark
  public CompletionStage<?> ibm() {
    expect(calls++, held);
    return ibm.acquireLock().thenAccept(closeToken);
  }
}
