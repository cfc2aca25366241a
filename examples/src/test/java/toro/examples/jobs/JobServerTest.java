package toro.examples.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import toro.examples.cli.Child;
import toro.examples.cli.Outcome;

@Timeout(120)
class JobServerTest {
  /** Takes what is delivered when it may, and keeps it unpacked. */
  private static final class Customer implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer door;
    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch mayTake = new CountDownLatch(1);
    private final BlockingQueue<String> came = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> taken = new LinkedBlockingQueue<>();

    Customer() throws IOException {
      door = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      door.setExecutor(threads);
      door.createContext("/", this::take);
      door.start();
    }

    private void take(HttpExchange exchange) throws IOException {
      try (exchange) {
        var text = unpacked(exchange.getRequestBody());
        came.add(text);
        mayTake.await();
        taken.add(text);
        exchange.sendResponseHeaders(204, -1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private static String unpacked(InputStream packed) throws IOException {
      return new String(new GZIPInputStream(packed).readAllBytes(), StandardCharsets.UTF_8);
    }

    String address() {
      return "http://127.0.0.1:" + door.getAddress().getPort() + "/";
    }

    /** What has come in, of those that may not be taken yet. */
    String awaitOne() throws InterruptedException {
      return came.poll(60, TimeUnit.SECONDS);
    }

    String bring(URI server, String text) throws Exception {
      return send(server, address(), text);
    }

    String send(URI server, String deliverTo, String text) throws Exception {
      var request =
          HttpRequest.newBuilder(server)
              .header("Deliver-To", deliverTo)
              .POST(BodyPublishers.ofString(text))
              .build();
      var answer = client.send(request, BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body().strip();
    }

    @Override
    public void close() {
      mayTake.countDown();
      door.stop(0);
      threads.shutdownNow();
      threads.close();
      client.shutdownNow();
      client.close();
    }
  }

  private static Child start(String... options) throws IOException {
    var args = new ArrayList<>(List.of("--port", "0"));
    args.addAll(List.of(options));
    return Child.start(JobServer.class, args.toArray(String[]::new));
  }

  private static URI uri(Child server) throws IOException {
    return URI.create(server.awaitLine("listening on ").substring("listening on ".length()));
  }

  @Test
  void server_interruptedWithJobsUnderWay_takesNoMoreAndDeliversThose() throws Exception {
    try (var customer = new Customer();
        var server = start("--workers", "2")) {
      var uri = uri(server);
      assertEquals("202 job 1", customer.bring(uri, "one"));
      assertEquals("202 job 2", customer.bring(uri, "two"));
      assertEquals("202 job 3", customer.bring(uri, "three"));
      assertEquals(
          List.of("one", "two"),
          Stream.of(customer.awaitOne(), customer.awaitOne()).sorted().toList());

      int expected = server.interrupt();
      assertEquals("shutting down, 3 jobs under way", server.awaitLine("shutting down"));
      assertEquals("503 shutting down", customer.bring(uri, "four"));
      assertTrue(server.isAlive());
      customer.mayTake.countDown();

      assertEquals(expected, server.status());
      assertEquals(
          "3 jobs taken, 3 delivered, 0 failed, 0 cut off, 1 refused", server.lines().getLast());
      assertEquals(List.of("one", "three", "two"), customer.taken.stream().sorted().toList());
    }
  }

  @Test
  void server_jobThatTakesTooLong_isCutOffAndCounted() throws Exception {
    try (var customer = new Customer();
        var server = start("--grace", "200ms")) {
      var uri = uri(server);
      assertEquals("202 job 1", customer.bring(uri, "slow"));
      assertEquals("slow", customer.awaitOne());
      int expected = server.interrupt();
      assertEquals(expected, server.status());
      assertEquals(
          "1 jobs taken, 0 delivered, 0 failed, 1 cut off, 0 refused", server.lines().getLast());
    }
  }

  @Test
  void server_ofBadRequestsAndTargets_saysSo() throws Exception {
    try (var customer = new Customer();
        var server = start()) {
      var uri = uri(server);
      for (var target : List.of("here", "ftp://a/", "http:", "http://a b/")) {
        assertEquals("400 Deliver-To must be an http URL", customer.send(uri, target, "x"), target);
      }
      assertEquals("202 job 1", customer.send(uri, "http://127.0.0.1:1/", "nobody is there"));
      var put = HttpRequest.newBuilder(uri).PUT(BodyPublishers.ofString("x")).build();
      assertEquals(405, customer.client.send(put, BodyHandlers.ofString()).statusCode());
      server.interrupt();
      server.status();
      assertEquals(
          "1 jobs taken, 0 delivered, 1 failed, 0 cut off, 0 refused", server.lines().getLast());
    }
  }

  @Test
  void demo_endsByItselfAndLosesNothing() {
    var outcome = Outcome.of(new JobServer());
    var lines = outcome.out().lines().toList();
    assertEquals(0, outcome.status(), outcome::err);
    assertEquals("202 job 1", lines.get(1));
    assertEquals("503 shutting down", lines.get(7));
    assertTrue(lines.get(8).matches("shutting down, [1-6] jobs under way"), outcome::out);
    assertEquals("6 jobs taken, 6 delivered, 0 failed, 0 cut off, 1 refused", lines.getLast());
  }

  @Test
  void help_tellsEveryOption() {
    var help = Outcome.of(new JobServer(), "--help");
    assertEquals(0, help.status());
    for (var option : List.of("--port", "--workers", "--grace")) {
      assertTrue(help.out().contains(option), option);
    }
  }

  @Test
  void badArguments_endItWithStatus2() {
    for (var line : List.of("--port x", "--port 70000", "--workers 0", "--grace soon", "URL")) {
      var outcome = Outcome.of(new JobServer(), line.split(" "));
      assertEquals(2, outcome.status(), line);
      assertTrue(outcome.err().startsWith("JobServer: "), outcome::err);
    }
  }
}
