package toro.examples.spider;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import toro.examples.web.Url;

/** Pages that would cost too much. */
@Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD, unit = MINUTES)
class LinksLimitTest {
  private static final Url PAGE = Url.typed("http://h/docs/page.html");
  private static final int LARGE = 1_000_000;

  private static Links links(String html) {
    return Links.of(html.getBytes(ISO_8859_1), "latin1", PAGE, Duration.ofMinutes(2));
  }

  private static String many(int count, String before, String after) {
    return IntStream.range(0, count)
        .mapToObj(i -> before + i + after)
        .collect(Collectors.joining());
  }

  @Test
  void of_noTime_isTold() {
    var links = Links.of("<a href=x>".getBytes(ISO_8859_1), null, PAGE, Duration.ZERO);
    assertEquals("takes too long to read as HTML", links.trouble());
    assertEquals(List.of(), links.addresses());
  }

  @Test
  void of_onlyCommas_hasNoImages() {
    var links = links("<img srcset='" + ",".repeat(2 * LARGE) + "'><a href=x>");
    assertNull(links.trouble());
    assertEquals(List.of(Url.typed("http://h/docs/x")), links.addresses());
  }

  @Test
  void of_manyElements_findsTheLinksOfTheFirst() {
    var links = links("<a href=x></a>" + "<p>".repeat(LARGE + 1) + "<a href=y></a>");
    assertEquals("has more than a million elements, read in part", links.trouble());
    assertEquals(List.of(Url.typed("http://h/docs/x")), links.addresses());
  }

  @Test
  void of_manyLinks_findsTheFirst() {
    var links = links(many(300_000, "<a href=", "></a>"));
    assertEquals("leads to too many addresses, read in part", links.trouble());
    assertEquals(250_000, links.addresses().size());
  }

  @Test
  void of_longBaseAndManyLinks_keepsFew() {
    var base = "<base href='/" + "b".repeat(LARGE) + "/'>";
    var links = links(base + many(1_000, "<a href=", "></a>"));
    assertEquals("leads to too many addresses, read in part", links.trouble());
    assertTrue(links.addresses().size() < 100, links.addresses().size() + " links");
    var same = links(base + many(100_000, "<a href=?#", "></a>"));
    assertNull(same.trouble());
    assertEquals(1, same.addresses().size());
  }

  @Test
  void of_manyWrong_keepsTheFirstShortenedAndCountsTheOthers() {
    var links = links(many(1_500, "<a href='//[" + "x".repeat(500), "'></a>"));
    assertNull(links.trouble());
    assertEquals(1, links.wrong().size(), "they begin alike");
    assertEquals(203, links.wrong().getFirst().length());
    var others = links(many(1_500, "<a href='//[", "'></a>"));
    assertEquals(1_000, others.wrong().size());
    assertEquals(500, others.moreWrong());
  }

  @Test
  void of_framesWithinFrames_endSomewhere() {
    var html = new StringBuilder();
    for (int depth = 5; depth >= 0; depth--) {
      var inner = html.toString().replace("&", "&amp;").replace("'", "&#39;");
      html.setLength(0);
      html.append("<a href=").append(depth).append("><iframe srcdoc='").append(inner).append("'>");
    }
    var links = links(html + "</iframe><a href=x>");
    assertEquals("has more than 3 frames within one another, read in part", links.trouble());
    assertEquals(5, links.addresses().size(), "those of four pages, and the last");
  }

  @Test
  void of_manyAttributes_areTold() {
    var links = links("<a " + many(600, "a", " ") + "href=x>");
    assertEquals("has an element with too many attributes, read in part", links.trouble());
  }

  @Test
  void of_deepNesting_isRead() {
    for (var unit :
        List.of("<div>", "<b>", "<table><tr><td>", "<svg><g>", "<ul><li>", "<b><i>x</b>")) {
      var links = links(unit.repeat(LARGE / unit.length() / 2) + "<a href=x>");
      assertNull(links.trouble(), unit);
      assertEquals(List.of(Url.typed("http://h/docs/x")), links.addresses(), unit);
    }
  }

  /** jsoup 1.24.1 fails on this: a later one may read it. */
  @Test
  void of_pageThatTheParserFailsOn_showsWhatStandsBefore() {
    var links = links("<a href=x></a><e><p><nobr><b/>" + "<div>".repeat(600) + ">");
    var trouble = links.trouble();
    assertTrue(trouble == null || trouble.startsWith("cannot be read as HTML: "), trouble);
    assertEquals(List.of(Url.typed("http://h/docs/x")), links.addresses());
  }
}
