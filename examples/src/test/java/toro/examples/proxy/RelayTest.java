package toro.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.Headers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What passes through the proxy as it comes. */
class RelayTest {
  private static final byte[] LARGE = new byte[2_000_000];

  static {
    new Random(1).nextBytes(LARGE);
  }

  @Test
  void largePage_withAndWithoutItsLength_passesAndIsNotKept() throws Exception {
    try (var rig = new Rig()) {
      for (long length : new long[] {LARGE.length, 0}) { // 0: in chunks
        var path = "/" + length;
        rig.on(
            path,
            exchange -> {
              exchange.sendResponseHeaders(200, length);
              exchange.getResponseBody().write(LARGE);
            });
        for (int i = 0; i < 2; i++) {
          var answer = rig.client.send(rig.request(path).build(), BodyHandlers.ofByteArray());
          assertArrayEquals(LARGE, answer.body());
        }
        assertEquals(2, rig.count(path));
      }
      assertEquals(0, rig.proxy.cache().counts().pages());
      assertEquals(0, rig.inFlight());
    }
  }

  @Test
  void largePage_beforeItsEnd_isOnItsWayToTheClient() throws Exception {
    try (var rig = new Rig()) {
      var seen = new CountDownLatch(1);
      rig.on(
          "/large",
          exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(LARGE, 0, 200_000);
            exchange.getResponseBody().flush();
            seen.await();
            exchange.getResponseBody().write(LARGE, 200_000, LARGE.length - 200_000);
          });
      var answer = rig.client.send(rig.request("/large").build(), BodyHandlers.ofInputStream());
      try (var body = answer.body()) {
        assertEquals(LARGE[0], (byte) body.read());
        seen.countDown();
        assertEquals(LARGE.length - 1, body.readAllBytes().length);
      }
    }
  }

  @Test
  void eventStream_eachEvent_comesAsItWasSent() throws Exception {
    try (var rig = new Rig()) {
      var seen = new CountDownLatch(1);
      rig.on(
          "/events",
          exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("data: 1\n\n".getBytes("US-ASCII"));
            exchange.getResponseBody().flush();
            seen.await();
            exchange.getResponseBody().write("data: 2\n\n".getBytes("US-ASCII"));
          });
      var answer = rig.client.send(rig.request("/events").build(), BodyHandlers.ofInputStream());
      try (var body = answer.body()) {
        assertEquals("data: 1\n\n", new String(body.readNBytes(9), "US-ASCII"));
        seen.countDown();
        assertEquals("data: 2\n\n", new String(body.readAllBytes(), "US-ASCII"));
      }
    }
  }

  @Test
  void largePage_thatBreaksOff_breaksOffForTheClientToo() throws Exception {
    var part = "x".repeat(200_000);
    var heads =
        List.of("Content-Length: 300000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n30d40\r\n");
    try (var rig = new Rig();
        var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      for (var head : heads) {
        var page = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/page");
        var answer =
            rig.client.sendAsync(HttpRequest.newBuilder(page).build(), BodyHandlers.ofByteArray());
        try (var connection = server.accept()) {
          var text = "HTTP/1.1 200 OK\r\n" + head + part;
          connection.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        }
        assertThrows(ExecutionException.class, () -> answer.get(30, TimeUnit.SECONDS));
        assertEquals(0, rig.inFlight());
      }
    }
  }

  @Test
  void clientThatHangsUp_inALargePage_endsTheDownload() throws Exception {
    try (var rig = new Rig()) {
      var cut = new CountDownLatch(1);
      rig.on(
          "/endless",
          exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try {
              while (true) {
                exchange.getResponseBody().write(LARGE);
              }
            } catch (IOException hungUp) {
              cut.countDown();
            }
          });
      try (var client = rig.raw()) {
        client.get(rig.uri("/endless"));
        assertEquals(200, client.head().status());
      }
      assertTrue(cut.await(30, TimeUnit.SECONDS));
      Rig.eventually("no connection", () -> rig.proxy.connections() == 0);
    }
  }

  @Test
  void clientThatDoesNotRead_isCutOff() throws Exception {
    try (var rig = new Rig(Rig.withLimit(Duration.ofSeconds(1)))) {
      rig.on(
          "/endless",
          exchange -> {
            exchange.sendResponseHeaders(200, 0);
            while (true) {
              exchange.getResponseBody().write(LARGE);
            }
          });
      try (var client = rig.raw()) {
        client.get(rig.uri("/endless"));
        assertEquals(200, client.head().status());
        Rig.eventually("no connection", () -> rig.proxy.connections() == 0);
      }
    }
  }

  @Test
  void upload_ofEitherKind_arrives() throws Exception {
    try (var rig = new Rig()) {
      rig.on(
          "/upload",
          exchange -> {
            var body = exchange.getRequestBody().readAllBytes();
            assertArrayEquals(LARGE, body);
            Rig.reply(exchange, 201, exchange.getRequestMethod() + " " + body.length);
          });
      var withLength = rig.request("/upload").PUT(BodyPublishers.ofByteArray(LARGE));
      assertEquals("PUT 2000000", rig.send(withLength).body());
      var inChunks = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(LARGE));
      var expecting = rig.request("/upload").POST(inChunks).expectContinue(true);
      var answer = rig.send(expecting);
      assertEquals("POST 2000000", answer.body());
      assertEquals(201, answer.statusCode());
    }
  }

  @Test
  void fieldsOfOneConnection_areNotPassedOn() throws Exception {
    try (var rig = new Rig()) {
      var seen = new AtomicReference<Headers>();
      rig.on(
          "/page",
          exchange -> {
            seen.set(exchange.getRequestHeaders());
            Rig.add(exchange.getResponseHeaders(), "X-Kept", "2", "Proxy-Authenticate", "Basic");
            Rig.reply(exchange, 200, "page");
          });
      try (var client = rig.raw()) {
        client.get(
            rig.uri("/page"),
            "Connection: X-Dropped, keep-alive",
            "X-Dropped: 1",
            "X-Kept: 1",
            "Keep-Alive: 5",
            "Proxy-Connection: keep-alive",
            "Proxy-Authorization: Basic eDp5",
            "TE: trailers",
            "Trailer: X",
            "Upgrade: websocket");
        var answer = client.answer();
        assertEquals("page", answer.body());
        assertEquals("2", answer.fields().get("x-kept"));
        assertNull(answer.fields().get("proxy-authenticate"));
        assertTrue(answer.fields().get("via").startsWith("1.1 toro-"));
      }
      assertEquals("1", seen.get().getFirst("X-Kept"));
      assertTrue(seen.get().getFirst("Via").startsWith("1.1 toro-"));
      for (var name :
          new String[] {
            "X-Dropped", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization", "TE", "Upgrade"
          }) {
        assertFalse(seen.get().containsKey(name), name);
      }
    }
  }

  @Test
  void head_andAnswersWithoutBody_leaveTheConnectionUsable() throws Exception {
    try (var rig = new Rig();
        var client = rig.raw()) {
      rig.on("/none", exchange -> exchange.sendResponseHeaders(304, -1));
      rig.onNumbered("/page");
      client.send("HEAD " + rig.uri("/page") + " HTTP/1.1\r\nHost: x\r\n\r\n");
      var head = client.head();
      assertEquals(200, head.status());
      assertEquals("" + "/page 1".length(), head.fields().get("content-length"));
      client.get(rig.uri("/none"));
      assertEquals(304, client.head().status());
      client.get(rig.uri("/page")).get(rig.uri("/page")); // two at once
      assertEquals("/page 2", client.answer().body());
      assertEquals("/page 2", client.answer().body());
    }
  }

  @Test
  void oldClient_getsThePageUntilTheConnectionEnds() throws Exception {
    try (var rig = new Rig();
        var client = rig.raw()) {
      rig.on(
          "/large",
          exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(LARGE);
          });
      client.send("GET " + rig.uri("/large") + " HTTP/1.0\r\n\r\n");
      assertNull(client.head().fields().get("transfer-encoding"));
      assertEquals(LARGE.length, client.rest().length());
    }
  }
}
