package toro.examples.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeoutException;
import toro.AsyncQueue;
import toro.AsyncResult;
import toro.ClosedException;

/**
 * The body of a server's answer: callbacks of the HTTP client put what has come into a queue, and
 * one thread takes it from there, with a limit on how long it waits for more.
 */
final class UpstreamBody extends InputStream implements BodySubscriber<UpstreamBody> {
  private final AsyncQueue<List<ByteBuffer>> arrived = AsyncQueue.unbounded();
  private final AsyncResult<Subscription> subscription = new AsyncResult<>();
  private final Deque<ByteBuffer> current = new ArrayDeque<>(); // by the thread that reads
  private final Duration limit;

  UpstreamBody(Duration limit) {
    this.limit = limit;
  }

  // ---- the HTTP client's side

  @Override
  public CompletionStage<UpstreamBody> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Subscription begun) {
    subscription.set(begun);
    begun.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    try {
      arrived.offer(buffers);
    } catch (ClosedException nobodyReads) {
      subscription.getNow().cancel();
    }
  }

  @Override
  public void onError(Throwable failure) {
    arrived.close(failure);
  }

  @Override
  public void onComplete() {
    arrived.close();
  }

  // ---- the reader's side

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    while (!hasBytes()) {
      try {
        current.addAll(arrived.take().await(limit));
        subscription.getNow().request(1); // the next ones may come while these are read
      } catch (ClosedException end) {
        if (end.getCause() == null) {
          return -1;
        }
        throw new IOException(end.getCause().getMessage(), end.getCause());
      } catch (TimeoutException e) {
        throw new IOException("nothing came for " + limit, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException();
      }
    }
    var buffer = current.element();
    int count = Math.min(length, buffer.remaining());
    buffer.get(bytes, from, count);
    return count;
  }

  private boolean hasBytes() {
    while (!current.isEmpty() && !current.element().hasRemaining()) {
      current.remove();
    }
    return !current.isEmpty();
  }

  /** Ends the download, if it has not ended; also if it has not begun. */
  @Override
  public void close() {
    arrived.close();
    var unused = subscription.whenDone().thenAccept(Subscription::cancel);
  }
}
