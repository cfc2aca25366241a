package toro.examples.proxy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.hc.core5.http.impl.EnglishReasonPhraseCatalog;
import org.apache.hc.core5.http.impl.io.ChunkedOutputStream;
import org.apache.hc.core5.http.impl.io.ContentLengthOutputStream;
import org.apache.hc.core5.http.impl.io.SessionOutputBufferImpl;
import org.apache.hc.core5.util.CharArrayBuffer;
import org.jspecify.annotations.Nullable;

/** Writes the answers of one connection; a client that does not read them in time is cut off. */
final class ResponseWriter {
  private static final int BUFFER = 16 * 1024;

  private final Socket socket;
  private final Duration limit;
  private final OutputStream out;
  private final SessionOutputBufferImpl buffer = new SessionOutputBufferImpl(BUFFER);

  ResponseWriter(Socket socket, Duration limit) throws IOException {
    this.socket = socket;
    this.limit = limit;
    this.out = new LimitedOutput(socket.getOutputStream());
  }

  /** Sends a whole answer. */
  void send(int status, Fields fields, byte[] body, boolean staysOpen) throws IOException {
    head(status, fields.with("Content-Length", Integer.toString(body.length)), staysOpen);
    buffer.write(body, out);
    flush();
  }

  /** Sends a short text. */
  void text(int status, String text, boolean staysOpen, boolean withBody) throws IOException {
    var body = (text + "\n").getBytes(StandardCharsets.UTF_8);
    var fields =
        new Fields(List.of())
            .with("Content-Type", "text/plain; charset=utf-8")
            .with("Cache-Control", "no-store")
            .with("Content-Length", Integer.toString(body.length));
    head(status, fields, staysOpen);
    if (withBody) {
      buffer.write(body, out);
    }
    flush();
  }

  /** Tells a client that waits for it to send the body of its request. */
  void goOn() throws IOException {
    line("HTTP/1.1 100 Continue");
    line("");
    flush();
  }

  /** Tells a client that its tunnel is open. */
  void tunnelOpen() throws IOException {
    line("HTTP/1.1 200 Connection established");
    line("");
    flush();
  }

  /** Sends an answer that has no body, whatever its fields say. */
  void withoutBody(int status, Fields fields, boolean staysOpen) throws IOException {
    head(status, fields, staysOpen);
    flush();
  }

  /**
   * Begins an answer whose body follows.
   *
   * @return where to write the body. To close it says that the body is complete: not to be done
   *     after a failure.
   */
  OutputStream begin(int status, Fields fields, long length, boolean chunks, boolean staysOpen)
      throws IOException {
    if (length >= 0) {
      head(status, fields.with("Content-Length", Long.toString(length)), staysOpen);
      return new ContentLengthOutputStream(buffer, out, length);
    }
    if (chunks) {
      head(status, fields.with("Transfer-Encoding", "chunked"), staysOpen);
      return new ChunkedOutputStream(buffer, out, BUFFER);
    }
    head(status, fields, false); // an HTTP/1.0 client reads until the connection ends
    flush();
    return out;
  }

  private void head(int status, Fields fields, boolean staysOpen) throws IOException {
    @Nullable String reason = EnglishReasonPhraseCatalog.INSTANCE.getReason(status, Locale.ROOT);
    line("HTTP/1.1 " + status + " " + (reason == null ? "" : reason));
    for (var field : fields.all()) {
      line(field.name() + ": " + field.value());
    }
    if (!staysOpen) {
      line("Connection: close");
    }
    line("");
  }

  private void line(String text) throws IOException {
    var line = new CharArrayBuffer(text.length());
    line.append(text);
    buffer.writeLine(line, out);
  }

  private void flush() throws IOException {
    buffer.flush(out);
  }

  private final class LimitedOutput extends OutputStream {
    private final OutputStream socketOut;

    LimitedOutput(OutputStream socketOut) {
      this.socketOut = socketOut;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try (var alarm = new Alarm(socket, limit)) {
        socketOut.write(bytes, from, length);
      }
    }
  }
}
