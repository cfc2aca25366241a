package toro.bench.scenario;

import com.ibm.asyncutil.locks.FairAsyncSemaphore;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import toro.AsyncSemaphore;

/** Two tasks without threads wait for each other in turn; a round trip is one operation. */
public class PingPongFromCallbacks extends Scenario {
  @Param("20000")
  public int operations;

  /** Waits for its own semaphore, and lets the other one go on. */
  private final class Player {
    private final Supplier<? extends CompletionStage<?>> acquire;
    private final Runnable releaseOther;
    private final Round round;
    private final boolean serves;
    private int left = operations;

    Player(
        Supplier<? extends CompletionStage<?>> acquire,
        Runnable releaseOther,
        Round round,
        boolean serves) {
      this.acquire = acquire;
      this.releaseOther = releaseOther;
      this.round = round;
      this.serves = serves;
    }

    void play() {
      if (left-- == 0) {
        round.end();
      } else if (serves) {
        var ball = acquire.get();
        ball.thenAccept(unused -> play());
        releaseOther.run();
      } else {
        acquire
            .get()
            .thenAccept(
                unused -> {
                  releaseOther.run();
                  play();
                });
      }
    }
  }

  private long run(
      Supplier<? extends CompletionStage<?>> acquireThere,
      Runnable releaseThere,
      Supplier<? extends CompletionStage<?>> acquireBack,
      Runnable releaseBack) {
    var round = new Round(2);
    new Player(acquireThere, releaseBack, round, false).play();
    new Player(acquireBack, releaseThere, round, true).play();
    round.await();
    return operations;
  }

  @Benchmark
  public long toro() {
    var there = new AsyncSemaphore(0);
    var back = new AsyncSemaphore(0);
    return run(there::acquire, there::release, back::acquire, back::release);
  }

  @Benchmark
  public long ibm() {
    var there = new FairAsyncSemaphore(0);
    var back = new FairAsyncSemaphore(0);
    return run(there::acquire, there::release, back::acquire, back::release);
  }

  @Benchmark
  public long kotlinLoop() {
    return expect(operations, KotlinQueues.pingPongBySemaphores(false, operations));
  }

  @Benchmark
  public long kotlinDispatcher() {
    return expect(operations, KotlinQueues.pingPongBySemaphores(true, operations));
  }

  @Benchmark
  public long kotlinChannelLoop() {
    return expect(operations, KotlinQueues.pingPong(false, operations));
  }
}
