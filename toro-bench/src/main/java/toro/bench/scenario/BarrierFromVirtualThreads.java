package toro.bench.scenario;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import toro.AsyncBarrier;
import toro.Block;

/** Virtual threads meet again and again; an arrival is one operation. */
public class BarrierFromVirtualThreads extends Scenario {
  @Param("65536")
  public int operations;

  @Param({"2", "64"})
  public int parties;

  private long run(Block arrive) {
    var arrived = new AtomicLong();
    int rounds = operations / parties;
    Round.run(
        Round.VIRTUAL,
        parties,
        () -> {
          for (int i = 0; i < rounds; i++) {
            arrive.run();
          }
          arrived.addAndGet(rounds);
        });
    return expect((long) rounds * parties, arrived.get());
  }

  @Benchmark
  public long toro() {
    var barrier = new AsyncBarrier(parties);
    return run(() -> barrier.arrive().await());
  }

  @Benchmark
  public long cyclicBarrier() {
    var barrier = new CyclicBarrier(parties);
    return run(barrier::await);
  }

  @Benchmark
  public long phaser() {
    var phaser = new Phaser(parties);
    return run(() -> phaser.awaitAdvanceInterruptibly(phaser.arrive()));
  }
}
