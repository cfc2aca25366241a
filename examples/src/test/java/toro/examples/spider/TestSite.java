package toro.examples.spider;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import toro.AsyncEvent;

/** A real web server on loopback that counts what it is asked for, and how much of it at once. */
final class TestSite implements AutoCloseable {
  /** Answers one request; it sends all of the answer, or leaves the exchange to be closed. */
  interface Answering {
    void answer(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Map<String, Answering> answers = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger mostInFlight = new AtomicInteger();

  TestSite() {
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  TestSite on(String path, Answering answering) {
    answers.put(path, answering);
    return this;
  }

  /** A page that links to these. */
  TestSite page(String path, String... links) {
    return on(path, exchange -> html(exchange, linksTo(links)));
  }

  TestSite text(String path, String type, String text) {
    return on(path, exchange -> send(exchange, 200, type, text));
  }

  TestSite robots(String... lines) {
    return text("/robots.txt", "text/plain", String.join("\n", lines));
  }

  TestSite redirect(String path, String to) {
    return on(path, exchange -> redirect(exchange, to));
  }

  /** A page that comes only after this time. */
  TestSite slow(String path, Duration delay, String... links) {
    return on(
        path,
        exchange ->
            clock.schedule(
                () -> {
                  html(exchange, linksTo(links));
                  return null;
                },
                delay.toMillis(),
                TimeUnit.MILLISECONDS));
  }

  /** A page that comes only when this is set. */
  TestSite held(String path, AsyncEvent until, String... links) {
    return on(
        path,
        exchange -> {
          until.whenSet().join();
          html(exchange, linksTo(links));
        });
  }

  /** A page that never comes. */
  TestSite silent(String path) {
    return on(path, exchange -> {});
  }

  static String linksTo(String... links) {
    var html = new StringBuilder("<!doctype html><title>page</title>");
    for (var link : links) {
      html.append("<p><a href=\"").append(link).append("\">").append(link).append("</a>");
    }
    return html.toString();
  }

  /** How often this path was asked for. */
  int requests(String path) {
    var count = requests.get(path);
    return count == null ? 0 : count.get();
  }

  /** How often each path was asked for. */
  Map<String, AtomicInteger> requests() {
    return requests;
  }

  /** The largest number of requests that were ever under way at once. */
  int mostInFlight() {
    return mostInFlight.get();
  }

  int inFlight() {
    return inFlight.get();
  }

  private void serve(HttpExchange exchange) throws IOException {
    mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
    var path = exchange.getRequestURI().toString();
    requests.computeIfAbsent(path, p -> new AtomicInteger()).incrementAndGet();
    var answering = answers.get(path);
    if (answering == null) {
      send(exchange, 404, "text/html", "<h1>nothing here</h1>");
    } else {
      answering.answer(exchange);
    }
  }

  void html(HttpExchange exchange, String text) throws IOException {
    send(exchange, 200, "text/html; charset=utf-8", text);
  }

  void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().set("Location", to);
    send(exchange, 301, "text/plain", "moved");
  }

  void send(HttpExchange exchange, int status, String type, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    inFlight.decrementAndGet(); // before the last byte: the client may then ask again at once
    boolean isHead = exchange.getRequestMethod().equals("HEAD");
    try (exchange) {
      exchange.sendResponseHeaders(status, isHead || bytes.length == 0 ? -1 : bytes.length);
      if (!isHead) {
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  /**
   * Sends the beginning and then more and more, until the client hangs up or a limit is reached.
   */
  void endless(HttpExchange exchange, String type, String beginning, int megabytes)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, 0);
    var more = " ".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      var body = exchange.getResponseBody();
      body.write(beginning.getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 16 * megabytes; i++) {
        body.write(more);
      }
    } finally {
      inFlight.decrementAndGet();
    }
  }

  /** Hangs up without an answer. */
  void hangUp(HttpExchange exchange) {
    inFlight.decrementAndGet();
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    clock.shutdownNow();
    threads.shutdownNow();
  }
}
