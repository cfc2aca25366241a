package toro.verify.lincheck;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;
import toro.verify.Effort;

/** Random calls by three threads: do the answers fit some order in which the model gives them? */
final class Histories {
  private static final int SCENARIOS = 4;
  private static final int SCHEDULES = 150;
  private static final int RUNS = 1000;

  private Histories() {}

  /** In the schedules of a model checker. */
  static void explore(Class<?> real, Class<?> model) {
    check(inSchedules(), Effort.times(SCENARIOS), real, model);
  }

  /** As the machine's threads happen to run. */
  static void stress(Class<?> real, Class<?> model) {
    check(underStress(), Effort.times(SCENARIOS), real, model);
  }

  /** Both find the fault in {@code twin}, sooner or later. */
  static void assertFound(Class<?> twin, Class<?> model) {
    for (var options : List.of(inSchedules(), underStress())) {
      options.minimizeFailedScenario(false);
      assertThrows(
          LincheckAssertionError.class, () -> check(options, 150 * SCENARIOS, twin, model));
    }
  }

  /**
   * A scenario that is written: first {@code before}, then all threads at once, then {@code after}.
   */
  static void explore(
      Class<?> real,
      Class<?> model,
      List<Actor> before,
      List<List<Actor>> threads,
      List<Actor> after) {
    var scenario = new ExecutionScenario(before, threads, after, null);
    var options =
        new ModelCheckingOptions()
            .iterations(0)
            .invocationsPerIteration(Effort.times(4 * SCHEDULES))
            .addCustomScenario(scenario)
            .sequentialSpecification(model);
    Instrument.run(() -> options.check(real));
  }

  static Actor call(Class<?> real, String method, Object... arguments) {
    var found =
        Arrays.stream(real.getMethods()).filter(m -> m.getName().equals(method)).findFirst();
    return new Actor(found.orElseThrow(), List.of(arguments));
  }

  private static Options<?, ?> inSchedules() {
    return new ModelCheckingOptions().invocationsPerIteration(SCHEDULES);
  }

  private static Options<?, ?> underStress() {
    return new StressOptions().invocationsPerIteration(RUNS);
  }

  private static void check(Options<?, ?> options, int scenarios, Class<?> real, Class<?> model) {
    options
        .threads(3)
        .actorsBefore(2)
        .actorsPerThread(3)
        .actorsAfter(1)
        .iterations(scenarios)
        .sequentialSpecification(model);
    Instrument.run(() -> options.check(real));
  }
}
