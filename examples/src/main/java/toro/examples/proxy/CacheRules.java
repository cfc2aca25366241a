package toro.examples.proxy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import toro.examples.web.Fields;
import toro.examples.web.HttpDate;

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

  private CacheRules() {}

  /** Whether the answer to this request may come from the cache, and go there. */
  static boolean mayShare(Request request) {
    return request.method().equals("GET")
        && !request.hasBody()
        && PERSONAL.stream().noneMatch(request.fields()::has)
        && !CacheControl.of(request.fields()).has("no-store");
  }

  /** What this client wants of a page that is there already. */
  static Terms.Wanted wanted(Request request) {
    var control = CacheControl.of(request.fields());
    boolean reload =
        control.has("no-cache")
            || (control.isEmpty() && request.fields().elements("Pragma").containsKey("no-cache"));
    return new Terms.Wanted(
        request.fields(),
        reload ? Duration.ZERO : control.time("max-age").orElse(CacheControl.LONGEST.plusDays(1)),
        control.time("min-fresh").orElse(Duration.ZERO),
        control.has("only-if-cached"));
  }

  /**
   * For whom and for how long an answer may be kept, or empty if it is for one client only.
   *
   * @param request the fields of the request that it answers
   * @param otherwise how long to keep it if its server does not say
   * @param delay how long after the request it came
   */
  static Optional<Terms> terms(
      Fields request, int status, Fields answer, Duration otherwise, Duration delay) {
    var control = CacheControl.of(answer);
    var names = Selection.names(answer);
    if (status != 200 || isForOne(control, answer) || names.contains("*")) {
      return Optional.empty();
    }
    var now = Instant.now();
    var age = age(answer, now, delay);
    var left = lifetime(control, answer, otherwise, now).minus(age);
    var lifetime = left.isNegative() ? Duration.ZERO : left;
    if (lifetime.isZero() && isNeverStale(control)) {
      return Optional.empty();
    }
    return Optional.of(new Terms(Selection.of(names, request), System.nanoTime(), age, lifetime));
  }

  private static boolean isForOne(CacheControl control, Fields answer) {
    boolean isNotStored = control.has("no-store") && !control.has("must-understand"); // 5.2.2.3
    return isNotStored
        || control.has("no-cache") // it would have to be validated each time
        || control.has("private")
        || answer.has("Set-Cookie")
        || answer.has("Content-Range")
        || isEventStream(answer);
  }

  /** Whether not even those may have it who waited for it, once it is stale. */
  private static boolean isNeverStale(CacheControl control) {
    return control.has("must-revalidate")
        || control.has("proxy-revalidate")
        || control.has("s-maxage");
  }

  private static Duration lifetime(
      CacheControl control, Fields answer, Duration otherwise, Instant now) {
    for (var directive : List.of("s-maxage", "max-age")) {
      if (control.has(directive)) {
        return control.time(directive).orElse(Duration.ZERO);
      }
    }
    var expires = answer.values("Expires");
    if (expires.isEmpty()) {
      return otherwise;
    }
    return expires.size() > 1
        ? Duration.ZERO
        : HttpDate.parse(expires.get(0), now)
            .map(end -> Duration.between(date(answer, now), end))
            .map(lifetime -> min(lifetime, CacheControl.LONGEST))
            .orElse(Duration.ZERO);
  }

  /** How old the answer already was when it came (RFC 9111, 4.2.3). */
  private static Duration age(Fields answer, Instant now, Duration delay) {
    @Nullable String field = answer.first("Age");
    var told =
        field == null
            ? Duration.ZERO
            : CacheControl.seconds(field.split(",", 2)[0].strip()).orElse(Duration.ZERO);
    var apparent = Duration.ofSeconds(Duration.between(date(answer, now), now).toSeconds());
    var corrected = told.plus(delay);
    return min(apparent.compareTo(corrected) > 0 ? apparent : corrected, CacheControl.LONGEST);
  }

  private static Instant date(Fields answer, Instant now) {
    @Nullable String date = answer.first("Date");
    return date == null ? now : HttpDate.parse(date, now).orElse(now);
  }

  /** Never ends, and each piece of it is awaited. */
  private static boolean isEventStream(Fields answer) {
    @Nullable String type = answer.first("Content-Type");
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
