package toro.bench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is measured, and how long.
 *
 * @param scenarios a regular expression that finds the names of scenarios and contenders
 * @param forks how many processes measure each contender; 0 measures in this process
 * @param warmups iterations that do not count
 * @param iterations iterations that count
 * @param millis how long an iteration lasts at least
 * @param parameters sizes other than those of the scenarios
 */
record Plan(
    String scenarios,
    int forks,
    int warmups,
    int iterations,
    int millis,
    Map<String, List<String>> parameters) {

  /** As the bars want it: medians of two processes. */
  static Plan full(String scenarios) {
    return new Plan(scenarios, 2, 3, 5, 500, Map.of());
  }

  /** A look, not a measurement. */
  static Plan quick(String scenarios) {
    return new Plan(scenarios, 1, 2, 3, 200, Map.of());
  }

  /** Runs each once and tiny: shows only that it works. */
  static Plan smoke(String scenarios) {
    var tiny =
        Map.of(
            "operations", List.of("2048"),
            "tasks", List.of("16"),
            "pairs", List.of("2"),
            "waiters", List.of("500"),
            "locks", List.of("8"),
            "neighbours", List.of("0"));
    return new Plan(scenarios, 0, 0, 1, 1, tiny);
  }

  Map<String, String> asSettings() {
    var settings = new TreeMap<String, String>();
    settings.put("scenarios", scenarios);
    settings.put("forks", "" + forks);
    settings.put("warmups", "" + warmups);
    settings.put("iterations", "" + iterations);
    settings.put("millis", "" + millis);
    settings.put("jvm", String.join(" ", Measurement.JVM));
    parameters.forEach((name, values) -> settings.put(name, String.join(",", values)));
    return settings;
  }
}
