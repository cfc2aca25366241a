package toro.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/** A real server on loopback, a proxy, and a client that goes through the proxy. */
final class Rig implements AutoCloseable {
  /** What the server does for one path. */
  interface Handler {
    void handle(HttpExchange exchange) throws Exception;
  }

  static final Settings SETTINGS =
      new Settings(
          InetAddress.getLoopbackAddress(),
          0,
          1 << 20,
          100_000,
          Duration.ofHours(1),
          Duration.ofSeconds(30),
          1000);

  final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  final HttpServer server;
  final Proxy proxy;
  final HttpClient client;
  private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

  /** What one of many clients does, again and again. */
  interface Visit {
    void visit(Random random) throws Exception;
  }

  Rig() throws IOException {
    this(SETTINGS);
  }

  Rig(Settings settings) throws IOException {
    this(settings, SystemDefaultDnsResolver.INSTANCE);
  }

  Rig(Settings settings, DnsResolver names) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    server.setExecutor(threads);
    server.start();
    proxy = Proxy.open(settings, names, line -> {});
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(threads)
            .proxy(ProxySelector.of(new InetSocketAddress("127.0.0.1", proxy.port())))
            .build();
  }

  /** Lets so many clients come at once, for that time, and waits until nothing of them is left. */
  void visitTogether(int clients, Duration time, Visit visit) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    var visitors = new ArrayList<Future<Object>>();
    for (int i = 0; i < clients; i++) {
      var random = new Random(i);
      visitors.add(
          threads.submit(
              () -> {
                while (System.nanoTime() < end) {
                  visit.visit(random);
                }
                return null;
              }));
    }
    for (var visitor : visitors) {
      visitor.get(time.toSeconds() + 60, TimeUnit.SECONDS);
    }
    eventually("no fetch", () -> inFlight() == 0);
    eventually("no connection", () -> proxy.connections() == 0);
  }

  static Settings settings(long cacheSize, int pageSize, Duration lifetime, Duration limit) {
    return new Settings(SETTINGS.host(), 0, cacheSize, pageSize, lifetime, limit, 1000);
  }

  static Settings withLimit(Duration limit) {
    return settings(1 << 20, 100_000, Duration.ofHours(1), limit);
  }

  static Settings onAddress(String address) throws IOException {
    return new Settings(
        InetAddress.getByName(address),
        0,
        1 << 20,
        100_000,
        Duration.ofHours(1),
        Duration.ofSeconds(30),
        1000);
  }

  static Settings withClients(int clients) {
    return new Settings(
        SETTINGS.host(), 0, 1 << 20, 100_000, Duration.ofHours(1), Duration.ofSeconds(30), clients);
  }

  /** Lets the server answer this path, and count how often it is asked. */
  void on(String path, Handler handler) {
    counts.put(path, new AtomicInteger());
    server.createContext(
        path,
        exchange -> {
          counts.get(path).incrementAndGet();
          try (exchange) {
            handler.handle(exchange);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (IOException | RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new IOException(e);
          }
        });
  }

  /** A path whose body tells how often it was asked for; with these fields, name after value. */
  void onNumbered(String path, String... fields) {
    on(
        path,
        exchange -> {
          add(exchange.getResponseHeaders(), fields);
          reply(exchange, 200, path + " " + count(path));
        });
  }

  static void add(Headers headers, String... fields) {
    for (int i = 0; i < fields.length; i += 2) {
      headers.add(fields[i], fields[i + 1]);
    }
  }

  static void reply(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", "" + bytes.length);
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  /** How often the server was asked for this path. */
  int count(String path) {
    return counts.get(path).get();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(60));
  }

  HttpResponse<String> get(String path, String... fields) throws Exception {
    var request = request(path);
    for (int i = 0; i < fields.length; i += 2) {
      request.header(fields[i], fields[i + 1]);
    }
    return send(request);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /** Asks for a page, on a connection of one's own. */
  RawClient raw() throws IOException {
    return new RawClient(proxy.port());
  }

  int inFlight() {
    return proxy.cache().counts().inFlight();
  }

  /** Waits until this many requests have found their page being fetched. */
  void awaitJoined(long requests) {
    eventually(
        requests + " requests have joined", () -> proxy.cache().counts().joined() == requests);
  }

  /** Waits, without sleeping, for what other threads do soon. */
  static void eventually(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, () -> "not in 30 s: " + what);
      Thread.yield();
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    proxy.close();
    server.stop(0);
    threads.shutdownNow();
    threads.close();
  }
}
