package toro.examples.spider;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** Numbers as people read them. */
final class Words {
  private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB"};

  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}]");

  private Words() {}

  /** "1 page", "2 pages". */
  static String count(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }

  /** Text of a server, without what would steer a terminal or turn a line around. */
  static String plain(String text) {
    return UNSEEN.matcher(text).replaceAll("\uFFFD");
  }

  /** "17 bytes", "8.1 MiB". */
  static String bytes(long bytes) {
    double amount = bytes;
    int unit = 0;
    for (; amount >= 1024 && unit < UNITS.length - 1; unit++) {
      amount /= 1024;
    }
    return unit == 0
        ? count(bytes, "byte", "bytes")
        : String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
  }

  /** "85 ms", "2.3 s", "4 min 7 s". */
  static String time(Duration time) {
    long millis = time.toMillis();
    if (millis < 1_000) {
      return millis + " ms";
    }
    return millis < 60_000
        ? String.format(Locale.ROOT, "%.1f s", millis / 1_000.0)
        : time.toMinutes() + " min " + time.toSecondsPart() + " s";
  }
}
