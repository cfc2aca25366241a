package toro.examples.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WebClientTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Fields NONE = new Fields(List.of());

  private final RawServer server = new RawServer();
  private final WebClient client = new WebClient(LONG, null, new TestNames());

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
  }

  private WebResponse ask(String url) throws Exception {
    return client.ask(WebRequest.of("GET", Url.parse(url), NONE)).await(LONG);
  }

  private IOException failureOf(String url) {
    return assertThrows(
        IOException.class,
        () -> {
          try {
            ask(url).close();
          } catch (CompletionException e) {
            throw e.getCause();
          }
        });
  }

  private static String all(WebResponse response) throws Exception {
    var bytes = new ByteArrayOutputStream();
    for (ByteBuffer piece; (piece = response.read(LONG)) != null; ) {
      bytes.write(piece.array(), piece.position(), piece.remaining());
    }
    return bytes.toString(ISO_8859_1);
  }

  @Test
  void ask_anyBytesInFields_passAsTheyAre() throws Exception {
    server.bytes(
        "/a|b?[x]",
        "HTTP/1.1 200 OK\r\n"
            + "X: caf\u00c3\u00a9 \u0080\u0085\u009f\u00ff\r\n"
            + "Content-Length: 2\r\n\r\n"
            + "hi");
    var fields = NONE.with("Cookie", "a=\u00c3\u0080\u0085\u009f");
    var url = Url.parse(server.url("/"));
    var request = new WebRequest("GET", url, "/a|b?[x]", fields, null, head -> {});
    try (var response = client.ask(request).await(LONG)) {
      assertEquals("caf\u00c3\u00a9 \u0080\u0085\u009f\u00ff", response.fields().first("X"));
      assertEquals("hi", all(response));
      assertEquals(2, response.length());
    }
    var head = server.heads().take();
    assertTrue(head.contains("Cookie: a=\u00c3\u0080\u0085\u009f\r\n"), head);
    assertFalse(head.contains("User-Agent"), head);
    assertFalse(head.contains("Accept"), head);
  }

  @Test
  void ask_firstAddressRefuses_theNextIsTried() throws Exception {
    server.bytes("/", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    try (var response = ask("http://two.example:" + server.port() + "/")) {
      assertEquals("hi", all(response));
    }
  }

  @Test
  void ask_hostWithUnderscore_isAsked() throws Exception {
    server.bytes("/", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    try (var response = ask("http://my_host.example:" + server.port() + "/")) {
      assertEquals("hi", all(response));
    }
    var head = server.heads().take();
    assertTrue(head.contains("Host: my_host.example:" + server.port() + "\r\n"), head);
  }

  @Test
  void ask_unknownHost_fails() {
    assertInstanceOf(UnknownHostException.class, failureOf("http://nowhere.invalid/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 13\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
        "Content-Length: 2\r\nContent-Length: 1\r\n\r\nhi",
        "Content-Length: 2, 1\r\n\r\nhi",
        "Content-Length: +2\r\n\r\nhi",
        "Content-Length: -2\r\n\r\nhi",
        "Content-Length: 0x2\r\n\r\nhi",
        "Content-Length:\r\n\r\nhi",
        "Content-Length : 1\r\n\r\nhi",
        "Transfer-Encoding: gzip, chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
        "Transfer-Encoding: identity\r\n\r\nhi",
        "Transfer-Encoding: xchunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
        "X: a\rContent-Length: 1\r\n\r\nhi",
        "X: a\u0000b\r\nContent-Length: 2\r\n\r\nhi",
        "not a field\r\nContent-Length: 2\r\n\r\nhi"
      })
  void ask_endThatCanBeReadInTwoWays_isRefused(String rest) {
    server.lastBytes("/", "HTTP/1.1 200 OK\r\n" + rest);
    assertInstanceOf(BadMessage.class, failureOf(server.url("/")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
        "garbage\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
        "<a href=x>HTTP/0.9</a>\r\n",
        "ICY 200 OK\r\nContent-Length: 2\r\n\r\nhi",
        "HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nhi",
        "HTTP/1.1 99 OK\r\nContent-Length: 2\r\n\r\nhi",
        "HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\nhi"
      })
  void ask_noHttpAnswer_isRefused(String bytes) {
    server.lastBytes("/", bytes);
    assertInstanceOf(BadMessage.class, failureOf(server.url("/")));
  }

  @Test
  void ask_endlessHead_isRefused() {
    server.on(
        "/",
        connection -> {
          connection.send("HTTP/1.1 200 OK\r\n");
          while (true) {
            connection.send("X: y\r\n".repeat(100));
          }
        });
    assertInstanceOf(IOException.class, failureOf(server.url("/")));
    server.on(
        "/line",
        connection -> {
          connection.send("HTTP/1.1 200 OK\r\nX: ");
          while (true) {
            connection.send("y".repeat(1000));
          }
        });
    assertInstanceOf(IOException.class, failureOf(server.url("/line")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\n\r\nhi",
        "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n",
        "Transfer-Encoding: chunked\r\n\r\n2\r\nhiXX0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n-1\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0x1\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\nffffffffffffffffff\r\n\r\n"
      })
  void read_bodyThatIsCutOffOrBroken_throws(String rest) {
    server.lastBytes("/", "HTTP/1.1 200 OK\r\n" + rest);
    assertThrows(
        IOException.class,
        () -> {
          try (var response = ask(server.url("/"))) {
            all(response);
          } catch (CompletionException e) { // it came together with the head
            throw e.getCause();
          }
        });
  }

  @Test
  void read_eachPiece_asSoonAsItHasCome() throws Exception {
    var go = new LinkedBlockingQueue<String>();
    server.on(
        "/",
        connection -> {
          connection.send("HTTP/1.1 200 OK\r\n\r\n");
          for (String piece; !(piece = go.take()).isEmpty(); ) {
            connection.send(piece);
          }
          connection.close();
        });
    try (var response = ask(server.url("/"))) { // the head alone
      assertEquals(WebResponse.UNKNOWN, response.length());
      for (var piece : List.of("one", "two", "three")) {
        go.add(piece);
        var read = response.read(LONG);
        assertNotNull(read);
        assertEquals(piece, ISO_8859_1.decode(read).toString());
      }
      go.add("");
      assertNull(response.read(LONG));
      assertNull(response.read(LONG));
    }
  }

  @Test
  void read_nothingComes_timesOut() throws Exception {
    server.bytes("/", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
    try (var response = ask(server.url("/"))) {
      assertThrows(TimeoutException.class, () -> response.read(Duration.ofMillis(1)));
    }
  }

  @Test
  void read_nobodyReads_theServerIsHeldUp() throws Exception {
    var sent = new LinkedBlockingQueue<Integer>();
    server.on(
        "/",
        connection -> {
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
          var piece = new byte[1_000_000];
          for (int i = 0; i < 100; i++) {
            connection.send(piece);
            sent.add(i);
          }
        });
    try (var response = ask(server.url("/"))) {
      while (sent.poll(1, TimeUnit.SECONDS) != null) {} // until it is stuck
      long bytes = 0;
      for (ByteBuffer piece; (piece = response.read(LONG)) != null; ) {
        bytes += piece.remaining();
        if (bytes == piece.remaining()) {
          assertTrue(sent.size() < 50, "it is held up");
        }
      }
      assertEquals(100_000_000, bytes);
      assertNotNull(sent.peek(), "it was let on");
    }
  }

  private static void awaitHangUp(RawServer.Connection connection, Runnable hungUp) {
    try {
      while (connection.read() >= 0) {}
    } catch (IOException reset) {
      // is a way to hang up
    }
    hungUp.run();
  }

  @Test
  void ask_givenUp_hangsUp() throws Exception {
    var asked = new CountDownLatch(1);
    var hungUp = new CountDownLatch(1);
    server.on(
        "/",
        connection -> {
          asked.countDown();
          awaitHangUp(connection, hungUp::countDown);
        });
    var answer = client.ask(WebRequest.of("GET", Url.parse(server.url("/")), NONE));
    asked.await();
    assertTrue(answer.cancel(false));
    hungUp.await();
  }

  @Test
  void ask_givenUpAtOnce_isNotAskedOrHangsUp() throws Exception {
    var hungUp = new Semaphore(0);
    server.on("/", connection -> awaitHangUp(connection, hungUp::release));
    for (int i = 0; i < 300; i++) {
      var answer = client.ask(WebRequest.of("GET", Url.parse(server.url("/")), NONE));
      for (int spin = 0; spin < i * 100; spin++) {
        Thread.onSpinWait();
      }
      answer.cancel(false);
    }
    for (int asked = 0; asked < server.heads().size(); asked++) {
      hungUp.acquire();
    }
    assertTrue(server.heads().size() > 0, "some were asked");
  }

  @Test
  void close_inTheMiddle_hangsUp() throws Exception {
    var hungUp = new CountDownLatch(1);
    server.on(
        "/",
        connection -> {
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi");
          awaitHangUp(connection, hungUp::countDown);
        });
    ask(server.url("/")).close();
    hungUp.await();
  }

  @Test
  void ask_twice_usesTheConnectionAgain() throws Exception {
    server.bytes("/", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    for (int i = 0; i < 500; i++) {
      try (var response = ask(server.url("/"))) {
        assertEquals("hi", all(response));
      }
    }
    assertEquals(1, server.connections());
  }

  @Test
  void ask_answersWithoutBody_useTheConnectionAgain() throws Exception {
    server.bytes("/", "HTTP/1.1 304 Not Modified\r\n\r\n");
    for (int i = 0; i < 500; i++) {
      try (var response = ask(server.url("/"))) {
        assertNull(response.read(LONG));
      }
    }
    assertEquals(1, server.connections());
  }

  @Test
  void ask_connectionThatWasKeptIsClosedByTheServer_asksAgain() throws Exception {
    server.bytes("/", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    server.on(
        "/closing",
        connection -> {
          if (server.connections() == 1) {
            connection.close(); // as if it had been idle for too long
          } else {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nho");
          }
        });
    try (var response = ask(server.url("/"))) {
      assertEquals("hi", all(response));
    }
    try (var response = ask(server.url("/closing"))) {
      assertEquals("ho", all(response));
    }
    assertEquals(2, server.connections());
  }

  @Test
  void ask_newConnectionIsClosedByTheServer_failsAtOnce() {
    server.on("/", RawServer.Connection::close);
    failureOf(server.url("/"));
    assertEquals(1, server.connections());
  }

  @Test
  void ask_moreThanTheAnswerCame_isNotTakenForTheNextAnswer() throws Exception {
    server.bytes(
        "/",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
            + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
    server.bytes("/next", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood");
    try (var response = ask(server.url("/"))) {
      assertEquals("hi", all(response));
    }
    try (var response = ask(server.url("/next"))) {
      assertEquals("good", all(response));
    }
  }

  @Test
  void ask_headOrNoContent_hasNoBody() throws Exception {
    server.bytes("/204", "HTTP/1.1 204 No Content\r\n\r\n");
    try (var response = ask(server.url("/204"))) {
      assertFalse(response.hasBody());
      assertNull(response.read(LONG));
    }
    server.bytes("/head", "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n");
    var head = WebRequest.of("HEAD", Url.parse(server.url("/head")), NONE);
    try (var response = client.ask(head).await(LONG)) {
      assertFalse(response.hasBody());
      assertEquals("5000", response.fields().first("Content-Length"));
    }
  }
}
