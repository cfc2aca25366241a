package toro.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import toro.examples.cli.Child;

/** What the README and the other pages show and link to is there, as they show it. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..");
  private static final Path README = ROOT.resolve("README.md");
  private static final String OUTPUT = "output of OneLine";

  /** What a block shows, its language, and the block. */
  private static final Pattern BLOCK =
      Pattern.compile("(?ms)(?:^<!-- ([^\\n]+) -->\\n)?^```(\\w*)\\n(.*?)^```$");

  private static final Pattern FENCE = Pattern.compile("(?m)^[\\s>]*(```|~~~)");
  private static final Pattern FILE = Pattern.compile("\\S+\\.(java|kt)(#\\S+)?");
  private static final Pattern PROFILE = Pattern.compile("mvn -q -P(\\w+)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)[^)]*\\)");

  private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");

  @Test
  void blocks_onAnyPage_showWhatTheBuildChecks() throws IOException {
    int javaBlocks = 0;
    for (var page : pages()) {
      var text = Files.readString(page);
      var blocks = BLOCK.matcher(text).results().toList();
      assertEquals(2 * blocks.size(), FENCE.matcher(text).results().count(), "fences in " + page);
      for (var block : blocks) {
        check(block);
        javaBlocks += block.group(2).equals("java") ? 1 : 0;
      }
    }
    assertTrue(javaBlocks >= 6, "only " + javaBlocks + " blocks of Java");
  }

  private static void check(MatchResult block) throws IOException {
    var shown = block.group(1);
    var lines = block.group(3).lines().toList();
    switch (block.group(2)) {
      case "java", "kotlin" -> {
        assertTrue(
            shown != null && FILE.matcher(shown).matches(), () -> "of no file:\n" + block.group());
        assertEquals(region(shown), lines, shown);
      }
      case "text" -> assertEquals(OUTPUT, shown); // which is compared below
      case "xml" -> assertIsADependency(block.group(3));
      case "sh" -> lines.forEach(ReadmeTest::checkCommand);
      default -> throw new AssertionError("nothing checks this block:\n" + block.group());
    }
  }

  /** Of the coordinates, each line is one of the module that they name. */
  private static void assertIsADependency(String block) {
    var module = block.contains("<scope>test</scope>") ? "toro-test" : "toro";
    assertTrue(block.contains("<artifactId>" + module + "</artifactId>"), block);
    block.lines().forEach(line -> assertContains(module + "/pom.xml", line.strip()));
  }

  /** A command is what CI runs, or it names a profile. */
  private static void checkCommand(String line) {
    var command = line.replaceFirst("#.*", "").strip();
    var profile = PROFILE.matcher(command);
    if (profile.find()) {
      assertContains("pom.xml", "<id>" + profile.group(1) + "</id>");
    } else {
      assertContains(".ci/run", command);
    }
  }

  private static void assertContains(String file, String text) {
    try {
      assertTrue(Files.readString(ROOT.resolve(file)).contains(text), text + " is not in " + file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void outputOfTheProgram_always_isAsShown() throws Exception {
    var shown =
        BLOCK
            .matcher(Files.readString(README))
            .results()
            .filter(block -> OUTPUT.equals(block.group(1)))
            .map(block -> block.group(3))
            .findFirst()
            .orElseThrow();
    assertEquals(shown.lines().toList(), Child.linesOf(OneLine.class));
  }

  @Test
  void testsNamed_onAnyPage_areThere() throws IOException {
    var there = new TreeSet<String>();
    try (var files = Files.walk(ROOT)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .forEach(name -> there.add(name.replace(".java", "")));
    }
    var missing = new ArrayList<String>();
    for (var page : pages()) {
      if (page.endsWith("behaviours.md")) {
        continue; // names tests of Python's
      }
      TEST.matcher(Files.readString(page))
          .results()
          .map(named -> named.group(1))
          .filter(name -> !there.contains(name))
          .forEach(name -> missing.add(name + " in " + page));
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void links_toFiles_lead() throws IOException {
    var broken = new ArrayList<String>();
    for (var page : pages()) {
      var links =
          LINK.matcher(Files.readString(page)).results().map(link -> link.group(1)).toList();
      assertFalse(links.isEmpty() && page.equals(README));
      links.stream()
          .filter(link -> !link.startsWith("https://"))
          .filter(link -> !Files.exists(page.resolveSibling(link)))
          .forEach(link -> broken.add(link + " in " + page));
    }
    assertEquals(List.of(), broken);
  }

  private static List<Path> pages() throws IOException {
    try (var root = Files.list(ROOT);
        var docs = Files.walk(ROOT.resolve("docs"))) {
      var pages =
          Stream.concat(root, docs).filter(file -> file.toString().endsWith(".md")).toList();
      assertTrue(pages.contains(README));
      return pages;
    }
  }

  /**
   * The lines of a region, or of a whole file, without the marks and the common indentation.
   *
   * @param shown the file, and with {@code #} behind it the region
   */
  private static List<String> region(String shown) throws IOException {
    var file = shown.split("#")[0];
    var source = Files.readString(ROOT.resolve(file));
    if (!file.equals(shown)) {
      var name = shown.substring(file.length() + 1);
      var start = indexOfMark("start", name, source);
      var end = indexOfMark("end", name, source);
      assertTrue(0 <= start && start < end, () -> "no region " + name + " in " + file);
      source = source.substring(source.indexOf('\n', start) + 1, source.lastIndexOf('\n', end) + 1);
    }
    return source
        .stripTrailing()
        .stripIndent()
        .lines()
        .filter(line -> !line.contains("// @"))
        .toList();
  }

  /** Where a region starts or ends, with its name in quotes or without; or -1. */
  private static int indexOfMark(String mark, String name, String source) {
    return Math.max(
        source.indexOf("// @" + mark + " region=" + name + "\n"),
        source.indexOf("// @" + mark + " region=\"" + name + "\"\n"));
  }
}
