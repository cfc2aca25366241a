package toro.bench.scenario;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What all scenarios have in common. A scenario with a parameter {@code operations} or {@code
 * waiters} does that many in each invocation, and its scores are divided by it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public abstract class Scenario {
  /** How long a round may take before it counts as stuck. */
  static final int PATIENCE_SECONDS = 100;

  /** Fails a measurement whose result is wrong: who loses something must not look fast. */
  static long expect(long expected, long actual) {
    if (expected != actual) {
      throw new IllegalStateException("counted " + actual + " of " + expected);
    }
    return actual;
  }

  /** Fails a measurement in which what is free was refused. */
  static <T> T expect(@Nullable T taken) {
    if (taken == null) {
      throw new IllegalStateException("refused what is free");
    }
    return taken;
  }
}
