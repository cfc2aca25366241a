package toro.bench.scenario;

import java.util.concurrent.Phaser;
import org.openjdk.jmh.annotations.Benchmark;
import toro.AsyncSemaphore;
import toro.AsyncTracker;

/** One enters, and leaves. */
public class TrackerEnterLeave extends Scenario {
  private final AsyncTracker toro = new AsyncTracker();
  private final AsyncSemaphore semaphore = new AsyncSemaphore(1 << 20);
  private final Phaser phaser = new Phaser(1); // one who stays: else it would end
  private long held;

  @Benchmark
  public long toro() {
    try (var inside = toro.enter()) {
      return held++;
    }
  }

  /** A permit of a semaphore that has enough. */
  @Benchmark
  public long toroSemaphore() {
    try (var inside = expect(semaphore.tryAcquire())) {
      return held++;
    }
  }

  @Benchmark
  public long phaser() {
    phaser.register();
    try {
      return held++;
    } finally {
      phaser.arriveAndDeregister();
    }
  }
}
