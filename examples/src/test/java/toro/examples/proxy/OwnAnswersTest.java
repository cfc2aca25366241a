package toro.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** P7: Max-Forwards, and what is asked of the proxy itself; and Via. */
class OwnAnswersTest {
  @Test
  void options_thatMayNotBePassedOn_isAnsweredHere() throws Exception {
    try (var rig = new Rig();
        var server = RawServer.saying("");
        var client = rig.raw()) {
      for (var start : new String[] {"OPTIONS " + server.uri("/"), "OPTIONS *"}) {
        var field = start.endsWith("*") ? "" : "Max-Forwards: 0\r\n";
        client.send(start + " HTTP/1.1\r\nHost: x\r\n" + field + "\r\n");
        var answer = client.answer();
        assertEquals(200, answer.status());
        assertTrue(answer.fields().get("allow").contains("CONNECT"), answer::toString);
      }
      assertEquals(0, server.asked());
    }
  }

  @Test
  void trace_thatMayNotBePassedOn_showsWhatCame_withoutSecrets() throws Exception {
    try (var rig = new Rig();
        var client = rig.raw()) {
      var shown =
          "TRACE http://a.test/ HTTP/1.1\r\nHost: a.test\r\nMax-Forwards: 0\r\nX: \u00e9\r\n";
      client.send(shown + "Authorization: b\r\nCookie: c=d\r\nProxy-Authorization: e\r\n\r\n");
      var answer = client.answer();
      assertEquals(200, answer.status());
      assertEquals("message/http", answer.fields().get("content-type"));
      assertEquals(shown + "\r\n", answer.body());
    }
  }

  @Test
  void trace_withABody_isRefused() throws Exception {
    try (var rig = new Rig();
        var client = rig.raw()) {
      client.send("TRACE http://a.test/ HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
      assertEquals(400, client.answer().status());
    }
  }

  @Test
  void maxForwards_isOneLessForTheNext_whereItCounts() throws Exception {
    try (var rig = new Rig();
        var server =
            new RawServer(
                call -> {
                  var first = call.head().lines().findFirst().get();
                  call.ok(first + " " + call.field("max-forwards"));
                });
        var client = rig.raw()) {
      var page = server.uri("/page");
      assertEquals("OPTIONS /page HTTP/1.1 2", ask(client, "OPTIONS " + page, "3"));
      assertEquals("TRACE /page HTTP/1.1 0", ask(client, "TRACE " + page, "1"));
      assertEquals("GET /page HTTP/1.1 3", ask(client, "GET " + page, "3"));
      assertEquals("OPTIONS * HTTP/1.1 9", ask(client, "OPTIONS " + server.uri(""), "10"));
      var most = "9".repeat(50);
      assertEquals(
          "OPTIONS /page HTTP/1.1 " + most.replaceFirst(".$", "8"),
          ask(client, "OPTIONS " + page, most));
    }
  }

  private static String ask(RawClient client, String start, String maxForwards) throws Exception {
    client.send(start + " HTTP/1.1\r\nHost: x\r\nMax-Forwards: " + maxForwards + "\r\n\r\n");
    return client.answer().body();
  }

  @Test
  void via_namesTheVersionOfWhoSentTheMessage() throws Exception {
    try (var rig = new Rig();
        var server =
            new RawServer(
                call -> {
                  var via = call.field("via");
                  call.send("HTTP/1.0 200 OK\r\nVia: 1.1 other\r\n\r\n" + via).close();
                })) {
      try (var old = rig.raw()) {
        old.send("GET " + server.uri("/old") + " HTTP/1.0\r\nVia: 1.1 before\r\n\r\n");
        var answer = old.rest();
        assertTrue(answer.contains("Via: 1.1 other\r\nVia: 1.0 toro-"), answer);
        assertTrue(answer.contains("\r\n\r\n1.1 before | 1.0 toro-"), answer);
      }
      try (var client = rig.raw()) {
        client.get(server.uri("/new"));
        assertEquals(200, client.head().status());
        var sent = client.chunks();
        assertTrue(sent.startsWith("1.1 toro-"), sent);
        assertFalse(sent.contains("1.0"), sent);
      }
    }
  }
}
