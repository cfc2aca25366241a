package toro.examples.spider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import toro.examples.cli.Child;

/** A page is written, too, when Ctrl-C stops the program. */
class HtmlReportProcessTest {
  @TempDir private Path folder;
  @AutoClose private final TestSite site = new TestSite();

  @Test
  void program_ctrlC_writesWhatWasFoundSoFar() throws Exception {
    site.page("/", "none", "silent", "quiet").silent("/silent").silent("/quiet");
    var file = folder.resolve("report.html");
    try (var child = Child.start(WebSpider.class, "--html", file.toString(), site.url("/"))) {
      child.awaitLine("404 not found");
      int expected = child.interrupt();
      assertEquals(expected, child.status(), () -> "" + child.lines());
    }
    var page = Jsoup.parse(Files.readString(file, UTF_8));
    assertEquals("1 broken link", page.expectFirst("h1").text());
    assertTrue(page.expectFirst("#circumstances").text().contains("stopped before the end"));
    assertEquals(
        "2 still to be visited when it was stopped", page.select("#skipped tbody tr").text());
    try (var files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }
}
