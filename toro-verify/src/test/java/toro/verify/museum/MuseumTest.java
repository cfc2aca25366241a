package toro.verify.museum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * What {@code docs/museum.md} says of three libraries is what a run of the contracts says of them:
 * which rules each of them breaks, and which it keeps. That the others break some is what shows
 * that the rules can fail.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MuseumTest {
  private static final Path PAGE = Path.of("..", "docs", "museum.md");
  private static final List<Path> OWN_TESTS =
      List.of(
          Path.of("..", "toro", "src", "test", "java", "toro"),
          Path.of("src", "test", "java", "toro", "verify", "lincheck"));
  private static final Path RULES =
      Path.of("..", "toro-test", "src", "main", "java", "toro", "test");
  private static final int CLASSES_OF_BUGS = 18;

  /** Number, behaviour, issues, tests; then what came of them here, at IBM's, at tascalate's. */
  private static final Pattern ROW =
      Pattern.compile(
          "(?m)^(\\| (B\\d+) \\| [^|]+ \\| ([^|]+) \\| ([^|]+) \\|) [^|]+ \\| [^|]+ \\| [^|]+"
              + " \\|$");

  private static final Pattern NAME = Pattern.compile("`([^`]+)`");
  private static final String NEXT = "<br>";

  private final String page = read(PAGE);
  private final Map<String, String> own = new HashMap<>();
  private final Map<String, String> ibm = new HashMap<>();
  private final Map<String, String> tascalate = new HashMap<>();

  @BeforeAll
  void run() {
    run("own", own);
    run("ibm", ibm);
    run("tascalate", tascalate);
  }

  @Test
  void page_comparedWithTheRun_tellsWhatCameOfEachRule() {
    String seen =
        ROW.matcher(page)
            .replaceAll(
                row ->
                    "%s %s | %s | %s |"
                        .formatted(
                            Matcher.quoteReplacement(row.group(1)),
                            outcomes(own, row),
                            outcomes(ibm, row),
                            outcomes(tascalate, row)));
    assertEquals(seen, page);
  }

  @Test
  void rules_areKeptHere_andEachOfTheOthersBreaksSome() {
    assertFalse(own.containsValue("fails"), own::toString);
    assertTrue(ibm.containsValue("fails"), ibm::toString);
    assertTrue(tascalate.containsValue("fails"), tascalate::toString);
  }

  @Test
  void page_always_namesEveryClassOfBugsAndEveryRuleOfTheMuseum() {
    Set<String> missing =
        IntStream.rangeClosed(1, CLASSES_OF_BUGS)
            .mapToObj(number -> "B" + number)
            .collect(Collectors.toCollection(HashSet::new));
    own.keySet().stream().filter(test -> test.startsWith("Museum.")).forEach(missing::add);
    for (MatchResult row : rows()) {
      missing.remove(row.group(2));
      tests(row).forEach(missing::remove);
    }
    assertEquals(Set.of(), missing);
  }

  @Test
  void issues_ofEachRule_areCitedInTheSources() throws IOException {
    String sources;
    try (Stream<Path> files = Files.list(RULES)) {
      sources = files.map(MuseumTest::read).collect(Collectors.joining());
    }
    Set<String> missing = new HashSet<>();
    for (MatchResult row : rows()) {
      if (tests(row).allMatch(MuseumTest::isRule)) {
        missing.addAll(List.of(row.group(3).split(", ")));
      }
    }
    missing.removeIf(
        issue -> Pattern.compile(Pattern.quote(issue) + "\\b").matcher(sources).find());
    assertEquals(Set.of(), missing);
  }

  private List<MatchResult> rows() {
    List<MatchResult> rows = ROW.matcher(page).results().toList();
    assertTrue(rows.size() > CLASSES_OF_BUGS, () -> "only these rows: " + rows.size());
    return rows;
  }

  private static Stream<String> tests(MatchResult row) {
    return NAME.matcher(row.group(4)).results().map(name -> name.group(1));
  }

  private static boolean isRule(String test) {
    return test.contains(": ");
  }

  /** One word, if that is what came of all the tests of a row. */
  private String outcomes(Map<String, String> results, MatchResult row) {
    List<String> outcomes =
        tests(row)
            .map(
                test ->
                    results == own && !isRule(test)
                        ? outcomeOfOwnTest(test)
                        : outcome(results, test))
            .toList();
    return String.join(NEXT, Set.copyOf(outcomes).size() == 1 ? outcomes.subList(0, 1) : outcomes);
  }

  private static String outcome(Map<String, String> results, String test) {
    String result = results.get(test);
    if (result != null) {
      return result;
    }
    String contract = test.replaceAll(": .*", ": ");
    return test.contains(Exhibition.BY_CHANCE)
            && results.keySet().stream().anyMatch(other -> other.startsWith(contract))
        ? "by chance"
        : "not applicable";
  }

  /** The build runs it: here it only has to be there. */
  private static String outcomeOfOwnTest(String test) {
    String[] names = test.split("\\.");
    return OWN_TESTS.stream()
            .map(folder -> folder.resolve(names[0] + ".java"))
            .anyMatch(file -> Files.exists(file) && read(file).contains("void " + names[1] + "("))
        ? "pass"
        : "missing";
  }

  private static void run(String library, Map<String, String> results) {
    var listener =
        new TestExecutionListener() {
          private TestPlan plan;

          @Override
          public void testPlanExecutionStarted(TestPlan started) {
            plan = started;
          }

          @Override
          public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest()) {
              String contract = plan.getParent(test).orElseThrow().getDisplayName();
              results.put(
                  contract + ": " + test.getDisplayName(),
                  result.getStatus() == Status.SUCCESSFUL ? "pass" : "fails");
            }
          }
        };
    var request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectMethod(Exhibition.class, library))
            .build();
    LauncherFactory.create().execute(request, listener);
    assertTrue(!results.isEmpty(), () -> "nothing was run of " + library);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
