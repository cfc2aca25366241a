package toro.examples.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import toro.Wait;
import toro.examples.web.Fields;
import toro.examples.web.WebResponse;

/**
 * Asks a server on behalf of one client, or of all who want the same page, and pumps what it
 * answers into a {@link Download}. It runs on a thread of its own, so that no client holds it up.
 */
final class Fetch implements Runnable {
  private static final WebResponse.Head CONTINUE =
      new WebResponse.Head(100, "Continue", new Fields(List.of()), true);

  private final Proxy proxy;
  private final Target target;
  private final Request request;
  private final boolean isShared;
  private final Download download;
  private final @Nullable Uploader uploader;
  private volatile @Nullable Thread pump; // by run

  /**
   * @param isShared whether others who want the same page may get it
   */
  Fetch(Proxy proxy, Target target, Request request, boolean isShared) {
    this.proxy = proxy;
    this.target = target;
    this.request = request;
    this.isShared = isShared;
    this.download = new Download(request.fields(), proxy.settings().pageSize(), this::abort);
    this.uploader = request.announcesBody() ? new Uploader(request, this::goOn) : null;
  }

  Download download() {
    return download;
  }

  private void abort() {
    var running = pump;
    if (running != null) {
      running.interrupt(); // from whatever it waits for
    }
  }

  private void goOn() {
    if (request.expectsContinue()) {
      download.interim(CONTINUE);
    }
  }

  /** Completes when nothing reads the body of the request any more. */
  Wait<@Nullable Void> whenUploadEnded() {
    return uploader == null ? Wait.allOf() : uploader.whenEnded();
  }

  @Override
  public void run() {
    pump = Thread.currentThread();
    try {
      if (!download.isForNobodyElse()) { // abandoned before it began
        fetch();
      }
    } catch (Refusal refusal) {
      giveUp(refusal);
    } catch (InterruptedException e) { // nobody reads it, or all who do are interrupted, too
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      giveUp(Refusal.badGateway(target, e)); // whatever happens, nobody waits for ever
      throw e;
    } finally {
      proxy.cache().leave(target.key(), download);
    }
  }

  /** Ends it, if it has not ended: all who wait get the refusal. */
  void giveUp(Refusal refusal) {
    proxy.cache().leave(target.key(), download);
    download.fail(refusal);
  }

  private void fetch() throws InterruptedException {
    if (uploader != null) {
      proxy.start(uploader);
    }
    long asked = System.nanoTime();
    try (var response = proxy.upstream().ask(target, request, uploader, download::interim)) {
      var delay = Duration.ofNanos(System.nanoTime() - asked);
      var answer = answer(response, delay);
      if (!request.isSafe() && answer.isNoError()) {
        forget(response.fields());
      }
      if (answer.terms().isEmpty() || answer.length() > proxy.settings().pageSize()) {
        proxy.cache().leave(target.key(), download);
      }
      download.begin(answer);
      if (pump(response)) {
        end(answer);
      }
    }
  }

  private Answer answer(WebResponse response, Duration delay) {
    if (response.status() < 200) {
      throw new Refusal(Refusal.BAD_GATEWAY, "no final answer from " + target);
    }
    boolean hasBody = response.hasBody();
    boolean isEmpty = response.status() == 204; // and may not tell a length
    var fields = proxy.upstream().fields(response.head());
    return new Answer(
        response.status(),
        response.head().reason(),
        hasBody || isEmpty ? fields.without("Content-Length") : fields,
        hasBody,
        response.length(),
        isShared
            ? CacheRules.terms(
                request.fields(),
                response.status(),
                response.fields(),
                proxy.settings().lifetime(),
                delay)
            : Optional.empty());
  }

  /** What the request has changed is not to be found in the cache any more (RFC 9111, 4.4). */
  private void forget(Fields answer) {
    proxy.cache().forget(target.key());
    for (var name : List.of("Location", "Content-Location")) {
      for (var reference : answer.values(name)) {
        target.keyOf(reference).ifPresent(proxy.cache()::forget);
      }
    }
  }

  /** Brings the body; false if nobody wants it any more. */
  private boolean pump(WebResponse response) throws InterruptedException {
    var limit = proxy.settings().limit();
    try {
      for (ByteBuffer piece; (piece = response.read(limit)) != null; ) {
        if (!download.append(piece)) {
          return false;
        }
        if (download.isForNobodyElse()) {
          proxy.cache().leave(target.key(), download);
        }
      }
      return true;
    } catch (TimeoutException e) {
      throw new Refusal(Refusal.GATEWAY_TIMED_OUT, "no more comes from " + target);
    } catch (IOException e) {
      throw Refusal.badGateway(target, e);
    }
  }

  private void end(Answer answer) {
    byte @Nullable [] body = download.body();
    if (body != null && answer.terms().isPresent()) {
      var fields = answer.fields().without("Age");
      proxy.cache().end(target.key(), download, new Page(fields, body, answer.terms().get()));
    }
    proxy.cache().leave(target.key(), download); // before anybody sees the end
    download.end();
  }
}
