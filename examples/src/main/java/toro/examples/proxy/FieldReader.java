package toro.examples.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import toro.examples.web.Fields;

/** Reads the fields of a request, strictly (RFC 9112, 5), and within limits. */
final class FieldReader {
  static final int LONGEST_LINE = 16 * 1024;
  static final int MOST_FIELDS = 100;
  private static final int LONGEST_HEAD = 64 * 1024;

  private final ClientInput in;

  FieldReader(ClientInput in) {
    this.in = in;
  }

  /** All fields up to the empty line. */
  Fields read() throws IOException {
    var fields = new ArrayList<Fields.Field>();
    int size = 0;
    while (true) {
      @Nullable String line = in.line(LONGEST_LINE);
      if (line == null) {
        throw new EOFException("the client has hung up in the middle of a head");
      }
      if (line.isEmpty()) {
        return new Fields(fields);
      }
      size += line.length();
      if (fields.size() == MOST_FIELDS || size > LONGEST_HEAD) {
        throw new Refusal(Refusal.HEAD_TOO_LARGE, "too many fields");
      }
      fields.add(field(line));
    }
  }

  private static Fields.Field field(String line) {
    int colon = line.indexOf(':');
    if (isBlank(line.charAt(0))) {
      throw new Refusal(Refusal.BAD_REQUEST, "a field that goes on in the next line");
    }
    if (colon < 0 || !Fields.isToken(line.substring(0, colon))) {
      throw new Refusal(Refusal.BAD_REQUEST, "not a field");
    }
    return new Fields.Field(line.substring(0, colon), trimmed(line, colon + 1));
  }

  private static String trimmed(String line, int from) {
    int start = from;
    int end = line.length();
    while (start < end && isBlank(line.charAt(start))) {
      start++;
    }
    while (start < end && isBlank(line.charAt(end - 1))) {
      end--;
    }
    return line.substring(start, end);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
