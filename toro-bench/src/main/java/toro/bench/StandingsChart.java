package toro.bench;

import static toro.bench.Bar.number;

import java.util.List;

/**
 * Draws standings as SVG: a bar for each, to the left where we are faster than the peer, to the
 * right where we are slower. The axis is of powers.
 */
final class StandingsChart {
  private static final int WIDTH = 890;
  private static final int ROW = 17;
  private static final int TOP = 44;
  private static final int LEFT = 330;
  private static final int RIGHT = 210;
  private static final double MOST = 4; // times as fast, or as slow; what is more ends there

  private final Svg svg;
  private final List<Standing> standings;

  private StandingsChart(List<Standing> standings) {
    this.standings = standings;
    this.svg = new Svg(WIDTH, TOP + ROW * standings.size() + ROW / 2);
  }

  static String of(List<Standing> standings) {
    var chart = new StandingsChart(standings);
    chart.axis();
    for (int i = 0; i < standings.size(); i++) {
      chart.row(standings.get(i), TOP + ROW * i);
    }
    return chart.svg.finish();
  }

  private void axis() {
    svg.add(
        "<text x=\"%.1f\" y=\"14\" text-anchor=\"middle\" font-weight=\"bold\">"
            + "time, as a multiple of a peer's that does alike</text>",
        at(1));
    int bottom = TOP + ROW * standings.size();
    for (double times = 1 / MOST; times <= MOST; times *= 2) {
      svg.add(
          "<path d=\"M%.1f %dV%d\" stroke=\"%s\"/><text x=\"%.1f\" y=\"%d\""
              + " text-anchor=\"middle\">%s</text>",
          at(times),
          TOP - 8,
          bottom,
          times == 1 ? "#888" : "#ddd",
          at(times),
          TOP - 14,
          number(times));
    }
  }

  private void row(Standing standing, int y) {
    double end = at(standing.ratio());
    double middle = at(1);
    int base = y + ROW - 5;
    var colour =
        switch (standing.ahead()) {
          case WE -> "#2e8b57";
          case NOBODY -> "#999";
          case THEY -> "#c0392b";
        };
    svg.add(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
        LEFT - 8, base, name(standing.ours()));
    svg.add(
        "<rect class=\"bar\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
        Math.min(end, middle), y + 2, Math.max(1, Math.abs(end - middle)), ROW - 5, colour);
    svg.add(
        "<text x=\"%d\" y=\"%d\">%s x %s</text>",
        WIDTH - RIGHT + 8, base, number(standing.ratio()), standing.peer().contender());
  }

  private static String name(Score ours) {
    return ours.contender().equals("toro") ? ours.place() : ours.place() + ", one thread";
  }

  private static double at(double times) {
    double share = Math.log(Math.clamp(times, 1 / MOST, MOST)) / Math.log(MOST);
    return LEFT + (WIDTH - LEFT - RIGHT) * (share + 1) / 2;
  }
}
