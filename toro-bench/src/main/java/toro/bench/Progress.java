package toro.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** A line for each contender; all that JMH says goes to a log. */
final class Progress implements OutputFormat {
  private final PrintStream console;
  private final OutputFormat log;
  private int started;
  private int measured;

  Progress(PrintStream console, Path log) {
    this.console = console;
    try {
      Files.createDirectories(log.toAbsolutePath().resolveSibling("."));
      this.log =
          OutputFormatFactory.createFormatInstance(
              new PrintStream(Files.newOutputStream(log), true, StandardCharsets.UTF_8),
              VerboseMode.NORMAL);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many contenders have not been measured, because something failed. */
  int failures() {
    return started - measured;
  }

  @Override
  public void startBenchmark(BenchmarkParams parameters) {
    started++;
    var name = parameters.id().replace("-AverageTime", "").replaceFirst(".*\\.([^.]+\\.)", "$1");
    console.print(started + " " + name + " ");
    console.flush();
    log.startBenchmark(parameters);
  }

  @Override
  public void endBenchmark(@Nullable BenchmarkResult result) {
    if (result == null || result.getIterationResults().isEmpty()) {
      console.println("FAILED");
    } else {
      measured++;
      console.println(Bar.number(result.getPrimaryResult().getScore()) + " ns a round");
      log.endBenchmark(result);
    }
  }

  @Override
  public void iteration(BenchmarkParams benchmark, IterationParams parameters, int iteration) {
    log.iteration(benchmark, parameters, iteration);
  }

  @Override
  public void iterationResult(
      BenchmarkParams benchmark,
      IterationParams parameters,
      int iteration,
      IterationResult result) {
    log.iterationResult(benchmark, parameters, iteration, result);
  }

  @Override
  public void startRun() {
    log.startRun();
  }

  @Override
  public void endRun(Collection<RunResult> results) {
    log.endRun(results);
  }

  @Override
  public void print(String text) {
    log.print(text);
  }

  @Override
  public void println(String text) {
    log.println(text);
  }

  @Override
  public void verbosePrintln(String text) {
    log.verbosePrintln(text);
  }

  @Override
  public void write(int b) {
    log.write(b);
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    log.write(bytes);
  }

  @Override
  public void flush() {
    log.flush();
  }

  @Override
  public void close() {
    log.close();
  }
}
