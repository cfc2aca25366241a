package toro.examples.spider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import toro.AsyncEvent;

/** What is crawled, and what is said of it. */
class SpiderTest {
  @AutoClose private final TestSite site = new TestSite();

  @Test
  void crawl_nothingBroken_statusIsZero() {
    site.page("/", "a").page("/a", "/");
    var run = Run.json(site.url("/"));
    assertEquals(0, run.status());
    assertEquals(List.of(), run.broken());
    assertEquals(2, run.number("pages"));
    assertFalse(run.json().get("stopped").getAsBoolean());
  }

  @Test
  void crawl_brokenStart_isReported() {
    var run = Run.json(site.url("/nothing"));
    assertEquals(1, run.status());
    assertEquals(List.of(site.url("/nothing") + ": 404 not found"), run.broken());
    assertEquals(List.of(), run.holders(site.url("/nothing")));
  }

  @Test
  void crawl_nobodyListens_isReported() {
    var address = site.url("/");
    site.close();
    var run = Run.json("--retries", "0", "--ignore-robots", address);
    assertEquals(1, run.status());
    assertEquals(List.of(address + ": no connection"), run.broken());
  }

  @Test
  void crawl_unknownHost_isReportedAndNotTriedAgain() {
    var run = Run.json("--ignore-robots", "http://no-such-host.invalid/");
    assertEquals(1, run.status());
    assertEquals(List.of("http://no-such-host.invalid/: unknown host"), run.broken());
    assertEquals(1, run.number("requests"));
  }

  @Test
  void crawl_startIsAFile_itsFolderIsTheSite() {
    site.page("/docs/index.html", "a", "/b", "deep/c").page("/docs/a").page("/docs/deep/c");
    var run = Run.json(site.url("/docs/index.html#top"));
    assertEquals(0, run.status());
    assertEquals(site.url("/docs/"), run.json().get("below").getAsString());
    assertEquals(3, run.number("pages"));
    assertEquals(0, site.requests("/b"));
    assertEquals(1, run.skipped("elsewhere"));
  }

  @Test
  void crawl_startIsAFolderWithoutSlash_theFolderIsTheSite() {
    site.redirect("/docs", "/docs/").page("/docs/", "a", "/docs", "/b").page("/docs/a");
    var run = Run.json(site.url("/docs"));
    assertEquals(0, run.status());
    assertEquals(site.url("/docs/"), run.json().get("below").getAsString());
    assertEquals(2, run.number("pages"));
    assertEquals(1, site.requests("/docs"));
    assertEquals(1, site.requests("/robots.txt"));
    assertEquals(0, site.requests("/b"));
  }

  @Test
  void crawl_startMovedToAnotherHost_theSiteIsThere() {
    try (var other = new TestSite()) {
      site.redirect("/", other.url("/new/"));
      other.page("/new/", "a").page("/new/a").robots("User-agent: *", "Disallow: /new/a");
      var run = Run.json(site.url("/"));
      assertEquals(0, run.status());
      assertEquals(other.url("/new/"), run.json().get("below").getAsString());
      assertEquals(1, run.number("pages"));
      assertEquals(1, run.skipped("forbidden"));
    }
  }

  @Test
  void crawl_startRedirectsInACircle_isReported() {
    site.redirect("/", "/a/").redirect("/a/", "/");
    var run = Run.json(site.url("/"));
    assertEquals(1, run.status());
    assertEquals(List.of(site.url("/") + ": redirects in a circle"), run.broken());
    assertEquals(1, site.requests("/a/"));
  }

  @Test
  void crawl_oddRedirects_areBroken() {
    site.page("/", "no-place", "mail", "nonsense", "chain0");
    site.on("/no-place", exchange -> site.send(exchange, 302, "text/plain", ""));
    site.redirect("/mail", "mailto:me@example.org").redirect("/nonsense", "http://");
    for (int i = 0; i <= 11; i++) {
      site.redirect("/chain" + i, "chain" + (i + 1));
    }
    site.page("/chain12");
    var broken = Run.json(site.url("/")).broken();
    assertEquals(
        List.of(
            site.url("/no-place") + ": 302 redirects to no web address: null",
            site.url("/mail") + ": 301 redirects to no web address: mailto:me@example.org",
            site.url("/nonsense") + ": 301 redirects to no web address: http://",
            site.url("/chain0") + ": more than 10 redirects"),
        broken);
  }

  @Test
  void crawl_wrongReference_isABrokenLink() {
    site.page("/", "http://", "a").page("/a", "http://");
    var run = Run.json(site.url("/"));
    assertEquals(1, run.status());
    assertEquals(List.of("http://: no address"), run.broken());
    assertEquals(List.of(site.url("/"), site.url("/a")), run.holders("http://"));
  }

  @Test
  void depth_limit_isCountedByTheShortestWay() {
    // the long way to /short is known first, as the direct link to it is on a slow page
    var shortIsAsked = new AsyncEvent();
    site.page("/", "a", "slow").page("/a", "b").page("/b", "short");
    site.on(
        "/short",
        exchange -> {
          shortIsAsked.set();
          site.html(exchange, TestSite.linksTo("end"));
        });
    site.held("/slow", shortIsAsked, "short").page("/end", "beyond");
    var run = Run.json("--depth", "3", site.url("/"));
    assertEquals(2, run.address(site.url("/short")).get("depth").getAsInt());
    assertEquals(3, run.address(site.url("/end")).get("depth").getAsInt());
    assertEquals(1, site.requests("/end"));
    assertEquals(0, site.requests("/beyond"));
    assertEquals(1, run.skipped("tooDeep"));
    assertEquals(0, run.status());
  }

  @Test
  void depth_zero_isTheStartAlone() {
    site.page("/", "a", "b");
    var run = Run.json("--depth", "0", site.url("/"));
    assertEquals(List.of(site.url("/")), run.addresses());
    assertEquals(2, run.skipped("tooDeep"));
  }

  @Test
  void pages_limit_isNeverExceeded() {
    site.page("/", "a", "b", "c", "d");
    var run = Run.json("--pages", "3", site.url("/"));
    assertEquals(3, run.addresses().size());
    assertEquals(2, run.skipped("overLimit"));
    assertEquals(4, run.number("requests"), "with robots.txt");
  }

  @Test
  void contentType_otherThanHtml_isNotParsed() {
    site.text("/", "", "<a href=a>").text("/a", "application/xhtml+xml", "<a href='b'>x</a>");
    site.text("/b", "text/plain", "<a href=c>").page("/c");
    var run = Run.json(site.url("/"));
    assertEquals(2, run.number("pages"));
    assertEquals(1, run.number("files"));
    assertEquals(0, site.requests("/c"));
  }

  @Test
  void maxSize_largeFile_isNotDownloaded() {
    site.page("/", "film");
    site.on("/film", exchange -> site.endless(exchange, "video/mp4", "", 64));
    var run = Run.json("--max-size", "1K", site.url("/"));
    assertEquals(0, run.status());
    assertEquals(1024, run.address(site.url("/film")).get("bytes").getAsInt());
  }

  @Test
  void external_off_asksNobodyElse() {
    try (var other = new TestSite()) {
      site.page("/", other.url("/a"));
      assertEquals(0, Run.json(site.url("/")).status());
      assertTrue(other.requests().isEmpty());
    }
  }

  @Test
  void external_on_checksWithoutCrawling() {
    try (var other = new TestSite()) {
      other
          .page("/a", "b")
          .redirect("/moved", "/a")
          .on("/no-head", exchange -> noHead(other, exchange));
      site.page("/", other.url("/a"), other.url("/moved"), other.url("/no-head"), other.url("/c"));
      var run = Run.json("--external", site.url("/"));
      assertEquals(List.of(other.url("/c") + ": 404 not found"), run.broken());
      assertEquals(List.of(site.url("/")), run.holders(other.url("/c")));
      assertEquals(1, other.requests("/a"));
      assertEquals(2, other.requests("/no-head"));
      assertEquals(0, other.requests("/b"));
      assertEquals(0, other.requests("/robots.txt"));
    }
  }

  private static void noHead(TestSite other, HttpExchange exchange) throws IOException {
    boolean isHead = exchange.getRequestMethod().equals("HEAD");
    other.send(exchange, isHead ? 405 : 200, "text/html", "<a href=b>");
  }
}
