package toro.examples.proxy;

import java.io.IOException;
import toro.examples.web.BadMessage;
import toro.examples.web.Chunks;

/**
 * The body of a request in chunks (RFC 9112, 7.1), read strictly: what another reader could take
 * for something else is refused. Extensions and trailers are dropped.
 */
final class BodyInChunks extends Request.Body {
  private final ClientInput in;
  private final FieldReader trailers;
  private long left; // of the current chunk
  private boolean begun;

  BodyInChunks(ClientInput in) {
    this.in = in;
    this.trailers = new FieldReader(in);
  }

  @Override
  int readSome(byte[] bytes, int from, int most) throws IOException {
    if (left == 0) {
      beginChunk();
    }
    if (left == 0) {
      trailers.read();
      return -1;
    }
    int some = in.read(bytes, from, (int) Math.min(most, left));
    if (some < 0) {
      throw new Refusal(Refusal.BAD_REQUEST, "the request's body ends in the middle of a chunk");
    }
    left -= some;
    return some;
  }

  private void beginChunk() throws IOException {
    if (begun && !in.lineOfChunks(0).isEmpty()) {
      throw new Refusal(Refusal.BAD_REQUEST, "a chunk is longer than it says");
    }
    begun = true;
    try {
      left = Chunks.size(in.lineOfChunks(Chunks.LONGEST_LINE));
    } catch (BadMessage e) {
      throw new Refusal(Refusal.BAD_REQUEST, "not the size of a chunk");
    }
  }

  @Override
  boolean isEndAt(long count) {
    return false;
  }
}
