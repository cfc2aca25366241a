package toro.examples.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Follows the bytes of one connection to a server, and refuses chunks that can be read in two ways
 * (RFC 9112, 7.1): the HTTP client's own reading of them forgives too much. Of heads it refuses
 * only what could lead it to another end than the client; {@link Framing} looks at the rest. One
 * request is under way at a time.
 */
final class AnswerScanner {
  private static final int LONGEST_LINE = 64 * 1024; // the client has a lower limit of its own
  private static final byte[] HEAD = "HEAD ".getBytes(ISO_8859_1);
  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.[0-9] ([1-9][0-9]{2})(?: .*)?", Pattern.DOTALL);

  private enum State {
    /** No answer is awaited: what comes all the same is not looked at. */
    IDLE,
    STATUS,
    FIELDS,
    /** Of a known length. */
    BODY,
    UNTIL_CLOSED,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILERS
  }

  private final StringBuilder line = new StringBuilder();
  private State state = State.IDLE;
  private boolean headOnly; // a HEAD was asked
  private int status;
  private boolean inChunks;
  private boolean inFraming; // the last field tells the length
  private long left = -1; // of the body or chunk; -1: not known

  /** Sees what is sent. */
  void sent(ByteBuffer bytes) {
    if (state == State.IDLE && bytes.hasRemaining()) {
      headOnly =
          bytes.remaining() >= HEAD.length
              && bytes.slice(bytes.position(), HEAD.length).equals(ByteBuffer.wrap(HEAD));
      state = State.STATUS;
    }
  }

  /** Sees what has come. */
  void received(ByteBuffer bytes) throws BadMessage {
    while (bytes.hasRemaining()) {
      switch (state) {
        case IDLE, UNTIL_CLOSED -> {
          return;
        }
        case BODY, CHUNK -> skip(bytes);
        default -> {
          if (isLineOver((char) (bytes.get() & 0xff))) {
            var whole = line.toString();
            line.setLength(0);
            take(whole);
          }
        }
      }
    }
  }

  private void skip(ByteBuffer bytes) {
    int some = (int) Math.min(left, bytes.remaining());
    bytes.position(bytes.position() + some);
    left -= some;
    if (left == 0) {
      state = state == State.BODY ? State.IDLE : State.CHUNK_END;
    }
  }

  private boolean isLineOver(char c) throws BadMessage {
    if (c == '\n') {
      return true;
    }
    if (line.length() == (state == State.CHUNK_SIZE ? Chunks.LONGEST_LINE : LONGEST_LINE)) {
      throw new BadMessage("an endless line");
    }
    line.append(c);
    return false;
  }

  private void take(String whole) throws BadMessage {
    switch (state) {
      case STATUS -> takeStatus(lenient(whole));
      case FIELDS -> takeField(lenient(whole));
      case CHUNK_SIZE -> {
        left = Chunks.size(strict(whole));
        state = left == 0 ? State.TRAILERS : State.CHUNK;
      }
      case CHUNK_END -> {
        if (!strict(whole).isEmpty()) {
          throw new BadMessage("a chunk is longer than it says");
        }
        state = State.CHUNK_SIZE;
      }
      case TRAILERS -> takeTrailer(strict(whole));
      default -> throw new AssertionError(state);
    }
  }

  private static String lenient(String whole) {
    return whole.endsWith("\r") ? whole.substring(0, whole.length() - 1) : whole;
  }

  /** In chunks, a line ends in CRLF, and has no other CR. */
  private static String strict(String whole) throws BadMessage {
    if (whole.isEmpty() || whole.indexOf('\r') != whole.length() - 1) {
      throw new BadMessage("a line of a body in chunks that does not end in CRLF");
    }
    return whole.substring(0, whole.length() - 1);
  }

  private void takeStatus(String text) throws BadMessage {
    if (text.isEmpty()) {
      return; // the client leaves out empty lines, too
    }
    var start = STATUS_LINE.matcher(text);
    if (!start.matches()) {
      throw new BadMessage("not a status line: '" + text + "'");
    }
    status = Integer.parseInt(start.group(1));
    inChunks = false;
    left = -1;
    inFraming = false;
    state = State.FIELDS;
  }

  private void takeField(String text) throws BadMessage {
    if (text.isEmpty()) {
      state = afterHead();
    } else if (text.charAt(0) != ' ' && text.charAt(0) != '\t') {
      takeField(text, text.indexOf(':'));
    } else if (inFraming) {
      throw new BadMessage("the length of the answer goes on in another line: '" + text + "'");
    }
  }

  private void takeField(String text, int colon) {
    var value = text.substring(colon + 1).strip();
    inFraming = true;
    switch (text.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT)) {
      case "transfer-encoding" -> inChunks = true; // the client knows no other
      case "content-length" -> left = value.matches("[0-9]{1,18}") ? Long.parseLong(value) : -1;
      default -> inFraming = false;
    }
  }

  private State afterHead() {
    if (status < 200) {
      return State.STATUS;
    }
    if (headOnly || status == 204 || status == 304) {
      return State.IDLE;
    }
    if (inChunks) {
      return State.CHUNK_SIZE;
    }
    return left < 0 ? State.UNTIL_CLOSED : left == 0 ? State.IDLE : State.BODY;
  }

  private void takeTrailer(String text) throws BadMessage {
    if (text.isEmpty()) {
      state = State.IDLE;
    } else {
      Framing.checkField(text);
    }
  }
}
