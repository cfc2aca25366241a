package toro.examples.spider;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;

/** What is slow, what is large, and what the site is made of, in tables with bars. */
final class HtmlTables {
  private static final int MOST_ROWS = 10;

  private final HtmlText text;
  private final List<Answered> all;

  /** A page with its answer. */
  private record Answered(Page page, Answer answer) {
    long nanos() {
      return answer.time().toNanos();
    }

    long bytes() {
      return page.inside ? answer.bytes() : 0;
    }
  }

  /** So many files, of so many bytes together. */
  private record Sum(String name, long files, long bytes) {
    Sum plus(Sum other) {
      return new Sum(name, files + other.files, bytes + other.bytes);
    }
  }

  HtmlTables(Collection<Page> pages, HtmlText text) {
    this.text = text;
    this.all = pages.stream().flatMap(HtmlTables::answered).toList();
  }

  private static Stream<Answered> answered(Page page) {
    return page.answer == null ? Stream.empty() : Stream.of(new Answered(page, page.answer));
  }

  /** Appends what took longest; returns whether there is any. */
  boolean appendSlowest(Element section) {
    return appendMost(
        section, "Time", Answered::nanos, answered -> Words.time(answered.answer().time()));
  }

  /** Appends what is largest; returns whether there is any. */
  boolean appendLargest(Element section) {
    return appendMost(section, "Size", Answered::bytes, answered -> Words.bytes(answered.bytes()));
  }

  private boolean appendMost(
      Element section,
      String heading,
      ToLongFunction<Answered> measure,
      Function<Answered, String> words) {
    var most =
        all.stream()
            .filter(answered -> measure.applyAsLong(answered) > 0)
            .sorted(Comparator.comparingLong(measure).reversed())
            .limit(MOST_ROWS)
            .toList();
    if (!most.isEmpty()) {
      var bars = new HtmlBars(section, "Address", heading);
      double longest = measure.applyAsLong(most.getFirst());
      for (var answered : most) {
        bars.row(
            measure.applyAsLong(answered) / longest,
            cell -> text.address(cell, answered.page().address.toString()),
            words.apply(answered));
      }
    }
    return !most.isEmpty();
  }

  /** Appends the content types with their sizes; returns whether there are any. */
  boolean appendTypes(Element section) {
    Map<String, Sum> types = new HashMap<>();
    for (var answered : all) {
      var answer = answered.answer();
      if (answered.page().inside && answer.status() / 100 == 2) {
        var name = answer.type().isEmpty() ? "no content type" : answer.type();
        types.merge(name, new Sum(name, 1, answer.bytes()), Sum::plus);
      }
    }
    var sums =
        types.values().stream().sorted(Comparator.comparingLong(sum -> -sum.bytes())).toList();
    if (!sums.isEmpty()) {
      var bars = new HtmlBars(section, "Content type", "Files", "Size");
      double largest = Math.max(1, sums.getFirst().bytes());
      sums.stream().limit(MOST_ROWS).forEach(sum -> row(bars, sum, largest));
      sums.stream()
          .skip(MOST_ROWS)
          .reduce(Sum::plus)
          .ifPresent(rest -> row(bars, new Sum("others", rest.files, rest.bytes), largest));
    }
    return !sums.isEmpty();
  }

  private static void row(HtmlBars bars, Sum sum, double largest) {
    bars.row(
        Math.min(1, sum.bytes() / largest),
        cell -> cell.appendText(HtmlText.plain(sum.name())),
        "" + sum.files(),
        Words.bytes(sum.bytes()));
  }
}
