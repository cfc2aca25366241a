package toro.examples.spider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import toro.AsyncEvent;
import toro.examples.cli.Child;

/** The program as its users start it: as a module, in a process of its own. */
class SpiderProcessTest {
  @TempDir private Path folder;
  @AutoClose private final TestSite site = new TestSite();

  private Process start(String... arguments) throws IOException {
    return Child.command(WebSpider.class, arguments)
        .redirectOutput(folder.resolve("output").toFile())
        .redirectError(folder.resolve("errors").toFile())
        .start();
  }

  private int end(Process process) throws Exception {
    var ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly().waitFor();
    assertTrue(ended, () -> "does not end; printed:\n" + output() + errors());
    return process.exitValue();
  }

  private String output() {
    return read("output");
  }

  private String errors() {
    return read("errors");
  }

  private String read(String name) {
    try {
      return Files.readString(folder.resolve(name), UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void program_brokenLink_isToldInPlainLinesAndEndsWithOne() throws Exception {
    var progressIsShown = new AsyncEvent();
    site.page("/", "a", "slow").held("/slow", progressIsShown).page("/a", "none");
    var process = start(site.url("/"));
    await("a line of progress", () -> errors().contains(" s: 3 answers, 1 to go, "));
    progressIsShown.set();
    assertEquals(1, end(process));
    assertTrue(output().contains("1 broken link"), this::output);
    var lines = errors().lines().toList();
    int told = lines.indexOf("404 not found  " + site.url("/none") + "  on " + site.url("/a"));
    assertTrue(told >= 0, this::errors);
    assertTrue(
        lines.subList(0, told).stream()
            .allMatch(line -> line.matches("\\d+\\.\\d s: .* to go, .*")),
        this::errors);
    assertTrue(
        lines.get(told + 1).matches("\\d+\\.\\d s: 3 answers, 1 to go, .*, 1 broken"),
        this::errors);
    assertFalse(errors().contains("\u001B"), this::errors);
  }

  @Test
  void program_jsonReport_isAloneOnStandardOutput() throws Exception {
    site.page("/", "a").page("/a");
    assertEquals(0, end(start("--json", site.url("/"))));
    assertEquals(2, JsonParser.parseString(output()).getAsJsonObject().get("pages").getAsInt());
  }

  @Test
  void program_richProgress_isDrawnAndWipedAway() throws Exception {
    var progressIsShown = new AsyncEvent();
    site.page("/", "slow").held("/slow", progressIsShown, "none");
    var process = start("--progress", "rich", site.url("/"));
    await("a picture of the progress", () -> errors().contains("  /slow"));
    progressIsShown.set();
    assertEquals(1, end(process));
    assertTrue(errors().contains(" 1 answer, 1 to go"), this::errors);
    assertTrue(errors().contains("  /slow"), this::errors);
    var afterTheLastWipe = errors().substring(errors().lastIndexOf("\u001B[J") + 3);
    assertTrue(afterTheLastWipe.startsWith("\u001B[31m404"), afterTheLastWipe);
    assertEquals(1, afterTheLastWipe.lines().count(), afterTheLastWipe);
  }

  @Test
  void program_ctrlC_reportsSoFarAndEndsWithTheStatusOfTheSignal() throws Exception {
    site.page("/", "a", "none", "silent", "quiet").page("/a").silent("/silent").silent("/quiet");
    var process = start(site.url("/"));
    await("what has been answered", () -> errors().contains(" s: 3 answers, 2 to go, "));
    int expected = Child.interrupt(process);
    assertEquals(expected, end(process));
    assertTrue(output().startsWith(site.url("/") + "  stopped; so far:"), this::output);
    assertTrue(output().contains("  2 more were to be visited"), this::output);
    assertTrue(output().contains("  404 not found  " + site.url("/none")), this::output);
    assertFalse(errors().contains("Exception"), this::errors);
  }

  private void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertTrue(
          System.nanoTime() < deadline,
          () -> "no " + what + " after " + site.requests() + errors());
      Thread.yield();
    }
  }
}
