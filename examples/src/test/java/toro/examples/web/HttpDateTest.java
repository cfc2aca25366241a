package toro.examples.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {
  private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sun Nov 06 08:49:37 1994",
        "Tue, 06 Nov 1994 08:49:37 GMT", // it was a Sunday
        " \tSun, 06 Nov 1994 08:49:37 GMT ",
      })
  void parse_eachFormat_isTheSameTime(String value) {
    assertEquals(
        Optional.of(Instant.parse("1994-11-06T08:49:37Z")), HttpDate.parse(value, NOW), value);
  }

  @ParameterizedTest
  @CsvSource({
    "01-Jan-26, 2026-01-01",
    "31-Dec-75, 2075-12-31",
    "01-Jul-76, 2076-07-01",
    "02-Jul-76, 1976-07-02",
    "01-Jan-99, 1999-01-01",
    "01-Jan-00, 2000-01-01",
    "29-Feb-00, 2000-02-29",
  })
  void parse_twoDigitsOfAYear_areNotMoreThanFiftyYearsAhead(String day, String expected) {
    var value = "Monday, " + day + " 12:00:00 GMT";
    assertEquals(
        Optional.of(Instant.parse(expected + "T12:00:00Z")), HttpDate.parse(value, NOW), value);
  }

  @Test
  void parse_twoDigitsOfAYear_reachIntoTheNextCentury() {
    assertEquals(
        Optional.of(Instant.parse("2106-01-01T00:00:00Z")),
        HttpDate.parse("Friday, 01-Jan-06 00:00:00 GMT", Instant.parse("2095-01-01T00:00:00Z")));
  }

  @Test
  void parse_leapSecond_isTheBeginningOfTheNextMinute() {
    assertEquals(
        Optional.of(Instant.parse("2017-01-01T00:00:00Z")),
        HttpDate.parse("Sat, 31 Dec 2016 23:59:60 GMT", NOW));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 06 Nov 1994 08:49:37 +0100",
        "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun,  06 Nov 1994 08:49:37 GMT",
        "Sun 06 Nov 1994 08:49:37 GMT",
        "Son, 06 Nov 1994 08:49:37 GMT",
        "Sun, 30 Feb 1994 08:49:37 GMT",
        "Sun, 29 Feb 2023 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sunday, 06-Nov-1994 08:49:37 GMT",
        "Sun, 06-Nov-94 08:49:37 GMT",
        "Sun Nov 6 08:49:37 1994",
        "Sun Nov  6 08:49:37 1994 GMT",
        "Sun, \u0660\u0666 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT\nx",
      })
  void parse_anythingElse_isNoDate(String value) {
    assertEquals(Optional.empty(), HttpDate.parse(value, NOW), value);
  }

  @Test
  void parse_muchText_isNoDate() {
    assertEquals(Optional.empty(), HttpDate.parse("Sun, 06 ".repeat(1_000_000), NOW));
  }

  @Test
  void write_isWhatParseReads() {
    var time = Instant.parse("2016-12-31T23:59:59Z");
    assertEquals("Sat, 31 Dec 2016 23:59:59 GMT", HttpDate.write(time));
    assertEquals(Optional.of(time), HttpDate.parse(HttpDate.write(time), time));
  }
}
