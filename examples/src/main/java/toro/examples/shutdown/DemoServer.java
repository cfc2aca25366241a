package toro.examples.shutdown;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A slow server on loopback, to be polled. */
final class DemoServer implements AutoCloseable {
  private static final int MILLIS = 50;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  DemoServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", DemoServer::serve);
    server.start();
  }

  private static void serve(HttpExchange exchange) throws IOException {
    var news = "nothing new".getBytes(StandardCharsets.US_ASCII);
    try (exchange) {
      Thread.sleep(MILLIS);
      exchange.sendResponseHeaders(200, news.length);
      exchange.getResponseBody().write(news);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
