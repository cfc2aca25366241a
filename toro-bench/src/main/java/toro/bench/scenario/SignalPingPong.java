package toro.bench.scenario;

import java.util.List;
import java.util.concurrent.Semaphore;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import toro.AsyncSemaphore;
import toro.AsyncSignal;
import toro.Block;

/** Two virtual threads wake each other in turn; a round trip is one operation. */
public class SignalPingPong extends Scenario {
  @Param("20000")
  public int operations;

  private long run(Block take, Block giveBack, Block give, Block takeBack) {
    var held = new Held();
    Round.run(
        Round.VIRTUAL,
        List.of(
            () -> {
              for (int i = 0; i < operations; i++) {
                take.run();
                giveBack.run();
              }
            },
            () -> {
              for (int i = 0; i < operations; i++) {
                give.run();
                takeBack.run();
                held.times++;
              }
            }));
    return expect(operations, held.times);
  }

  @Benchmark
  public long toro() {
    var there = new AsyncSignal();
    var back = new AsyncSignal();
    return run(() -> there.take().await(), back::signal, there::signal, () -> back.take().await());
  }

  @Benchmark
  public long toroSemaphore() {
    var there = new AsyncSemaphore(0);
    var back = new AsyncSemaphore(0);
    return run(
        () -> there.acquire().await(), back::release, there::release, () -> back.acquire().await());
  }

  @Benchmark
  public long semaphore() {
    var there = new Semaphore(0);
    var back = new Semaphore(0);
    return run(there::acquire, back::release, there::release, back::acquire);
  }
}
