package toro.examples.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.AbstractMessageParser;
import org.apache.hc.core5.http.impl.io.ChunkedInputStream;
import org.apache.hc.core5.http.impl.io.ContentLengthInputStream;
import org.apache.hc.core5.http.impl.io.SessionInputBufferImpl;
import org.apache.hc.core5.http.message.BasicLineParser;
import org.apache.hc.core5.http.message.RequestLine;
import org.apache.hc.core5.util.CharArrayBuffer;
import org.jspecify.annotations.Nullable;

/** Reads the requests of one connection, strictly, and within limits. */
final class RequestReader {
  private static final int BUFFER = 8 * 1024;
  private static final int LONGEST_LINE = 16 * 1024;
  private static final int MOST_FIELDS = 100;
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Http1Config LIMITS =
      Http1Config.custom()
          .setMaxLineLength(LONGEST_LINE)
          .setMaxHeaderCount(MOST_FIELDS)
          .setMaxEmptyLineCount(MOST_FIELDS)
          .build();

  private final Socket socket;
  private final InputStream in;
  private final Duration limit;
  private final SessionInputBufferImpl buffer = new SessionInputBufferImpl(BUFFER, LONGEST_LINE);

  RequestReader(Socket socket, Duration limit) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.limit = limit;
  }

  /**
   * The next request, or null when the client has no more.
   *
   * @throws Refusal if it is no request that this proxy understands
   */
  @Nullable Request next() throws IOException {
    if (!awaitFirstByte()) {
      return null;
    }
    try (var alarm = new Alarm(socket, limit)) { // for the whole head, however slowly it comes
      var line = new CharArrayBuffer(128);
      do {
        line.clear();
        if (buffer.readLine(line, in) < 0) {
          return null;
        }
      } while (line.isEmpty());
      var start = BasicLineParser.INSTANCE.parseRequestLine(line);
      return request(start, fields());
    } catch (MessageConstraintException e) {
      throw new Refusal(Refusal.HEAD_TOO_LARGE, "the request's head is too large");
    } catch (SocketTimeoutException e) {
      throw new Refusal(Refusal.TIMED_OUT, "the request did not come in time");
    } catch (HttpException e) {
      throw new Refusal(Refusal.BAD_REQUEST, "not an HTTP request: " + e.getMessage());
    }
  }

  private boolean awaitFirstByte() throws IOException {
    try {
      return buffer.hasBufferedData() || buffer.fillBuffer(in) > 0;
    } catch (SocketTimeoutException idle) {
      return false;
    }
  }

  private Fields fields() throws IOException, HttpException {
    var headers =
        AbstractMessageParser.parseHeaders(
            buffer, in, MOST_FIELDS, LONGEST_LINE, BasicLineParser.INSTANCE);
    return new Fields(
        Arrays.stream(headers)
            .map(header -> new Fields.Field(header.getName(), valueOf(header.getValue())))
            .toList());
  }

  private static String valueOf(@Nullable String value) {
    return value == null ? "" : value;
  }

  private Request request(RequestLine start, Fields fields) {
    var version = start.getProtocolVersion();
    if (!version.getProtocol().equals("HTTP") || version.getMajor() != 1) {
      throw new Refusal(505, "this proxy speaks HTTP/1.1, not " + version);
    }
    if (!TOKEN.matcher(start.getMethod()).matches()) {
      throw new Refusal(Refusal.BAD_REQUEST, "not a method: " + start.getMethod());
    }
    for (var field : fields.all()) {
      if (!TOKEN.matcher(field.name()).matches()) {
        throw new Refusal(Refusal.BAD_REQUEST, "not the name of a field: " + field.name());
      }
    }
    long length = length(fields);
    boolean http11 = version.greaterEquals(HttpVersion.HTTP_1_1);
    return new Request(
        start.getMethod(),
        start.getUri(),
        http11,
        fields,
        length,
        new CountedBody(body(length), length));
  }

  /** The length of the body; what could be read in two ways is refused. */
  private static long length(Fields fields) {
    var codings = fields.distinct("Transfer-Encoding");
    var lengths = fields.distinct("Content-Length");
    if (!codings.isEmpty()) {
      if (!lengths.isEmpty()) {
        throw new Refusal(Refusal.BAD_REQUEST, "Transfer-Encoding and Content-Length");
      }
      if (codings.size() > 1 || !codings.iterator().next().equalsIgnoreCase("chunked")) {
        throw new Refusal(Refusal.NOT_IMPLEMENTED, "unknown Transfer-Encoding " + codings);
      }
      return Request.UNKNOWN;
    }
    if (lengths.isEmpty()) {
      return 0;
    }
    var length = lengths.iterator().next();
    if (lengths.size() > 1 || !length.matches("[0-9]{1,18}")) {
      throw new Refusal(Refusal.BAD_REQUEST, "not a Content-Length: " + lengths);
    }
    return Long.parseLong(length);
  }

  private InputStream body(long length) {
    return length == Request.UNKNOWN
        ? new ChunkedInputStream(buffer, in, LIMITS)
        : new ContentLengthInputStream(buffer, in, length);
  }

  /** What the client has sent beyond its last request: the first bytes of a tunnel. */
  InputStream rest() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return buffer.read(in);
      }

      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        return buffer.read(bytes, from, length, in);
      }
    };
  }

  /** A body that knows how far it has been read. */
  private static final class CountedBody extends Request.Body {
    private final InputStream body;
    private final long length;
    private final AtomicLong count = new AtomicLong(); // by the one thread that reads
    private volatile boolean atEnd; // by the one thread that reads

    CountedBody(InputStream body, long length) {
      this.body = body;
      this.length = length;
      this.atEnd = length == 0;
    }

    @Override
    public int read() throws IOException {
      int next = body.read();
      counted(next < 0 ? -1 : 1);
      return next;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      return counted(body.read(bytes, from, length));
    }

    private int counted(int read) {
      long total = count.addAndGet(Math.max(0, read));
      atEnd = read < 0 || total == length;
      return read;
    }

    @Override
    long count() {
      return count.get();
    }

    @Override
    boolean isAtEnd() {
      return atEnd;
    }
  }
}
