package toro.examples.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.jspecify.annotations.Nullable;
import toro.AsyncQueue;
import toro.AsyncResult;
import toro.ClosedException;
import toro.Wait;

/**
 * The body of a request, written piece by piece by whoever has it. The client's callbacks take the
 * pieces from a queue of one: who writes waits until the network takes more.
 */
public final class Upload {
  /** The length of a body that is sent in chunks. */
  public static final long UNKNOWN = -1;

  private final long length;
  private final AsyncQueue<ByteBuffer> pieces = AsyncQueue.<ByteBuffer>bounded(1).named("upload");
  private final AsyncResult<@Nullable Void> wanted = new AsyncResult<>();
  private volatile @Nullable DataStreamChannel channel; // by the client's callbacks
  private volatile @Nullable IOException failure; // by who writes, before the queue is closed
  private @Nullable ByteBuffer current; // by the client's callbacks
  private boolean ended; // by the client's callbacks

  /**
   * @param length how many bytes will be written, or {@link #UNKNOWN}
   */
  public Upload(long length) {
    this.length = length;
  }

  long length() {
    return length;
  }

  /**
   * Waits until the server wants the body: at once, or, if the request has the field {@code Expect:
   * 100-continue}, when the server says so or has been silent for long. Fails with a {@link
   * ClosedException} if the exchange ends without that.
   */
  public Wait<@Nullable Void> whenWanted() {
    return wanted.whenDone();
  }

  /**
   * Sends a piece, which belongs to the client from then on; done when there is room for another.
   * Fails with a {@link ClosedException} when the exchange has ended.
   */
  public Wait<@Nullable Void> write(ByteBuffer piece) {
    var room = pieces.put(piece);
    wake();
    return room;
  }

  /** All has been written. */
  public void end() {
    pieces.close();
    wake();
  }

  /** The rest will never come: the exchange is aborted. */
  public void fail(IOException why) {
    failure = why;
    pieces.close(why);
    wake();
  }

  private void wake() {
    var to = channel;
    if (to != null) { // else the first callback finds what is there
      to.requestOutput();
    }
  }

  // ---- the client's callbacks

  int available() {
    return current != null || !pieces.isEmpty() || (pieces.isClosed() && !ended) ? 1 : 0;
  }

  /** Sends what is there, as far as the network takes it. */
  void produce(DataStreamChannel to) throws IOException {
    channel = to;
    wanted.trySet(null);
    throwFailure();
    while (current != null || (current = next()) != null) {
      to.write(current);
      if (current.hasRemaining()) {
        return; // until the network takes more
      }
      current = null;
    }
    if (pieces.isClosed() && pieces.isEmpty() && !ended) {
      throwFailure(); // it may have been closed by a failure since
      ended = true;
      to.endStream();
    }
  }

  private void throwFailure() throws IOException {
    var why = failure;
    if (why != null) {
      throw why;
    }
  }

  private @Nullable ByteBuffer next() {
    try {
      return pieces.poll();
    } catch (ClosedException end) {
      return null;
    }
  }

  /** The exchange has ended: nothing more is taken. */
  void close() {
    wanted.tryFail(new ClosedException("the exchange has ended", null));
    pieces.closeNow();
  }
}
