package toro.examples.proxy;

import java.util.Optional;
import java.util.regex.Pattern;
import toro.examples.web.NotAnAddress;
import toro.examples.web.Url;

/**
 * The page that a request is for.
 *
 * @param sent what its server is asked for: path and query as the client has written them
 */
record Target(Url url, String sent) {
  /** Host and port as a client may write them. */
  static final Pattern AUTHORITY =
      Pattern.compile(
          "(?:\\[[0-9A-Fa-f]*:[0-9A-Fa-f:.]*]|[A-Za-z0-9._~!$&'()*+,;=%-]*)(?::[0-9]*)?");

  private static final Pattern PAGE = Pattern.compile("(?i)http://([^/?#]*)([^#]*)(?:#.*)?");

  static Target of(Request request) {
    var parts = PAGE.matcher(request.target());
    if (!parts.matches()) {
      throw new Refusal(
          Refusal.BAD_REQUEST,
          "a proxy is asked for http://host/path, and for CONNECT host:port, not for "
              + request.target());
    }
    var authority = parts.group(1);
    if (authority.isEmpty() || !AUTHORITY.matcher(authority).matches()) {
      throw new Refusal(Refusal.BAD_REQUEST, "not a host: " + authority);
    }
    var path = inAscii(parts.group(2));
    try {
      return new Target(Url.parse("http://" + authority + path), sent(path, request.method()));
    } catch (NotAnAddress e) {
      throw new Refusal(Refusal.BAD_REQUEST, "not an address: " + e.reason());
    }
  }

  /** What a proxy may change of it is only an empty path (RFC 9112, 3.2). */
  private static String sent(String path, String method) {
    if (path.isEmpty() && method.equals("OPTIONS")) {
      return "*";
    }
    return path.startsWith("/") ? path : "/" + path;
  }

  private static String inAscii(String path) {
    var ascii = new StringBuilder();
    path.chars()
        .forEach(c -> ascii.append(c < 0x80 ? Character.toString(c) : String.format("%%%02X", c)));
    return ascii.toString();
  }

  /** What the page is known by in the cache: nothing that would be sent differently is the same. */
  String key() {
    return url.origin() + sent;
  }

  /** The key of the page that a field of its answer refers to, if it is of the same origin. */
  Optional<String> keyOf(String reference) {
    try {
      return Optional.ofNullable(url.resolve(Url.fromField(reference)))
          .filter(other -> other.origin().equals(url.origin()))
          .map(other -> other.origin() + other.target());
    } catch (NotAnAddress e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return url.toString();
  }
}
