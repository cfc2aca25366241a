package toro.examples.spider;

import java.util.Locale;
import java.util.function.Consumer;
import org.jsoup.nodes.Element;

/** A table of numbers with a bar to each: what is large is seen before it is read. */
final class HtmlBars {
  private final Element body;

  /** Appends a table with a heading for what is measured, and for each of its numbers. */
  HtmlBars(Element parent, String measured, String... numbers) {
    var table = parent.appendElement("table").addClass("bars");
    var row = table.appendElement("thead").appendElement("tr");
    for (var number : numbers) {
      row.appendElement("th").attr("scope", "col").addClass("number").text(number);
    }
    row.appendElement("th").attr("scope", "col").text(measured);
    body = table.appendElement("tbody");
  }

  /**
   * Appends a row.
   *
   * @param share the length of its bar, of the longest one
   * @param measured writes what is measured into its cell
   */
  void row(double share, Consumer<Element> measured, String... numbers) {
    var row = body.appendElement("tr");
    for (var number : numbers) {
      row.appendElement("td").addClass("number").text(number);
    }
    var cell = row.appendElement("td");
    measured.accept(cell);
    cell.appendElement("span")
        .addClass("bar")
        .attr("style", String.format(Locale.ROOT, "width: %.1f%%", 100 * share));
  }
}
