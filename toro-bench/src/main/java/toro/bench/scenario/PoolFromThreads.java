package toro.bench.scenario;

import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.TearDown;
import toro.Block;

/** Many threads want one of a few connections again and again; whoever has one yields once. */
@SuppressWarnings("ThreadPriorityCheck") // who has one lets others come
public class PoolFromThreads extends Scenario {
  @Param("32768")
  public int operations;

  @Param("64")
  public int tasks;

  @Param({"virtual", "platform"})
  public String threads = "";

  private final Connections connections = new Connections(8);
  private final AtomicLong uses = new AtomicLong();

  @TearDown
  public void close() {
    connections.close();
  }

  private long run(Block use) {
    uses.set(0);
    Round.run(
        threads.equals("virtual") ? Round.VIRTUAL : Round.PLATFORM,
        tasks,
        () -> {
          for (int left = operations / tasks; left > 0; left--) {
            use.run();
          }
        });
    return expect(operations, uses.get());
  }

  private void use() {
    uses.incrementAndGet();
    Thread.yield();
  }

  @Benchmark
  public long toro() {
    return run(
        () -> {
          try (var loan = connections.toro.borrow().await()) {
            use();
          }
        });
  }

  @Benchmark
  public long hikari() {
    return run(
        () -> {
          try (var connection = connections.hikari.getConnection()) {
            use();
          }
        });
  }
}
