package toro.examples.spider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A site of 2,000 pages with everything that sites have, crawled while the server counts. */
class LargeSiteTest {
  private static final int PAGES = 2_000;
  private static final int REQUESTS = 6;
  private static final Duration SLOW = Duration.ofMillis(150);

  @AutoClose private final TestSite site = new TestSite();

  @BeforeEach
  void build() {
    site.robots("User-agent: *", "Disallow: /site/private/", "Allow: /site/private/open");
    for (int i = 0; i < PAGES; i++) {
      var links = linksOf(i).toArray(String[]::new);
      if (i % 100 == 50) {
        site.slow(path(i), SLOW, links);
      } else if (i % 400 == 30) {
        var beginning = TestSite.linksTo(links);
        site.on(path(i), exchange -> site.endless(exchange, "text/html", beginning, 64));
      } else {
        site.page(path(i), links);
      }
    }
    for (int i = 0; i < PAGES; i += 200) {
      site.redirect("/site/old" + i, "page" + (i + 1) + "#here");
      site.redirect("/site/lost" + i, "/site/gone" + i);
      site.redirect("/site/ring" + i, "ringer" + i);
      site.redirect("/site/ringer" + i, "ring" + i);
      site.text("/site/image" + i, "image/png", "<a href='not-a-link" + i + "'>");
    }
    site.page("/site/private/secret", "/site/never");
    site.page("/site/private/open", "../");
    site.page("/site/", "page0", "private/secret", "private/open");
    site.page("/elsewhere", "/site/page7");
  }

  private static String path(int page) {
    return "/site/page" + page;
  }

  /** A tree, with links back up, across, to itself, twice, and under other spellings. */
  private static List<String> linksOf(int page) {
    var links = new ArrayList<String>();
    for (int child = 3 * page + 1; child <= 3 * page + 3 && child < PAGES; child++) {
      links.add(child % 2 == 0 ? "page" + child : "./x/../page" + child + "#top");
    }
    links.add("page" + page / 3);
    links.add("page" + page);
    links.add("page" + ThreadLocalRandom.current().nextInt(PAGES) + "#random");
    links.add("/site/%2e/page" + page / 2);
    links.add("/elsewhere");
    links.add("mailto:page" + page + "@example.org");
    if (page % 200 == 0) {
      for (var name : List.of("missing", "old", "lost", "ring", "image")) {
        links.add(name + page);
      }
    }
    return links;
  }

  @Test
  void crawl_everyReachablePage_isFetchedOnceAndNeverTooManyAtOnce() {
    var run = Run.json("-n", "" + REQUESTS, "--max-size", "128K", site.url("/site/"));

    for (int i = 0; i < PAGES; i++) {
      assertEquals(1, site.requests(path(i)), path(i));
    }
    var several = new TreeSet<String>();
    site.requests().forEach((path, count) -> addIf(count.get() != 1, path, several));
    assertEquals(List.of(), List.copyOf(several), "asked for more than once");
    assertTrue(
        site.mostInFlight() <= REQUESTS && site.mostInFlight() >= 2, "" + site.mostInFlight());
    assertEquals(0, site.inFlight());
    // pages, the start, what is open; old, lost, ring, ringer, image, gone, missing; robots.txt
    assertEquals(PAGES + 2 + 7 * PAGES / 200 + 1, site.requests().size());
    assertEquals(0, site.requests("/elsewhere"));
    assertEquals(0, site.requests("/site/private/secret"));

    assertEquals(1, run.status());
    assertEquals(PAGES + 2, run.number("pages"));
    assertEquals(PAGES / 200, run.number("files"));
    assertEquals(4 * PAGES / 200, run.number("redirects"));
    assertEquals(site.requests().size(), run.number("requests"));
    assertEquals(1, run.skipped("elsewhere"));
    assertEquals(1, run.skipped("forbidden"));
    assertTrue(run.number("mostAtOnce") <= REQUESTS);
    // /site/ringer is not linked to, only redirected to; so are /site/gone...
    assertEquals(3 * PAGES / 200, run.broken().size(), run.broken()::toString);
    for (int i = 0; i < PAGES; i += 200) {
      assertBroken(run, "/site/missing" + i, "404 not found", path(i));
      var gone = "404 not found after a redirect to " + site.url("/site/gone" + i);
      assertBroken(run, "/site/lost" + i, gone, path(i));
      assertBroken(run, "/site/ring" + i, "redirects in a circle", path(i));
    }
    var huge = run.address(site.url(path(30)));
    assertEquals(128 << 10, huge.get("bytes").getAsInt());
    assertTrue(huge.get("unread").getAsString().contains("--max-size"), huge::toString);
  }

  private void assertBroken(Run run, String path, String problem, String holder) {
    var link = site.url(path);
    assertTrue(run.broken().contains(link + ": " + problem), () -> path + " in " + run.broken());
    assertEquals(List.of(site.url(holder)), run.holders(link), path);
  }

  private static void addIf(boolean holds, String path, TreeSet<String> paths) {
    if (holds) {
      paths.add(path);
    }
  }
}
