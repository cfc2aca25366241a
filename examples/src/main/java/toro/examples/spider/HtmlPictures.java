package toro.examples.spider;

import java.util.List;
import java.util.stream.IntStream;
import org.jsoup.nodes.Element;

/** What one would rather look at than read: how long answers took, and how deep the site is. */
final class HtmlPictures {
  private static final long[] MILLIS = {1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000};
  private static final List<String> TIMES =
      List.of("0", "1 ms", "3 ms", "10 ms", "30 ms", "100 ms", "300 ms", "1 s", "3 s", "10 s", "");
  private static final int FEWEST = 4; // columns of times
  private static final int DEEPEST = 12; // what is deeper has one column together

  private final long[] times = new long[MILLIS.length + 1];
  private final long[] depths = new long[DEEPEST + 1];

  void count(Page page, Answer answer) {
    long millis = answer.time().toMillis();
    int column = 0;
    while (column < MILLIS.length && millis >= MILLIS[column]) {
      column++;
    }
    times[column]++;
    if (page.inside && answer.isPage()) {
      depths[Math.min(page.depth, DEEPEST)]++;
    }
  }

  /** Appends how many answers took how long; returns whether there are any. */
  boolean appendTimes(Element section) {
    var used = IntStream.range(0, times.length).filter(i -> times[i] > 0).summaryStatistics();
    if (used.getCount() == 0) {
      return false;
    }
    int from = Math.min(used.getMin(), times.length - FEWEST);
    int to = Math.max(used.getMax() + 1, from + FEWEST);
    var numbers = IntStream.range(from, to).mapToLong(i -> times[i]).toArray();
    new HtmlColumns(TIMES.subList(from, to + 1), numbers).appendTo(section, "Answers by time");
    return true;
  }

  /** Appends how many pages are how deep; returns whether there are any. */
  boolean appendDepths(Element section) {
    int deepest = DEEPEST;
    while (deepest >= 0 && depths[deepest] == 0) {
      deepest--;
    }
    var labels =
        IntStream.rangeClosed(0, deepest)
            .mapToObj(depth -> depth == DEEPEST ? depth + "+" : "" + depth)
            .toList();
    var numbers = IntStream.rangeClosed(0, deepest).mapToLong(i -> depths[i]).toArray();
    if (deepest >= 0) {
      new HtmlColumns(labels, numbers).appendTo(section, "Pages by depth");
    }
    return deepest >= 0;
  }
}
