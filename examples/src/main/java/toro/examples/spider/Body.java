package toro.examples.spider;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Reads the body of an answer up to a limit, then hangs up; keeps it only where it is wanted. */
final class Body implements BodySubscriber<Body> {
  private final boolean keeps;
  private final long limit;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final CompletableFuture<Body> end = new CompletableFuture<>();
  private @Nullable Subscription subscription;
  private long bytes;
  private boolean cut;
  private long ended;

  Body(boolean keeps, long limit) {
    this.keeps = keeps;
    this.limit = limit;
  }

  byte[] content() {
    return kept.toByteArray();
  }

  long bytes() {
    return bytes;
  }

  /** Whether there was more than the limit. */
  boolean isCut() {
    return cut;
  }

  /** When the last byte came, as {@link System#nanoTime} counts. */
  long ended() {
    return ended;
  }

  @Override
  public CompletionStage<Body> getBody() {
    return end;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    this.subscription = subscription;
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    if (cut) {
      return; // it was on its way when we hung up
    }
    for (var buffer : buffers) {
      int length = (int) Math.min(buffer.remaining(), limit - bytes);
      cut |= length < buffer.remaining();
      bytes += length;
      if (keeps) {
        var part = new byte[length];
        buffer.get(part);
        kept.write(part, 0, length);
      }
    }
    if (cut && subscription != null) {
      subscription.cancel();
      onComplete();
    }
  }

  @Override
  public void onError(Throwable failure) {
    end.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    if (!end.isDone()) {
      ended = System.nanoTime();
      end.complete(this);
    }
  }
}
