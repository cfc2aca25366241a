package toro.examples.spider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as its users start it: as a module, in a process of its own. */
class SpiderProcessTest {
  @TempDir private Path folder;
  private TestSite site;

  @BeforeEach
  void open() throws IOException {
    site = new TestSite();
  }

  @AfterEach
  void close() {
    site.close();
  }

  private Process start(String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-p", System.getProperty("jdk.module.path"))); // that of this test
    command.addAll(List.of("-m", "toro.examples/" + WebSpider.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
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
    site.page("/", "a", "slow").slow("/slow", Duration.ofMillis(2_500)).page("/a", "none");
    assertEquals(1, end(start(site.url("/"))));
    assertTrue(output().contains("1 broken link"), this::output);
    var lines = errors().lines().toList();
    assertEquals(
        "404 not found  " + site.url("/none") + "  on " + site.url("/a"), lines.getFirst());
    assertTrue(
        lines.get(1).matches("\\d+\\.\\d s: 3 answers, 1 to go, .*, 1 broken"), lines.get(1));
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
    site.page("/", "slow").slow("/slow", Duration.ofMillis(500), "none");
    assertEquals(1, end(start("--progress", "rich", site.url("/"))));
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
    awaitRequests("/none", "/silent", "/quiet", "/a");
    // a test that was started in the background may have inherited that Ctrl-C is ignored
    boolean ignored = ignoresInterrupts();
    var kill = List.of("kill", ignored ? "-TERM" : "-INT", "" + process.pid());
    assertEquals(0, new ProcessBuilder(kill).start().waitFor());
    assertEquals(ignored ? 143 : 130, end(process));
    assertTrue(output().startsWith(site.url("/") + "  stopped; so far:"), this::output);
    assertTrue(output().contains("  2 more were to be visited"), this::output);
    assertTrue(output().contains("  404 not found  " + site.url("/none")), this::output);
    assertFalse(errors().contains("Exception"), this::errors);
  }

  private void awaitRequests(String... paths) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!Stream.of(paths).allMatch(path -> site.requests(path) == 1)) {
      assertTrue(System.nanoTime() < deadline, () -> "only " + site.requests());
      Thread.onSpinWait();
    }
  }

  private static boolean ignoresInterrupts() throws IOException {
    var status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }
}
