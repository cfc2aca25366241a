package toro.examples.spider;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import toro.examples.web.Url;

/** Rules that would cost too much. */
@Timeout(value = 5, unit = MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RobotsLimitTest {
  private static final int MANY = 100_000;

  private static Robots rules(String rules) {
    return Robots.parse("User-agent: *\n" + rules, "me");
  }

  private static String many(int count, IntFunction<String> line) {
    return IntStream.range(0, count).mapToObj(line).collect(Collectors.joining("\n"));
  }

  private static boolean allows(Robots rules, String target) {
    return rules.allows(Url.typed("http://h" + target));
  }

  @Test
  void allows_manyStars_areTriedInOnePass() {
    var rules = rules("Disallow: /" + "a*".repeat(MANY) + "b$");
    assertTrue(allows(rules, "/" + "a".repeat(2 * MANY)));
    assertFalse(allows(rules, "/" + "a".repeat(2 * MANY) + "b"));
    assertFalse(allows(rules("Disallow: /" + "*".repeat(MANY) + "b"), "/a".repeat(MANY) + "b"));
    assertNull(rules.trouble());
  }

  @Test
  void allows_piecesThatNearlyFit_areTriedInOnePass() {
    var piece = "a".repeat(MANY) + "b";
    var rules = rules("Disallow: /*" + piece + "*" + piece);
    assertTrue(allows(rules, "/" + "a".repeat(3 * MANY) + "b"));
    assertFalse(allows(rules, "/" + "a".repeat(2 * MANY) + "b" + piece));
  }

  @Test
  void allows_manyRules_areAllObeyed() {
    var rules = rules(many(MANY, i -> "Disallow: /x" + i + "$"));
    for (int i = 0; i < MANY; i += 1_000) {
      assertFalse(allows(rules, "/x" + i));
      assertTrue(allows(rules, "/x" + i + "y"));
    }
    assertNull(rules.trouble());
  }

  @Test
  void allows_moreRulesWithStarsThanAreTried_forbidMore() {
    var rules =
        rules(
            many(2_000, i -> "Disallow: /x" + i + "/*/y")
                + "\nAllow: /x1999/*/y/open"
                + "\nAllow: /x1999/plain/y/");
    assertEquals(
        "robots.txt has more than 1000 rules with '*': the others forbid more", rules.trouble());
    assertFalse(allows(rules, "/x1/z/y"));
    assertTrue(allows(rules, "/x1/z/z"));
    assertFalse(allows(rules, "/x1999/z/z"), "shortened to /x1999/");
    assertFalse(allows(rules, "/x1999/z/y/open"), "left out");
    assertTrue(allows(rules, "/x1999/plain/y/"), "longer, and without a star");
    assertTrue(allows(rules, "/z"));
  }

  @Test
  void parse_sameNameManyTimes_isOneGroup() {
    var names = many(MANY, i -> "User-agent: *");
    var rules = rules(names + "\n" + many(MANY, i -> "Disallow: /x"));
    assertFalse(allows(rules, "/x"));
    assertTrue(allows(rules, "/y"));
  }
}
