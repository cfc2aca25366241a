package toro.examples.spider;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jsoup.nodes.Element;

/** A picture of numbers as columns. */
final class HtmlColumns {
  private static final int WIDTH = 440;
  private static final int SIDE = 22; // room for half a label
  private static final int TOP = 18; // where the highest column begins
  private static final int BASE = 158;
  private static final int HEIGHT = 180;
  private static final int WIDEST = 66;
  private static final int GAP = 3;

  private final List<String> labels;
  private final long[] numbers;
  private final double step;

  /**
   * A picture of these numbers.
   *
   * @param labels one for each column; or one more, if they stand between the columns
   */
  HtmlColumns(List<String> labels, long... numbers) {
    this.labels = labels;
    this.numbers = numbers;
    this.step = Math.min(WIDEST, (WIDTH - 2.0 * SIDE) / numbers.length);
  }

  private boolean isBetween() {
    return labels.size() > numbers.length;
  }

  /** Appends the picture, with words for those who cannot see it. */
  void appendTo(Element parent, String title) {
    var picture =
        parent
            .appendElement("figure")
            .appendElement("svg")
            .attr("viewBox", "0 0 " + WIDTH + " " + HEIGHT)
            .attr("role", "img")
            .attr("aria-label", title + ": " + words());
    long most = LongStream.of(numbers).max().orElse(0);
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] > 0) {
        column(picture, SIDE + i * step, numbers[i], most);
      }
    }
    line(picture, SIDE + numbers.length * step);
    double first = isBetween() ? SIDE : SIDE + step / 2;
    for (int i = 0; i < labels.size(); i++) {
      text(picture, first + i * step, HEIGHT - 5, labels.get(i));
    }
  }

  private void column(Element picture, double left, long number, long most) {
    double height = Math.max(2, (double) number / most * (BASE - TOP));
    picture
        .appendElement("rect")
        .attr("x", number(left + GAP / 2.0))
        .attr("y", number(BASE - height))
        .attr("width", number(step - GAP))
        .attr("height", number(height));
    text(picture, left + step / 2, BASE - height - 5, "" + number).addClass("value");
  }

  private static void line(Element picture, double right) {
    picture
        .appendElement("line")
        .attr("x1", number(SIDE))
        .attr("x2", number(right))
        .attr("y1", number(BASE + 0.5))
        .attr("y2", number(BASE + 0.5));
  }

  private static Element text(Element picture, double x, double y, String text) {
    return picture.appendElement("text").attr("x", number(x)).attr("y", number(y)).text(text);
  }

  private static String number(double pixels) {
    return "" + Math.round(pixels * 10) / 10.0;
  }

  private String words() {
    return IntStream.range(0, numbers.length)
        .mapToObj(i -> label(i) + ": " + numbers[i])
        .collect(Collectors.joining("; "));
  }

  private String label(int column) {
    if (!isBetween()) {
      return labels.get(column);
    }
    var end = labels.get(column + 1);
    return end.isEmpty() ? labels.get(column) + " or more" : labels.get(column) + " to " + end;
  }
}
