package toro.examples.proxy;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import toro.examples.web.Fields;

/** The directives of Cache-Control (RFC 9111, 5.2), with all arguments that came. */
final class CacheControl {
  /** Longer than anything is kept, and short enough to calculate with. */
  static final Duration LONGEST = Duration.ofDays(365);

  private final Map<String, List<String>> directives = new HashMap<>();

  private CacheControl() {}

  static CacheControl of(Fields fields) {
    var control = new CacheControl();
    for (var line : fields.values("Cache-Control")) {
      for (var directive : FieldLists.split(line)) {
        control.add(directive);
      }
    }
    return control;
  }

  private void add(String directive) {
    int equals = directive.indexOf('=');
    var name = equals < 0 ? directive : directive.substring(0, equals);
    var argument = equals < 0 ? "" : directive.substring(equals + 1);
    directives
        .computeIfAbsent(name.strip().toLowerCase(Locale.ROOT), n -> new ArrayList<>())
        .add(argument);
  }

  boolean isEmpty() {
    return directives.isEmpty();
  }

  boolean has(String directive) {
    return directives.containsKey(directive);
  }

  /** The time that a directive names: nothing, if it came twice or cannot be read. */
  Optional<Duration> time(String directive) {
    var arguments = directives.get(directive);
    if (arguments == null) {
      return Optional.empty();
    }
    boolean isClear = arguments.size() == 1;
    return Optional.of(
        isClear ? seconds(unquoted(arguments.get(0))).orElse(Duration.ZERO) : Duration.ZERO);
  }

  private static String unquoted(String argument) {
    boolean isQuoted =
        argument.length() >= 2 && argument.startsWith("\"") && argument.endsWith("\"");
    return isQuoted ? argument.substring(1, argument.length() - 1) : argument;
  }

  /** A number of seconds. */
  static Optional<Duration> seconds(String number) {
    if (!number.matches("[0-9]{1,100}")) {
      return Optional.empty();
    }
    var seconds = new BigInteger(number).min(BigInteger.valueOf(LONGEST.toSeconds()));
    return Optional.of(Duration.ofSeconds(seconds.longValueExact()));
  }
}
