package toro.bench.scenario;

import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import toro.AsyncSemaphore;
import toro.Wait;

/** All who wait for a permit give up: the first ones first, the last ones first, or anyhow. */
@Fork(jvmArgsAppend = {"-Xms4g", "-Xmx4g", "-Xmn3g"})
public class GivingUp extends Scenario {
  /** How many give up, and in which order. */
  @State(Scope.Benchmark)
  public static class Size {
    @Param({"10000", "1000000"})
    public int waiters;

    @Param({"first", "last", "random"})
    public String order = "";

    private int[] indices = {};

    @Setup
    public void order() {
      indices = new int[waiters];
      for (int i = 0; i < waiters; i++) {
        indices[i] = order.equals("last") ? waiters - 1 - i : i;
      }
      if (order.equals("random")) {
        shuffle();
      }
    }

    private void shuffle() {
      var random = new Random(1);
      for (int i = waiters - 1; i > 0; i--) {
        int other = random.nextInt(i + 1);
        int index = indices[i];
        indices[i] = indices[other];
        indices[other] = index;
      }
    }
  }

  /** Those who wait for a permit of ours. */
  @State(Scope.Benchmark)
  public static class Toro {
    private final AsyncSemaphore semaphore = AsyncSemaphore.bounded(1);
    private Wait<?>[] waits = {};

    @Setup
    public void takeThePermit() {
      expect(semaphore.tryAcquire());
    }

    @Setup(Level.Invocation)
    public void queue(Size size) {
      Meter.prepare(() -> queue(size.waiters));
    }

    private void queue(int waiters) {
      waits = new Wait<?>[waiters];
      for (int i = 0; i < waiters; i++) {
        waits[i] = semaphore.acquire();
      }
    }
  }

  @Benchmark
  public long toro(Size size, Toro line) {
    long gone = 0;
    for (int i : size.indices) {
      gone += line.waits[i].cancel(false) ? 1 : 0;
    }
    expect(0, line.semaphore.waiting());
    return expect(size.waiters, gone);
  }

  /** Coroutines that wait for a permit of Kotlin's. */
  @State(Scope.Benchmark)
  public static class Kotlin {
    private KotlinWaiters waiters = KotlinWaiters.ofPermit(0);

    @Setup(Level.Invocation)
    public void queue(Size size) {
      Meter.prepare(() -> waiters = KotlinWaiters.ofPermit(size.waiters));
    }
  }

  @Benchmark
  public long kotlin(Size size, Kotlin line) {
    return expect(size.waiters, line.waiters.giveUp(size.indices));
  }
}
