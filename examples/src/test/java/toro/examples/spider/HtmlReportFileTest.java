package toro.examples.spider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the page of a report goes. */
class HtmlReportFileTest {
  @TempDir private Path folder;
  @AutoClose private final TestSite site = new TestSite();

  private Run crawlTo(Path file) {
    return Run.of("--progress", "none", "--html", file.toString(), site.url("/"));
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void help_always_namesTheOption() {
    assertTrue(Run.of("--help").output().contains("--html=FILE"));
  }

  @ParameterizedTest
  @CsvSource({
    "none/report.html, ': there is no such folder'",
    "., ' is no file'",
    "file/report.html, ': '",
  })
  void file_thatCannotBeWritten_isRefusedBeforeAnythingIsAsked(String name, String why)
      throws IOException {
    Files.createFile(folder.resolve("file"));
    site.page("/");
    var file = folder.resolve(name);
    var run = crawlTo(file);
    assertEquals(2, run.status());
    var lines = run.errors().lines().toList();
    assertTrue(lines.getFirst().startsWith("spider: --html: "), run::errors);
    assertTrue(lines.getFirst().contains(file + why), run::errors);
    assertEquals("Try 'spider --help'.", lines.getLast());
    assertEquals(2, lines.size(), run::errors);
    assertEquals(Map.of(), site.requests());
    assertEquals(List.of("file"), files());
  }

  @Test
  void file_thatExists_isReplacedWhenThePageIsWhole() throws Exception {
    var file = folder.resolve("report.html");
    Files.writeString(file, "before");
    var during = new CompletableFuture<String>();
    site.on(
        "/",
        exchange -> {
          during.complete(Files.readString(file));
          site.html(exchange, "hello");
        });
    assertEquals(0, crawlTo(file).status());
    assertEquals("before", during.get());
    assertTrue(Files.readString(file).startsWith("<!doctype html>"));
    assertTrue(Files.readString(file).strip().endsWith("</html>"));
    assertEquals(List.of("report.html"), files());
  }

  @Test
  void file_namedByALink_leavesTheLink() throws IOException {
    var file = Files.writeString(folder.resolve("report.html"), "before");
    var link = Files.createSymbolicLink(folder.resolve("link.html"), file.getFileName());
    site.page("/");
    assertEquals(0, crawlTo(link).status());
    assertTrue(Files.isSymbolicLink(link));
    assertTrue(Files.readString(file).contains("No broken links"));
  }

  @Test
  void folder_thatVanishes_isToldAndTheReportIsPrinted() throws IOException {
    var gone = Files.createDirectory(folder.resolve("gone"));
    site.on(
        "/",
        exchange -> {
          Files.delete(gone);
          site.html(exchange, "hello");
        });
    var run = crawlTo(gone.resolve("report.html"));
    assertEquals(3, run.status());
    assertEquals(
        List.of(
            "spider: cannot write " + gone.resolve("report.html") + ": there is no such folder"),
        run.errors().lines().toList());
    assertTrue(run.output().contains("No broken links."), run::output);
  }

  @Test
  void json_withAPage_isAloneOnStandardOutput() {
    site.page("/");
    assertEquals(
        1, Run.json("--html", "" + folder.resolve("r.html"), site.url("/")).number("pages"));
    assertTrue(Files.exists(folder.resolve("r.html")));
  }
}
