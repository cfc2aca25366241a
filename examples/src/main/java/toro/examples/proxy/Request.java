package toro.examples.proxy;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;

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

  /** The body, to be read once. */
  abstract static class Body extends InputStream {
    /** How many bytes of it have been read. */
    abstract long count();

    /** Whether all of it has been read, so that the next request can follow. */
    abstract boolean isAtEnd();
  }

  boolean hasBody() {
    return length != 0;
  }

  /** Whether the client will send a next request on this connection. */
  boolean staysOpen() {
    return http11
        && !fields.elements("Connection").containsKey("close")
        && !fields.elements("Proxy-Connection").containsKey("close");
  }

  /** Whether the client waits for a word before it sends the body. */
  boolean expectsContinue() {
    @Nullable String expect = fields.first("Expect");
    if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
      throw new Refusal(417, "cannot do what Expect asks for: " + expect);
    }
    return expect != null && http11 && hasBody();
  }
}
