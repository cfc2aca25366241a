package toro.examples.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An http or https address without its fragment, read, resolved and written as the URL standard
 * (url.spec.whatwg.org) and browsers do. Addresses are equal when they are written alike.
 */
public final class Url implements Comparable<Url> {
  /*
   * Overview. An address is one string and the places where its parts begin:
   *
   *   https://user:password@host:8080/path?query
   *                         ^   ^    ^    ^
   *                 hostStart   |    |    queryStart, or -1
   *                       hostEnd    pathStart
   */
  final String text;
  final int hostStart;
  final int hostEnd;
  final int pathStart;
  private final int queryStart;

  Url(String text, int hostStart, int hostEnd, int pathStart, int queryStart) {
    this.text = text;
    this.hostStart = hostStart;
    this.hostEnd = hostEnd;
    this.pathStart = pathStart;
    this.queryStart = queryStart;
  }

  /**
   * Reads an absolute address.
   *
   * @throws NotAnAddress when it is none, or not one of http or https
   */
  public static Url parse(String text) throws NotAnAddress {
    var url = new UrlParser(text, null, StandardCharsets.UTF_8).parse();
    if (url == null) {
      throw new NotAnAddress("not http or https");
    }
    return url;
  }

  /**
   * Reads an address that a person has typed.
   *
   * @throws IllegalArgumentException with advice when it is none
   */
  public static Url typed(String text) {
    boolean isWeb =
        text.regionMatches(true, 0, "http://", 0, 7)
            || text.regionMatches(true, 0, "https://", 0, 8);
    if (!isWeb) {
      var advice = text.contains("://") ? "only http and https" : "did you mean https://" + text;
      throw new IllegalArgumentException("'" + text + "' is not a web address; " + advice + "?");
    }
    try {
      return parse(text);
    } catch (NotAnAddress e) {
      throw new IllegalArgumentException("'" + text + "' is not an address: " + e.reason(), e);
    }
  }

  /** {@link #resolve(String, Charset)} in a page in UTF-8. */
  public @Nullable Url resolve(String reference) throws NotAnAddress {
    return resolve(reference, StandardCharsets.UTF_8);
  }

  /**
   * The address that a reference in a page means; null when it does not lead to the web ({@code
   * mailto:}, {@code javascript:}, {@code data:}, ...).
   *
   * @param page the page's character encoding, which its queries are written in
   * @throws NotAnAddress when it leads nowhere
   */
  public @Nullable Url resolve(String reference, Charset page) throws NotAnAddress {
    return new UrlParser(reference, this, page).parse();
  }

  /**
   * The text of a field value like that of {@code Location}, given with one character for each
   * byte: what is UTF-8 is read as such, and other bytes beyond ASCII are percent-encoded.
   */
  public static String fromField(String value) {
    if (value.chars().allMatch(c -> c < 0x80) || value.chars().anyMatch(c -> c > 0xFF)) {
      return value;
    }
    var bytes = value.getBytes(StandardCharsets.ISO_8859_1);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      var result = new StringBuilder();
      PercentEncoding.NON_ASCII.append(result, bytes, bytes.length);
      return result.toString();
    }
  }

  /**
   * Path and query of a robots.txt rule, written so that it can be compared (RFC 9309, 2.2.2): its
   * {@code *}, and a {@code $} at its end, stay.
   */
  public static String comparable(String pathAndQuery) {
    return RobotsText.rule(pathAndQuery);
  }

  /** {@code http} or {@code https}. */
  public String scheme() {
    return isSecure() ? "https" : "http";
  }

  /** Whether this is https. */
  public boolean isSecure() {
    return text.charAt(4) == 's';
  }

  /** The host in ASCII; an IPv6 address is in brackets. */
  public String host() {
    return text.substring(hostStart, hostEnd);
  }

  /** The port to connect to. */
  public int port() {
    if (hostEnd < pathStart) {
      return Integer.parseInt(text, hostEnd + 1, pathStart, 10);
    }
    return isSecure() ? 443 : 80;
  }

  /** The host, and the port if it is not the usual one. */
  public String authority() {
    return text.substring(hostStart, pathStart);
  }

  /** The path, which begins with a slash. */
  public String path() {
    return text.substring(pathStart, pathEnd());
  }

  /** What is behind the question mark; null if there is none. */
  public @Nullable String query() {
    return queryStart < 0 ? null : text.substring(queryStart + 1);
  }

  /** Path and query: what a server is asked for. */
  public String target() {
    return text.substring(pathStart);
  }

  /** Path and query, to be compared with a {@linkplain #comparable rule} of a robots.txt. */
  public String comparableTarget() {
    return RobotsText.target(target());
  }

  /** Scheme, host and port: what shares a robots.txt and a server. */
  public String origin() {
    return scheme() + "://" + authority();
  }

  /** The path up to its last slash. */
  public String folder() {
    return text.substring(pathStart, text.lastIndexOf('/', pathEnd() - 1) + 1);
  }

  /** Whether there is a user name or a password. */
  public boolean hasUser() {
    return userStart() < hostStart;
  }

  /** The user name, decoded; empty if there is none. */
  public String user() {
    return PercentEncoding.decoded(text.substring(userStart(), userEnd()));
  }

  /** The password, decoded; empty if there is none. */
  public String password() {
    int start = userEnd() + 1;
    return start < hostStart ? PercentEncoding.decoded(text.substring(start, hostStart - 1)) : "";
  }

  /** The same address without user name and password. */
  public Url withoutUser() {
    int cut = hostStart - userStart();
    return cut == 0
        ? this
        : new Url(
            text.substring(0, userStart()) + text.substring(hostStart),
            hostStart - cut,
            hostEnd - cut,
            pathStart - cut,
            queryStart < 0 ? -1 : queryStart - cut);
  }

  /** The same server and user with another path and query, written as addresses are. */
  public Url sibling(String target) {
    if (!target.startsWith("/")) {
      throw new IllegalArgumentException("'" + target + "' does not begin with a slash");
    }
    int question = target.indexOf('?');
    return new Url(
        text.substring(0, pathStart) + target,
        hostStart,
        hostEnd,
        pathStart,
        question < 0 ? -1 : pathStart + question);
  }

  int pathEnd() {
    return queryStart < 0 ? text.length() : queryStart;
  }

  private int userStart() {
    return text.indexOf(':') + 3;
  }

  private int userEnd() {
    int start = userStart();
    int colon = text.indexOf(':', start);
    return colon >= 0 && colon < hostStart ? colon : Math.max(start, hostStart - 1);
  }

  @Override
  public int compareTo(Url other) {
    return text.compareTo(other.text);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Url url && text.equals(url.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The whole address. */
  @Override
  public String toString() {
    return text;
  }
}
