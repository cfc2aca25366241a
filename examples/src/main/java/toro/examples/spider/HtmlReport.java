package toro.examples.spider;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Writer;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jsoup.Jsoup;
import org.jsoup.SerializationException;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * The report as a page for a browser. It has all it needs in itself, runs no script, and stays of a
 * size that can be looked at, however large the site is.
 */
final class HtmlReport {
  private static final int MOST_NOT_READ = 200;
  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm z", Locale.ENGLISH);

  private final Report report;
  private final ZonedDateTime when;
  private final HtmlText text;

  HtmlReport(Report report, ZonedDateTime when) {
    this.report = report;
    this.when = when;
    this.text = new HtmlText(origin(report.spider.prefix()));
  }

  private static String origin(String prefix) {
    return prefix.substring(0, prefix.indexOf('/', prefix.indexOf("://") + 3));
  }

  void write(Writer writer) throws IOException {
    try {
      page().html(writer);
    } catch (SerializationException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
    }
  }

  private Document page() throws IOException {
    try (var template = requireNonNull(HtmlReport.class.getResourceAsStream("report.html"))) {
      var page = Jsoup.parse(template, "UTF-8", "");
      page.outputSettings().prettyPrint(false);
      head(page);
      numbers(page.expectFirst("#numbers"));
      broken(page.expectFirst("#broken"));
      notRead(page.expectFirst("#not-read"));
      skipped(page.expectFirst("#skipped"));
      measures(page);
      var contents = page.expectFirst("#contents");
      for (var section : page.select("section")) {
        var link = contents.appendElement("li").appendElement("a");
        link.attr("href", "#" + section.id()).text(section.expectFirst("h2").text());
      }
      return page;
    }
  }

  private void head(Document page) {
    var spider = report.spider;
    var verdict = page.expectFirst("#verdict");
    if (!report.broken.isEmpty()) {
      verdict.text(Words.count(report.broken.size(), "broken link", "broken links"));
    } else if (spider.refusal() != null) {
      verdict.text("Nothing was checked");
    } else {
      var soFar = report.stopped ? " so far" : "";
      var but = report.isComplete() ? "" : " in what was read, which is not all";
      verdict.text("No broken links" + soFar + but);
    }
    verdict.addClass(report.status() != 0 ? "bad" : report.stopped ? "warning" : "good");
    page.title(HtmlText.plain(verdict.text() + ": " + spider.prefix()));
    HtmlText.link(page.expectFirst("#site"), spider.prefix(), spider.prefix());
    var circumstances = page.expectFirst("#circumstances");
    circumstances
        .appendElement("time")
        .attr("datetime", when.toOffsetDateTime().toString())
        .text(DAY_AND_TIME.format(when));
    if (report.stopped) {
      circumstances.appendText(" · stopped before the end: this is what was found so far");
    }
    if (spider.refusal() != null) {
      circumstances.appendText(" · " + HtmlText.plain(spider.refusal()));
    }
  }

  private void numbers(Element list) {
    var fetcher = report.spider.fetcher();
    number(list, "" + report.pages, report.pages == 1 ? "page" : "pages");
    someOf(list, report.files, "other file", "other files");
    someOf(list, report.redirects, "redirect", "redirects");
    someOf(list, report.elsewhere, "link elsewhere", "links elsewhere");
    number(list, Words.bytes(report.spider.bytes()), "read");
    number(list, Words.time(report.time), "in all");
    number(list, "" + fetcher.requests(), fetcher.requests() == 1 ? "request" : "requests");
    number(list, "" + fetcher.mostAtOnce(), "at once, at most");
    someOf(list, fetcher.retries(), "retry", "retries");
  }

  private static void someOf(Element list, int number, String one, String many) {
    if (number > 0) {
      number(list, "" + number, number == 1 ? one : many);
    }
  }

  private static void number(Element list, String number, String what) {
    var pair = list.appendElement("div");
    pair.appendElement("dt").text(what);
    pair.appendElement("dd").text(number);
  }

  private void broken(Element section) {
    if (report.broken.isEmpty()) {
      section.remove();
    } else {
      new HtmlBroken(report.broken, text).appendTo(section);
    }
  }

  private void notRead(Element section) {
    var unread = report.unread;
    if (unread.isEmpty()) {
      section.remove();
      return;
    }
    var body = table(section, "why", "Why", "Address");
    for (var page : unread.subList(0, Math.min(unread.size(), MOST_NOT_READ))) {
      var row = body.appendElement("tr");
      row.appendElement("td").addClass("why").text(HtmlText.plain("" + page.unread));
      text.address(row.appendElement("td"), page.address.toString());
    }
    if (unread.size() > MOST_NOT_READ) {
      var more = "and " + (unread.size() - MOST_NOT_READ) + " more; --json has all of them";
      section.appendElement("p").addClass("more").text(more);
    }
  }

  private void skipped(Element section) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    if (report.unvisited > 0) {
      numbers.put("still to be visited when it was stopped", report.unvisited);
    }
    report.skipped.forEach((why, pages) -> numbers.put(why.words, pages));
    if (report.spider.leftOut() > 0) {
      numbers.put("too many addresses, or too long", report.spider.leftOut());
    }
    if (numbers.isEmpty()) {
      section.remove();
      return;
    }
    var body = table(section, "number", "Addresses", "Why");
    numbers.forEach(
        (why, number) -> {
          var row = body.appendElement("tr");
          row.appendElement("td").addClass("number").text("" + number);
          row.appendElement("td").text(why);
        });
  }

  /** Appends a table of two columns, and returns its body. */
  private static Element table(Element section, String firstIs, String first, String second) {
    var table = section.appendElement("table");
    var headings = table.appendElement("thead").appendElement("tr");
    headings.appendElement("th").attr("scope", "col").addClass(firstIs).text(first);
    headings.appendElement("th").attr("scope", "col").text(second);
    return table.appendElement("tbody");
  }

  private void measures(Document page) {
    var pages = report.spider.pages();
    var pictures = new HtmlPictures();
    for (var each : pages) {
      if (each.answer != null) {
        pictures.count(each, each.answer);
      }
    }
    var tables = new HtmlTables(pages, text);
    keep(page, "times", pictures::appendTimes);
    keep(page, "depths", pictures::appendDepths);
    keep(page, "slowest", tables::appendSlowest);
    keep(page, "largest", tables::appendLargest);
    keep(page, "types", tables::appendTypes);
    page.select(".pair:not(:has(section))").remove();
  }

  private static void keep(Document page, String id, Predicate<Element> isFilled) {
    var section = page.expectFirst("#" + id);
    if (!isFilled.test(section)) {
      section.remove();
    }
  }
}
