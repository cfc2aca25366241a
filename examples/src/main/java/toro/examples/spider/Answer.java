package toro.examples.spider;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import toro.examples.web.Fields;
import toro.examples.web.HttpDate;
import toro.examples.web.WebResponse;

/**
 * What came back for one address.
 *
 * @param status the HTTP status, 0 when there was no answer
 * @param failure why there was no answer, or not all of it, in words
 * @param mayRecover whether it is worth asking again
 * @param type the content type without parameters, "" when none was given
 * @param charset the charset of the content type
 * @param codings how the content is compressed
 * @param location where a redirect leads
 * @param retryAfter how long the server asks to be left alone
 * @param body with the content of an HTML page, as it came, until it has been read
 * @param bytes how many bytes were read
 * @param cut whether the rest was left unread, as it is too long
 * @param time how long it took, from asking to the last byte
 */
record Answer(
    int status,
    @Nullable String failure,
    boolean mayRecover,
    String type,
    @Nullable String charset,
    List<String> codings,
    @Nullable String location,
    @Nullable Duration retryAfter,
    Body body,
    long bytes,
    boolean cut,
    Duration time) {
  static Answer of(WebResponse response, Body body, Duration time) {
    int status = response.status();
    var fields = response.fields();
    var type = fields.first("Content-Type");
    return new Answer(
        status,
        null,
        status == 429 || status == 503,
        type(fields),
        type == null ? null : charset(type),
        codings(fields),
        fields.first("Location"),
        retryAfter(fields.first("Retry-After")),
        body,
        body.bytes(),
        body.isCut(),
        time);
  }

  static Answer failed(Trouble trouble, Duration time) {
    return new Answer(
        0,
        trouble.words(),
        trouble.passes(),
        "",
        null,
        List.of(),
        null,
        null,
        Body.NONE,
        0,
        false,
        time);
  }

  /** The same, to be kept when the content has been read. */
  Answer withoutContent() {
    return new Answer(
        status,
        failure,
        mayRecover,
        type,
        null,
        codings,
        location,
        null,
        Body.NONE,
        bytes,
        cut,
        time);
  }

  boolean isRedirect() {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  /** Whether it is a page whose links can be followed. */
  boolean isPage() {
    return status >= 200 && status < 300 && isHtml(type);
  }

  /** A page that does not say what it is, is taken for HTML. */
  static boolean isHtml(String type) {
    return type.isEmpty() || type.equals("text/html") || type.equals("application/xhtml+xml");
  }

  /** What is wrong with a link that leads here; null if nothing is. */
  @Nullable String problem() {
    if (failure != null || status < 400) {
      return failure;
    }
    var words =
        switch (status) {
          case 400 -> " bad request";
          case 401 -> " wants a login";
          case 403 -> " forbidden";
          case 404 -> " not found";
          case 405 -> " method not allowed";
          case 410 -> " gone";
          case 429 -> " too many requests";
          case 500 -> " server error";
          case 502 -> " bad gateway";
          case 503 -> " unavailable";
          case 504 -> " gateway timeout";
          default -> "";
        };
    return status + words;
  }

  static String type(Fields fields) {
    var type = fields.first("Content-Type");
    return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private static @Nullable String charset(String type) {
    for (var part : type.split(";", -1)) {
      var pair = part.split("=", 2);
      if (pair.length == 2 && pair[0].strip().equalsIgnoreCase("charset")) {
        return pair[1].strip().replace("\"", "");
      }
    }
    return null;
  }

  static List<String> codings(Fields fields) {
    return fields.values("Content-Encoding").stream()
        .flatMap(value -> Stream.of(value.split(",", -1)))
        .map(String::strip)
        .filter(coding -> !coding.isEmpty())
        .toList();
  }

  /** Seconds, or a date; null if it is neither. */
  private static @Nullable Duration retryAfter(@Nullable String value) {
    var text = value == null ? "" : value.strip();
    if (!text.isEmpty() && text.length() < 10 && text.chars().allMatch(Character::isDigit)) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    var now = Instant.now();
    return HttpDate.parse(text, now)
        .map(until -> until.isBefore(now) ? Duration.ZERO : Duration.between(now, until))
        .orElse(null);
  }
}
