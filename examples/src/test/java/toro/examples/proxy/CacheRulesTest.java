package toro.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import toro.examples.web.Fields;

/** For how long an answer may be shared: the standard's cases, as tables. */
class CacheRulesTest {
  private static final long OTHERWISE = 1000;
  private static final ZonedDateTime NOW = ZonedDateTime.now(ZoneOffset.UTC);

  @Test
  void lifetime_isWhatTheServerSays_inTheStandardsOrder() {
    assertLifetime(OTHERWISE);
    assertLifetime(60, "Cache-Control: max-age=60");
    assertLifetime(60, "Cache-Control: MAX-AGE=\"60\"");
    assertLifetime(70, "Cache-Control: max-age=60, s-maxage=70");
    assertLifetime(60, "Cache-Control: max-age=60", "Expires: 0");
    assertLifetime(60, "Cache-Control: public", "Cache-Control: max-age=60, must-revalidate");
    assertLifetime(60, "Cache-Control: no-store, must-understand, max-age=60");
    assertLifetime(365 * 86_400, "Cache-Control: max-age=" + "9".repeat(30));
  }

  @Test
  void lifetime_thatIsUnclear_isNone() {
    for (var control :
        new String[] {
          "max-age=60, max-age=60",
          "max-age=60, max-age=70",
          "max-age=-1",
          "max-age=1.5",
          "max-age=",
          "max-age",
          "max-age=60;x",
          "max-age=\"60",
          "max-age= 60",
          "max-age=60 70",
        }) {
      assertLifetime(0, "Cache-Control: " + control);
      assertEquals(Optional.empty(), terms("Cache-Control: must-revalidate, " + control), control);
    }
    assertEquals(Optional.empty(), terms("Cache-Control: s-maxage=x, max-age=60"));
  }

  @Test
  void expires_inEachFormat_countsFromTheDateOfTheAnswer() {
    for (var format :
        new String[] {
          "EEE, dd MMM yyyy HH:mm:ss 'GMT'",
          "EEEE, dd-MMM-yy HH:mm:ss 'GMT'",
          "EEE MMM ppd HH:mm:ss yyyy"
        }) {
      var formatter = DateTimeFormatter.ofPattern(format, Locale.ENGLISH);
      var date = "Date: " + formatter.format(NOW);
      assertLifetime(90, date, "Expires: " + formatter.format(NOW.plusSeconds(90)));
      assertLifetime(0, date, "Expires: " + formatter.format(NOW.minusSeconds(90)));
    }
    assertLifetime(0, "Expires: tomorrow");
    var far = DateTimeFormatter.RFC_1123_DATE_TIME.format(NOW.plusDays(5));
    assertLifetime(0, "Expires: " + far, "Expires: " + far);
  }

  @Test
  void age_isTheLargerOfWhatIsToldAndWhatTheDateShows() {
    var anHourAgo = "Date: " + DateTimeFormatter.RFC_1123_DATE_TIME.format(NOW.minusHours(1));
    assertLifetime(50, "Cache-Control: max-age=60", "Age: 10");
    assertLifetime(50, "Cache-Control: max-age=60", "Age: 10, 20");
    assertLifetime(50, "Cache-Control: max-age=60", "Age: 10", "Age: 20");
    assertLifetime(60, "Cache-Control: max-age=60", "Age: x");
    assertLifetime(0, "Cache-Control: max-age=60", "Age: " + "9".repeat(30));
    assertLifetime(400, "Cache-Control: max-age=4000", anHourAgo);
    assertLifetime(0, "Cache-Control: max-age=3000", anHourAgo, "Age: 5");
  }

  @Test
  void answer_thatIsForOne_hasNoTerms() {
    for (var field :
        new String[] {
          "Cache-Control: no-store",
          "Cache-Control: private",
          "Cache-Control: private=\"set-cookie\", max-age=60",
          "Cache-Control: no-cache",
          "Cache-Control: max-age=60, no-cache=\"a, b\"",
          "Cache-Control: s-maxage=0",
          "Vary: *",
          "Set-Cookie: a=b",
          "Content-Range: bytes 0-1/2",
          "Content-Type: Text/Event-Stream; charset=utf-8"
        }) {
      assertEquals(Optional.empty(), terms(field), field);
    }
  }

  @Test
  void words_inQuotes_areNoDirectives() {
    assertLifetime(60, "Cache-Control: ext=\"a, private, \\\", no-store\", max-age=60");
  }

  private static void assertLifetime(long seconds, String... fields) {
    var terms = terms(fields);
    assertTrue(terms.isPresent(), () -> List.of(fields).toString());
    var left = terms.get().lifetime().toSeconds();
    // the date has no fractions of a second, and time passes
    assertTrue(
        left <= seconds && left >= Math.max(0, seconds - 30),
        () -> left + List.of(fields).toString());
  }

  private static Optional<Terms> terms(String... fields) {
    var all = new ArrayList<Fields.Field>();
    for (var field : fields) {
      all.add(new Fields.Field(field.split(": ", 2)[0], field.split(": ", 2)[1]));
    }
    var otherwise = Duration.ofSeconds(OTHERWISE);
    return CacheRules.terms(new Fields(List.of()), 200, new Fields(all), otherwise, Duration.ZERO);
  }
}
