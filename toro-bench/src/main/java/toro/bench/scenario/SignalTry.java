package toro.bench.scenario;

import java.util.concurrent.Semaphore;
import org.openjdk.jmh.annotations.Benchmark;
import toro.AsyncSignal;

/** A signal that is remembered, and taken by a call that never waits. */
public class SignalTry extends Scenario {
  private final AsyncSignal toro = new AsyncSignal();
  private final Semaphore semaphore = new Semaphore(0);

  @Benchmark
  public long toro() {
    toro.signal();
    return expect(1, toro.poll() ? 1 : 0);
  }

  @Benchmark
  public long semaphore() {
    semaphore.release();
    return expect(1, semaphore.tryAcquire() ? 1 : 0);
  }
}
