package toro.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;

/**
 * Runs contenders once more, while the flight recorder looks every millisecond of processor time
 * what they do. That needs Linux and JDK 25.
 */
final class Profiler {
  private static final String SAMPLE = "jdk.CPUTimeSample";
  private static final String SETTINGS =
      """
      <configuration version="2.0">
        <event name="%s">
          <setting name="enabled">true</setting>
          <setting name="throttle">1ms</setting>
        </event>
      </configuration>
      """
          .formatted(SAMPLE);

  private final Plan plan;
  private final OutputFormat output;

  Profiler(Plan plan, OutputFormat output) {
    this.plan = plan;
    this.output = output;
  }

  /** Who has missed a bar about time in these results, and whom he was held against. */
  static List<Standing> misses(Results results) {
    var misses = new LinkedHashMap<String, Standing>();
    for (var scores : results.places().values()) {
      for (var bar : Bars.ALL) {
        bar.miss(scores)
            .ifPresent(
                miss ->
                    misses.putIfAbsent(
                        miss.ours().place() + miss.ours().contender() + miss.peer().contender(),
                        miss));
      }
    }
    return List.copyOf(misses.values());
  }

  /** The profiles of those of a place, as a table. Who fails is missing. */
  String table(Standing standing) throws RunnerException, IOException {
    var profiles = new ArrayList<Profile>();
    for (var score : List.of(standing.ours(), standing.peer())) {
      profile(score).ifPresent(profiles::add);
    }
    return profiles.isEmpty() ? "" : Profile.table(profiles);
  }

  private Optional<Profile> profile(Score score) throws RunnerException, IOException {
    var folder = Files.createTempDirectory("toro-bench");
    var settings = Files.writeString(folder.resolve("samples.jfc"), SETTINGS);
    var recording = folder.resolve("samples.jfr");
    try {
      var scores =
          Measurement.run(
              planOf(score),
              output,
              new Distance(Duration.ZERO),
              List.of(
                  "-XX:+UnlockDiagnosticVMOptions",
                  "-XX:+DebugNonSafepoints",
                  "-XX:StartFlightRecording:filename=%s,settings=%s,delay=%ds"
                      .formatted(recording, settings, warmupSeconds())));
      return scores.isEmpty() ? Optional.empty() : Optional.of(read(recording, scores.get(0)));
    } finally {
      Files.deleteIfExists(recording);
      Files.delete(settings);
      Files.delete(folder);
    }
  }

  /** What is recorded begins when the warm-up is over, or a little later. */
  private long warmupSeconds() {
    return 1 + (long) plan.warmups() * plan.millis() / 1000;
  }

  private Plan planOf(Score score) {
    var parameters = new TreeMap<String, List<String>>(plan.parameters());
    score.parameters().forEach((name, value) -> parameters.put(name, List.of(value)));
    return new Plan(
        "\\." + Pattern.quote(score.scenario() + "." + score.contender()) + "$",
        1,
        plan.warmups(),
        plan.iterations(),
        plan.millis(),
        parameters);
  }

  private static Profile read(Path recording, Score score) throws IOException {
    var count = new Profile.Count();
    try (var events = new RecordingFile(recording)) {
      while (events.hasMoreEvents()) {
        var event = events.readEvent();
        var stack = event.getStackTrace();
        if (event.getEventType().getName().equals(SAMPLE) && stack != null) {
          count.add(stack.getFrames().stream().map(Profiler::frame).toList());
        }
      }
    }
    return count.of(score);
  }

  private static Profile.Frame frame(RecordedFrame frame) {
    var method = frame.getMethod();
    return new Profile.Frame(method.getType().getName(), method.getName());
  }
}
