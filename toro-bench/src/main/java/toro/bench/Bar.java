package toro.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What our score in a scenario must not exceed.
 *
 * @param scenario in which scenario
 * @param sizes only where these parameters have these values
 * @param measure what is compared
 * @param rule how
 * @param limit with what
 * @param rivals whom it is compared with; the best one of them counts
 * @param ours the contender of ours
 */
record Bar(
    String scenario,
    Map<String, String> sizes,
    Measure measure,
    Rule rule,
    double limit,
    List<String> rivals,
    String ours) {

  /** What there is to compare. */
  enum Measure {
    WALL("wall", "ns"),
    CPU("CPU", "ns"),
    BYTES("memory", "B");

    private final String word;
    private final String unit;

    Measure(String word, String unit) {
      this.word = word;
      this.unit = unit;
    }

    private double of(Score score) {
      return switch (this) {
        case WALL -> score.wall();
        case CPU -> score.cpu();
        case BYTES -> score.bytes();
      };
    }
  }

  /** How our score is held against the limit. */
  enum Rule {
    /** Our score alone. */
    AT_MOST,
    /** Divided by the best rival's. */
    TIMES,
    /** What it is more than the rival's. */
    MORE
  }

  /**
   * How a bar is met.
   *
   * @param measured what the limit is compared with, in words
   * @param isMet whether it is within
   */
  record Verdict(String measured, boolean isMet) {}

  static Bar atMost(String scenario, Measure measure, double limit) {
    return new Bar(scenario, Map.of(), measure, Rule.AT_MOST, limit, List.of(), "toro");
  }

  static Bar times(String scenario, Measure measure, double limit, String... rivals) {
    return new Bar(scenario, Map.of(), measure, Rule.TIMES, limit, List.of(rivals), "toro");
  }

  static Bar more(String scenario, Measure measure, double limit, String rival) {
    return new Bar(scenario, Map.of(), measure, Rule.MORE, limit, List.of(rival), "toro");
  }

  /** The same, but only where a parameter has this value. */
  Bar where(String parameter, String value) {
    return new Bar(scenario, Map.of(parameter, value), measure, rule, limit, rivals, ours);
  }

  /** The same, but for another contender of ours. */
  Bar of(String contender) {
    return new Bar(scenario, sizes, measure, rule, limit, rivals, contender);
  }

  /** Whether it says something about scores like this one. */
  boolean isAbout(Score score) {
    return score.scenario().equals(scenario)
        && sizes.entrySet().stream()
            .allMatch(size -> size.getValue().equals(score.parameters().get(size.getKey())));
  }

  /** What it says about the scores of one place; nothing if somebody was not measured. */
  Optional<Verdict> judge(List<Score> scores) {
    var own = own(scores);
    var best = best(scores);
    if (own.isEmpty() || rule != Rule.AT_MOST && best.isEmpty()) {
      return Optional.empty();
    }
    double mine = measure.of(own.get());
    double value =
        switch (rule) {
          case AT_MOST -> mine;
          case TIMES -> mine / measure.of(best.orElseThrow());
          case MORE -> mine - measure.of(best.orElseThrow());
        };
    // A byte in a hundred operations is what JMH itself allocates.
    boolean isMet = measure == Measure.BYTES ? Math.round(value) <= limit : value <= limit;
    var text = rule == Rule.TIMES ? number(value) + " x" : number(value) + " " + measure.unit;
    return Optional.of(
        new Verdict(text + best.map(score -> " (" + score.contender() + ")").orElse(""), isMet));
  }

  /** Where we stand beside the best rival, if it is about how long something takes. */
  Optional<Standing> standing(List<Score> scores) {
    if (rule != Rule.TIMES || measure != Measure.WALL) {
      return Optional.empty();
    }
    return own(scores).flatMap(mine -> best(scores).map(rival -> new Standing(mine, rival)));
  }

  /** We and the best rival, if this is about time and not met. */
  Optional<Standing> miss(List<Score> scores) {
    boolean isMissed = judge(scores).filter(verdict -> !verdict.isMet()).isPresent();
    if (!isMissed || measure == Measure.BYTES || rule == Rule.AT_MOST) {
      return Optional.empty();
    }
    return own(scores).flatMap(mine -> best(scores).map(rival -> new Standing(mine, rival)));
  }

  private Optional<Score> own(List<Score> scores) {
    return scores.stream()
        .filter(score -> score.contender().equals(ours) && isAbout(score))
        .findFirst();
  }

  private Optional<Score> best(List<Score> scores) {
    return scores.stream()
        .filter(score -> rivals.contains(score.contender()))
        .min(Comparator.comparingDouble(measure::of));
  }

  /** The bar in words. */
  String wording() {
    var names = String.join(", ", rivals);
    return (ours.equals("toro") ? "" : ours + ": ")
        + measure.word
        + switch (rule) {
          case AT_MOST -> " at most " + number(limit) + " " + measure.unit;
          case TIMES -> " at most " + number(limit) + " x " + names;
          case MORE -> " at most " + number(limit) + " " + measure.unit + " more than " + names;
        };
  }

  /** Three digits, or all before the point. */
  static String number(double value) {
    double size = Math.abs(value);
    var format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
    var text = String.format(Locale.ROOT, format, value);
    return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
  }
}
