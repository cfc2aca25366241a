package toro.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
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

  /**
   * The scores, in the order of the scenarios' names. What failed is missing. In each scenario all
   * contenders have a fork, then all have the next one: so each has its share of good and bad
   * times.
   */
  static List<Score> run(Plan plan, OutputFormat output, Distance distance) throws RunnerException {
    return run(plan, output, distance, List.of());
  }

  /** The same with more arguments of the virtual machine. */
  static List<Score> run(Plan plan, OutputFormat output, Distance distance, List<String> arguments)
      throws RunnerException {
    var iterations = new LinkedHashMap<String, Iterations>();
    for (var methods : scenarios(plan)) {
      for (int fork = 0; fork < Math.max(1, plan.forks()); fork++) {
        for (var method : methods) {
          distance.awaitNear();
          for (var result : new Runner(options(plan, method, arguments), output).run()) {
            iterations
                .computeIfAbsent(
                    result.getParams().id(),
                    id -> new Iterations(result.getParams(), new ArrayList<>()))
                .add(result);
          }
        }
      }
    }
    return iterations.values().stream()
        .filter(each -> !each.results.isEmpty())
        .map(Measurement::scoreOf)
        .toList();
  }

  /** The names of the methods of each scenario. */
  private static Collection<List<String>> scenarios(Plan plan) {
    var scenarios = new TreeMap<String, List<String>>();
    var silent = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);
    for (var entry : BenchmarkList.defaultList().getAll(silent, List.of())) {
      var name = entry.getUsername();
      if (Pattern.compile(plan.scenarios()).matcher(name).find()) {
        scenarios
            .computeIfAbsent(entry.getUserClassQName(), scenario -> new ArrayList<>())
            .add(name);
      }
    }
    return scenarios.values();
  }

  /** What one contender did at one size, in all forks. */
  private record Iterations(BenchmarkParams params, List<IterationResult> results) {
    void add(RunResult result) {
      result.getBenchmarkResults().forEach(fork -> results.addAll(fork.getIterationResults()));
    }
  }

  private static Options options(Plan plan, String method, List<String> arguments) {
    var options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(method) + "$")
            .forks(Math.min(1, plan.forks()))
            .warmupForks(0)
            .warmupIterations(plan.warmups())
            .measurementIterations(plan.iterations())
            .warmupTime(TimeValue.milliseconds(plan.millis()))
            .measurementTime(TimeValue.milliseconds(plan.millis()))
            .timeout(TimeValue.minutes(STUCK_AFTER_MINUTES))
            .shouldFailOnError(false)
            .addProfiler(Meter.class)
            .jvmArgs(Stream.concat(JVM.stream(), arguments.stream()).toArray(String[]::new));
    plan.parameters().forEach((name, values) -> options.param(name, values.toArray(new String[0])));
    return options.build();
  }

  private static Score scoreOf(Iterations all) {
    var iterations = all.results;
    var name = all.params.getBenchmark();
    int method = name.lastIndexOf('.');
    var parameters = new TreeMap<String, String>();
    double operations = 1;
    for (var parameter : all.params.getParamsKeys()) {
      var value = all.params.getParam(parameter);
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
