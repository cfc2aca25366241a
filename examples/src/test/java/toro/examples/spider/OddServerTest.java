package toro.examples.spider;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import toro.examples.web.RawServer;

/** Servers that do what real ones do. */
@Timeout(60)
class OddServerTest {
  @AutoClose private final RawServer server = new RawServer();

  @BeforeEach
  void hasNoRules() {
    server.bytes("/robots.txt", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  }

  /** An HTML page of this text, where one char is one byte. */
  private static String html(String text) {
    return "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: "
        + text.length()
        + "\r\n\r\n"
        + text;
  }

  private static String bytes(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  private String at(String host, String target) {
    return "http://" + host + ":" + server.port() + target;
  }

  private List<String> targets() {
    return server.heads().stream().map(head -> head.split(" ", 3)[1]).toList();
  }

  @Test
  void check_headIsDroppedOrCutOffOrRefused_getDecides() throws Exception {
    var other = at("elsewhere.example", "");
    server.bytes(
        "/",
        html(
            "<a href='"
                + other
                + "/dropped'>1</a><a href='"
                + other
                + "/cut'>2</a>"
                + "<a href='"
                + other
                + "/refused'>3</a><a href='"
                + other
                + "/lies'>4</a>"));
    for (var target : List.of("/dropped", "/cut", "/refused", "/lies")) {
      server.on(
          target,
          connection -> {
            if (connection.head().startsWith("GET")) {
              connection.send(html("here"));
              return;
            }
            switch (target) {
              case "/cut" -> connection.send("HTTP/1.1 200 O");
              case "/refused" -> connection.send("HTTP/1.1 501 No\r\nContent-Length: 0\r\n\r\n");
              case "/lies" -> connection.send("HTTP/1.1 404 No\r\n\r\n");
              default -> {} // says nothing
            }
            connection.close();
          });
    }
    var crawl = Crawl.of(server.url("/"));
    assertEquals(List.of(), crawl.broken());
    assertEquals(0, crawl.status());
  }

  @Test
  void check_headIsSilent_getDecides() throws Exception {
    server.bytes("/", html("<a href='" + at("elsewhere.example", "/silent") + "'>1</a>"));
    server.on(
        "/silent",
        connection -> {
          if (connection.head().startsWith("GET")) {
            connection.send(html("here"));
          }
        });
    var crawl = Crawl.of(server.url("/"), Crawl.within(java.time.Duration.ofSeconds(1)));
    assertEquals(List.of(), crawl.broken());
  }

  @Test
  void crawl_hostsThatBrowsersKnow_areAsked() throws Exception {
    server.bytes(
        "/",
        html(
            bytes(
                "<meta charset=utf-8><a href='"
                    + at("my_host.example", "/underscore")
                    + "'>1</a><a href='"
                    + at("fa\u00df.example", "/sharp-s")
                    + "'>2</a>")));
    server.bytes("/underscore", html("here"));
    server.bytes("/sharp-s", html("here"));
    var crawl = Crawl.of(server.url("/"));
    assertEquals(List.of(), crawl.broken());
    var heads = String.join("", server.heads());
    assertTrue(heads.contains("Host: my_host.example:" + server.port() + "\r\n"), heads);
    assertTrue(heads.contains("Host: xn--fa-hia.example:" + server.port() + "\r\n"), heads);
  }

  @Test
  void crawl_firstAddressOfTheHostRefuses_theNextIsAsked() throws Exception {
    server.bytes("/", html("<a href=/missing>1</a>"));
    var crawl = Crawl.of(at("two.example", "/"));
    assertEquals(List.of(at("two.example", "/missing") + ": 404 not found"), crawl.broken());
  }

  @Test
  void crawl_locationInRawUtf8_isAskedAsBrowsersDo() throws Exception {
    server.bytes("/", html("<a href=/moved>1</a><a href=/latin>2</a>"));
    server.bytes(
        "/moved",
        "HTTP/1.1 302 Found\r\nLocation: "
            + bytes("/caf\u00e9?q=\u00e9")
            + "\r\nContent-Length: 0\r\n\r\n");
    server.bytes(
        "/latin", "HTTP/1.1 302 Found\r\nLocation: /caf\u00e9s\r\nContent-Length: 0\r\n\r\n");
    server.bytes("/caf%C3%A9?q=%C3%A9", html("here"));
    server.bytes("/caf%E9s", html("here"));
    var crawl = Crawl.of(server.url("/"));
    assertEquals(List.of(), crawl.broken());
  }

  @Test
  void crawl_backslashesAndTheCharsetOfThePage_areReadAsBrowsersDo() throws Exception {
    server.bytes(
        "/",
        "HTTP/1.1 200 OK\r\n"
            + "Content-Type: text/html; charset=windows-1252\r\n"
            + "Content-Length: 48\r\n\r\n"
            + "<a href='\\back\\slash'>1</a><a href='/\u00e9?q=\u00e9'>2</a>".formatted());
    server.bytes("/back/slash", html("here"));
    server.bytes("/%C3%A9?q=%E9", html("here"));
    var crawl = Crawl.of(server.url("/"));
    assertEquals(List.of(), crawl.broken());
    assertTrue(targets().contains("/%C3%A9?q=%E9"), targets()::toString);
  }

  @Test
  void crawl_siteThatSetsACookieAndRedirects_isRead() throws Exception {
    server.on(
        "/",
        connection -> {
          if (connection.head().contains("Cookie: seen=1")) {
            connection.send(html("<a href=/missing>1</a><a href=/self>2</a>"));
          } else {
            connection.send(
                "HTTP/1.1 302 Found\r\nSet-Cookie: seen=1; Path=/\r\nLocation: /check\r\n"
                    + "Content-Length: 0\r\n\r\n");
          }
        });
    server.bytes("/check", "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n");
    server.on(
        "/self",
        connection ->
            connection.send(
                connection.head().contains("two=2")
                    ? html("here")
                    : "HTTP/1.1 302 Found\r\nSet-Cookie: two=2\r\nLocation: /self\r\n"
                        + "Content-Length: 0\r\n\r\n"));
    var crawl = Crawl.of(server.url("/"));
    assertEquals(List.of(server.url("/missing") + ": 404 not found"), crawl.broken());
  }

  @Test
  void crawl_siteThatRedirectsInACircleForEver_isBroken() throws Exception {
    server.on(
        "/",
        connection ->
            connection.send(
                "HTTP/1.1 302 Found\r\nSet-Cookie: n="
                    + System.nanoTime()
                    + "\r\nLocation: /\r\n"
                    + "Content-Length: 0\r\n\r\n"));
    var crawl = Crawl.of(server.url("/"));
    assertEquals(List.of(server.url("/") + ": redirects in a circle"), crawl.broken());
    assertTrue(server.heads().size() <= 15, () -> "asked " + server.heads().size() + " times");
  }

  @Test
  void crawl_userAndPassword_areForTheStartsServerOnly() throws Exception {
    try (var other = new RawServer()) {
      other.bytes("/", html("here"));
      other.bytes("/moved", html("here"));
      server.on(
          "/",
          connection ->
              connection.send(
                  connection.head().contains("Authorization: Basic dXNlcjpww6RzcyB3b3Jk\r\n")
                      ? html("<a href=/in>1</a><a href='" + other.url("/") + "'>2</a>")
                      : "HTTP/1.1 401 Who?\r\nContent-Length: 0\r\n\r\n"));
      server.bytes(
          "/in",
          "HTTP/1.1 302 Found\r\nLocation: "
              + other.url("/moved")
              + "\r\nContent-Length: 0\r\n\r\n");
      var start = "http://user:p%C3%A4ss%20word@127.0.0.1:" + server.port() + "/";
      var crawl = Crawl.of(start);
      assertEquals(List.of(), crawl.broken());
      assertTrue(
          other.heads().stream().anyMatch(head -> head.contains(" /moved ")), "it went there");
      var heads = String.join("", other.heads());
      assertFalse(heads.contains("Authorization"), heads);
      assertFalse(crawl.text().contains("user"), crawl.text());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<html>\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n6 \r\n<html>\r\n0\r\n\r\n",
        "Content-Length: 600\r\n\r\n<html>",
        "Content-Length: 6\r\nContent-Length: 60\r\n\r\n<html>"
      })
  void crawl_lengthThatCannotBeTrusted_isReported(String rest) throws Exception {
    server.lastBytes("/", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + rest);
    var crawl = Crawl.of(server.url("/"));
    assertEquals(1, crawl.broken().size(), crawl.broken()::toString);
    assertEquals(1, crawl.status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994"
      })
  void retry_dateInEachFormat_isUnderstood(String date) throws Exception {
    server.on(
        "/",
        connection ->
            connection.send(
                targets().stream().filter("/"::equals).count() > 1
                    ? html("here")
                    : "HTTP/1.1 503 Later\r\nRetry-After: "
                        + date
                        + "\r\nContent-Length: 0\r\n\r\n"));
    var run = Run.json("--retries", "1", server.url("/"));
    assertEquals(0, run.status(), run.output());
    assertTrue(run.number("millis") < 20_000, "nothing is waited for: that date is past");
  }
}
