package toro.examples.spider;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import toro.AsyncSemaphore;
import toro.Loop;
import toro.Wait;

/** Asks servers for pages: never more than N requests at once, politely, and patiently. */
final class Fetcher implements AutoCloseable {
  private static final int ROBOTS_BYTES = 500 << 10; // what RFC 9309 wants to be read
  private static final int ROBOTS_REDIRECTS = 5;
  private static final Duration BACKOFF = Duration.ofMillis(500);
  private static final Duration LONGEST_REST = Duration.ofMinutes(2);

  /** How long a server may take to see that we hung up: until then the request may still run. */
  private static final Duration HANGING_UP = Duration.ofMillis(100);

  private final Options options;
  private final HttpClient client;
  private final AsyncSemaphore connections;
  private final Map<String, Host> hosts = new HashMap<>();
  private final Map<URI, Long> inFlight = new LinkedHashMap<>(); // since when
  private int requests;
  private int retries;
  private int mostAtOnce;

  Fetcher(Options options) {
    this.options = options;
    this.connections = AsyncSemaphore.bounded(options.requests()).named("connections");
    this.client =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER) // each step is an address of its own
            .connectTimeout(options.timeout())
            .build();
  }

  /** Reads an address of the site. */
  Answer read(URI address) throws InterruptedException {
    return ask("GET", address, this::body);
  }

  /** Looks whether an address elsewhere is there; servers that know no HEAD get a GET. */
  Answer check(URI address) throws InterruptedException {
    var answer = ask("HEAD", address, info -> new Body(false, 0));
    return answer.status() < 400 || answer.status() == 429
        ? answer
        : ask("GET", address, info -> new Body(false, 0));
  }

  Host host(URI address) {
    return hosts.computeIfAbsent(
        Address.origin(address), origin -> new Host(origin, options.delay()));
  }

  /** Reads the rules of the host of this address, and returns what is wrong with them, if any. */
  @Nullable String readRobots(URI address) throws InterruptedException {
    var host = host(address);
    var next = address.resolve("/robots.txt");
    for (int hops = 0; hops <= ROBOTS_REDIRECTS; hops++) {
      var answer = ask("GET", next, info -> new Body(true, ROBOTS_BYTES));
      if (answer.isRedirect() && answer.location() != null) {
        try {
          next = Address.resolve(next, answer.location());
        } catch (URISyntaxException e) {
          return null; // leads nowhere: as if there were none
        }
        if (next == null) {
          return null;
        }
      } else if (answer.status() == 0 || answer.status() >= 500) {
        host.obey(Robots.ALLOW_NONE); // unknown rules forbid everything, says RFC 9309
        return "robots.txt cannot be read: " + answer.problem();
      } else {
        if (answer.status() < 300) {
          host.obey(Robots.parse(new String(answer.content(), UTF_8), options.userAgent()));
        }
        return null;
      }
    }
    return null;
  }

  int requests() {
    return requests;
  }

  int retries() {
    return retries;
  }

  int mostAtOnce() {
    return mostAtOnce;
  }

  Collection<URI> inFlight() {
    return inFlight.keySet();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /** Asks until there is an answer that stays, or no retry is left. */
  private Answer ask(String method, URI address, BodyHandler<Body> handler)
      throws InterruptedException {
    var host = host(address);
    for (int attempt = 1; ; attempt++) {
      var answer = askOnce(method, address, handler);
      if (attempt > options.retries() || !answer.mayRecover()) {
        return answer;
      }
      var rest = answer.retryAfter();
      if (rest == null) {
        Loop.sleep(backoff(attempt)); // holds no connection meanwhile
      } else if (rest.compareTo(LONGEST_REST) <= 0) {
        host.rest(rest);
      } else {
        return answer;
      }
      retries++;
    }
  }

  private Answer askOnce(String method, URI address, BodyHandler<Body> handler)
      throws InterruptedException {
    try (var connection = host(address).begin(connections)) {
      requests++;
      long since = System.nanoTime();
      inFlight.put(address, since);
      mostAtOnce = Math.max(mostAtOnce, inFlight.size());
      Answer answer;
      try {
        var request =
            HttpRequest.newBuilder(address)
                .method(method, BodyPublishers.noBody())
                .header("User-Agent", options.userAgent())
                .header("Accept", "text/html, application/xhtml+xml, */*;q=0.5")
                .build();
        var response = Wait.of(client.sendAsync(request, handler)).await(options.timeout());
        answer = Answer.of(response, since);
      } catch (TimeoutException | CompletionException | IllegalArgumentException e) {
        answer = Answer.failed(e, since);
      }
      if (answer.cut() || answer.status() == 0) {
        Loop.sleep(HANGING_UP);
      }
      return answer;
    } finally {
      inFlight.remove(address);
    }
  }

  private BodySubscriber<Body> body(ResponseInfo info) {
    boolean isHtml = info.statusCode() < 300 && Answer.isHtml(Answer.type(info.headers()));
    long length = info.headers().firstValueAsLong("Content-Length").orElse(0);
    boolean useless = !isHtml && length > options.maxSize();
    return new Body(isHtml, useless ? 0 : options.maxSize());
  }

  /** 0.5 s, 1 s, 2 s, ... and up to a half more, so that not all come back at once. */
  private static Duration backoff(int attempt) {
    long millis = BACKOFF.toMillis() << Math.min(attempt - 1, 6);
    return Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(millis / 2));
  }
}
