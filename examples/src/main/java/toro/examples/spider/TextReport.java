package toro.examples.spider;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** The report for people. */
final class TextReport {
  private static final int MOST_HOLDERS = 3;
  private static final int MOST_UNREAD = 50;

  private final Report report;
  private final PrintWriter out;
  private final Ink ink;

  TextReport(Report report, PrintWriter out, Ink ink) {
    this.report = report;
    this.out = out;
    this.ink = ink;
  }

  void print() {
    summary();
    if (!report.slowest.isEmpty()) {
      out.println();
      out.println(ink.bold("Slowest"));
      for (var page : report.slowest) {
        if (page.answer != null) {
          out.printf("  %8s  %s%n", Words.time(page.answer.time()), page.address);
        }
      }
    }
    unread();
    out.println();
    if (!report.broken.isEmpty()) {
      brokenLinks();
    } else if (report.spider.refusal() != null) {
      out.println(ink.red("Nothing was checked: " + report.spider.refusal()));
    } else if (!report.isComplete()) {
      out.println(ink.red("No broken links in what was read, which is not all."));
    } else {
      out.println(ink.green(report.stopped ? "No broken links so far." : "No broken links."));
    }
    out.flush();
  }

  private void summary() {
    var spider = report.spider;
    var fetcher = spider.fetcher();
    List<String> found = new ArrayList<>();
    found.add(Words.count(report.pages, "page", "pages"));
    addSome(found, report.files, "other file", "other files");
    addSome(found, report.redirects, "redirect", "redirects");
    addSome(found, report.elsewhere, "link elsewhere", "links elsewhere");
    out.println(ink.bold(spider.prefix()) + (report.stopped ? "  stopped; so far:" : ""));
    out.println(
        "  "
            + String.join(", ", found)
            + ": "
            + Words.bytes(spider.bytes())
            + " in "
            + Words.time(report.time));
    out.println(
        "  "
            + Words.count(fetcher.requests(), "request", "requests")
            + ", at most "
            + fetcher.mostAtOnce()
            + " at once"
            + (fetcher.retries() == 0
                ? ""
                : ", " + Words.count(fetcher.retries(), "retry", "retries")));
    if (report.unvisited > 0) {
      out.println("  " + report.unvisited + " more were to be visited");
    }
    report.skipped.forEach((why, pages) -> out.println("  " + pages + " " + why.words));
    if (spider.rulesTrouble() != null) {
      out.println("  robots.txt: " + spider.rulesTrouble());
    }
    if (spider.leftOut() > 0) {
      out.println("  " + spider.leftOut() + " left out: too many addresses, or too long");
    }
    if (fetcher.cookies().refused() > 0) {
      out.println("  " + fetcher.cookies().refused() + " cookies not kept: too many, or too large");
    }
  }

  private static void addSome(List<String> found, int number, String one, String many) {
    if (number > 0) {
      found.add(Words.count(number, one, many));
    }
  }

  private void unread() {
    int pages = report.unread.size();
    if (pages > 0) {
      out.println();
      var title = Words.count(pages, "page was", "pages were") + " not read, or not to the end";
      out.println(ink.bold(ink.red(title)));
      for (var page : report.unread.subList(0, Math.min(pages, MOST_UNREAD))) {
        out.println("  " + page.address + "  " + ink.faint("" + page.unread));
      }
      if (pages > MOST_UNREAD) {
        out.println(ink.faint("  and " + (pages - MOST_UNREAD) + " more: see --json"));
      }
    }
  }

  private void brokenLinks() {
    int links = report.broken.size();
    out.println(ink.bold(ink.red(Words.count(links, "broken link", "broken links"))));
    for (var broken : report.broken) {
      out.println("  " + ink.red(broken.problem()) + "  " + broken.link());
      var holders = broken.foundOn();
      holders.stream().limit(MOST_HOLDERS).forEach(page -> out.println("      on " + page));
      if (holders.size() > MOST_HOLDERS) {
        var more = Words.count(holders.size() - MOST_HOLDERS, "other page", "other pages");
        out.println(ink.faint("      and " + more));
      }
    }
  }
}
