package toro.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Each of these gets a clear status, and the proxy goes on. */
class BadRequestTest {
  @Test
  void request_thatIsNoHttp_isRefused() throws Exception {
    try (var rig = new Rig()) {
      refused(rig, 400, "rubbish\r\n\r\n");
      refused(rig, 400, "GET\r\n\r\n");
      refused(rig, 400, "GET http://a/ HTTP/x\r\n\r\n");
      refused(rig, 400, "G(T http://a/ HTTP/1.1\r\n\r\n");
      refused(rig, 400, "GET http://a/ HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n");
      refused(rig, 400, "GET http://a/ HTTP/1.1\r\nbad name: 1\r\n\r\n");
      refused(rig, 400, "\u0016\u0003\u0001 tls\r\n\r\n");
      refused(rig, 505, "GET http://a/ HTTP/2.0\r\n\r\n");
      assertStillWorks(rig);
    }
  }

  @Test
  void body_thatCanBeReadInTwoWays_isRefused() throws Exception {
    try (var rig = new Rig()) {
      var start = "POST http://a/ HTTP/1.1\r\nHost: a\r\n";
      refused(rig, 400, start + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n");
      refused(rig, 400, start + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n");
      for (var length : new String[] {"1, 1", "1, 2", "1,", "+5", "-1", "0x1", "1 1", "", "1.0"}) {
        refused(rig, 400, start + "Content-Length: " + length + "\r\n\r\n");
      }
      refused(rig, 400, start + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n");
      refused(rig, 400, start + "Content-Length: 99999999999999999999\r\n\r\n");
      refused(rig, 501, start + "Transfer-Encoding: gzip, chunked\r\n\r\n");
      for (var coding :
          new String[] {"chunked, gzip", "chunked, chunked", "identity", "xchunked", ""}) {
        refused(rig, 400, start + "Transfer-Encoding: " + coding + "\r\n\r\n");
      }
      refused(rig, 400, start + "Transfer-Encoding: x\r\nTransfer-Encoding: \r\n\r\n");
      var old = "POST http://a/ HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
      refused(rig, 400, old);
      assertStillWorks(rig);
    }
  }

  @Test
  void host_missingDoubleOrBad_isRefused() throws Exception {
    try (var rig = new Rig()) {
      var start = "GET http://a/ HTTP/1.1\r\n";
      refused(rig, 400, start + "\r\n");
      refused(rig, 400, "CONNECT a:443 HTTP/1.1\r\n\r\n");
      refused(rig, 400, start + "Host: a\r\nHost: a\r\n\r\n");
      for (var host : new String[] {"a b", "a, b", "a/", "x@a", "a:b", "[a]", "a:1:2", "\u00e9"}) {
        refused(rig, 400, start + "Host: " + host + "\r\n\r\n");
      }
      refused(rig, 400, "GET http://a/ HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n");
      assertStillWorks(rig);
    }
  }

  @Test
  void lines_thatOthersCouldReadOtherwise_areRefused() throws Exception {
    try (var rig = new Rig()) {
      var start = "GET http://a/ HTTP/1.1\r\nHost: a\r\n";
      refused(rig, 400, start + "Name : 1\r\n\r\n");
      refused(rig, 400, start + " Name: 1\r\n\r\n");
      refused(rig, 400, start + "X: 1\r\n folded\r\n\r\n");
      refused(rig, 400, start + "X: 1\r\n\tfolded\r\n\r\n");
      refused(rig, 400, start + "X: a\rY: b\r\n\r\n");
      refused(rig, 400, start + "X: a\r\r\n\r\n");
      refused(rig, 400, start + "X: a\0b\r\n\r\n");
      refused(rig, 400, start + ": 1\r\n\r\n");
      refused(rig, 400, "GET  http://a/ HTTP/1.1\r\nHost: a\r\n\r\n");
      refused(rig, 400, "GET http://a/ b HTTP/1.1\r\nHost: a\r\n\r\n");
      refused(rig, 400, "GET http://a/\rb HTTP/1.1\r\nHost: a\r\n\r\n");
      refused(rig, 400, "GET http://a/ http/1.1\r\nHost: a\r\n\r\n");
      assertStillWorks(rig);
    }
  }

  @Test
  void head_tooLarge_isRefused() throws Exception {
    try (var rig = new Rig()) {
      refused(rig, 431, "GET http://a/" + "x".repeat(20_000) + " HTTP/1.1\r\n\r\n");
      var start = "GET http://a/ HTTP/1.1\r\nHost: a\r\n";
      refused(rig, 431, start + "X: " + "x".repeat(1_000_000) + "\r\n\r\n");
      refused(rig, 431, start + "X: x\r\n".repeat(101) + "\r\n");
      refused(rig, 431, start + ("X: " + "x".repeat(10_000) + "\r\n").repeat(7) + "\r\n");
      assertStillWorks(rig);
    }
  }

  @Test
  void head_tooSlow_isRefusedOrCutOff() throws Exception {
    try (var rig = new Rig(Rig.withLimit(Duration.ofSeconds(1)));
        var client = rig.raw()) {
      client.send("GET http://a/ HTT");
      var answer = client.rest();
      assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 408 "), answer);
      Rig.eventually("no connection", () -> rig.proxy.connections() == 0);
      assertStillWorks(rig);
    }
  }

  @Test
  void address_thatIsNoPage_isRefused() throws Exception {
    try (var rig = new Rig()) {
      for (var target :
          new String[] {
            "/page",
            "*",
            "ftp://a/",
            "https://a/",
            "http:///page",
            "http://a:b/",
            "http://a:99999/",
            "http://x:y@a/",
            "http://[::1/"
          }) {
        refused(rig, 400, "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
      }
      for (var target : new String[] {"a", "a:", "a:0", "a:99999", "a:b", "http://a/", "a:1/"}) {
        refused(rig, 400, "CONNECT " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
      }
      refused(
          rig,
          417,
          "PUT http://a/ HTTP/1.1\r\nHost: a\r\nExpect: more\r\nContent-Length: 1\r\n\r\n");
      assertStillWorks(rig);
    }
  }

  @Test
  void address_ofNobody_isABadGateway() throws Exception {
    try (var rig = new Rig()) {
      refused(rig, 502, "GET http://nobody.invalid/ HTTP/1.1\r\nHost: a\r\n\r\n");
      refused(rig, 502, "GET http://127.0.0.1:1/ HTTP/1.1\r\nHost: a\r\n\r\n");
      refused(rig, 502, "CONNECT nobody.invalid:443 HTTP/1.1\r\nHost: a\r\n\r\n");
      refused(rig, 502, "CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: a\r\n\r\n");
      assertStillWorks(rig);
    }
  }

  @Test
  void addressOfTheProxy_directlyOrThroughOthers_isALoop() throws Exception {
    try (var rig = new Rig()) {
      int port = rig.proxy.port();
      for (var host : new String[] {"127.0.0.1", "localhost", "0.0.0.0", "[::ffff:127.0.0.1]"}) {
        refused(rig, 508, "GET http://" + host + ":" + port + "/ HTTP/1.1\r\nHost: a\r\n\r\n");
        refused(rig, 508, "CONNECT " + host + ":" + port + " HTTP/1.1\r\nHost: a\r\n\r\n");
      }
      rig.on(
          "/via",
          exchange -> Rig.reply(exchange, 200, exchange.getRequestHeaders().getFirst("Via")));
      var via = rig.get("/via").body();
      var looped = rig.get("/via", "Via", "1.0 other, " + via);
      assertEquals(508, looped.statusCode());
      assertEquals(1, rig.count("/via"));
    }
  }

  @Test
  void addressOfTheProxy_thatListensEverywhere_isALoopUnderEachName() throws Exception {
    try (var rig = new Rig(Rig.onAddress("0.0.0.0"))) {
      for (var host : new String[] {"127.0.0.1", "127.0.0.2", "localhost", "0.0.0.0"}) {
        refused(
            rig,
            508,
            "GET http://" + host + ":" + rig.proxy.port() + "/ HTTP/1.1\r\nHost: a\r\n\r\n");
      }
      assertStillWorks(rig);
    }
  }

  @Test
  void frontPage_askedForByABrowserWithoutAProxy_tellsWhatItDoes() throws Exception {
    try (var rig = new Rig();
        var client = rig.raw()) {
      client.send("GET / HTTP/1.1\r\nHost: proxy\r\n\r\n");
      var answer = client.answer();
      assertEquals(200, answer.status());
      assertTrue(answer.body().contains("0 pages of 0 bytes, 0 being fetched"), answer::body);
    }
  }

  private static void refused(Rig rig, int status, String request) throws IOException {
    try (var client = rig.raw()) {
      var answer = client.send(request).answer();
      assertEquals(status, answer.status(), () -> request.lines().findFirst() + answer.body());
      assertEquals("no-store", answer.fields().get("cache-control"));
    }
  }

  private static void assertStillWorks(Rig rig) throws Exception {
    rig.onNumbered("/works");
    assertEquals("/works 1", rig.get("/works").body());
    assertEquals(0, rig.inFlight());
  }
}
