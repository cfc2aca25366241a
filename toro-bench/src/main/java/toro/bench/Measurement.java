package toro.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import toro.bench.scenario.Meter;

/** Runs a plan with JMH and reads its scores. */
final class Measurement {
  /**
   * A small heap of fixed size that has been touched before: memory that is new to the process
   * costs more than what is measured. Two carriers, so that virtual threads meet on any machine.
   */
  static final List<String> JVM =
      List.of(
          "-Xms800m",
          "-Xmx800m",
          "-Xmn400m",
          "-XX:+AlwaysPreTouch",
          "-XX:+UseParallelGC",
          "-Djdk.virtualThreadScheduler.parallelism=2");

  /** The parameters that say how many operations there are in an invocation. */
  private static final Set<String> COUNTS = Set.of("operations", "waiters");

  /** The one of them that does not belong to the size of a scenario. */
  private static final String OPERATIONS = "operations";

  private static final long STUCK_AFTER_MINUTES = 3;

  private Measurement() {}

  /** The scores, in the order of the scenarios' names. What failed is missing. */
  static List<Score> run(Plan plan, OutputFormat output) throws RunnerException {
    var scores = new ArrayList<Score>();
    for (var result : new Runner(options(plan), output).run()) {
      if (!iterationsOf(result).isEmpty()) {
        scores.add(scoreOf(result));
      }
    }
    return scores;
  }

  private static Options options(Plan plan) {
    var options =
        new OptionsBuilder()
            .include(plan.scenarios())
            .forks(plan.forks())
            .warmupForks(0)
            .warmupIterations(plan.warmups())
            .measurementIterations(plan.iterations())
            .warmupTime(TimeValue.milliseconds(plan.millis()))
            .measurementTime(TimeValue.milliseconds(plan.millis()))
            .timeout(TimeValue.minutes(STUCK_AFTER_MINUTES))
            .shouldFailOnError(false)
            .addProfiler(Meter.class)
            .jvmArgs(JVM.toArray(new String[0]));
    plan.parameters().forEach((name, values) -> options.param(name, values.toArray(new String[0])));
    return options.build();
  }

  private static Score scoreOf(RunResult result) {
    var iterations = iterationsOf(result);
    var name = result.getParams().getBenchmark();
    int method = name.lastIndexOf('.');
    var parameters = new TreeMap<String, String>();
    double operations = 1;
    for (var parameter : result.getParams().getParamsKeys()) {
      var value = result.getParams().getParam(parameter);
      if (COUNTS.contains(parameter)) {
        operations = Double.parseDouble(value);
      }
      if (!parameter.equals(OPERATIONS)) {
        parameters.put(parameter, value);
      }
    }
    var wall =
        iterations.stream().mapToDouble(each -> each.getPrimaryResult().getScore()).toArray();
    boolean knowsOthers =
        iterations.stream().allMatch(each -> each.getSecondaryResults().containsKey(Meter.OTHERS));
    return new Score(
        name.substring(name.lastIndexOf('.', method - 1) + 1, method),
        parameters,
        name.substring(method + 1),
        median(wall) / operations,
        DoubleStream.of(wall).min().orElseThrow() / operations,
        DoubleStream.of(wall).max().orElseThrow() / operations,
        median(secondary(iterations, Meter.CPU)) / operations,
        median(secondary(iterations, Meter.BYTES)) / operations,
        knowsOthers ? median(secondary(iterations, Meter.OTHERS)) : null,
        iterations.size());
  }

  private static List<IterationResult> iterationsOf(RunResult result) {
    return result.getBenchmarkResults().stream()
        .map(fork -> fork.getIterationResults())
        .flatMap(Collection::stream)
        .toList();
  }

  private static double[] secondary(List<IterationResult> iterations, String label) {
    return iterations.stream()
        .map(each -> each.getSecondaryResults().get(label))
        .filter(Objects::nonNull)
        .mapToDouble(result -> result.getScore())
        .toArray();
  }

  static double median(double[] values) {
    var sorted = DoubleStream.of(values).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
