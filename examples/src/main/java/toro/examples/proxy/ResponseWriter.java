package toro.examples.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.hc.core5.http.impl.EnglishReasonPhraseCatalog;
import org.jspecify.annotations.Nullable;
import toro.examples.web.Fields;

/**
 * Writes the answers of one connection, one byte for each char; a client that does not read them in
 * time is cut off.
 */
final class ResponseWriter {
  private static final int PIECE = 16 * 1024;
  private static final int MOST_AT_ONCE = 2 * PIECE;
  private static final String LINE_END = "\r\n";
  private static final byte[] NOTHING = {};

  private final Socket socket;
  private final Duration limit;
  private volatile boolean endsWithConnection; // by the thread that writes

  ResponseWriter(Socket socket, Duration limit) {
    this.socket = socket;
    this.limit = limit;
  }

  /** The body of an answer that has begun. */
  interface Body {
    /** Sends a piece at once. */
    void write(ByteBuffer piece) throws IOException;

    /** Says that nothing is missing: not to be called after a failure. */
    void end() throws IOException;
  }

  /** The head of an answer. */
  record Head(int status, String reason, Fields fields) {
    Head with(String name, String value) {
      return new Head(status, reason, fields.with(name, value));
    }
  }

  /** Sends a whole answer. */
  void send(int status, Fields fields, byte[] body, boolean staysOpen) throws IOException {
    var withLength = fields.with("Content-Length", Integer.toString(body.length));
    write(bytes(new Head(status, "", withLength), staysOpen), body);
  }

  /** Sends a short text. */
  void text(int status, String text, boolean staysOpen, boolean withBody) throws IOException {
    var body = (text + "\n").getBytes(StandardCharsets.UTF_8);
    var fields =
        new Fields(List.of())
            .with("Content-Type", "text/plain; charset=utf-8")
            .with("Cache-Control", "no-store")
            .with("Content-Length", Integer.toString(body.length));
    write(bytes(new Head(status, "", fields), staysOpen), withBody ? body : NOTHING);
  }

  /** Sends a head that comes before that of the answer. */
  void interim(Head head) throws IOException {
    write(bytes(head, true));
  }

  /** Tells a client that its tunnel is open. */
  void tunnelOpen() throws IOException {
    write(bytes(new Head(200, "Connection established", new Fields(List.of())), true));
  }

  /** Sends an answer that has no body, whatever its fields say. */
  void withoutBody(Head head, boolean staysOpen) throws IOException {
    write(bytes(head, staysOpen));
  }

  /**
   * Begins an answer whose body follows.
   *
   * @param length of the body; {@link Request#UNKNOWN}: it is sent in chunks, or for a client that
   *     does not know them until the connection ends
   */
  Body begin(Head head, long length, boolean knowsChunks, boolean staysOpen) throws IOException {
    if (length >= 0) {
      write(bytes(head.with("Content-Length", Long.toString(length)), staysOpen));
      return new Plain();
    }
    if (knowsChunks) {
      write(bytes(head.with("Transfer-Encoding", "chunked"), staysOpen));
      return new Chunks();
    }
    endsWithConnection = true;
    write(bytes(head, false));
    return new Plain();
  }

  /**
   * Sees to it that the end of the connection is not taken for the end of a body that is
   * incomplete.
   */
  void giveUp() throws IOException {
    if (endsWithConnection) {
      socket.setSoLinger(true, 0); // the client sees a reset
    }
  }

  private static byte[] bytes(Head head, boolean staysOpen) {
    var text = new StringBuilder("HTTP/1.1 ");
    text.append(head.status).append(' ');
    text.append(head.reason.isEmpty() ? usualReason(head.status) : head.reason).append(LINE_END);
    for (var field : head.fields.all()) {
      text.append(field.name()).append(": ").append(field.value()).append(LINE_END);
    }
    if (!staysOpen) {
      text.append("Connection: close").append(LINE_END);
    }
    return text.append(LINE_END).toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String usualReason(int status) {
    @Nullable String reason = EnglishReasonPhraseCatalog.INSTANCE.getReason(status, Locale.ROOT);
    return reason == null ? "" : reason;
  }

  /** Sends these bytes, small ones together, in pieces each of which is to be taken in time. */
  private void write(byte[]... parts) throws IOException {
    var together = new ByteArrayOutputStream();
    for (var part : parts) {
      if (part.length <= PIECE) {
        together.writeBytes(part);
      } else {
        writeInPieces(together.toByteArray());
        together.reset();
        writeInPieces(part);
      }
    }
    writeInPieces(together.toByteArray());
  }

  private void writeInPieces(byte[] bytes) throws IOException {
    for (int from = 0; from < bytes.length; from += MOST_AT_ONCE) {
      try (var alarm = new Alarm(socket, limit)) {
        socket.getOutputStream().write(bytes, from, Math.min(MOST_AT_ONCE, bytes.length - from));
      }
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(ByteBuffer piece) {
    var bytes = new byte[piece.remaining()];
    piece.get(bytes);
    return bytes;
  }

  private final class Plain implements Body {
    @Override
    public void write(ByteBuffer piece) throws IOException {
      ResponseWriter.this.write(bytes(piece));
    }

    @Override
    public void end() {
      endsWithConnection = false;
    }
  }

  private final class Chunks implements Body {
    @Override
    public void write(ByteBuffer piece) throws IOException {
      if (piece.hasRemaining()) { // an empty chunk would be the last one
        var size = ascii(Integer.toHexString(piece.remaining()) + LINE_END);
        ResponseWriter.this.write(size, bytes(piece), ascii(LINE_END));
      }
    }

    @Override
    public void end() throws IOException {
      ResponseWriter.this.write(ascii("0" + LINE_END + LINE_END));
    }
  }
}
