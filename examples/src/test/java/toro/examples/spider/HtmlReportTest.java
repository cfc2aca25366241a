package toro.examples.spider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in the page of a report. */
class HtmlReportTest {
  @TempDir private Path folder;
  @AutoClose private final TestSite site = new TestSite();

  private Document report(String... arguments) throws IOException {
    var file = folder.resolve("report.html");
    var all = Arrays.copyOf(arguments, arguments.length + 5);
    var more = List.of("--progress", "none", "--html", file.toString(), site.url("/"));
    for (int i = 0; i < more.size(); i++) {
      all[arguments.length + i] = more.get(i);
    }
    var run = Run.of(all);
    assertTrue(run.status() < 2, run::errors);
    return Jsoup.parse(Files.readString(file));
  }

  private static String[] links(String name, int number) {
    return IntStream.range(0, number).mapToObj(i -> name + i).toArray(String[]::new);
  }

  @Test
  void verdict_nothingBroken_hasNoSectionOfBrokenLinks() throws IOException {
    site.page("/", "a").page("/a");
    var page = report();
    assertEquals("No broken links", page.expectFirst("h1.good").text());
    assertEquals("No broken links: " + site.url("/"), page.title());
    assertEquals("en", page.expectFirst("html").attr("lang"));
    assertEquals(List.of(), page.select("#broken, #not-read, #skipped"));
    assertEquals(
        List.of("Answer times", "Depth", "Slowest", "Largest", "Content types"),
        page.select("nav a").eachText());
    assertEquals(page.select("h2").eachText(), page.select("nav a").eachText());
  }

  @Test
  void verdict_pageNotReadToTheEnd_isNoCleanBill() throws IOException {
    site.page("/", "long");
    site.on("/long", exchange -> site.endless(exchange, "text/html", "<p>", 1));
    var page = report("--max-size", "16K");
    assertEquals(
        "No broken links in what was read, which is not all", page.expectFirst("h1").text());
    assertFalse(page.expectFirst("h1").hasClass("good"));
    assertEquals(
        "longer than --max-size, read in part /long", page.select("#not-read tbody tr").text());
  }

  @Test
  void verdict_forbiddenByRobots_saysThatNothingWasChecked() throws IOException {
    site.robots("User-agent: *", "Disallow: /");
    var page = report();
    assertEquals("Nothing was checked", page.expectFirst("h1.bad").text());
    assertTrue(
        page.expectFirst("#circumstances").text().endsWith("robots.txt forbids " + site.url("/")));
    assertEquals(List.of(), page.select(".pair, #times, #slowest, #types"));
  }

  @Test
  void brokenLinks_ofTheStart_haveAGroup() throws IOException {
    var page = report();
    assertEquals("1 broken link", page.expectFirst("h1.bad").text());
    assertEquals("The start 1 broken link", page.select("h3").text());
    assertEquals("404 not found /", page.select("#broken li").text());
  }

  @Test
  void brokenLinks_onManyPages_areToldOnce() throws IOException {
    site.page("/", links("page", 6));
    for (int i = 0; i < 6; i++) {
      site.page("/page" + i, "none", i < 2 ? "lost" : "./");
    }
    var page = report();
    assertEquals(
        List.of(
            "On more than 5 pages 1 broken link", "/page0 1 broken link", "/page1 1 broken link"),
        page.select("h3").eachText());
    assertEquals(
        List.of(
            "404 not found /none on 6 pages, first on /page0",
            "404 not found /lost",
            "404 not found /lost"),
        page.select("#broken li").eachText());
  }

  @Test
  void brokenLinks_veryMany_areCutAndTheRestIsCounted() throws IOException {
    site.page("/", links("page", 45));
    for (int i = 0; i < 45; i++) {
      site.page("/page" + i, links("none" + i + "-", i == 7 ? 64 : 50));
    }
    var page = report();
    assertEquals("2264 broken links", page.expectFirst("h1").text());
    assertEquals(40, page.select("h3").size());
    assertEquals("/page7 64 broken links", page.expectFirst("h3").text());
    assertEquals(50 + 1, page.expectFirst(".group").select("li").size());
    assertEquals("and 14 more; --json has all of them", page.select("li.more").text());
    assertEquals(
        "and 5 more pages with broken links; --json has all of them", page.select("p.more").text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http:// \"><script id=injected>alert(1)</script>",
        "http:// '><img id=injected onerror=alert(1) src=x>",
        "http://[</bdi></li></ul><svg id=injected onload=alert(1)>",
        "http:// </title></style><iframe id=injected>",
        "http:// javascript:alert(1)//<a id=injected href=javascript:alert(1)>",
        "<b id=injected>?x=\"onmouseover=alert(1)&lt;script&gt;",
      })
  void site_hostile_isShownAsText(String text) throws IOException {
    var escaped = text.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
    var type = "text/<svg/onload=alert(1)>";
    site.page("/", escaped, "moved", "file");
    site.redirect("/moved", "x:" + text);
    site.text("/file", type, "content");
    var page = report();
    assertEquals("2 broken links", page.expectFirst("h1").text());
    assertEquals(List.of(), page.select("[id=injected], script, img, iframe, [onload], [onerror]"));
    assertEquals(2, page.select("#broken li").size());
    assertTrue(
        page.select("#broken").text().contains("301 redirects to no web address: x:" + text));
    assertTrue(page.select("#types").text().contains(type));
    for (var link : page.select("a")) {
      assertTrue(link.attr("href").matches("#[a-z-]+|http://127[!-~]+"), link.outerHtml());
      assertEquals(link.attr("href").startsWith("#") ? "" : "noreferrer", link.attr("rel"));
    }
    assertTrue(page.head().html().contains("default-src 'none'"));
  }

  @Test
  void text_invisibleOrVeryLong_isMadeVisibleAndCut() throws IOException {
    site.page("/", "http:// \u202Egpj.\u0007\u2028!", "http:// " + "x".repeat(100_000));
    var shown = report().select("#broken li").eachText();
    assertEquals("no address http:// \uFFFDgpj.\uFFFD\uFFFD!", shown.getFirst());
    assertTrue(shown.get(1).endsWith("xxx..."), shown.get(1));
    assertTrue(shown.get(1).length() < 400, shown.get(1));
  }
}
