package toro.examples.spider;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import toro.Loop;
import toro.examples.web.TestNames;
import toro.examples.web.Url;

/** A crawl in the world of {@link TestNames}, where every name is known. */
record Crawl(Report report) {
  static Crawl of(String start) throws Exception {
    return of(start, within(Duration.ofSeconds(20)));
  }

  static Crawl of(String start, Options options) throws Exception {
    var silent = new PrintStream(OutputStream.nullOutputStream());
    try (var fetcher = new Fetcher(options, new TestNames())) {
      var progress = new Progress(silent, Progress.Mode.NONE);
      var spider = new Spider(Url.typed(start), options, fetcher, progress);
      Loop.run(spider::crawl);
      return new Crawl(new Report(spider, progress.elapsed(), false));
    }
  }

  static Options within(Duration limit) {
    return new Options(
        4,
        Integer.MAX_VALUE,
        1000,
        true,
        Duration.ZERO,
        limit,
        0,
        1 << 20,
        true,
        false,
        "toro-test");
  }

  /** "link: problem" of each broken link. */
  List<String> broken() {
    return report.broken.stream().map(link -> link.link() + ": " + link.problem()).toList();
  }

  /** "address: why" of each page that was not read. */
  List<String> unread() {
    return report.unread.stream().map(page -> page.address + ": " + page.unread).toList();
  }

  int status() {
    return report.status();
  }

  String text() {
    var text = new StringWriter();
    new TextReport(report, new PrintWriter(text), new Ink(false)).print();
    return text.toString();
  }
}
