package toro.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;
import toro.bench.scenario.Neighbours;

/** Every scenario runs, for everyone who takes part, and counts right. Nothing is said of time. */
class SmokeTest {
  /** Threads of the JDK and of Kotlin that stay for a while. */
  private static final Pattern SHARED =
      Pattern.compile(
          "ForkJoinPool-1-worker-.*|ForkJoinPool\\.commonPool.*|CompletableFutureDelayScheduler"
              + "|ForkJoinPool.*[dD]elay.*|VirtualThread-.*|Cleaner-.*|process reaper.*"
              + "|DefaultDispatcher-worker-.*|kotlinx\\.coroutines\\..*|junit-timeout.*|toro.*");

  private static final OutputFormat SILENT =
      OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);

  private static Set<Thread> threadsBefore = Set.of();

  @BeforeAll
  static void remember() throws InterruptedException {
    Thread.startVirtualThread(() -> {}).join(); // so that the carriers are the first pool
    System.setProperty("jmh.ignoreLock", "true"); // nothing is measured here
    threadsBefore = Set.copyOf(Thread.getAllStackTraces().keySet());
  }

  @AfterAll
  static void scenarios_afterwards_leaveNoThread() throws InterruptedException {
    for (var thread : Thread.getAllStackTraces().keySet()) {
      if (!threadsBefore.contains(thread) && !SHARED.matcher(thread.getName()).matches()) {
        assertTrue(thread.join(Duration.ofSeconds(20)), thread::toString);
      }
    }
  }

  private static List<String> benchmarks() {
    return BenchmarkList.defaultList().getAll(SILENT, List.of()).stream()
        .map(BenchmarkListEntry::getUsername)
        .toList();
  }

  static Stream<String> scenarios() {
    return benchmarks().stream()
        .map(name -> name.replaceFirst(".*\\.([^.]+)\\.[^.]+$", "$1"))
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void scenario_ofOneRound_isDoneByAll(String scenario) throws RunnerException {
    var plan = Plan.smoke("\\." + scenario + "\\.");
    var scores = Measurement.run(plan, SILENT, new Distance(Duration.ZERO));
    for (var score : scores) {
      assertEquals(scenario, score.scenario());
      assertTrue(score.wall() > 0, score::toString);
      assertTrue(score.cpu() >= 0 && score.bytes() >= 0, score::toString);
    }
    var contenders =
        benchmarks().stream()
            .filter(name -> name.contains("." + scenario + "."))
            .map(name -> name.replaceFirst(".*\\.", ""))
            .sorted()
            .toList();
    assertEquals(contenders, scores.stream().map(Score::contender).distinct().sorted().toList());
  }

  @Test
  void neighbours_started_areStopped() {
    long before = ProcessHandle.current().children().count();
    var neighbours = new Neighbours();
    neighbours.startWhenWarm(1);
    neighbours.startWhenWarm(1);
    neighbours.startWhenWarm(1);
    long between = ProcessHandle.current().children().count();
    neighbours.stop();
    assertEquals(before + 1, between);
    assertEquals(before, ProcessHandle.current().children().count());
  }

  @Test
  void bars_always_speakOfWhatIsMeasured() {
    var names = benchmarks();
    for (var bar : Bars.ALL) {
      Stream.concat(Stream.of(bar.ours()), bar.rivals().stream())
          .map(contender -> "toro.bench.scenario." + bar.scenario() + "." + contender)
          .forEach(name -> assertTrue(names.contains(name), name));
    }
    for (var absent : Bars.ABSENT) {
      var scenario = "toro.bench.scenario." + absent.scenario() + ".";
      assertTrue(names.contains(scenario + "toro"), scenario);
      assertTrue(!names.contains(scenario + absent.contender()), absent::toString);
    }
  }
}
