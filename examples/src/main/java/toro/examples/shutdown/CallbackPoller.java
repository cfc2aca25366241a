package toro.examples.shutdown;

import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import toro.AsyncLock;
import toro.Permit;
import toro.Wait;

/** Polls with callbacks only: the same lock, and the same shutdown. */
final class CallbackPoller implements Poller {
  private final AsyncLock lock = new AsyncLock().named("request");
  private final HttpClient client;
  private final Polls polls;
  private final Executor later;

  CallbackPoller(HttpClient client, Polls polls) {
    this.client = client;
    this.polls = polls;
    later = CompletableFuture.delayedExecutor(polls.pause().toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void run(Duration grace) throws Exception {
    poll();
    var end = polls.stop().whenSet().thenCompose(stopped -> shutDown(grace));
    try {
      end.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof TimeoutException late ? late : e;
    }
  }

  private Wait<Permit> shutDown(Duration grace) {
    polls.print("shutting down");
    return lock.acquire().within(grace); // the request ends first, and no other one begins
  }

  private void poll() {
    // @start region=callbacks
    var unused = lock.with(this::request).thenRunAsync(this::poll, later);
    // @end region=callbacks
  }

  private CompletableFuture<String> request() {
    var poll = polls.begin();
    return client
        .sendAsync(polls.request(), BodyHandlers.ofString())
        .handle(
            (response, failure) ->
                failure == null ? poll.answered(response) : poll.failed(bare(failure)));
  }

  private static Throwable bare(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
