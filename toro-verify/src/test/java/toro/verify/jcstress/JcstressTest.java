package toro.verify.jcstress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jcstress.Main;
import org.openjdk.jcstress.annotations.JCStressTest;
import toro.verify.Effort;

/** Runs the races of this folder in a process of jcstress. */
@Timeout(value = 4, unit = TimeUnit.HOURS) // the process has a limit of its own
class JcstressTest {
  private static final int MILLIS = 60;
  private static final List<Class<?>> RACES =
      List.of(
          LockRaces.class,
          SemaphoreRaces.class,
          QueueRaces.class,
          QueueExtrasRaces.class,
          SignalRaces.class,
          StageRaces.class,
          SelectRaces.class,
          MeetingRaces.class,
          KeyedLockRaces.class,
          FlightRaces.class,
          FollowRaces.class,
          LimitRaces.class,
          PoolRaces.class,
          Visibility.class);

  /** What jcstress did: whether it found all well, and what it printed. */
  private record Run(int exit, String output) {}

  @Test
  void races_onThisMachine_haveNoForbiddenEnd() throws Exception {
    var run = run(RACES);
    assertEquals(0, run.exit, run.output);
    for (var test : tests(RACES)) {
      assertTrue(run.output.contains("[OK] " + test), test + " was not run: " + run.output);
    }
  }

  @Test
  void twins_onThisMachine_areFound() throws Exception {
    var twins = List.<Class<?>>of(Twins.class);
    var run = run(twins);
    assertEquals(1, run.exit, run.output);
    for (var test : tests(twins)) {
      assertTrue(run.output.contains("[FAILED] " + test), test + " was not found: " + run.output);
    }
  }

  /** All classes of races in this folder are run. */
  @Test
  void races_ofThisFolder_areListed() throws IOException {
    try (var files = Files.list(Path.of("src/test/java/toro/verify/jcstress"))) {
      var withRaces = files.filter(JcstressTest::hasRaces).map(JcstressTest::className).sorted();
      var listed = Stream.concat(RACES.stream(), Stream.of(Twins.class)).map(Class::getSimpleName);
      assertEquals(listed.sorted().toList(), withRaces.toList());
    }
  }

  private static boolean hasRaces(Path file) {
    try {
      return Files.readString(file).contains("\n  @JCStressTest\n");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String className(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }

  private static List<String> tests(List<Class<?>> classes) {
    return classes.stream()
        .flatMap(races -> Stream.of(races.getDeclaredClasses()))
        .filter(test -> test.isAnnotationPresent(JCStressTest.class))
        .map(test -> test.getName().replace('$', '.'))
        .toList();
  }

  private static Run run(List<Class<?>> classes) throws Exception {
    var folder = Files.createDirectories(Path.of("target", "jcstress"));
    var output = folder.resolve(classes.getFirst().getSimpleName() + ".txt");
    var names = classes.stream().map(Class::getSimpleName).toList();
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classPath(), Main.class.getName()));
    command.addAll(
        List.of("-t", "toro\\.verify\\.jcstress\\.(" + String.join("|", names) + ")\\."));
    command.addAll(List.of("-v", "-sc", "false", "-f", "1", "-fsm", "1", "-iters", "1"));
    command.addAll(List.of("-time", Integer.toString(Effort.times(MILLIS))));
    if (Effort.times(1) == 1) {
      command.addAll(
          List.of("-jvmArgs", "-XX:+TieredCompilation")); // else all that it can think of
    }
    var process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean ended = process.waitFor(Effort.times(8), TimeUnit.MINUTES);
      assertTrue(ended, () -> "not ended, see " + output);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return new Run(process.exitValue(), Files.readString(output));
  }

  /** Absolute, as jcstress runs elsewhere. */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
