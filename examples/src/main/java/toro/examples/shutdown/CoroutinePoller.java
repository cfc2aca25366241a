package toro.examples.shutdown;

import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import toro.AsyncLock;
import toro.Loop;
import toro.Wait;

/** Polls in one coroutine, and shuts down in another. */
final class CoroutinePoller implements Poller {
  private final AsyncLock lock = new AsyncLock().named("request");
  private final HttpClient client;
  private final Polls polls;

  CoroutinePoller(HttpClient client, Polls polls) {
    this.client = client;
    this.polls = polls;
  }

  @Override
  public void run(Duration grace) throws Exception {
    Loop.run(() -> shutDown(grace));
  }

  /** The first coroutine: when it ends, the loop ends, and with it the poller. */
  private void shutDown(Duration grace) throws InterruptedException, TimeoutException {
    var unused = Loop.current().spawn("poller", this::poll);
    // @start region=shut-down
    polls.stop().whenSet().await();
    polls.print("shutting down");
    lock.acquire().await(grace); // the request ends first, and no other one begins
    // @end region=shut-down
  }

  private void poll() throws InterruptedException {
    try {
      // @start region=poll
      while (true) {
        try (var held = lock.acquire().await()) {
          request();
        }
        Loop.sleep(polls.pause());
      }
      // @end region=poll
    } finally {
      polls.stop().set(); // without a poller there is nothing to wait for
    }
  }

  private void request() throws InterruptedException {
    var poll = polls.begin();
    try {
      var response = client.sendAsync(polls.request(), BodyHandlers.ofString());
      poll.answered(Wait.of(response).await());
    } catch (CompletionException e) {
      poll.failed(e.getCause());
    }
  }
}
