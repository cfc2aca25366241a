package toro.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A client that writes its requests byte by byte, and may hang up at any time. */
final class RawClient implements Closeable {
  /** An answer; a field that came twice is there once. */
  record Answer(int status, Map<String, String> fields, String body) {}

  final Socket socket;
  final InputStream in;

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000);
    in = new BufferedInputStream(socket.getInputStream());
  }

  RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  RawClient get(URI uri, String... lines) throws IOException {
    return send("GET " + uri + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n" + lines(lines));
  }

  private static String lines(String... lines) {
    return lines.length == 0 ? "\r\n" : String.join("\r\n", lines) + "\r\n\r\n";
  }

  /** The next line, without its end. */
  String line() throws IOException {
    var line = new StringBuilder();
    for (int next; (next = in.read()) != '\n'; ) {
      if (next < 0) {
        throw new EOFException("after '" + line + "'");
      }
      line.append((char) next);
    }
    return line.toString().stripTrailing();
  }

  /** The head of an answer. */
  Answer head() throws IOException {
    var status = line();
    var fields = new HashMap<String, String>();
    for (var line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      fields.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new Answer(Integer.parseInt(status.split(" ")[1]), fields, "");
  }

  /** A whole answer whose length its head tells. */
  Answer answer() throws IOException {
    var head = head();
    var length = assertNotNullAndGet(head.fields.get("content-length"), head);
    return new Answer(head.status, head.fields, text(Integer.parseInt(length)));
  }

  private static String assertNotNullAndGet(String length, Answer head) {
    assertNotNull(length, head::toString);
    return length;
  }

  String text(int length) throws IOException {
    var bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException(bytes.length + " of " + length + " bytes");
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** The next chunk of an answer; empty: the last one. */
  String chunk() throws IOException {
    var text = text(Integer.parseInt(line(), 16));
    assertEquals("", line());
    return text;
  }

  /** All chunks from here to the last one. */
  String chunks() throws IOException {
    var text = new StringBuilder();
    for (String chunk; !(chunk = chunk()).isEmpty(); ) {
      text.append(chunk);
    }
    return text.toString();
  }

  /** Chunks that are this long together. */
  String chunksOf(int length) throws IOException {
    var text = new StringBuilder();
    while (text.length() < length) {
      text.append(chunk());
    }
    return text.toString();
  }

  /** Reads this many bytes, if they come, and says how many have come. */
  int count(int most) throws IOException {
    var piece = new byte[64 * 1024];
    int count = 0;
    for (int some; count < most; count += some) {
      some = in.read(piece, 0, Math.min(piece.length, most - count));
      if (some < 0) {
        break;
      }
    }
    return count;
  }

  /** Everything until the other side ends the connection. */
  String rest() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
