package toro.examples.spider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RobotsTest {
  private static Robots rules(String... lines) {
    return Robots.parse(String.join("\n", lines), "toro-spider/0.1 (+https://example.org)");
  }

  @Test
  void allows_withoutRules_everything() {
    assertTrue(rules("").allows("/any"));
    assertTrue(rules("User-agent: *", "Disallow:").allows("/any"));
    assertTrue(rules("Disallow: /").allows("/any"), "a rule of nobody");
  }

  @Test
  void allows_ourName_countsAloneAndInAnyCase() {
    var rules =
        rules(
            "User-agent: *", "Disallow: /", "", "User-Agent: Toro-Spider/2", "Disallow: /private");
    assertTrue(rules.allows("/any"));
    assertFalse(rules.allows("/private/x"));
  }

  @Test
  void allows_otherNames_doNotCount() {
    var rules = rules("User-agent: other", "User-agent: toro", "Disallow: /", "Crawl-delay: 9");
    assertTrue(rules.allows("/any"));
    assertEquals(Duration.ZERO, rules.delay());
  }

  @Test
  void allows_severalGroupsOfOneName_areOne() {
    var rules =
        rules(
            "User-agent: *",
            "Disallow: /a",
            "User-agent: other",
            "Disallow: /b",
            "User-agent: other2",
            "User-agent: * # everybody",
            "Disallow: /c");
    assertFalse(rules.allows("/a"));
    assertTrue(rules.allows("/b"));
    assertFalse(rules.allows("/c"));
  }

  @Test
  void allows_longestRule_decidesAndAllowWinsATie() {
    var rules =
        rules(
            "User-agent: *",
            "Disallow: /docs/",
            "Allow: /docs/open/",
            "Disallow: /docs/open/not",
            "Disallow: /same",
            "Allow: /same");
    assertFalse(rules.allows("/docs/x"));
    assertTrue(rules.allows("/docs/open/x"));
    assertFalse(rules.allows("/docs/open/not"));
    assertTrue(rules.allows("/same"));
  }

  @ParameterizedTest
  @CsvSource({
    "/a*.php, /a/b.php5, true",
    "/a*.php$, /a/b.php5, false",
    "/a*.php$, /a/b.php.php, true",
    "/*/x/*/y, /1/x/2/z/x/3/y, true",
    "/*/x/*/y, /x/2/y, false",
    "/page$, /page, true",
    "/page$, /pages, false",
    "/page?id=, /page?id=3, true",
    "/%7Eme, /~me, true",
    "/ä, /%C3%A4/x, true",
    "*, /anything, true",
  })
  void allows_patterns_matchAsDescribed(String pattern, String target, boolean matches) {
    assertEquals(!matches, rules("User-agent: *", "Disallow: " + pattern).allows(target));
  }

  @Test
  void allows_manyStars_takeNoLongTime() {
    var pattern = "/" + "a*".repeat(200) + "b$";
    assertTrue(rules("User-agent: *", "Disallow: " + pattern).allows("/" + "a".repeat(5_000)));
  }

  @Test
  void delay_numberOfSeconds_isRead() {
    assertEquals(Duration.ofMillis(1500), rules("User-agent: *", "Crawl-delay: 1.5").delay());
    assertEquals(Duration.ZERO, rules("User-agent: *", "Crawl-delay: soon").delay());
  }

  @Test
  void parse_byteOrderMarkAndOddLines_doNoHarm() {
    var rules = rules("\uFEFFuser-agent:*", "nonsense", "Sitemap: https://h/s", "disallow :/a#b");
    assertFalse(rules.allows("/a"));
  }
}
