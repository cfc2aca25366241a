package toro.examples.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import toro.AsyncRateLimiter;
import toro.AsyncSemaphore;
import toro.SingleFlight;
import toro.Wait;

/**
 * Asks a web API for what belongs to a key. In any second no more requests begin than the rate, and
 * no more are on their way at any moment than there are connections: so the server never sees more
 * than both together in a second of its own, however the network holds some of them up.
 */
final class Api {
  private final SingleFlight<String, String> flights =
      new SingleFlight<String, String>().named("api");
  private final AsyncSemaphore connections;
  private final AsyncRateLimiter rate;
  private final HttpClient client;
  private final URI server;
  private final AtomicInteger requests = new AtomicInteger();

  Api(URI server, HttpClient client, AsyncRateLimiter rate, int connections) {
    this.server = server;
    this.client = client;
    this.rate = rate;
    this.connections = AsyncSemaphore.bounded(connections).named("connections");
  }

  /** What belongs to a key: of those who want the same at the same time, one asks for all. */
  // @start region=get
  Wait<String> get(String key) {
    return flights.run(key, () -> connections.with(() -> ask(key)));
  }

  private Wait<String> ask(String key) {
    return rate.acquire().thenCompose(now -> send(key));
  }

  // @end region=get

  private CompletionStage<String> send(String key) {
    requests.incrementAndGet();
    var request = HttpRequest.newBuilder(server.resolve(key)).build();
    return client.sendAsync(request, BodyHandlers.ofString()).thenApply(Api::body);
  }

  private static String body(HttpResponse<String> answer) {
    if (answer.statusCode() != 200) {
      var what = answer.statusCode() + " for " + answer.uri();
      throw new UncheckedIOException(new IOException(what));
    }
    return answer.body();
  }

  /** How many requests were sent. */
  int requests() {
    return requests.get();
  }

  @Override
  public String toString() {
    return flights + ", " + connections + ", " + rate;
  }
}
