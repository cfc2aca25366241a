package toro.examples.web;

import org.apache.hc.core5.http.FormattedHeader;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * Refuses answers whose end can be read in two ways (RFC 9112, 6.3 and 11.1). What the HTTP client
 * refuses by itself is not looked at again: several lengths, unknown transfer encodings.
 */
final class Framing {
  private Framing() {}

  static void check(HttpResponse head) throws BadMessage {
    for (var field : head.getHeaders()) {
      check(field);
    }
    var encoding = head.getFirstHeader("Transfer-Encoding");
    var length = head.getFirstHeader("Content-Length");
    if (encoding != null && length != null) {
      throw new BadMessage("both Transfer-Encoding and Content-Length");
    }
    if (encoding != null && head.getVersion().lessEquals(HttpVersion.HTTP_1_0)) {
      throw new BadMessage("Transfer-Encoding in HTTP/1.0");
    }
    if (length != null && !isNumber(length.getValue())) {
      throw new BadMessage("not a Content-Length: " + length.getValue());
    }
  }

  /** Looks at the line as it came: the client's own reading leaves out what is odd about it. */
  private static void check(Header field) throws BadMessage {
    if (field instanceof FormattedHeader line) {
      checkField(line.getBuffer().toString());
    }
  }

  /** The line of a field, without its end. */
  static void checkField(String line) throws BadMessage {
    int colon = line.indexOf(':');
    if (colon < 0 || !Fields.isToken(line.substring(0, colon))) {
      throw new BadMessage("not a field: '" + line + "'");
    }
    if (line.indexOf('\r') >= 0 || line.indexOf(0) >= 0) {
      throw new BadMessage("a control character in the field " + line.substring(0, colon));
    }
  }

  private static boolean isNumber(@Nullable String value) {
    return value != null
        && !value.isEmpty()
        && value.length() <= 18
        && value.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
