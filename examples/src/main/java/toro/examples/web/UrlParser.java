package toro.examples.web;

import java.nio.charset.Charset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads one address from the left to the right, as the URL standard does for http and https. */
final class UrlParser {
  private static final int HIGHEST_PORT = 65_535;
  private static final int LONGEST_DOTS = "%2e%2e".length();

  private final String text;
  private final @Nullable Url base;
  private final Charset page;
  private final StringBuilder result = new StringBuilder();
  private int hostStart;
  private int hostEnd;
  private int pathStart;
  private int queryStart = -1;

  UrlParser(String text, @Nullable Url base, Charset page) {
    this.text = withoutBreaks(text);
    this.base = base;
    this.page = page;
  }

  /** The address; null if it leads to something other than the web. */
  @Nullable Url parse() throws NotAnAddress {
    int colon = endOfScheme();
    if (colon < 0) {
      if (base == null) {
        throw new NotAnAddress("no scheme");
      }
      return relative(base, 0);
    }
    var scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return null;
    }
    int start = colon + 1;
    if (base != null && base.scheme().equals(scheme) && !text.startsWith("//", start)) {
      return relative(base, start);
    }
    return absolute(scheme, start);
  }

  private Url absolute(String scheme, int slashes) throws NotAnAddress {
    result.append(scheme).append("://");
    int start = slashes;
    while (isSlash(start)) {
      start++;
    }
    int end = start;
    int at = -1;
    while (end < text.length() && "/\\?#".indexOf(text.charAt(end)) < 0) {
      at = text.charAt(end) == '@' ? end : at;
      end++;
    }
    if (at >= 0) {
      appendUser(start, at);
      start = at + 1;
    }
    appendHostAndPort(scheme, start, end);
    pathStart = result.length();
    return pathAndQuery(isSlash(end) ? end + 1 : end);
  }

  private void appendUser(int start, int end) {
    int colon = text.indexOf(':', start);
    boolean hasPassword = colon >= 0 && colon + 1 < end;
    int userEnd = colon >= 0 && colon < end ? colon : end;
    PercentEncoding.USER.append(result, text, start, userEnd);
    if (hasPassword) {
      result.append(':');
      PercentEncoding.USER.append(result, text, colon + 1, end);
    }
    if (hasPassword || userEnd > start) {
      result.append('@');
    }
  }

  private void appendHostAndPort(String scheme, int start, int end) throws NotAnAddress {
    int colon = start;
    boolean isInBrackets = false;
    while (colon < end && (isInBrackets || text.charAt(colon) != ':')) {
      char c = text.charAt(colon++);
      isInBrackets = c == '[' || isInBrackets && c != ']';
    }
    if (colon == start) {
      throw new NotAnAddress("no host");
    }
    hostStart = result.length();
    result.append(HostName.written(text.substring(start, colon)));
    hostEnd = result.length();
    int port = port(colon + 1, end);
    if (port >= 0 && port != (scheme.equals("http") ? 80 : 443)) {
      result.append(':').append(port);
    }
  }

  /** The port that is written there; -1 if there is none. */
  private int port(int start, int end) throws NotAnAddress {
    int port = start < end ? 0 : -1;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        throw new NotAnAddress("not a port");
      }
      port = port * 10 + c - '0';
      if (port > HIGHEST_PORT) {
        throw new NotAnAddress("not a port");
      }
    }
    return port;
  }

  private Url relative(Url from, int start) throws NotAnAddress {
    if (isSlash(start) && isSlash(start + 1)) {
      return absolute(from.scheme(), start);
    }
    hostStart = from.hostStart;
    hostEnd = from.hostEnd;
    pathStart = from.pathStart;
    if (isSlash(start)) {
      result.append(from.text, 0, pathStart);
      return pathAndQuery(start + 1);
    }
    boolean isEnd = start == text.length() || text.charAt(start) == '#';
    if (isEnd) {
      return from;
    }
    result.append(from.text, 0, from.pathEnd());
    if (text.charAt(start) == '?') {
      return query(start);
    }
    shorten();
    return pathAndQuery(start);
  }

  private Url pathAndQuery(int start) {
    int end = appendSegment(start);
    while (isSlash(end)) {
      end = appendSegment(end + 1);
    }
    return query(end);
  }

  /** Appends a part of the path, or what its dots mean; says where it ended. */
  private int appendSegment(int start) {
    int slash = result.length();
    result.append('/');
    int index = start;
    while (index < text.length() && "/\\?#".indexOf(text.charAt(index)) < 0) {
      index += PercentEncoding.PATH.append(result, text, index);
    }
    int dots = dots(slash + 1);
    if (dots > 0) {
      result.setLength(slash);
      if (dots == 2) {
        shorten();
      }
      if (!isSlash(index)) {
        result.append('/');
      }
    }
    return index;
  }

  /** 1 for "." and 2 for "..", also where they are percent-encoded; 0 for everything else. */
  private int dots(int start) {
    int dots = 0;
    int length = result.length() - start;
    if (length == 0 || length > LONGEST_DOTS) {
      return 0;
    }
    var segment = result.substring(start);
    for (int i = 0; i < length; dots++) {
      if (segment.charAt(i) == '.') {
        i++;
      } else if (PercentEncoding.octet(segment, i) == '.') {
        i += 3;
      } else {
        return 0;
      }
    }
    return dots <= 2 ? dots : 0;
  }

  /** Takes the last part away from the path, if it has one. */
  private void shorten() {
    int length = result.length();
    while (length > pathStart && result.charAt(length - 1) != '/') {
      length--;
    }
    result.setLength(Math.max(pathStart, length - 1));
  }

  private Url query(int start) {
    if (start < text.length() && text.charAt(start) == '?') {
      int end = text.indexOf('#', start);
      queryStart = result.length();
      result.append('?');
      QueryEncoding.append(result, text, start + 1, end < 0 ? text.length() : end, page);
    }
    return new Url(result.toString(), hostStart, hostEnd, pathStart, queryStart);
  }

  private boolean isSlash(int index) {
    return index < text.length() && (text.charAt(index) == '/' || text.charAt(index) == '\\');
  }

  /** Where the colon after the scheme is; -1 if there is no scheme. */
  private int endOfScheme() {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isLetter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
      if (c == ':' && i > 0) {
        return i;
      }
      if (!isLetter && (i == 0 || "0123456789+-.".indexOf(c) < 0)) {
        return -1;
      }
    }
    return -1;
  }

  /** The text without what browsers overlook: spaces around it, and line breaks and tabs. */
  private static String withoutBreaks(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && text.charAt(start) <= ' ') {
      start++;
    }
    while (end > start && text.charAt(end - 1) <= ' ') {
      end--;
    }
    StringBuilder kept = null;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      boolean isBreak = c == '\t' || c == '\n' || c == '\r';
      if (isBreak && kept == null) {
        kept = new StringBuilder(end - start).append(text, start, i);
      } else if (!isBreak && kept != null) {
        kept.append(c);
      }
    }
    return kept == null ? text.substring(start, end) : kept.toString();
  }
}
