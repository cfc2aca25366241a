package toro.examples.spider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeoutException;
import toro.Deadline;
import toro.examples.web.WebResponse;

/** The body of an answer, as far as it was read. */
final class Body {
  static final Body NONE = new Body(new byte[0], 0, false);

  private final byte[] content; // never changed
  private final long bytes;
  private final boolean cut;

  /**
   * @param content what was kept of it; not to be changed
   * @param bytes how many bytes were read
   * @param cut whether there was more than was wanted
   */
  Body(byte[] content, long bytes, boolean cut) {
    this.content = content;
    this.bytes = bytes;
    this.cut = cut;
  }

  /** Not to be changed. */
  byte[] content() {
    return content;
  }

  long bytes() {
    return bytes;
  }

  boolean isCut() {
    return cut;
  }

  /** Reads up to a limit, and keeps what is read where it is wanted. */
  static Body read(WebResponse response, boolean keeps, long most, Deadline deadline)
      throws IOException, InterruptedException, TimeoutException {
    if (!response.hasBody()) {
      return NONE;
    }
    var kept = new ByteArrayOutputStream();
    long bytes = 0;
    boolean cut = false;
    for (ByteBuffer piece; !cut && (piece = response.read(deadline.remaining())) != null; ) {
      int length = (int) Math.min(piece.remaining(), most - bytes);
      cut = length < piece.remaining();
      bytes += length;
      if (keeps) {
        kept.write(piece.array(), piece.arrayOffset() + piece.position(), length);
      }
    }
    return new Body(kept.toByteArray(), bytes, cut);
  }
}
