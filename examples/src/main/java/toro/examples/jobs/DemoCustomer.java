package toro.examples.jobs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Brings jobs, and takes what comes out of them, slowly. */
final class DemoCustomer implements AutoCloseable {
  private static final int MILLIS = 100;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer door;
  private final HttpClient client;

  DemoCustomer(HttpClient client) throws IOException {
    this.client = client;
    door = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    door.setExecutor(threads);
    door.createContext("/", DemoCustomer::take);
    door.start();
  }

  private static void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      Thread.sleep(MILLIS);
      exchange.sendResponseHeaders(204, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Brings one job, and returns the answer. */
  String bring(URI server) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(server)
            .header("Deliver-To", "http://127.0.0.1:" + door.getAddress().getPort() + "/")
            .POST(BodyPublishers.ofString("work ".repeat(1000)))
            .build();
    var answer = client.send(request, BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body().strip();
  }

  @Override
  public void close() {
    door.stop(0);
    threads.close();
  }
}
