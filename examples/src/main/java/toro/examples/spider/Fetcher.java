package toro.examples.spider;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.jspecify.annotations.Nullable;
import toro.AsyncSemaphore;
import toro.Deadline;
import toro.Loop;
import toro.examples.web.Fields;
import toro.examples.web.NotAnAddress;
import toro.examples.web.Url;
import toro.examples.web.WebClient;
import toro.examples.web.WebRequest;
import toro.examples.web.WebResponse;

/** Asks servers for pages: never more than N requests at once, politely, and patiently. */
final class Fetcher implements AutoCloseable {
  private static final int ROBOTS_BYTES = 500 << 10; // what RFC 9309 wants to be read
  private static final int ROBOTS_REDIRECTS = 5;
  private static final Duration BACKOFF = Duration.ofMillis(500);
  private static final Duration LONGEST_REST = Duration.ofMinutes(2);

  /** How long a server may take to see that we hung up: until then the request may still run. */
  private static final Duration HANGING_UP = Duration.ofMillis(100);

  private static final Body UNREAD = new Body(new byte[0], 0, true);

  private final Options options;
  private final Cookies cookies = new Cookies();
  private final WebClient client;
  private final Fields fields;
  private final AsyncSemaphore connections;
  private final Map<String, Host> hosts = new HashMap<>();
  private final Map<Url, Long> inFlight = new LinkedHashMap<>(); // since when
  private int requests;
  private int retries;
  private int mostAtOnce;

  /** How an answer is to be read. */
  private interface Reader {
    Body read(WebResponse response, Deadline deadline)
        throws IOException, InterruptedException, TimeoutException;
  }

  Fetcher(Options options, DnsResolver names) {
    this.options = options;
    this.connections = AsyncSemaphore.bounded(options.requests()).named("connections");
    this.client = new WebClient(options.timeout().dividedBy(2), cookies, names);
    this.fields =
        new Fields(List.of())
            .with("User-Agent", options.userAgent())
            .with("Accept", "text/html, application/xhtml+xml, */*;q=0.5")
            .with("Accept-Encoding", ContentCoding.ACCEPTED);
  }

  /** Reads an address of the site. */
  Answer read(Url address) throws InterruptedException {
    return ask("GET", address, this::readPage);
  }

  /** Looks whether an address elsewhere is there. Some servers dislike HEAD: GET decides. */
  Answer check(Url address) throws InterruptedException {
    var answer = askOnce("HEAD", address, Fetcher::readNothing);
    if (answer.status() > 0 && answer.status() < 400) {
      return answer;
    }
    var rest = answer.retryAfter();
    if (rest != null && rest.compareTo(LONGEST_REST) <= 0) {
      host(address).rest(rest);
    }
    return ask("GET", address, Fetcher::readNothing);
  }

  /** Says who we are to the server of this address, and to no other (RFC 7617). */
  void login(Url address) {
    var words = address.user() + ":" + address.password();
    host(address).login = "Basic " + Base64.getEncoder().encodeToString(words.getBytes(UTF_8));
  }

  Host host(Url address) {
    return hosts.computeIfAbsent(address.origin(), origin -> new Host(origin, options.delay()));
  }

  /** Reads the rules of the host of this address, and returns what is wrong with them, if any. */
  @Nullable String readRobots(Url address) throws InterruptedException {
    var host = host(address);
    var next = address.sibling("/robots.txt");
    for (int hops = 0; hops <= ROBOTS_REDIRECTS; hops++) {
      var answer = ask("GET", next, (body, until) -> Body.read(body, true, ROBOTS_BYTES, until));
      if (answer.isRedirect() && answer.location() != null) {
        try {
          next = next.resolve(Url.fromField(answer.location()));
        } catch (NotAnAddress e) {
          return null; // leads nowhere: as if there were none
        }
        if (next == null) {
          return null;
        }
      } else if (answer.status() == 0 || answer.status() >= 500) {
        host.obey(Robots.ALLOW_NONE); // unknown rules forbid everything, says RFC 9309
        return "robots.txt cannot be read: " + answer.problem();
      } else {
        return answer.status() < 300 ? obey(host, answer) : null;
      }
    }
    return null;
  }

  private @Nullable String obey(Host host, Answer answer) {
    try {
      var text = ContentCoding.decode(answer.body(), answer.codings(), ROBOTS_BYTES);
      host.obey(Robots.parse(new String(text.content(), UTF_8), options.userAgent()));
      return null;
    } catch (IOException e) {
      host.obey(Robots.ALLOW_NONE);
      return "robots.txt cannot be read: " + e.getMessage();
    }
  }

  Cookies cookies() {
    return cookies;
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

  Collection<Url> inFlight() {
    return inFlight.keySet();
  }

  @Override
  public void close() {
    client.close();
  }

  /** Asks until there is an answer that stays, or no retry is left. */
  private Answer ask(String method, Url address, Reader reader) throws InterruptedException {
    var host = host(address);
    for (int attempt = 1; ; attempt++) {
      var answer = askOnce(method, address, reader);
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

  private Answer askOnce(String method, Url address, Reader reader) throws InterruptedException {
    var host = host(address);
    try (var connection = host.begin(connections)) {
      requests++;
      inFlight.put(address, System.nanoTime());
      mostAtOnce = Math.max(mostAtOnce, inFlight.size());
      var answer = answer(method, address, host, reader);
      if (answer.cut() || answer.status() == 0) {
        Loop.sleep(HANGING_UP);
      }
      return answer;
    } finally {
      inFlight.remove(address);
    }
  }

  private Answer answer(String method, Url address, Host host, Reader reader)
      throws InterruptedException {
    long since = System.nanoTime();
    var request = WebRequest.of(method, address, fields(host));
    var deadline = Deadline.after(options.timeout());
    try (var response = client.ask(request).await(deadline)) {
      var body = reader.read(response, deadline);
      return Answer.of(response, body, Duration.ofNanos(System.nanoTime() - since));
    } catch (CompletionException | IOException | TimeoutException e) {
      var cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
      return Answer.failed(Trouble.of(cause), Duration.ofNanos(System.nanoTime() - since));
    }
  }

  private Fields fields(Host host) {
    return host.login == null ? fields : fields.with("Authorization", host.login);
  }

  private Body readPage(WebResponse response, Deadline deadline)
      throws IOException, InterruptedException, TimeoutException {
    boolean isHtml = response.status() < 300 && Answer.isHtml(Answer.type(response.fields()));
    boolean useless = !isHtml && response.length() > options.maxSize();
    return Body.read(response, isHtml, useless ? 0 : options.maxSize(), deadline);
  }

  private static Body readNothing(WebResponse response, Deadline deadline) {
    return response.hasBody() && response.length() != 0 ? UNREAD : Body.NONE;
  }

  /** 0.5 s, 1 s, 2 s, ... and up to a half more, so that not all come back at once. */
  private static Duration backoff(int attempt) {
    long millis = BACKOFF.toMillis() << Math.min(attempt - 1, 6);
    return Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(millis / 2));
  }
}
