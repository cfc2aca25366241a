package toro.examples.spider;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What came back for one address.
 *
 * @param status the HTTP status, 0 when there was no answer
 * @param failure why there was no answer, in words
 * @param mayRecover whether it is worth asking again
 * @param type the content type without parameters, "" when none was given
 * @param charset the charset of the content type
 * @param location where a redirect leads
 * @param retryAfter how long the server asks to be left alone
 * @param body the content of an HTML page, until it has been read
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
    @Nullable String location,
    @Nullable Duration retryAfter,
    @Nullable Body body,
    long bytes,
    boolean cut,
    Duration time) {
  static Answer of(HttpResponse<Body> response, long since) {
    int status = response.statusCode();
    var headers = response.headers();
    var body = response.body();
    return new Answer(
        status,
        null,
        status == 429 || status == 503,
        type(headers),
        charset(headers),
        headers.firstValue("Location").orElse(null),
        headers.firstValue("Retry-After").map(Answer::duration).orElse(null),
        body,
        body.bytes(),
        body.isCut(),
        Duration.ofNanos(body.ended() - since));
  }

  static Answer failed(Exception failure, long since) {
    var time = Duration.ofNanos(System.nanoTime() - since);
    var cause = failure.getCause();
    var why = failure instanceof CompletionException && cause != null ? cause : failure;
    var trouble = Trouble.of(why);
    return new Answer(
        0, trouble.words(), trouble.passes(), "", null, null, null, null, 0, false, time);
  }

  byte[] content() {
    return body == null ? new byte[0] : body.content();
  }

  /** The same, to be kept when the content has been read. */
  Answer withoutContent() {
    return new Answer(
        status, failure, mayRecover, type, charset, location, retryAfter, null, bytes, cut, time);
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

  static String type(HttpHeaders headers) {
    var type = headers.firstValue("Content-Type").orElse("");
    return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private static @Nullable String charset(HttpHeaders headers) {
    for (var part : headers.firstValue("Content-Type").orElse("").split(";", -1)) {
      var pair = part.split("=", 2);
      if (pair.length == 2 && pair[0].strip().equalsIgnoreCase("charset")) {
        return pair[1].strip().replace("\"", "");
      }
    }
    return null;
  }

  /** Seconds, or a date; null if it is neither. */
  private static @Nullable Duration duration(String retryAfter) {
    var text = retryAfter.strip();
    if (text.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      var until = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
      var rest = Duration.between(Instant.now(), until);
      return rest.isNegative() ? Duration.ZERO : rest;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** What went wrong, and whether it may go better the next time. */
  private record Trouble(String words, boolean passes) {
    static Trouble of(Throwable failure) {
      if (failure instanceof TimeoutException || failure instanceof HttpTimeoutException) {
        return new Trouble("no answer in time", false); // it has had its time
      }
      if (hasCause(failure, UnresolvedAddressException.class)
          || hasCause(failure, UnknownHostException.class)) {
        return new Trouble("unknown host", false);
      }
      if (failure instanceof ConnectException) {
        return new Trouble("no connection", true);
      }
      var message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
      return failure instanceof SSLException
          ? new Trouble("TLS: " + message, false)
          : new Trouble(message, failure instanceof IOException);
    }

    private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
      Throwable cause = failure;
      while (cause != null && !type.isInstance(cause)) {
        cause = cause.getCause();
      }
      return cause != null;
    }
  }
}
