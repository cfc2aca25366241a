package toro.examples.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web API on loopback that takes its time, and answers 429 to who asks too often. */
final class ApiServer implements AutoCloseable {
  private static final int MILLIS = 30;

  private final ArrivalMeter meter;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  /**
   * @param limit how many requests it answers in any second
   */
  ApiServer(int limit) throws IOException {
    meter = new ArrivalMeter(limit);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  private void serve(HttpExchange exchange) throws IOException {
    boolean accepted = meter.arrive();
    try (exchange) {
      if (accepted) {
        Thread.sleep(MILLIS);
        answer(exchange, 200, "all about " + exchange.getRequestURI().getPath());
      } else {
        exchange.getResponseHeaders().set("Retry-After", "1");
        answer(exchange, 429, "too many requests");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /** What it saw. */
  ArrivalMeter meter() {
    return meter;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    threads.close();
  }
}
