package toro.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Draws sweeps as SVG: a panel for each, with the size to the right and the time upwards, both as
 * powers of ten.
 */
final class GrowthChart {
  private static final int COLUMNS = 3;
  private static final int WIDTH = 300;
  private static final int HEIGHT = 220;
  private static final int LEFT = 46;
  private static final int TOP = 28;
  private static final int RIGHT = 18;
  private static final int BOTTOM = 34;
  private static final List<String> COLOURS = List.of("#c0392b", "#2c6fbb", "#5d8a3a");

  private final Svg svg;

  private GrowthChart(Svg svg) {
    this.svg = svg;
  }

  static String of(List<Sweep> sweeps, List<Score> scores) {
    var shown = sweeps.stream().filter(sweep -> scores.stream().anyMatch(sweep::shows)).toList();
    int rows = (shown.size() + COLUMNS - 1) / COLUMNS;
    var svg = new Svg(COLUMNS * WIDTH, rows * HEIGHT);
    var chart = new GrowthChart(svg);
    for (int i = 0; i < shown.size(); i++) {
      svg.add("<g transform=\"translate(%d %d)\">", i % COLUMNS * WIDTH, i / COLUMNS * HEIGHT);
      chart.panel(shown.get(i), scores.stream().filter(shown.get(i)::shows).toList());
      svg.add("</g>");
    }
    return svg.finish();
  }

  /** A range of numbers, by their logarithms. */
  private record Axis(double from, double to, int start, int length) {
    static Axis of(List<Double> values, int start, int length) {
      double from = Math.log10(Collections.min(values));
      return new Axis(
          from, Math.max(from + 0.1, Math.log10(Collections.max(values))), start, length);
    }

    Axis toPowersOfTen() {
      double floor = Math.floor(from);
      return new Axis(floor, Math.max(floor + 1, Math.ceil(to)), start, length);
    }

    double at(double value) {
      return start + (Math.log10(value) - from) / (to - from) * length;
    }
  }

  private void panel(Sweep sweep, List<Score> scores) {
    var right =
        Axis.of(
            scores.stream().map(score -> size(sweep, score)).toList(), LEFT, WIDTH - LEFT - RIGHT);
    var up =
        Axis.of(scores.stream().map(Score::wall).toList(), HEIGHT - BOTTOM, TOP + BOTTOM - HEIGHT)
            .toPowersOfTen();
    svg.add("<text x=\"%d\" y=\"16\" font-weight=\"bold\">%s</text>", LEFT, sweep.title());
    for (double power = up.from; power <= up.to; power++) {
      double y = up.at(Math.pow(10, power));
      svg.add(
          "<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%.1f\""
              + " text-anchor=\"end\">%s</text>",
          LEFT, y, WIDTH - RIGHT, LEFT - 4, y + 4, time(Math.pow(10, power)));
    }
    for (int value : sweep.values()) {
      svg.add(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
          right.at(Math.max(value, 0.5)), HEIGHT - BOTTOM + 14, count(value));
    }
    for (int i = 0; i < sweep.contenders().size(); i++) {
      line(sweep, sweep.contenders().get(i), i, scores, right, up);
    }
  }

  private void line(
      Sweep sweep, String contender, int index, List<Score> scores, Axis right, Axis up) {
    var points = new ArrayList<String>();
    scores.stream()
        .filter(score -> score.contender().equals(contender))
        .sorted(Comparator.comparingInt(sweep::valueOf))
        .forEach(
            score ->
                points.add(
                    Svg.format("%.1f,%.1f", right.at(size(sweep, score)), up.at(score.wall()))));
    var colour = COLOURS.get(index % COLOURS.size());
    svg.add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
        String.join(" ", points), colour);
    svg.add(
        "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>",
        LEFT + index * 90, HEIGHT - 6, colour, contender);
  }

  /** Where no neighbour is has a place too, left of one. */
  private static double size(Sweep sweep, Score score) {
    return Math.max(sweep.valueOf(score), 0.5);
  }

  private static String time(double nanos) {
    return nanos < 1e3
        ? Svg.format("%.0f ns", nanos)
        : nanos < 1e6 ? Svg.format("%.0f µs", nanos / 1e3) : Svg.format("%.0f ms", nanos / 1e6);
  }

  private static String count(int value) {
    return value >= 1_000_000
        ? value / 1_000_000 + "M"
        : value >= 1_000 ? value / 1_000 + "k" : "" + value;
  }
}
