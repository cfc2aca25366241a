package toro.examples.proxy;

import java.io.IOException;
import java.io.InputStream;
import toro.examples.web.Fields;

/**
 * What a client asks for.
 *
 * @param target as it came: a whole address, or host and port of a tunnel
 * @param http11 whether the client speaks HTTP/1.1, not 1.0
 * @param length of the body; 0 without one, {@link #UNKNOWN} of one in chunks
 */
record Request(
    String method, String target, boolean http11, Fields fields, long length, Body body) {
  static final long UNKNOWN = -1;

  /** The body, to be read once, by one thread; others may ask how far that is. */
  abstract static class Body extends InputStream {
    private volatile long count; // by the thread that reads
    private volatile boolean atEnd; // by the thread that reads

    /** Reads at least one byte of the body, or none at its end. */
    abstract int readSome(byte[] bytes, int from, int length) throws IOException;

    /** All has been read when that many bytes have been. */
    abstract boolean isEndAt(long count);

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // only one thread reads
    public int read(byte[] bytes, int from, int length) throws IOException {
      int some = isAtEnd() ? -1 : readSome(bytes, from, length);
      if (some < 0) {
        atEnd = true;
      } else {
        count += some;
      }
      return some;
    }

    /** How many bytes of it have been read. */
    long count() {
      return count;
    }

    /** Whether all of it has been read, so that the next request can follow. */
    boolean isAtEnd() {
      return atEnd || isEndAt(count);
    }
  }

  boolean hasBody() {
    return length != 0;
  }

  /** Whether it says how long its body is, be it empty. */
  boolean announcesBody() {
    return hasBody() || fields.has("Content-Length");
  }

  /** Whether the client will send a next request on this connection. */
  boolean staysOpen() {
    return http11
        && !fields.elements("Connection").containsKey("close")
        && !fields.elements("Proxy-Connection").containsKey("close");
  }

  /** Whether the client waits for a word before it sends the body. */
  boolean expectsContinue() {
    return http11 && hasBody() && fields.has("Expect");
  }

  /** Whether the method is one that changes nothing on a server. */
  boolean isSafe() {
    return switch (method) {
      case "GET", "HEAD", "OPTIONS", "TRACE" -> true;
      default -> false;
    };
  }
}
