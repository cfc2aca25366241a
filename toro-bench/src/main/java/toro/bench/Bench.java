package toro.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures everything, or how cost grows, or compares two results. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures Toro beside its peers.",
    usageHelpAutoWidth = true)
public final class Bench {
  private static final String EVERYTHING = ".*";
  private static final String PROFILES =
      """
      Who misses a bar, beside the peer that the bar names: the processor time of an operation, and
      whose code takes it, by samples of the stack after each millisecond of processor time. What the
      system does counts for the code that asked for it.
      """;

  /** Runs the program; its status is 0, 1 after a failure, or 2 for wrong arguments. */
  public static void main(String... args) {
    System.exit(
        new CommandLine(new Bench()).execute(args.length == 0 ? new String[] {"run"} : args));
  }

  /** How long it is measured, and where the results go. */
  static final class Effort {
    @Option(names = "--quick", description = "a look, not a measurement: one short fork of each")
    private boolean quick;

    @Option(names = "--forks", paramLabel = "N")
    private @Nullable Integer forks;

    @Option(names = "--warmups", paramLabel = "N")
    private @Nullable Integer warmups;

    @Option(names = "--iterations", paramLabel = "N")
    private @Nullable Integer iterations;

    @Option(names = "--millis", paramLabel = "N", description = "how long an iteration lasts")
    private @Nullable Integer millis;

    @Option(
        names = "--patience",
        paramLabel = "DURATION",
        defaultValue = "PT20M",
        description =
            "how long it waits in all while processors are far apart; default: ${DEFAULT-VALUE}")
    private Duration patience = Duration.ZERO;

    @Option(names = "--name", paramLabel = "NAME", description = "of the files; default: today")
    private @Nullable String name;

    @Option(
        names = "--to",
        paramLabel = "FOLDER",
        defaultValue = "toro-bench/results",
        description = "default: ${DEFAULT-VALUE}")
    private Path folder = Path.of("");

    Plan plan(String scenarios, Map<String, List<String>> sizes) {
      var base = quick ? Plan.quick(scenarios) : Plan.full(scenarios);
      return new Plan(
          scenarios,
          forks == null ? base.forks() : forks,
          warmups == null ? base.warmups() : warmups,
          iterations == null ? base.iterations() : iterations,
          millis == null ? base.millis() : millis,
          sizes);
    }

    /** A file of the results; its name ends like this. */
    Path file(String ending) {
      return folder.resolve((name == null ? today() : name) + ending);
    }

    Progress progress() {
      return new Progress(System.out, Path.of("toro-bench/target/bench.log"));
    }
  }

  private static String today() {
    return LocalDate.now(ZoneId.systemDefault()).toString();
  }

  @Command(
      description = "Measures, and writes NAME.json, .md and .svg.",
      mixinStandardHelpOptions = true)
  int run(
      @Parameters(
              arity = "0..1",
              paramLabel = "REGEX",
              defaultValue = EVERYTHING,
              description = "only scenarios and contenders like this, such as LockTry or ibm$")
          String scenarios,
      @Option(
              names = "-p",
              paramLabel = "SIZE=VALUES",
              description = "other sizes, such as -p tasks=16,64 (may be repeated)")
          @Nullable Map<String, String> sizes,
      @Mixin Effort effort)
      throws IOException, RunnerException {
    var plan = effort.plan(scenarios, split(sizes));
    var progress = effort.progress();
    var distance = new Distance(effort.patience);
    var scores = Measurement.run(plan, progress, distance);
    var footprints =
        scenarios.equals(EVERYTHING) ? Footprints.measure(Footprints.MANY) : List.<Footprint>of();
    var results =
        new Results(today(), Machine.describe(distance), plan.asSettings(), scores, footprints);
    results.write(effort.file(".json"));
    writeText(effort.file(".md"), Table.of(results));
    writeText(effort.file(".svg"), StandingsChart.of(results.likeWithLike()));
    return exitCode(progress);
  }

  private static Map<String, List<String>> split(@Nullable Map<String, String> sizes) {
    var split = new TreeMap<String, List<String>>();
    if (sizes != null) {
      sizes.forEach((name, values) -> split.put(name, List.of(values.split(",", -1))));
    }
    return split;
  }

  @Command(
      description = "Measures how cost grows, and writes NAME-scale.json, .md and .svg.",
      mixinStandardHelpOptions = true)
  int scale(
      @Parameters(
              arity = "0..1",
              paramLabel = "REGEX",
              defaultValue = EVERYTHING,
              description = "only figures with such a title or scenario, such as neighbours")
          String figures,
      @Mixin Effort effort)
      throws IOException, RunnerException {
    var plan = effort.plan(figures, Map.of());
    var progress = effort.progress();
    var distance = new Distance(effort.patience);
    var scores = new ArrayList<Score>();
    for (var sweep : Sweep.ALL) {
      if ((sweep.scenario() + " " + sweep.title()).matches(".*(" + figures + ").*")) {
        scores.addAll(Measurement.run(sweep.plan(plan), progress, distance));
      }
    }
    var results =
        new Results(today(), Machine.describe(distance), plan.asSettings(), scores, List.of());
    results.write(effort.file("-scale.json"));
    writeText(effort.file("-scale.md"), Table.of(results));
    writeText(effort.file("-scale.svg"), GrowthChart.of(Sweep.ALL, scores));
    return exitCode(progress);
  }

  private static int exitCode(Progress progress) {
    if (progress.failures() > 0) {
      System.out.println(progress.failures() + " failed: see toro-bench/target/bench.log");
      return CommandLine.ExitCode.SOFTWARE;
    }
    return CommandLine.ExitCode.OK;
  }

  private static void writeText(Path file, String text) throws IOException {
    Files.writeString(file, text);
    System.out.println("Wrote " + file);
  }

  @Command(
      description = "Writes the tables and the picture of a result once more.",
      mixinStandardHelpOptions = true)
  int table(@Parameters(paramLabel = "FILE.json") Path file) throws IOException {
    var results = Results.read(file);
    var name = file.toString().replaceFirst("\\.json$", "");
    writeText(Path.of(name + ".md"), Table.of(results));
    writeText(Path.of(name + ".svg"), StandingsChart.of(results.likeWithLike()));
    return CommandLine.ExitCode.OK;
  }

  @Command(
      description =
          "Shows where the time goes of those who miss a bar in a result, and of their peers; "
              + "writes NAME-profile.md. Needs Linux and JDK 25.",
      mixinStandardHelpOptions = true)
  int profile(
      @Parameters(paramLabel = "FILE.json") Path file,
      @Parameters(
              arity = "0..1",
              paramLabel = "REGEX",
              defaultValue = EVERYTHING,
              description = "only places like this, such as Lock.*tasks 64")
          String places,
      @Mixin Effort effort)
      throws IOException, RunnerException {
    var plan = effort.plan(places, Map.of());
    var progress = effort.progress();
    var profiler = new Profiler(plan, progress);
    var text = new StringBuilder("# Where the time goes, " + today() + "\n\n");
    text.append(PROFILES);
    for (var miss : Profiler.misses(Results.read(file))) {
      if (miss.ours().place().matches(".*(" + places + ").*")) {
        text.append(profiler.table(miss));
      }
    }
    writeText(effort.file("-profile.md"), text.toString());
    return exitCode(progress);
  }

  @Command(
      description = "Compares two results; what differs by more than 1.3 times is marked.",
      mixinStandardHelpOptions = true)
  int compare(
      @Parameters(paramLabel = "BEFORE.json") Path before,
      @Parameters(paramLabel = "AFTER.json") Path after)
      throws IOException {
    System.out.print(Comparison.of(Results.read(before), Results.read(after)));
    return CommandLine.ExitCode.OK;
  }
}
