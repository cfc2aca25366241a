package toro.bench;

import static toro.bench.Bar.number;

import java.util.function.Function;
import java.util.stream.Collectors;

/** Holds two results side by side. */
final class Comparison {
  /** Less than this is chance. */
  private static final double CHANGED = 1.3;

  private Comparison() {}

  /**
   * A table of Markdown, with a mark where something has changed. What is in one only is not there.
   */
  static String of(Results before, Results after) {
    var old = before.scores().stream().collect(Collectors.toMap(Comparison::key, each -> each));
    var text = new StringBuilder();
    text.append("From ").append(before.date()).append(" to ").append(after.date()).append(".\n\n");
    text.append("| scenario | who | wall | ratio | CPU ratio | B/op | changed |\n");
    text.append("|---|---|---|---|---|---|---|\n");
    for (var now : after.scores()) {
      var then = old.get(key(now));
      if (then != null) {
        text.append("| ").append(now.place()).append(" | ").append(now.contender()).append(" | ");
        text.append(change(then, now, Score::wall)).append(" | ");
        text.append(number(now.wall() / then.wall())).append(" | ");
        text.append(number(now.cpu() / then.cpu())).append(" | ");
        text.append(change(then, now, Score::bytes)).append(" | ");
        text.append(mark(now.wall() / then.wall())).append(" |\n");
      }
    }
    return text.toString();
  }

  private static String key(Score score) {
    return score.place() + " " + score.contender();
  }

  private static String change(Score then, Score now, Function<Score, Double> what) {
    return number(what.apply(then)) + " to " + number(what.apply(now));
  }

  private static String mark(double ratio) {
    return ratio > CHANGED ? "**slower**" : ratio < 1 / CHANGED ? "**faster**" : "";
  }
}
