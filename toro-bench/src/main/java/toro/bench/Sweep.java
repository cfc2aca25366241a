package toro.bench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A scenario that is measured while one of its parameters grows.
 *
 * @param title what the figure shows
 * @param scenario the simple name of the scenario's class
 * @param contenders who takes part
 * @param parameter what grows
 * @param values how
 * @param others the parameters that stay as they are
 */
record Sweep(
    String title,
    String scenario,
    List<String> contenders,
    String parameter,
    List<Integer> values,
    Map<String, String> others) {
  private static final List<Integer> TO_A_MILLION =
      List.of(1, 10, 100, 1_000, 10_000, 100_000, 1_000_000);
  private static final List<Integer> NEIGHBOURS = List.of(0, 1, 2, 4, 8);

  /** A number that each number of tasks divides. */
  private static final String OPERATIONS = "100000";

  static final List<Sweep> ALL =
      List.of(
          new Sweep(
              "a chain of waiters",
              "Chain",
              List.of("toro", "ibm"),
              "waiters",
              TO_A_MILLION,
              Map.of()),
          new Sweep(
              "waiters for one event",
              "EventForMany",
              List.of("toro", "completableFuture"),
              "waiters",
              TO_A_MILLION,
              Map.of()),
          new Sweep(
              "waiters that give up",
              "GivingUp",
              List.of("toro"),
              "waiters",
              TO_A_MILLION,
              Map.of("order", "random")),
          new Sweep(
              "virtual threads at one lock",
              "LockFromVirtualThreads",
              List.of("toro", "fairReentrantLock"),
              "tasks",
              List.of(1, 10, 100, 1_000, 10_000),
              Map.of("operations", OPERATIONS, "neighbours", "0")),
          new Sweep(
              "locks for 1000 virtual threads",
              "ManyLocks",
              List.of("toro", "fairReentrantLock"),
              "locks",
              List.of(1, 10, 100, 1_000),
              Map.of("operations", OPERATIONS, "tasks", "1000")),
          new Sweep(
              "busy neighbours, 500 virtual threads",
              "LockFromVirtualThreads",
              List.of("toro", "fairReentrantLock"),
              "neighbours",
              NEIGHBOURS,
              Map.of("operations", OPERATIONS, "tasks", "500")),
          new Sweep(
              "busy neighbours, 500 callbacks",
              "LockFromCallbacks",
              List.of("toro", "ibm"),
              "neighbours",
              NEIGHBOURS,
              Map.of("operations", OPERATIONS, "tasks", "500")));

  Plan plan(Plan base) {
    var parameters = new TreeMap<String, List<String>>();
    others.forEach((name, value) -> parameters.put(name, List.of(value)));
    parameters.put(parameter, values.stream().map(String::valueOf).toList());
    var names = "\\." + scenario + "\\.(" + String.join("|", contenders) + ")$";
    return new Plan(
        names, base.forks(), base.warmups(), base.iterations(), base.millis(), parameters);
  }

  /** Whether a score is a point of the figure. */
  boolean shows(Score score) {
    return score.scenario().equals(scenario)
        && contenders.contains(score.contender())
        && values.contains(valueOf(score))
        && others.entrySet().stream()
            .filter(other -> !other.getKey().equals("operations"))
            .allMatch(other -> other.getValue().equals(score.parameters().get(other.getKey())));
  }

  int valueOf(Score score) {
    return Integer.parseInt(score.parameters().getOrDefault(parameter, "0"));
  }
}
