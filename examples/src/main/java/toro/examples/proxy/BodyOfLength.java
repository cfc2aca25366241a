package toro.examples.proxy;

import java.io.IOException;

/** The body of a request that says how long it is. */
final class BodyOfLength extends Request.Body {
  private final ClientInput in;
  private final long length;

  BodyOfLength(ClientInput in, long length) {
    this.in = in;
    this.length = length;
  }

  @Override
  int readSome(byte[] bytes, int from, int most) throws IOException {
    int some = in.read(bytes, from, (int) Math.min(most, length - count()));
    if (some < 0) {
      throw new Refusal(Refusal.BAD_REQUEST, "the request's body is shorter than it says");
    }
    return some;
  }

  @Override
  boolean isEndAt(long count) {
    return count == length;
  }
}
