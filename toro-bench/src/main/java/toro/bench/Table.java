package toro.bench;

import static toro.bench.Bar.number;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Writes results as tables of Markdown: where we stand, the bars, memory, and all scores. */
final class Table {
  private final StringBuilder text = new StringBuilder();
  private final Results results;

  private Table(Results results) {
    this.results = results;
  }

  static String of(Results results) {
    var table = new Table(results);
    table.heading();
    table.standings();
    table.bars();
    table.footprints();
    table.scores();
    return table.text.toString();
  }

  private void heading() {
    line("# Results of " + results.date());
    line("");
    results.machine().forEach((what, value) -> line("- " + what + ": " + value));
    results.settings().forEach((what, value) -> line("- " + what + ": `" + value + "`"));
    line("");
    line("Times are nanoseconds an operation, medians of all iterations.");
  }

  /** Each place, with the fastest of those who are not ours. */
  private void standings() {
    header("Toro and the fastest peer", "scenario", "Toro", "fastest peer", "Toro / peer", "ahead");
    for (var standing : results.standings()) {
      row(
          standing.ours().place(),
          number(standing.ours().wall()),
          standing.peer().contender() + " " + number(standing.peer().wall()),
          number(standing.ratio()),
          ahead(standing));
    }
  }

  private static String ahead(Standing standing) {
    return switch (standing.ahead()) {
      case WE -> "Toro";
      case NOBODY -> "-";
      case THEY -> "**" + standing.peer().contender() + "**";
    };
  }

  private void bars() {
    header("Bars", "scenario", "bar", "measured", "met");
    var places = results.places();
    for (var bar : Bars.ALL) {
      places.forEach(
          (place, scores) ->
              bar.judge(scores)
                  .ifPresent(
                      verdict ->
                          row(place, bar.wording(), verdict.measured(), yes(verdict.isMet()))));
    }
    growth(places);
    for (var footprint : results.footprints()) {
      if (footprint.whose().equals("toro")) {
        row(
            footprint.what(),
            "keeps at most " + number(Bars.FOOTPRINT) + " B, and nothing when it has gone",
            number(footprint.kept()) + " B, " + left(footprint) + " B",
            yes(Math.rint(footprint.kept()) <= Bars.FOOTPRINT && left(footprint).equals("0")));
      }
    }
  }

  /** Who gives up in a line of a million, beside one in a line of ten thousand. */
  private void growth(Map<String, List<Score>> places) {
    for (var score : results.scores()) {
      var many = score.parameters().get("waiters");
      if (score.scenario().equals("GivingUp") && score.isOurs() && "1000000".equals(many)) {
        places.getOrDefault(score.place().replace(many, "10000"), List.of()).stream()
            .filter(few -> few.contender().equals(score.contender()))
            .forEach(few -> growth(score, score.wall() / few.wall()));
      }
    }
  }

  private void growth(Score score, double times) {
    row(
        score.place(),
        "at most " + number(Bars.GROWTH) + " x the same with 10000",
        number(times) + " x",
        yes(times <= Bars.GROWTH));
  }

  private void footprints() {
    header("Memory, bytes each", "what", "whose", "allocated", "kept", "left when it has given up");
    for (var each : results.footprints()) {
      row(each.what(), each.whose(), number(each.allocated()), number(each.kept()), left(each));
    }
  }

  private static String left(Footprint footprint) {
    var left = footprint.left();
    return left == null ? "cannot" : number(Math.rint(left));
  }

  private void scores() {
    header(
        "All scores",
        "scenario",
        "who",
        "wall",
        "lowest to highest",
        "CPU",
        "B/op",
        "machine used by others");
    results
        .places()
        .values()
        .forEach(
            scores ->
                scores.stream()
                    .sorted(Comparator.comparingDouble(Score::wall))
                    .forEach(this::score));
    for (var absent : Bars.ABSENT) {
      if (results.scores().stream().anyMatch(each -> each.scenario().equals(absent.scenario()))) {
        row(absent.scenario(), absent.contender() + ": " + absent.why(), "-", "-", "-", "-", "-");
      }
    }
  }

  private void score(Score score) {
    var others = score.others();
    row(
        score.place(),
        score.isOurs() ? "**" + score.contender() + "**" : score.contender(),
        number(score.wall()),
        number(score.lowest()) + " to " + number(score.highest()),
        number(score.cpu()),
        number(score.bytes()),
        others == null ? "-" : number(Math.rint(others)) + " %");
  }

  private static String yes(boolean holds) {
    return holds ? "yes" : "**no**";
  }

  private void header(String title, String... columns) {
    line("");
    line("## " + title);
    line("");
    row(columns);
    line("|---".repeat(columns.length) + "|");
  }

  private void row(String... cells) {
    line("| " + String.join(" | ", cells) + " |");
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
