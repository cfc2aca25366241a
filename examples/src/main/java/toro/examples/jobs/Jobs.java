package toro.examples.jobs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import toro.AsyncSemaphore;
import toro.AsyncTracker;
import toro.Wait;

/** Packs what it is given, a few at a time, and sends it on. */
final class Jobs {
  private final AsyncTracker taken = new AsyncTracker().named("jobs");
  private final AsyncSemaphore workers;
  private final HttpClient client;
  private final Executor threads;
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger delivered = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  /**
   * @param parallel how many are worked on at once; the others wait in line, without a thread
   * @param threads where they are packed
   */
  Jobs(int parallel, HttpClient client, Executor threads) {
    this.workers = AsyncSemaphore.bounded(parallel).named("workers");
    this.client = client;
    this.threads = threads;
  }

  /**
   * Takes a job, unless it is too late. It is done when the one who wants it has it.
   *
   * @param target who wants what comes out
   * @return its number; null if nothing is taken any more
   */
  // @start region=submit
  @Nullable Integer submit(byte[] input, URI target) {
    var visit = taken.tryEnter();
    if (visit == null) {
      refused.incrementAndGet();
      return null;
    }
    int number = accepted.incrementAndGet();
    var unused =
        workers
            .with(() -> work(input, target))
            .whenComplete(
                (response, failure) -> {
                  count(response, failure);
                  visit.close();
                });
    return number;
  }

  // @end region=submit

  private CompletionStage<HttpResponse<Void>> work(byte[] input, URI target) {
    return CompletableFuture.supplyAsync(() -> pack(input), threads)
        .thenCompose(packed -> send(packed, target));
  }

  private static byte[] pack(byte[] input) {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private CompletionStage<HttpResponse<Void>> send(byte[] packed, URI target) {
    var request =
        HttpRequest.newBuilder(target)
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(packed))
            .build();
    return client.sendAsync(request, BodyHandlers.discarding());
  }

  private void count(@Nullable HttpResponse<Void> response, @Nullable Throwable failure) {
    boolean isDelivered = failure == null && response != null && response.statusCode() / 100 == 2;
    (isDelivered ? delivered : failed).incrementAndGet();
  }

  /** Takes no more; a wait for those that were taken. */
  // @start region=drain
  Wait<@Nullable Void> drain(Duration grace) {
    taken.close();
    return taken.whenDone().within(grace);
  }

  // @end region=drain

  /** How many are under way. */
  int inside() {
    return taken.inside();
  }

  /** What has come of all jobs. */
  String account() {
    return accepted
        + " jobs taken, "
        + delivered
        + " delivered, "
        + failed
        + " failed, "
        + (accepted.get() - delivered.get() - failed.get())
        + " cut off, "
        + refused
        + " refused";
  }
}
