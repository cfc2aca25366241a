package toro.examples.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** What a client sends: bytes, and lines of a limited length with one char for each byte. */
final class ClientInput extends InputStream {
  private static final int BUFFER = 8 * 1024;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int next; // in the buffer
  private int end; // in the buffer

  ClientInput(InputStream in) {
    this.in = in;
  }

  /** Waits until there is something to read; false at the end. */
  boolean awaitByte() throws IOException {
    if (next < end) {
      return true;
    }
    next = 0;
    end = Math.max(0, in.read(buffer));
    return end > 0;
  }

  @Override
  public int read() throws IOException {
    return awaitByte() ? buffer[next++] & 0xff : -1;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!awaitByte()) {
      return -1;
    }
    int count = Math.min(length, end - next);
    System.arraycopy(buffer, next, bytes, from, count);
    next += count;
    return count;
  }

  /**
   * The next line of a head, which ends with CR LF, or as some clients write it, with LF; null at
   * the end.
   *
   * @throws Refusal if it is too long, or has a character that others could take for its end
   */
  @Nullable String line(int longest) throws IOException {
    @Nullable String line = upToLineFeed(longest, Refusal.HEAD_TOO_LARGE);
    return line == null ? null : checked(line.endsWith("\r") ? withoutLast(line) : line);
  }

  /** The next line of what frames a body, which ends with CR LF and nothing else. */
  String lineOfChunks(int longest) throws IOException {
    @Nullable String line = upToLineFeed(longest, Refusal.BAD_REQUEST);
    if (line == null) {
      throw new EOFException("the client has hung up in the middle of a body");
    }
    if (!line.endsWith("\r")) {
      throw new Refusal(Refusal.BAD_REQUEST, "a chunk without CR LF");
    }
    return checked(withoutLast(line));
  }

  private @Nullable String upToLineFeed(int longest, int statusIfLonger) throws IOException {
    var line = new StringBuilder();
    for (int c; (c = read()) != '\n'; ) {
      if (c < 0) {
        if (line.isEmpty()) {
          return null;
        }
        throw new EOFException("the client has hung up in the middle of a line");
      }
      if (line.length() > longest) {
        throw new Refusal(statusIfLonger, "a line of more than " + longest + " bytes");
      }
      line.append((char) c);
    }
    return line.toString();
  }

  private static String withoutLast(String line) {
    return line.substring(0, line.length() - 1);
  }

  private static String checked(String line) {
    if (line.indexOf('\r') >= 0 || line.indexOf('\0') >= 0) {
      throw new Refusal(Refusal.BAD_REQUEST, "a bare CR or a NUL in a line");
    }
    return line;
  }
}
