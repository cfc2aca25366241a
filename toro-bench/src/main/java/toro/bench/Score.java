package toro.bench;

import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one contender costs in one scenario. All times are nanoseconds an operation.
 *
 * @param scenario the simple name of the scenario's class
 * @param parameters its size
 * @param contender the name of the method
 * @param wall the median of all iterations
 * @param lowest the lowest of them
 * @param highest the highest of them
 * @param cpu the median processor time of the whole process
 * @param bytes the median of what is allocated
 * @param others how much of the machine others used, in per cent; null where nobody knows
 * @param iterations how many there were, in all forks
 */
public record Score(
    String scenario,
    Map<String, String> parameters,
    String contender,
    double wall,
    double lowest,
    double highest,
    double cpu,
    double bytes,
    @Nullable Double others,
    int iterations) {

  /** The scenario with its size. Scores of one place may be compared. */
  String place() {
    return parameters.isEmpty()
        ? scenario
        : parameters.entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", ", scenario + ", ", ""));
  }

  boolean isOurs() {
    return contender.startsWith("toro");
  }

  /** Whether it is there only for comparison with the same contender's other method. */
  boolean isBaseline() {
    return contender.endsWith("WithoutLimit");
  }
}
