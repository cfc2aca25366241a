package toro.examples.proxy;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What may be shared between clients, and for how long: RFC 9111, on the careful side. */
final class CacheRules {
  /** Who says who they are, or asks for a part or a change only, gets an answer of their own. */
  private static final List<String> PERSONAL =
      List.of(
          "Authorization",
          "Cookie",
          "Range",
          "If-Match",
          "If-None-Match",
          "If-Modified-Since",
          "If-Unmodified-Since",
          "If-Range");

  private static final Duration LONGEST = Duration.ofDays(365);

  private CacheRules() {}

  /** Whether the answer to this request may come from the cache, and go there. */
  static boolean mayShare(Request request) {
    return request.method().equals("GET")
        && !request.hasBody()
        && PERSONAL.stream().noneMatch(request.fields()::has)
        && !request.fields().elements("Cache-Control").containsKey("no-store");
  }

  /** The age from which on this client does not want a page from the cache. */
  static Duration wantedAge(Request request) {
    var control = request.fields().elements("Cache-Control");
    if (control.containsKey("no-cache")
        || (control.isEmpty() && request.fields().elements("Pragma").containsKey("no-cache"))) {
      return Duration.ZERO;
    }
    return seconds(control.get("max-age")).orElse(LONGEST);
  }

  /** Whether a page fetched by this method may have changed what the cache holds. */
  static boolean changesPages(String method) {
    return !List.of("GET", "HEAD", "OPTIONS", "TRACE").contains(method);
  }

  /**
   * How long an answer may be kept, zero if only those who wait for it now may have it, or empty if
   * it is for one client only.
   */
  static Optional<Duration> lifetime(int status, Fields answer, Duration otherwise) {
    var control = answer.elements("Cache-Control");
    if (status != 200
        || control.containsKey("no-store")
        || control.containsKey("no-cache")
        || control.containsKey("private")
        || answer.has("Set-Cookie")
        || !variesByEncodingOnly(answer)
        || isEventStream(answer)) {
      return Optional.empty();
    }
    var lifetime = lifetime(control, answer, otherwise).minus(age(answer));
    return Optional.of(lifetime.isNegative() ? Duration.ZERO : lifetime);
  }

  private static Duration lifetime(Map<String, String> control, Fields answer, Duration otherwise) {
    for (var directive : List.of("s-maxage", "max-age")) {
      if (control.containsKey(directive)) {
        return seconds(control.get(directive)).orElse(Duration.ZERO);
      }
    }
    @Nullable String expires = answer.first("Expires");
    if (expires == null) {
      return otherwise;
    }
    var end = date(expires);
    var now = date(answer.first("Date")).orElseGet(ZonedDateTime::now);
    return end.isEmpty() ? Duration.ZERO : min(Duration.between(now, end.get()), LONGEST);
  }

  /** How old the answer already was when it came. */
  static Duration age(Fields answer) {
    return seconds(answer.first("Age")).orElse(Duration.ZERO);
  }

  private static boolean variesByEncodingOnly(Fields answer) {
    return answer.elements("Vary").keySet().stream().allMatch("accept-encoding"::equals);
  }

  /** Never ends, and each piece of it is awaited. */
  private static boolean isEventStream(Fields answer) {
    @Nullable String type = answer.first("Content-Type");
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
  }

  private static Optional<Duration> seconds(@Nullable String number) {
    if (number == null || !number.matches("[0-9]{1,100}")) {
      return Optional.empty();
    }
    var seconds = new BigInteger(number).min(BigInteger.valueOf(LONGEST.toSeconds()));
    return Optional.of(Duration.ofSeconds(seconds.longValueExact()));
  }

  private static Optional<ZonedDateTime> date(@Nullable String text) {
    try {
      return text == null
          ? Optional.empty()
          : Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
