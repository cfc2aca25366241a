package toro.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A page that is asked for while it is being fetched. */
class OneFetchTest {
  private static final int CLIENTS = 200;

  @Test
  void slowPage_askedForByTwoHundredClients_isFetchedOnce() throws Exception {
    try (var rig = new Rig()) {
      var everybodyIsHere = new CountDownLatch(1);
      rig.on(
          "/slow",
          exchange -> {
            everybodyIsHere.await();
            Rig.reply(exchange, 200, "at last");
          });
      var answers = askAll(rig, rig.uri("/slow"), CLIENTS);
      rig.awaitJoined(CLIENTS - 1);
      everybodyIsHere.countDown();
      for (var answer : answers) {
        assertEquals("at last", answer.get(30, TimeUnit.SECONDS).body());
      }
      assertEquals(1, rig.count("/slow"));
      assertEquals(1, rig.proxy.counters().of(CacheStatus.MISS));
      assertEquals(0, rig.inFlight());
      assertEquals("toro; hit", rig.get("/slow").headers().firstValue("Cache-Status").get());
    }
  }

  @Test
  void serverThatHangsUp_allWhoWait_getTheErrorAndTheNextOneTriesAgain() throws Exception {
    try (var rig = new Rig();
        var bad = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var page = URI.create("http://127.0.0.1:" + bad.getLocalPort() + "/page");
      var healthy = new AtomicBoolean();
      var server =
          rig.threads.submit(
              () -> {
                while (true) { // the proxy may try again before it reports the failure
                  try (var connection = bad.accept()) {
                    rig.awaitJoined(CLIENTS - 1);
                    if (healthy.get()) {
                      write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                      return connection.getInputStream().read() >= 0;
                    }
                  }
                }
              });
      for (var answer : askAll(rig, page, CLIENTS)) {
        assertEquals(502, answer.get(30, TimeUnit.SECONDS).statusCode());
      }
      assertEquals(0, rig.inFlight());
      healthy.set(true);
      assertEquals("ok", askAll(rig, page, 1).getFirst().get(30, TimeUnit.SECONDS).body());
      assertTrue(server.get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void silentServer_allWhoWait_areToldInTime() throws Exception {
    try (var rig = new Rig(Rig.withLimit(Duration.ofSeconds(2)));
        var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var page = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/page");
      for (var answer : askAll(rig, page, 5)) {
        assertEquals(504, answer.get(30, TimeUnit.SECONDS).statusCode());
      }
      assertEquals(0, rig.inFlight());
    }
  }

  @Test
  void pageThatBreaksOff_nobodyTakesForAWholeOne() throws Exception {
    try (var rig = new Rig();
        var bad = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var page = URI.create("http://127.0.0.1:" + bad.getLocalPort() + "/page");
      var answers = askAll(rig, page, 5);
      try (var first = bad.accept()) {
        rig.awaitJoined(4);
        write(first, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf a page");
      }
      for (var answer : answers) {
        assertThrows(ExecutionException.class, () -> answer.get(30, TimeUnit.SECONDS));
      }
      assertEquals(0, rig.inFlight());
      assertEquals(0, rig.proxy.cache().counts().pages());
    }
  }

  @Test
  void firstClient_hangsUp_theOthersGetThePageOfTheOneFetch() throws Exception {
    try (var rig = new Rig()) {
      var asked = new CountDownLatch(1);
      var go = new CountDownLatch(1);
      rig.on(
          "/slow",
          exchange -> {
            asked.countDown();
            go.await();
            Rig.reply(exchange, 200, "page");
          });
      try (var first = rig.raw()) {
        first.get(rig.uri("/slow"));
        assertTrue(asked.await(30, TimeUnit.SECONDS));
      }
      var others = askAll(rig, rig.uri("/slow"), 3);
      rig.awaitJoined(3);
      go.countDown();
      for (var answer : others) {
        assertEquals("page", answer.get(30, TimeUnit.SECONDS).body());
      }
      assertEquals(1, rig.count("/slow"));
    }
  }

  @Test
  void everyClient_hangsUp_theFetchEndsAndLeavesNothingBehind() throws Exception {
    try (var rig = new Rig()) {
      var go = new CountDownLatch(1);
      rig.on(
          "/slow",
          exchange -> {
            go.await();
            Rig.reply(exchange, 200, "page");
          });
      for (int i = 0; i < 5; i++) {
        try (var client = rig.raw()) {
          client.get(rig.uri("/slow"));
          rig.awaitJoined(i);
          Rig.eventually("a fetch", () -> rig.inFlight() == 1);
        }
      }
      go.countDown();
      Rig.eventually("no fetch", () -> rig.inFlight() == 0);
      Rig.eventually("no connection", () -> rig.proxy.connections() == 0);
      assertEquals("page", rig.get("/slow").body());
      assertEquals(1, rig.count("/slow"));
    }
  }

  @Test
  void pageNotForSharing_thoseWhoWaited_fetchTheirOwn() throws Exception {
    try (var rig = new Rig()) {
      var go = new CountDownLatch(1);
      var numbers = new AtomicInteger();
      rig.on(
          "/mine",
          exchange -> {
            int number = numbers.incrementAndGet();
            go.await();
            exchange.getResponseHeaders().add("Cache-Control", "private");
            Rig.reply(exchange, 200, "for client " + number);
          });
      var answers = askAll(rig, rig.uri("/mine"), 4);
      rig.awaitJoined(3);
      go.countDown();
      var bodies = new TreeSet<String>();
      for (var answer : answers) {
        bodies.add(answer.get(30, TimeUnit.SECONDS).body());
      }
      assertEquals(4, bodies.size(), bodies::toString);
      assertEquals(0, rig.inFlight());
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static List<CompletableFuture<HttpResponse<String>>> askAll(
      Rig rig, URI page, int clients) {
    var request = HttpRequest.newBuilder(page).build();
    return Stream.generate(() -> rig.client.sendAsync(request, BodyHandlers.ofString()))
        .limit(clients)
        .toList();
  }
}
