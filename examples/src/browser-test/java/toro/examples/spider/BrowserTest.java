package toro.examples.spider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import toro.examples.cli.Browser;

/** The spider's page as people see it: in a real browser, made of a real crawl. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserTest {
  private static final String HOSTILE =
      "http:// x\"><img id=injected src=x onerror=alert(1)><script id=injected>alert(2)</script>";
  private static final String LONG = "LongName".repeat(30);
  private static final int PAGES = 12; // of the same kind

  /** The contrast of every text on the page with what is behind it: the least of them. */
  private static final String CONTRAST =
      """
      const light = color => {
        const parts = color.match(/[\\d.]+/g).slice(0, 3).map(Number).map(part => part / 255)
          .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
      };
      const paper = light(getComputedStyle(document.documentElement).backgroundColor);
      const isText = node => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '';
      return Math.min(...[...document.body.querySelectorAll('*')]
        .filter(element => [...element.childNodes].some(isText))
        .map(element => getComputedStyle(element))
        .map(style => light(style.fill !== 'rgb(0, 0, 0)' ? style.fill : style.color))
        .map(ink => (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05)));
      """;

  private final TestSite site = new TestSite();
  private Browser browser;
  private Path page;

  @BeforeAll
  void crawl(@TempDir Path folder, @TempDir Path profile) {
    var kinds = IntStream.range(0, PAGES).mapToObj(i -> "class" + i).toArray(String[]::new);
    site.page("/docs/", "guide/", "api/", "old", "private/x", "http://localhost:1/", "news", LONG);
    site.page("/docs/guide/", "chapter1", "chapter2", "missing picture", "../gone/for-ever");
    site.page("/docs/guide/chapter1", "chapter2", "lost", LONG, "mailto:somebody@example.org");
    site.page("/docs/guide/chapter2", "chapter1", "lost", escaped(HOSTILE));
    site.page("/docs/api/", kinds);
    for (int i = 0; i < PAGES; i++) {
      var delay = Duration.ofMillis(3L * i * i);
      site.slow("/docs/api/class" + i, delay, "../style.css", "../log", "../imprint", "../logo");
    }
    site.robots("User-agent: *", "Disallow: /docs/private/");
    site.redirect("/docs/old", "/docs/guide/");
    site.slow("/docs/" + LONG, Duration.ofMillis(400));
    site.slow("/docs/news", Duration.ofMillis(450), "archive/a", "/docs/");
    site.page("/docs/archive/a", "b").page("/docs/archive/b", "c").page("/docs/archive/c");
    site.text("/docs/style.css", "text/css", "p { color: red }\n".repeat(900));
    site.text("/docs/logo", "image/svg+xml", "<svg></svg>".repeat(4_000));
    site.on("/docs/log", exchange -> site.endless(exchange, "text/html", "<p>on and on", 1));
    page = folder.resolve("report.html");
    var run =
        Run.of("--progress", "none", "--max-size", "96K", "--html", "" + page, site.url("/docs/"));
    assertEquals(1, run.status(), run::errors);
    browser = new Browser(profile);
  }

  private static String escaped(String text) {
    return text.replace("\"", "&quot;").replace("<", "&lt;");
  }

  @AfterAll
  void close() {
    browser.close();
    site.close();
  }

  @Test
  void page_opened_showsTheVerdictAndWhatToRepair() throws Exception {
    browser.open(page.toUri(), 1_200, "light");
    browser.picture("report-light");
    assertEquals("6 broken links", browser.text("h1"));
    assertEquals("6 broken links: " + site.url("/docs/"), browser.title());
    assertEquals(
        List.of(
            "On more than 5 pages 1 broken link",
            "/docs/guide/ 2 broken links",
            "/docs/guide/chapter1 2 broken links",
            "/docs/guide/chapter2 2 broken links"),
        browser.texts("h3"));
    assertEquals(
        List.of(
            "404 not found /docs/imprint on 12 pages, first on /docs/api/class0",
            "404 not found /docs/guide/missing%20picture",
            "404 not found /docs/gone/for-ever",
            "404 not found /docs/guide/lost",
            "404 not found /docs/guide/" + LONG,
            "404 not found /docs/guide/lost",
            "no address " + HOSTILE),
        browser.texts("#broken li").stream().map(text -> text.replace('\n', ' ')).toList());
    assertEquals(
        List.of("longer than --max-size, read in part /docs/log"),
        browser.texts("#not-read tbody tr"));
    assertEquals(
        List.of(
            "1 links elsewhere, not checked (--external checks them)", "1 forbidden by robots.txt"),
        browser.texts("#skipped tbody tr"));
    assertEquals(10, browser.texts("#slowest tbody tr").size());
    assertEquals("96.0 KiB /docs/log", browser.texts("#largest tbody tr").getFirst());
    assertEquals("1 43.0 KiB image/svg+xml", browser.texts("#types tbody tr").get(1));
    assertEquals("pages\n23", browser.texts("#numbers div").getFirst());
  }

  @Test
  void pictures_always_areSeen() {
    browser.open(page.toUri(), 1_200, "light");
    assertEquals(2L, browser.value("return document.querySelectorAll('svg').length"));
    var invisible =
        browser.value(
            """
            return [...document.querySelectorAll('svg, rect, .bar, svg text.value')]
              .filter(element => {
                const place = element.getBoundingClientRect();
                return place.width <= 0 || place.height <= 0;
              })
              .map(element => element.outerHTML)
            """);
    assertEquals(List.of(), invisible);
    assertEquals(
        true,
        browser.value(
            """
            const widths = [...document.querySelectorAll('#slowest .bar')]
              .map(bar => bar.getBoundingClientRect().width);
            return widths.every((width, i) => i === 0 || width <= widths[i - 1]);
            """));
    assertTrue((long) browser.value("return document.querySelectorAll('rect').length") >= 5);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 1_200})
  void page_narrowOrWide_staysInItsWindow(int width) throws Exception {
    browser.open(page.toUri(), width, "light");
    browser.picture("report-" + width);
    assertEquals((long) width, browser.value("return window.innerWidth"));
    var outside =
        browser.value(
            """
            return [...document.querySelectorAll('body *')]
              .filter(element => element.getBoundingClientRect().right > innerWidth)
              .map(element => element.outerHTML)
            """);
    assertEquals(List.of(), outside);
    assertEquals((long) width, browser.value("return document.documentElement.scrollWidth"));
  }

  @ParameterizedTest
  @CsvSource({"light, 'rgb(255, 255, 255)'", "dark, 'rgb(21, 24, 28)'"})
  void page_lightOrDark_canBeRead(String scheme, String paper) throws Exception {
    browser.open(page.toUri(), 1_200, scheme);
    browser.picture("report-" + scheme);
    assertEquals(
        paper, browser.value("return getComputedStyle(document.documentElement).backgroundColor"));
    var contrast = ((Number) browser.value(CONTRAST)).doubleValue();
    assertTrue(contrast >= 4.5, "only " + contrast);
  }

  @Test
  void site_hostile_injectsNothing() {
    browser.open(page.toUri(), 1_200, "light");
    assertEquals(0L, browser.value("return document.querySelectorAll('[id=injected]').length"));
    assertEquals(0L, browser.value("return document.querySelectorAll('script, img').length"));
    assertEquals(
        List.of(),
        browser.value(
            """
            return [...document.links].map(link => link.getAttribute('href'))
              .filter(address => !/^(https?:|#)/.test(address))
            """));
    assertEquals(List.of(), browser.complaints());
  }
}
