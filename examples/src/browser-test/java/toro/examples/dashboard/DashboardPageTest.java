package toro.examples.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import toro.Deadline;
import toro.examples.cli.Browser;
import toro.examples.cli.Child;

/** The dashboard as people see it: in a real browser. */
@Timeout(120)
class DashboardPageTest {
  @Test
  void page_ofAReaderWhoKeepsUp_showsEverySampleAndTheEnd(@TempDir Path profile) throws Exception {
    try (var server = start("--every", "20ms");
        var browser = new Browser(profile)) {
      browser.open(uri(server, ""), 1_000, "light");
      await(() -> numberOfPoints(browser) == 150);
      browser.picture("dashboard-light");
      await(() -> browser.text("#state").equals("live"));
      assertTrue(browser.text("#load").matches("\\d+ %"), browser.text("#load"));
      assertEquals("1", browser.text("#readers"));
      assertEquals("0", browser.text("#missed"));
      assertEquals(List.of(), browser.texts(".gap"));

      int expected = server.interrupt();
      assertEquals(expected, server.status());
      await(() -> browser.text("#state").equals("ended"));
      assertTrue(browser.texts("#events tr").getFirst().endsWith("the server has ended"));
      assertEquals(List.of(), browser.complaints());
    }
  }

  @Test
  void page_ofASlowReader_showsWhatItMissed(@TempDir Path profile) throws Exception {
    try (var server = start("--every", "20ms", "--keep", "20");
        var browser = new Browser(profile)) {
      browser.open(uri(server, "?pause=400"), 1_000, "dark");
      await(() -> browser.texts("#events tr.gap").size() >= 3);
      browser.picture("dashboard-dark");
      var newest = browser.texts("#events tr.gap").getFirst();
      assertTrue(newest.matches("(?s).*missed \\d+ samples?"), newest);
      assertTrue(Integer.parseInt(browser.text("#missed")) > 3);
      assertFalse(browser.texts("svg .gap").isEmpty());
      assertEquals(List.of(), browser.complaints());
    }
  }

  private static Child start(String... options) throws Exception {
    var args = new ArrayList<>(List.of("--port", "0"));
    args.addAll(List.of(options));
    return Child.start(Dashboard.class, args.toArray(String[]::new));
  }

  private static URI uri(Child server, String query) throws Exception {
    return URI.create(
        server.awaitLine("listening on ").substring("listening on ".length()) + query);
  }

  private static long numberOfPoints(Browser browser) {
    var script =
        "const line = document.querySelector('#load-chart .line');"
            + "return line ? line.getAttribute('points').split(' ').length : 0";
    return (Long) browser.value(script);
  }

  private static void await(BooleanSupplier condition) {
    var end = Deadline.after(Duration.ofSeconds(60));
    while (!condition.getAsBoolean()) { // each look takes the browser a while
      assertFalse(end.isExpired());
    }
  }
}
