package toro.examples.spider;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a reference in a page leads to. References are resolved and normalised as RFC 3986 says, so
 * that one page has one address, and characters that do not belong into an address are encoded as
 * browsers do.
 */
final class Address {
  private static final Pattern PARTS =
      Pattern.compile(
          "(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(?:\\?([^#]*))?(?:#.*)?",
          Pattern.DOTALL);
  private static final Pattern HOST_AND_PORT = Pattern.compile("(.*?)(?::([0-9]*))?");
  private static final String UNRESERVED = "-._~";
  private static final String PATH = UNRESERVED + "!$&'()*+,;=:@/";
  private static final String QUERY = PATH + "?";
  private static final String HEX = "0123456789ABCDEF";

  private Address() {}

  /** An address that a person has typed; throws with advice when it is none. */
  static URI typed(String text) {
    try {
      if (text.matches("(?is)https?://.*")) {
        return normal(text);
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not an address: " + e.getReason().toLowerCase(Locale.ROOT));
    }
    var advice = text.contains("://") ? "only http and https" : "did you mean https://" + text;
    throw new IllegalArgumentException("'" + text + "' is not a web address; " + advice + "?");
  }

  /** An absolute address, made normal. */
  static URI normal(String address) throws URISyntaxException {
    var uri = resolve(URI.create("http://localhost/"), address);
    if (uri == null) {
      throw new URISyntaxException(address, "Not http or https");
    }
    return uri;
  }

  /**
   * The address that a reference in a page means, without its fragment; null when it does not lead
   * to the web ({@code mailto:}, {@code javascript:}, ...).
   *
   * @throws URISyntaxException when it leads nowhere
   */
  static @Nullable URI resolve(URI base, String reference) throws URISyntaxException {
    var text = reference.strip().replaceAll("[\\t\\r\\n]", "");
    var parts = PARTS.matcher(text);
    if (!parts.matches()) {
      throw new URISyntaxException(text, "Not an address");
    }
    var scheme = parts.group(1);
    if (scheme != null && !scheme.matches("(?i)https?")) {
      return null;
    }
    var authority = parts.group(2);
    var path = parts.group(3);
    var query = parts.group(4);
    if (authority == null) {
      if (scheme != null) {
        throw new URISyntaxException(text, "No host");
      }
      authority = base.getRawAuthority();
      if (path.isEmpty()) {
        path = base.getRawPath();
        query = query == null ? base.getRawQuery() : query;
      } else if (!path.startsWith("/")) {
        path = folder(base) + path;
      }
    }
    scheme = (scheme == null ? base.getScheme() : scheme).toLowerCase(Locale.ROOT);
    return checked(
        scheme
            + "://"
            + hostAndPort(scheme, authority, text)
            + withoutDots(encoded(path, PATH))
            + (query == null ? "" : "?" + encoded(query, QUERY)));
  }

  /** The path of an address up to its last slash. */
  static String folder(URI address) {
    var path = address.getRawPath();
    return path.substring(0, path.lastIndexOf('/') + 1);
  }

  /** Scheme, host and port: what shares a robots.txt and a server. */
  static String origin(URI address) {
    return address.getScheme() + "://" + address.getRawAuthority();
  }

  /** Path and query: what a server of that origin is asked for. */
  static String target(URI address) {
    var query = address.getRawQuery();
    return query == null ? address.getRawPath() : address.getRawPath() + "?" + query;
  }

  private static URI checked(String text) throws URISyntaxException {
    var uri = new URI(text);
    if (uri.getHost() == null || uri.getPort() > 65_535) {
      throw new URISyntaxException(text, "Not a host");
    }
    return uri;
  }

  private static String hostAndPort(String scheme, String authority, String text)
      throws URISyntaxException {
    var parts = HOST_AND_PORT.matcher(authority.substring(authority.lastIndexOf('@') + 1));
    if (!parts.matches() || parts.group(1).isEmpty()) {
      throw new URISyntaxException(text, "No host");
    }
    var host = parts.group(1).toLowerCase(Locale.ROOT);
    try {
      host = host.chars().allMatch(c -> c < 128) ? host : IDN.toASCII(host);
    } catch (IllegalArgumentException e) {
      throw new URISyntaxException(text, "Not a host");
    }
    var port = parts.group(2);
    var usual = scheme.equals("http") ? "80" : "443";
    return port == null || port.isEmpty() || port.equals(usual) ? host : host + ":" + port;
  }

  /** RFC 3986, 5.2.4: "." and ".." lead where they say, but never above the root. */
  private static String withoutDots(String path) {
    List<String> kept = new ArrayList<>();
    var segments = path.split("/", -1);
    for (int i = 1; i < segments.length; i++) {
      var segment = segments[i];
      boolean isDot = segment.equals(".") || segment.equals("..");
      if (segment.equals("..") && !kept.isEmpty()) {
        kept.removeLast();
      }
      if (!isDot) {
        kept.add(segment);
      } else if (i == segments.length - 1) {
        kept.add("");
      }
    }
    return "/" + String.join("/", kept);
  }

  /** Encodes what must be encoded, decodes what need not be. */
  static String encoded(String text, String allowed) {
    var result = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (c == '%' && i + 2 < text.length() && isHex(text, i + 1) && isHex(text, i + 2)) {
        int octet = Integer.parseInt(text, i + 1, i + 3, 16);
        append(result, octet, isPlain(octet, UNRESERVED));
        i += 3;
        continue;
      }
      if (isPlain(c, allowed)) {
        result.append((char) c);
      } else {
        for (byte octet : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
          append(result, octet & 0xFF, false);
        }
      }
      i += Character.charCount(c);
    }
    return result.toString();
  }

  /** The path of a robots.txt rule, written as the paths of addresses are. */
  static String encodedRule(String pattern) {
    return encoded(pattern, QUERY);
  }

  private static void append(StringBuilder result, int octet, boolean plain) {
    if (plain) {
      result.append((char) octet);
    } else {
      result.append('%').append(HEX.charAt(octet >> 4)).append(HEX.charAt(octet & 15));
    }
  }

  private static boolean isPlain(int c, String others) {
    return c < 128 && (Character.isLetterOrDigit(c) || others.indexOf(c) >= 0);
  }

  private static boolean isHex(String text, int index) {
    return HEX.indexOf(Character.toUpperCase(text.charAt(index))) >= 0;
  }
}
