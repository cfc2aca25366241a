package toro.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A web server on loopback that would serve any number of requests at once, and counts them. */
final class PageServer implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger mostInFlight = new AtomicInteger();
  private final HttpServer server;
  private final URI site;

  PageServer() throws IOException, URISyntaxException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
    var address = server.getAddress();
    var host = address.getAddress().getHostAddress();
    site = new URI("http", null, host, address.getPort(), "/", null, null);
  }

  /** A request for one of this server's pages. */
  HttpRequest get(String path) {
    return HttpRequest.newBuilder(site.resolve(path)).build();
  }

  /** The largest number of requests that were ever served at the same time. */
  int mostInFlight() {
    return mostInFlight.get();
  }

  private void serve(HttpExchange exchange) throws IOException {
    mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
    var page = "<h1>" + exchange.getRequestURI() + "</h1>\n";
    var bytes = page.repeat(100).getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      Thread.sleep(20);
      inFlight.decrementAndGet(); // before the last byte: the client may then ask again at once
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
