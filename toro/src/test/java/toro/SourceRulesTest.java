package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules that every source file keeps, checked in the sources themselves. */
class SourceRulesTest {
  private static final Path MAIN = Path.of("src", "main", "java", "toro");
  private static final Path TEST = Path.of("src", "test", "java", "toro");
  private static final Pattern JAVADOC = Pattern.compile("(?s)/\\*\\*.*?\\*/");
  private static final Pattern SNIPPET =
      Pattern.compile("\\{@snippet file=\"([\\w/]+)\\.java\" region=\"([\\w-]+)\"}");
  private static final Pattern CODE = Pattern.compile("(?m)<pre|@snippet|```|~~~|^\\s*///");
  private static final Pattern METHOD = Pattern.compile("(?m)^  [\\w<>?, ]+ (\\w+)\\(");
  private static final Pattern INVARIANT = Pattern.compile("(?m)^   \\* ([A-Z]\\d)\\. ");
  private static final int PRIMITIVE_LIMIT = 300;
  private static final int CORE_LIMIT = 400;

  @Test
  void mainSources_javadocAside_areSmall() {
    var tooLong =
        sources(
            MAIN,
            file -> {
              var name = file.getFileName().toString();
              var isPrimitive = name.startsWith("Async");
              var isAllOfCompletionStage = name.equals("Wait.java"); // one idea, of many methods
              return !isAllOfCompletionStage
                  && linesOfCode(read(file)) > (isPrimitive ? PRIMITIVE_LIMIT : CORE_LIMIT);
            });
    assertEquals(List.of(), tooLong, "longer than a primitive's 300 lines or a core file's 400");
  }

  @Test
  void sources_everyLine_hasAtMost100Columns() {
    for (var folder : List.of(MAIN, TEST)) {
      var tooWide =
          sources(folder, file -> read(file).lines().anyMatch(line -> line.length() > 100));
      assertEquals(List.of(), tooWide, "the formatter leaves comments in the code as they are");
    }
  }

  @Test
  void overviews_everyInvariant_isReferredTo() {
    var unused =
        sources(
            MAIN,
            file -> {
              var text = read(file);
              var code = INVARIANT.matcher(text).replaceAll("");
              return INVARIANT
                  .matcher(text)
                  .results()
                  .anyMatch(i -> !code.matches("(?s).*\\b" + i.group(1) + "\\b.*"));
            });
    assertEquals(List.of(), unused, "code that keeps an invariant, or relies on it, names it");
  }

  @Test
  void linesOfCode_javadoc_isNotCounted() {
    assertEquals(
        4, linesOfCode("/** One. */\nclass A {\n  /**\n   * Two.\n   */\n  int a;\n\n}\n"));
    assertEquals(3, linesOfCode("/* Counted,\n   this too. */\nclass A {}\n"));
  }

  @Test
  void testSources_always_neverSleepAndAreNeverDisabled() {
    var sleep = "Thread.sl" + "eep(";
    var disabled = "@Dis" + "abled";
    var offenders =
        sources(
            TEST,
            file -> {
              var text = read(file);
              return text.contains(sleep) || text.contains(disabled);
            });
    assertEquals(List.of(), offenders, "a test that sleeps or is disabled");
  }

  @Test
  void javadoc_codeBlocks_areRegionsOfCodeThatRuns() {
    for (var module : List.of(Path.of(""), Path.of("..", "toro-test"))) {
      var unchecked =
          sources(
              module.resolve(MAIN), file -> !showsCodeThatRuns(read(file), module.resolve(TEST)));
      assertEquals(List.of(), unchecked, "Javadoc with code that no test runs");
    }
  }

  @Test
  void showsCodeThatRuns_anyOtherCode_isFalse() {
    assertTrue(showsCodeThatRuns("/** {@snippet file=\"Snippets.java\" region=\"lock\"} */", TEST));
    for (var code :
        List.of(
            "<pre>lock</pre>",
            "{@snippet : lock }",
            "{@snippet file=\"Snippets.java\"}",
            "{@snippet file=\"Snippets.java\" region=\"none\"}",
            "{@snippet file=\"Doors.java\" region=\"lock\"}",
            "```java lock```")) {
      assertFalse(showsCodeThatRuns("/** " + code + " */", TEST), code);
    }
    assertFalse(showsCodeThatRuns("  /// Markdown", TEST));
  }

  private static boolean showsCodeThatRuns(String source, Path tests) {
    return SNIPPET.matcher(source).results().allMatch(s -> runs(tests, s.group(1), s.group(2)))
        && !CODE.matcher(SNIPPET.matcher(source).replaceAll("")).find();
  }

  /** A region runs if it stands in a test, or in a method that the test beside it calls. */
  private static boolean runs(Path tests, String file, String region) {
    var source = read(tests.resolve(file + ".java"));
    int start = source.indexOf("// @start region=\"" + region + '"');
    if (start < 0 || file.endsWith("Test")) {
      return start >= 0;
    }
    var methods = METHOD.matcher(source.substring(0, start)).results().toList();
    return read(tests.resolve(file + "Test.java")).contains("." + methods.getLast().group(1) + "(");
  }

  private static List<String> sources(Path folder, Predicate<Path> offends) {
    try (Stream<Path> files = Files.walk(folder)) {
      var all = files.filter(file -> file.toString().endsWith(".java")).toList();
      assertTrue(all.size() > 1, () -> "no sources in " + folder.toAbsolutePath());
      return all.stream().filter(offends).map(Path::toString).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every line counts, blank ones too, but for those that hold nothing but Javadoc. */
  private static long linesOfCode(String source) {
    long javadoc =
        JAVADOC.matcher(source).results().mapToLong(match -> match.group().lines().count()).sum();
    return source.lines().count() - javadoc;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
