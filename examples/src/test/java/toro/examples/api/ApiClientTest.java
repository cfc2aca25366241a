package toro.examples.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import toro.AsyncRateLimiter;
import toro.Wait;
import toro.examples.cli.Child;
import toro.examples.cli.Outcome;

@Timeout(120)
class ApiClientTest {
  private static final Pattern ANSWERS =
      Pattern.compile("(\\d+) answers of (\\d+) requests: (\\d+) users shared one .*");
  private static final Pattern SEEN =
      Pattern.compile("the server saw at most (\\d+) requests in any second, and refused (\\d+)");

  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    client.shutdownNow();
    client.close();
  }

  /** One that may ask so often in the hour that it takes. */
  private Api api(ApiServer server, int turns) {
    var rate = AsyncRateLimiter.window(turns, Duration.ofHours(1));
    return new Api(server.uri(), client, rate, 1);
  }

  private static List<Integer> numbers(Pattern pattern, String line) {
    var matcher = pattern.matcher(line);
    assertTrue(matcher.matches(), line);
    return IntStream.rangeClosed(1, matcher.groupCount())
        .mapToObj(i -> Integer.valueOf(matcher.group(i)))
        .toList();
  }

  @Test
  void users_manyAtOnce_areAnsweredWithoutARefusal() {
    var outcome = Outcome.of(new ApiClient(), "--questions", "5");
    assertEquals(0, outcome.status(), outcome::out);
    var lines = outcome.out().lines().toList();
    var answers = numbers(ANSWERS, lines.get(lines.size() - 2));
    assertEquals(250, answers.get(0));
    assertEquals(250, answers.get(1) + answers.get(2));
    assertTrue(answers.get(2) > 0, "nobody shared: " + outcome.out());
    var seen = numbers(SEEN, lines.getLast());
    assertTrue(seen.get(0) <= 110, outcome::out);
    assertEquals(0, seen.get(1));
  }

  @Test
  void users_ofAServerThatAllowsLess_areRefusedAndTheStatusSaysSo() {
    var outcome = Outcome.of(new ApiClient(), "--rate", "1000", "--limit", "20");
    assertEquals(1, outcome.status(), outcome::out);
    var seen = numbers(SEEN, outcome.out().lines().toList().getLast());
    assertEquals(20, seen.get(0));
    assertTrue(seen.get(1) > 0, outcome::out);
  }

  @Test
  void client_interrupted_tellsWhatCameOfIt() throws Exception {
    try (var running = Child.start(ApiClient.class, "--questions", "1000000")) {
      running.awaitLine("in the last second");
      int expected = running.interrupt();
      assertEquals(expected, running.status());
      assertEquals(0, numbers(SEEN, running.lines().getLast()).get(1));
    }
  }

  @Test
  void get_ofOneKeyAtOnce_asksOnceForAll() throws Exception {
    try (var server = new ApiServer(10)) {
      var hour = Duration.ofHours(1);
      var rate = AsyncRateLimiter.window(1, hour);
      assertTrue(rate.tryAcquire()); // nobody goes on before all have asked
      var api = new Api(server.uri(), client, rate, 2);
      var gets = Stream.generate(() -> api.get("a")).limit(20).toList();
      rate.resize(3, hour);
      assertEquals(Collections.nCopies(20, "all about /a"), Wait.all(gets).await());
      assertEquals(1, server.meter().accepted());
      assertEquals("all about /a", api.get("a").await(), "asked again: it is no cache");
      assertEquals(2, server.meter().accepted());
    }
  }

  @Test
  void get_givenUpBeforeItsTurn_asksNothingAndHoldsNothing() throws Exception {
    try (var server = new ApiServer(10)) {
      var api = api(server, 1);
      var idle = api.toString();
      api.get("a").await();
      var waits = api.get("b"); // its turn is an hour later
      var alsoWaits = api.get("c"); // for the connection
      assertFalse(waits.isDone());
      waits.cancel(true);
      alsoWaits.cancel(true);
      assertEquals(idle, api.toString());
      assertEquals(1, api.requests());
      assertEquals(1, server.meter().accepted());
    }
  }

  @Test
  void get_refused_failsForAllWhoWaitForIt() throws Exception {
    try (var server = new ApiServer(0)) {
      var api = api(server, 2);
      var refused = Stream.generate(() -> api.get("a")).limit(2).toList();
      for (var each : refused) {
        var failure = assertThrows(UncheckedIOException.class, each::await);
        assertTrue(failure.getMessage().contains("429 for http://"), failure::getMessage);
      }
    }
  }

  @Test
  void get_serverGone_fails() throws Exception {
    var server = new ApiServer(1);
    server.close();
    var api = api(server, 2);
    var failure = assertThrows(CompletionException.class, () -> api.get("a").await());
    assertInstanceOf(ConnectException.class, failure.getCause());
  }

  @Test
  void meter_anySecond_acceptsNoMoreThanItsLimit() {
    var meter = new ArrivalMeter(2);
    long second = Duration.ofSeconds(1).toNanos();
    assertTrue(meter.arrive(0));
    assertTrue(meter.arrive(second - 1));
    assertFalse(meter.arrive(second - 1));
    assertTrue(meter.arrive(second));
    assertFalse(meter.arrive(2 * second - 2));
    assertTrue(meter.arrive(2 * second - 1));
    assertEquals(List.of(4, 2, 2), List.of(meter.accepted(), meter.refused(), meter.peak()));
  }

  @Test
  void help_tellsEveryOption() {
    var help = Outcome.of(new ApiClient(), "--help");
    assertEquals(0, help.status());
    for (var option : List.of("--rate", "--connections", "--limit", "--users", "--questions")) {
      assertTrue(help.out().contains(option), option);
    }
  }

  @Test
  void badArguments_endItWithStatus2() {
    for (var line : List.of("--rate 0", "--connections x", "--limit -1", "--users 0", "URL")) {
      var outcome = Outcome.of(new ApiClient(), line.split(" "));
      assertEquals(2, outcome.status(), line);
      assertTrue(outcome.err().startsWith("ApiClient: "), outcome::err);
    }
  }
}
