package toro.examples.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The dates of HTTP fields, which have three formats (RFC 9110, 5.6.7): each is read, and the first
 * is written.
 */
public final class HttpDate {
  private static final int LONGEST = "Wednesday, 06-Nov-94 08:49:37 GMT".length();
  private static final int YEARS_AHEAD = 50;
  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  private static final String DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
  private static final String LONG_DAY =
      "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)";
  private static final String MONTH = "(?<month>" + String.join("|", MONTHS) + ")";
  private static final String TIME = "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)";
  private static final List<Pattern> FORMATS =
      List.of(
          Pattern.compile(DAY + ", (?<day>\\d\\d) " + MONTH + " (?<year>\\d{4}) " + TIME + " GMT"),
          Pattern.compile(
              LONG_DAY + ", (?<day>\\d\\d)-" + MONTH + "-(?<year>\\d\\d) " + TIME + " GMT"),
          Pattern.compile(DAY + " " + MONTH + " (?<day>[ \\d]\\d) " + TIME + " (?<year>\\d{4})"));

  private static final DateTimeFormatter WRITTEN =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private HttpDate() {}

  /** Writes a time in the format that is in use. */
  public static String write(Instant time) {
    return WRITTEN.format(time);
  }

  /**
   * The time that a value means; empty when it is no date. Whether the day of the week is right
   * does not matter.
   *
   * @param now what years of two digits count from: more than fifty years ahead, they are past
   */
  public static Optional<Instant> parse(String value, Instant now) {
    var text = value.strip();
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    for (var format : FORMATS) {
      var date = format.matcher(text);
      if (date.matches()) {
        try {
          return Optional.of(time(date, now));
        } catch (DateTimeException e) {
          return Optional.empty(); // the 30th of February, or 25 o'clock
        }
      }
    }
    return Optional.empty();
  }

  private static Instant time(Matcher date, Instant now) {
    boolean isLeapSecond = date.group("second").equals("60");
    var time =
        LocalTime.of(
            number(date, "hour"),
            number(date, "minute"),
            isLeapSecond ? 59 : number(date, "second"));
    var day = MonthDay.of(MONTHS.indexOf(date.group("month")) + 1, number(date, "day"));
    int year = number(date, "year");
    if (date.group("year").length() == 2) {
      year = fullYear(year, day, time, now);
    }
    if (!day.isValidYear(year)) {
      throw new DateTimeException("no 29th of February in " + year);
    }
    var instant = day.atYear(year).atTime(time).toInstant(ZoneOffset.UTC);
    return isLeapSecond ? instant.plusSeconds(1) : instant;
  }

  /** The last year of these two digits in which the time is not too far ahead. */
  private static int fullYear(int digits, MonthDay day, LocalTime time, Instant now) {
    var latest = LocalDateTime.ofInstant(now, ZoneOffset.UTC).plusYears(YEARS_AHEAD);
    int year = latest.getYear() / 100 * 100 + digits;
    boolean isTooLate =
        year > latest.getYear()
            || year == latest.getYear() && day.atYear(year).atTime(time).isAfter(latest);
    return isTooLate ? year - 100 : year;
  }

  private static int number(Matcher date, String group) {
    return Integer.parseInt(date.group(group).strip());
  }
}
