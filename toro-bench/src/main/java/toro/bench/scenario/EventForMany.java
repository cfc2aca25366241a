package toro.bench.scenario;

import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import toro.AsyncEvent;

/** An event is set for which many wait. */
@Fork(jvmArgsAppend = {"-Xms4g", "-Xmx4g", "-Xmn3g"})
public class EventForMany extends Scenario {
  /** How many wait. */
  @State(Scope.Benchmark)
  public static class Size {
    @Param("1000000")
    public int waiters;
  }

  /** Those who wait for an event of ours. */
  @State(Scope.Benchmark)
  public static class Toro {
    private AsyncEvent event = new AsyncEvent();
    private Held told = new Held();

    @Setup(Level.Invocation)
    public void queue(Size size) {
      Meter.prepare(() -> queue(size.waiters));
    }

    private void queue(int waiters) {
      event = new AsyncEvent();
      var told = new Held();
      this.told = told;
      for (int i = 0; i < waiters; i++) {
        var unused = event.whenSet().thenRun(() -> told.times++);
      }
    }
  }

  @Benchmark
  public long toro(Size size, Toro waiting) {
    waiting.event.set();
    return expect(size.waiters, waiting.told.times);
  }

  /** Those who wait for a future, which cannot be cleared and tells the last one first. */
  @State(Scope.Benchmark)
  public static class Future {
    private CompletableFuture<Long> event = new CompletableFuture<>();
    private Held told = new Held();

    @Setup(Level.Invocation)
    public void queue(Size size) {
      Meter.prepare(() -> queue(size.waiters));
    }

    private void queue(int waiters) {
      event = new CompletableFuture<>();
      var told = new Held();
      this.told = told;
      for (int i = 0; i < waiters; i++) {
        var unused = event.thenRun(() -> told.times++);
      }
    }
  }

  @Benchmark
  public long completableFuture(Size size, Future waiting) {
    waiting.event.complete(1L);
    return expect(size.waiters, waiting.told.times);
  }

  /** Coroutines that wait for a deferred value of Kotlin's. */
  @State(Scope.Benchmark)
  public static class Kotlin {
    private KotlinWaiters waiters = KotlinWaiters.ofEvent(0);

    @Setup(Level.Invocation)
    public void queue(Size size) {
      Meter.prepare(() -> waiters = KotlinWaiters.ofEvent(size.waiters));
    }
  }

  @Benchmark
  public long kotlin(Size size, Kotlin waiting) {
    return expect(size.waiters, waiting.waiters.grant());
  }
}
