package toro.examples.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import toro.examples.web.Fields;

/** Reads the requests of one connection, strictly (RFC 9112), and within limits. */
final class RequestReader {
  private static final Pattern START =
      Pattern.compile("([^ ]+) ([\\x21-\\x7e\\x80-\\xff]+) (HTTP/([0-9])\\.([0-9]))");

  private final Socket socket;
  private final ClientInput in;
  private final FieldReader fields;
  private final Duration limit;

  RequestReader(Socket socket, Duration limit) throws IOException {
    this.socket = socket;
    this.in = new ClientInput(socket.getInputStream());
    this.fields = new FieldReader(in);
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
      @Nullable String start = startLine();
      return start == null ? null : request(start);
    } catch (SocketTimeoutException e) {
      throw new Refusal(Refusal.TIMED_OUT, "the request did not come in time");
    }
  }

  private boolean awaitFirstByte() throws IOException {
    try {
      return in.awaitByte();
    } catch (SocketTimeoutException idle) {
      return false;
    }
  }

  private @Nullable String startLine() throws IOException {
    for (int empty = 0; empty < FieldReader.MOST_FIELDS; empty++) {
      @Nullable String line = in.line(FieldReader.LONGEST_LINE);
      if (line == null || !line.isEmpty()) {
        return line;
      }
    }
    throw new Refusal(Refusal.BAD_REQUEST, "nothing but empty lines");
  }

  private Request request(String line) throws IOException {
    var start = START.matcher(line);
    if (!start.matches() || !Fields.isToken(start.group(1))) {
      throw new Refusal(Refusal.BAD_REQUEST, "not an HTTP request");
    }
    if (!start.group(4).equals("1")) {
      throw new Refusal(505, "this proxy speaks HTTP/1.1, not " + start.group(3));
    }
    return request(start, fields.read());
  }

  private Request request(Matcher start, Fields head) {
    boolean http11 = !start.group(5).equals("0");
    checkHost(head.values("Host"), http11);
    checkExpectations(head);
    long length = length(head, http11);
    var body = length == Request.UNKNOWN ? new BodyInChunks(in) : new BodyOfLength(in, length);
    return new Request(start.group(1), start.group(2), http11, head, length, body);
  }

  private static void checkHost(List<String> hosts, boolean http11) {
    if (hosts.isEmpty()
        ? http11
        : hosts.size() > 1 || !Target.AUTHORITY.matcher(hosts.get(0)).matches()) {
      throw new Refusal(Refusal.BAD_REQUEST, "one Host is to be named, not " + hosts);
    }
  }

  private static void checkExpectations(Fields head) {
    for (var expectation : head.values("Expect")) {
      if (!expectation.equalsIgnoreCase("100-continue")) {
        throw new Refusal(417, "cannot do what Expect asks for: " + expectation);
      }
    }
  }

  /** The length of the body; what could be read in two ways is refused. */
  private static long length(Fields head, boolean http11) {
    var codings = head.values("Transfer-Encoding");
    var lengths = head.values("Content-Length");
    if (!codings.isEmpty()) {
      if (!lengths.isEmpty() || !http11) {
        var other = http11 ? "Content-Length" : "HTTP/1.0";
        throw new Refusal(Refusal.BAD_REQUEST, "both Transfer-Encoding and " + other);
      }
      checkChunked(String.join(",", codings).toLowerCase(Locale.ROOT));
      return Request.UNKNOWN;
    }
    if (lengths.isEmpty()) {
      return 0;
    }
    if (lengths.size() > 1 || !lengths.get(0).matches("[0-9]{1,18}")) {
      throw new Refusal(Refusal.BAD_REQUEST, "not a Content-Length: " + lengths);
    }
    return Long.parseLong(lengths.get(0));
  }

  private static void checkChunked(String codings) {
    if (codings.equals("chunked")) {
      return;
    }
    var last = codings.substring(codings.lastIndexOf(',') + 1).strip();
    boolean isFramed = last.equals("chunked") && codings.indexOf("chunked") == codings.length() - 7;
    throw new Refusal(
        isFramed ? Refusal.NOT_IMPLEMENTED : Refusal.BAD_REQUEST,
        "only chunked is understood as Transfer-Encoding, not " + codings);
  }

  /** What the client has sent beyond its last request: the first bytes of a tunnel. */
  InputStream rest() {
    return in;
  }
}
