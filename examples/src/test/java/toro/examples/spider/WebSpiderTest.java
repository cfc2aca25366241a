package toro.examples.spider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line. */
class WebSpiderTest {
  @AutoClose private final TestSite site = new TestSite();

  @Test
  void help_always_namesEveryOption() {
    var run = Run.of("--help");
    assertEquals(0, run.status());
    for (var option :
        List.of(
            "--requests",
            "--depth",
            "--pages",
            "--delay",
            "--timeout",
            "--retries",
            "--json",
            "--max-size",
            "--external",
            "--ignore-robots",
            "--user-agent",
            "--progress",
            "--serve")) {
      assertTrue(run.output().contains(option), option);
    }
    assertTrue(run.output().contains("Exit status"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "\"\", give the URL of a site",
        "example.org, did you mean https://example.org?",
        "ftp://h/, 'ftp://h/' is not a web address",
        "http://, no host",
        "http://a/ http://b/, 'http://b/'",
        "http://h/ --frob, '--frob'",
        "http://h/ -n 0, --requests must be at least 1: 0",
        "http://h/ -n many, 'many' is not an int",
        "http://h/ --depth -1, --depth must not be negative: -1",
        "http://h/ --pages 0, --pages must be at least 1: 0",
        "http://h/ --retries -1, --retries must not be negative: -1",
        "http://h/ --timeout 0, --timeout must be more than nothing",
        "http://h/ --timeout -3s, '-3s' is not a time",
        "http://h/ --delay soon, 'soon' is not a time",
        "http://h/ --max-size 5X, '5X' is not a size",
        "http://h/ --progress loud, 'loud'",
        "http://h/ --serve ., give either a URL or --serve",
        "--serve no-such-folder, there is no folder no-such-folder to serve",
      })
  void arguments_wrong_areRefusedInOneLine(String arguments, String message) {
    var run = Run.of(arguments.isEmpty() ? new String[0] : arguments.split(" "));
    assertEquals(2, run.status());
    var lines = run.errors().lines().toList();
    assertTrue(lines.getFirst().startsWith("spider: "), run::errors);
    assertTrue(lines.getFirst().contains(message), run::errors);
    assertEquals("Try 'spider --help'.", lines.getLast());
    assertEquals(2, lines.size(), run::errors);
    assertEquals("", run.output());
  }

  @Test
  void report_brokenLinks_areToldWithTheirPages() {
    site.page("/", "a", "b", "c", "d").page("/a", "x").page("/b", "x").page("/c", "x");
    site.page("/d", "x");
    var run = Run.of("--progress", "none", site.url("/"));
    assertEquals(1, run.status());
    var expected =
        List.of(
            "1 broken link",
            "  404 not found  " + site.url("/x"),
            "      on " + site.url("/a"),
            "      on " + site.url("/b"),
            "      on " + site.url("/c"),
            "      and 1 other page");
    var lines = run.output().lines().toList();
    assertEquals(expected, lines.subList(lines.size() - expected.size(), lines.size()));
    assertEquals(site.url("/"), lines.getFirst());
    assertTrue(lines.get(1).startsWith("  5 pages: "), lines.get(1));
    assertTrue(lines.get(2).matches("  7 requests, at most [1-4] at once"), lines.get(2));
  }

  @Test
  void report_nothingBroken_saysSo() {
    site.page("/");
    var run = Run.of("--progress", "none", site.url("/"));
    assertEquals(0, run.status());
    assertTrue(run.output().endsWith("No broken links." + System.lineSeparator()), run.output());
    assertFalse(run.output().contains("\u001B"), "no colours where there is no terminal");
  }

  @Test
  void serve_folder_isCrawledOnLoopback(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("index.html"), "<a href=a.html></a><a href=none.html></a>");
    Files.writeString(folder.resolve("a.html"), "<a href=./></a><img src=index.html>");
    var run = Run.json("--serve", folder.toString());
    assertEquals(1, run.status());
    assertEquals(3, run.number("pages"));
    assertEquals(1, run.broken().size());
    assertTrue(run.broken().getFirst().endsWith("/none.html: 404 not found"));
  }

  @Test
  void site_ofTheSystemProperty_isCrawledWithoutArguments(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("index.html"), "hello");
    System.setProperty("toro.site", folder.toString());
    try {
      assertEquals(1, Run.json(new String[0]).number("pages"));
      System.setProperty("toro.site", folder + "/none");
      assertEquals(2, Run.of().status());
    } finally {
      System.clearProperty("toro.site");
    }
  }
}
