package toro.examples.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.jspecify.annotations.Nullable;
import toro.AsyncQueue;
import toro.ClosedException;

/**
 * An answer whose head has come. The client's callbacks put what comes of the body into a queue,
 * and whoever reads takes it from there; when much of it has not been read yet, no more is fetched.
 */
public final class WebResponse implements AutoCloseable {
  /** The length of a body whose server has not announced it. */
  public static final long UNKNOWN = -1;

  /** How much is fetched ahead of who reads. */
  private static final int WINDOW = 64 * 1024;

  private final Head head;
  private final long length;
  private final boolean hasBody;
  private final Runnable abort;
  private final AsyncQueue<ByteBuffer> arrived = AsyncQueue.<ByteBuffer>unbounded().named("answer");
  private volatile @Nullable CapacityChannel capacity; // by the client's callbacks

  /**
   * The head of an answer.
   *
   * @param http11 whether the server speaks HTTP/1.1, not 1.0
   */
  public record Head(int status, String reason, Fields fields, boolean http11) {}

  /**
   * @param abort ends the exchange, if it has not ended
   */
  WebResponse(Head head, long length, boolean hasBody, Runnable abort) {
    this.head = head;
    this.length = length;
    this.hasBody = hasBody;
    this.abort = abort;
  }

  public Head head() {
    return head;
  }

  public int status() {
    return head.status();
  }

  public Fields fields() {
    return head.fields();
  }

  /** How many bytes the server has announced, or {@link #UNKNOWN}. */
  public long length() {
    return length;
  }

  /** Whether a body follows, be it an empty one. */
  public boolean hasBody() {
    return hasBody;
  }

  /**
   * The next piece of the body, as soon as it has come.
   *
   * @param limit how long to wait for it
   * @return null at the end: all of it has come
   * @throws IOException if the rest will not come
   */
  public @Nullable ByteBuffer read(Duration limit)
      throws IOException, InterruptedException, TimeoutException {
    try {
      var piece = arrived.take().await(limit);
      fetch(piece.remaining());
      return piece;
    } catch (ClosedException end) {
      if (end.getCause() == null) {
        return null;
      }
      throw Exchange.asIOException(end.getCause());
    }
  }

  /** Aborts the exchange, unless all has been read; what has come and was not read is dropped. */
  @Override
  public void close() {
    arrived.closeNow();
    abort.run();
  }

  private void fetch(int more) throws IOException {
    var window = capacity;
    if (window != null) {
      window.update(more);
    }
  }

  // ---- the client's callbacks

  void open(CapacityChannel window) throws IOException {
    if (capacity == null) {
      capacity = window;
      window.update(WINDOW);
    }
  }

  void consume(ByteBuffer network) {
    var piece = ByteBuffer.allocate(network.remaining()).put(network).flip();
    try {
      arrived.offer(piece);
    } catch (ClosedException nobodyReads) {
      abort.run();
    }
  }

  void end() {
    arrived.close();
  }

  void fail(Exception failure) {
    arrived.close(failure);
  }
}
