package toro.bench.scenario;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * What an iteration costs beside wall time: the processor time of this process, the bytes that its
 * threads allocate, and how much of the machine others had meanwhile.
 */
public final class Meter implements InternalProfiler {
  /** Nanoseconds of processor time an operation. */
  public static final String CPU = "cpu";

  /** Bytes allocated an operation. */
  public static final String BYTES = "bytes";

  /** Per cent of the machine that others used, neighbours of ours aside. */
  public static final String OTHERS = "others";

  private static final Path MACHINE = Path.of("/proc/stat");
  private static final long TICK_NANOS = 10_000_000;
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  private static Usage preparation = new Usage(0, 0);
  private static @Nullable ProcessHandle neighbours;

  private Usage before = new Usage(0, 0);
  private Usage preparationBefore = preparation;
  private long machineBefore;
  private long othersOfOursBefore;
  private long timeBefore;

  /** What this process has used since it began. */
  private record Usage(long cpuNanos, long bytes) {
    static Usage now() {
      return new Usage(PROCESS.getProcessCpuTime(), THREADS.getTotalThreadAllocatedBytes());
    }

    Usage minus(Usage other) {
      return new Usage(cpuNanos - other.cpuNanos, bytes - other.bytes);
    }

    Usage plus(Usage other) {
      return new Usage(cpuNanos + other.cpuNanos, bytes + other.bytes);
    }
  }

  /** Does what has to be done before an invocation, and does not count it. */
  static void prepare(Runnable preparations) {
    var start = Usage.now();
    preparations.run();
    preparation = preparation.plus(Usage.now().minus(start));
  }

  /** What this process has started itself to disturb the measurement; or null. */
  static void neighboursAre(@Nullable ProcessHandle process) {
    neighbours = process;
  }

  @Override
  public String getDescription() {
    return "processor time, allocation, and the load by others";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    machineBefore = machineNanos();
    othersOfOursBefore = neighboursNanos();
    timeBefore = System.nanoTime();
    preparationBefore = preparation;
    before = Usage.now();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    var all = Usage.now().minus(before);
    var used = all.minus(preparation.minus(preparationBefore));
    long time = System.nanoTime() - timeBefore;
    long machine = machineNanos() - machineBefore;
    long others = machine - all.cpuNanos - (neighboursNanos() - othersOfOursBefore);
    double operations = result.getMetadata().getAllOps();
    var scores = new ArrayList<ScalarResult>();
    scores.add(average(CPU, Math.max(0, used.cpuNanos) / operations, "ns/op"));
    scores.add(average(BYTES, Math.max(0, used.bytes) / operations, "B/op"));
    if (machine > 0) {
      double whole = (double) time * Runtime.getRuntime().availableProcessors();
      scores.add(average(OTHERS, Math.max(0, 100 * others / whole), "%"));
    }
    return List.copyOf(scores);
  }

  private static ScalarResult average(String name, double score, String unit) {
    return new ScalarResult(name, score, unit, AggregationPolicy.AVG);
  }

  private static long neighboursNanos() {
    return neighbours == null
        ? 0
        : neighbours.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  /** What all processors together have worked: user, nice, system, irq, softirq, steal. */
  private static long machineNanos() {
    if (!Files.exists(MACHINE)) {
      return 0;
    }
    try (var lines = Files.lines(MACHINE)) {
      var fields = lines.findFirst().orElseThrow().split(" +", -1);
      long ticks = 0;
      for (int field : new int[] {1, 2, 3, 6, 7, 8}) {
        ticks += Long.parseLong(fields[field]);
      }
      return ticks * TICK_NANOS;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
