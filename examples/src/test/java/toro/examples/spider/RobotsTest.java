package toro.examples.spider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import toro.examples.web.Url;

class RobotsTest {
  private static boolean allows(Robots rules, String target) {
    return rules.allows(Url.typed("http://h" + target));
  }

  private static Robots rules(String... lines) {
    return Robots.parse(String.join("\n", lines), "toro-spider/0.1 (+https://example.org)");
  }

  @Test
  void allows_withoutRules_everything() {
    assertTrue(allows(rules(""), "/any"));
    assertTrue(allows(rules("User-agent: *", "Disallow:"), "/any"));
    assertTrue(allows(rules("Disallow: /"), "/any"), "a rule of nobody");
  }

  @Test
  void allows_ourName_countsAloneAndInAnyCase() {
    var rules =
        rules(
            "User-agent: *", "Disallow: /", "", "User-Agent: Toro-Spider/2", "Disallow: /private");
    assertTrue(allows(rules, "/any"));
    assertFalse(allows(rules, "/private/x"));
  }

  @Test
  void allows_otherNames_doNotCount() {
    var rules = rules("User-agent: other", "User-agent: toro", "Disallow: /", "Crawl-delay: 9");
    assertTrue(allows(rules, "/any"));
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
    assertFalse(allows(rules, "/a"));
    assertTrue(allows(rules, "/b"));
    assertFalse(allows(rules, "/c"));
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
    assertFalse(allows(rules, "/docs/x"));
    assertTrue(allows(rules, "/docs/open/x"));
    assertFalse(allows(rules, "/docs/open/not"));
    assertTrue(allows(rules, "/same"));
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
    assertEquals(!matches, allows(rules("User-agent: *", "Disallow: " + pattern), target));
  }

  @Test
  void delay_numberOfSeconds_isRead() {
    assertEquals(Duration.ofMillis(1500), rules("User-agent: *", "Crawl-delay: 1.5").delay());
    assertEquals(Duration.ZERO, rules("User-agent: *", "Crawl-delay: soon").delay());
    assertEquals(Duration.ZERO, rules("User-agent: *", "Crawl-delay: -1").delay());
  }

  @Test
  void parse_byteOrderMarkAndOddLines_doNoHarm() {
    var rules = rules("\uFEFFuser-agent:*", "nonsense", "Sitemap: https://h/s", "disallow :/a#b");
    assertFalse(allows(rules, "/a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r", "\n", "\r\n", "\n\n\r\r", "\t \r\n"})
  void parse_anyEndOfLine_endsALine(String end) {
    var rules = rules("User-agent: *" + end + "Disallow: /a" + end + "Disallow: /b" + end);
    assertFalse(allows(rules, "/a"));
    assertFalse(allows(rules, "/b"));
    assertTrue(allows(rules, "/c"));
  }

  @Test
  void parse_otherSeparators_endNoLine() {
    var rules = rules("User-agent: *", "Disallow: /a\u2028Disallow: /b\u0085Disallow: /c");
    assertTrue(allows(rules, "/b"));
    assertTrue(allows(rules, "/c"));
  }

  @Test
  void parse_linesBetweenNames_belongToThoseThatTheyMean() {
    var rules = rules("User-agent: *", "Sitemap: /s", "Odd: x", "User-agent: x", "Disallow: /");
    assertFalse(allows(rules, "/any"), "other lines end no group");
    var delayed = rules("User-agent: *", "Crawl-delay: 2", "User-agent: x", "Disallow: /");
    assertTrue(allows(delayed, "/any"), "a delay is a rule");
    assertEquals(Duration.ofSeconds(2), delayed.delay());
  }

  @Test
  void parse_robotWithoutName_obeysTheRulesForAll() {
    var text = "User-agent: 1\nAllow: /\nUser-agent:\nAllow: /\nUser-agent: *\nDisallow: /a";
    var rules = Robots.parse(text, "\u65E5\u672C/1");
    assertFalse(allows(rules, "/a"));
  }

  @Test
  void allows_rulesAndAddressesInAnyForm_areComparedAlike() {
    var rules = rules("User-agent: *", "Disallow: /\u00E9", "Disallow: /a%2fb", "Disallow: /%7Ex$");
    assertFalse(allows(rules, "/%c3%a9"));
    assertFalse(allows(rules, "/\u00E9"));
    assertFalse(allows(rules, "/a%2Fb"));
    assertTrue(allows(rules, "/a/b"));
    assertFalse(allows(rules, "/~x"));
    assertTrue(allows(rules, "/~x$"));
    var star = rules("User-agent: *", "Disallow: /a%2A");
    assertFalse(allows(star, "/a*"));
    assertTrue(allows(star, "/ab"));
  }

  @Test
  void allows_robotsTxt_always() {
    assertTrue(allows(Robots.ALLOW_NONE, "/robots.txt"));
    assertFalse(allows(Robots.ALLOW_NONE, "/robots.txt?x"));
    assertFalse(allows(Robots.ALLOW_NONE, "/"));
    assertTrue(allows(Robots.ALLOW_ALL, "/"));
  }
}
