package toro.examples.dashboard;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import toro.AsyncEvent;
import toro.Deadline;
import toro.examples.cli.Child;
import toro.examples.cli.Outcome;

@Timeout(120)
class DashboardTest {
  private static final int KEEP = 10;

  private final AsyncEvent stop = new AsyncEvent();
  private final Feed feed = new Feed(KEEP, stop);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server;
  private URI uri;
  private int number;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/feed", new FeedHandler(feed));
    server.start();
    uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/feed");
  }

  @AfterEach
  void close() {
    server.stop(0);
    client.shutdownNow();
    client.close();
    threads.shutdownNow();
    threads.close();
  }

  private void put(int samples) {
    for (int i = 0; i < samples; i++) {
      feed.put(new Sample(number++, Instant.EPOCH, 0.5, 0.5, 1 << 20, 1));
    }
  }

  private Future<DemoReader> read() {
    int before = feed.readers();
    var reading = threads.submit(() -> new DemoReader(uri).read(client));
    await(() -> feed.readers() > before);
    return reading;
  }

  private static void await(BooleanSupplier condition) {
    var end = Deadline.after(Duration.ofSeconds(60));
    while (!condition.getAsBoolean()) {
      assertFalse(end.isExpired());
      Thread.onSpinWait();
    }
  }

  @Test
  void readers_whoeverIsSlow_knowOfEverySample() throws Exception {
    List<Future<DemoReader>> reading = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      reading.add(read());
    }
    put(10_000);
    feed.close();
    for (var each : reading) {
      var reader = each.get();
      assertTrue(reader.knowsAll());
      assertEquals(10_000, reader.samples() + reader.missed());
    }
    feed.whenDone().await(Duration.ofSeconds(60));
  }

  /** Reads nothing until the server cannot write any more; the others go on meanwhile. */
  @Test
  void reader_thatDoesNotRead_holdsUpNobodyAndIsToldWhatItMissed() throws Exception {
    try (var socket = new Socket()) {
      socket.setReceiveBufferSize(4096);
      socket.connect(server.getAddress());
      var request = "GET /feed HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      await(() -> feed.readers() == 1);
      put(200_000); // far more than all buffers hold
      var fast = read();
      put(5);
      feed.close();
      assertTrue(fast.get().knowsAll());

      long samples = 0;
      long missed = 0;
      var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      var gap = Pattern.compile("data: \\{\"samples\":(\\d+)}");
      for (String line; !"event: end".equals(line = lines.readLine()); ) {
        var matcher = gap.matcher(line);
        missed += matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
        samples += line.equals("event: sample") ? 1 : 0;
      }
      assertTrue(missed > 0, "all " + samples + " were in some buffer");
      assertEquals(200_005, samples + missed);
    }
  }

  @Test
  void reader_whoComesLate_seesTheLastSamplesAtOnce() throws Exception {
    put(100);
    var reading = read();
    await(() -> feed.account().contains("told 5 times"));
    put(1);
    feed.close();
    var reader = reading.get();
    assertTrue(reader.knowsAll());
    assertEquals(KEEP / 2 + 1, reader.samples());
    assertEquals(0, reader.missed());
  }

  @Test
  void reader_whoLeaves_isForgotten() throws Exception {
    try (var leaving = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(uri).build();
      var body = leaving.send(request, BodyHandlers.ofInputStream()).body();
      await(() -> feed.readers() == 1);
      body.close();
    }
    await(
        () -> {
          put(1); // the server sees it when it writes
          return feed.readers() == 0;
        });
  }

  @Test
  void reader_whoComesAfterTheEnd_isRefused() throws Exception {
    feed.close();
    var request = HttpRequest.newBuilder(uri).build();
    assertEquals(503, client.send(request, BodyHandlers.discarding()).statusCode());
  }

  @Test
  void run_toldToStop_endsForTheReadersWhoPauseToo() throws Exception {
    var slow = URI.create(uri + "?pause=60000");
    var reading = threads.submit(() -> new DemoReader(slow).read(client));
    await(() -> feed.readers() == 1);
    var running = threads.submit(() -> run(Duration.ofMillis(1)));
    await(() -> feed.account().contains("told 1 times"));
    stop.set();
    assertTrue(running.get());
    assertTrue(reading.get().knowsAll());
  }

  private boolean run(Duration every) throws InterruptedException {
    feed.run(every);
    return true;
  }

  private static URI page(Child dashboard) throws IOException {
    return URI.create(dashboard.awaitLine("listening on ").substring("listening on ".length()));
  }

  @Test
  void dashboard_interrupted_tellsEveryReaderOfTheEnd() throws Exception {
    try (var dashboard = Child.start(Dashboard.class, "--port", "0", "--every", "10ms")) {
      var page = page(dashboard);
      List<Future<DemoReader>> reading = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        reading.add(threads.submit(() -> new DemoReader(page.resolve("feed")).read(client)));
      }
      var request = HttpRequest.newBuilder(page.resolve("feed")).build();
      try (var lines = client.send(request, BodyHandlers.ofLines()).body()) {
        assertEquals(20, lines.filter(line -> line.equals("event: sample")).limit(20).count());
      }
      int expected = dashboard.interrupt();
      for (var each : reading) {
        var reader = each.get();
        assertTrue(reader.knowsAll());
        assertTrue(reader.samples() > 0);
      }
      assertEquals(expected, dashboard.status());
      assertTrue(
          dashboard.lines().getLast().contains(" samples, told "), dashboard.lines()::toString);
    }
  }

  @Test
  void page_andWhatBelongsToIt_areServed() throws Exception {
    try (var dashboard = Child.start(Dashboard.class, "--port", "0")) {
      var page = page(dashboard);
      for (var path : List.of("", "dashboard.css", "dashboard.js")) {
        var request = HttpRequest.newBuilder(page.resolve(path)).build();
        var answer = client.send(request, BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), path);
        assertFalse(answer.body().isEmpty(), path);
      }
      var unknown = HttpRequest.newBuilder(page.resolve("/../secret")).build();
      assertEquals(404, client.send(unknown, BodyHandlers.discarding()).statusCode());
    }
  }

  @Test
  void demo_endsByItselfAndEveryReaderKnowsAll() {
    var outcome = Outcome.of(new Dashboard(), "--keep", "20");
    assertEquals(0, outcome.status(), outcome::err);
    var lines = outcome.out().lines().toList();
    assertEquals(5, lines.size(), outcome::out);
    for (var line : lines.subList(1, 4)) {
      assertTrue(
          line.matches(".* one: \\d+ samples, \\d+ missed, and told so|20 readers: .* told so"),
          line);
    }
    assertFalse(lines.get(2).contains(" 0 missed"), "the slow one: " + lines.get(2));
  }

  @Test
  void help_tellsEveryOption() {
    var help = Outcome.of(new Dashboard(), "--help");
    assertEquals(0, help.status());
    for (var option : List.of("--port", "--every", "--keep")) {
      assertTrue(help.out().contains(option), option);
    }
  }

  @Test
  void badArguments_endItWithStatus2() {
    for (var line : List.of("--port x", "--port 70000", "--keep 1", "--every 0s", "URL")) {
      var outcome = Outcome.of(new Dashboard(), line.split(" "));
      assertEquals(2, outcome.status(), line);
      assertTrue(outcome.err().startsWith("Dashboard: "), outcome::err);
    }
  }
}
