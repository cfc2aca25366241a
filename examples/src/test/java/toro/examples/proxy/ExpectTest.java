package toro.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** P6: the word to go on comes from the server; and other heads before the answer. */
class ExpectTest {
  private static final String PUT =
      "PUT %s HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n";

  @Test
  void goOn_ofTheServer_isWhatTheClientGets() throws Exception {
    var asked = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    try (var rig = new Rig();
        var server =
            new RawServer(
                call -> {
                  asked.countDown();
                  goOn.await();
                  call.send("HTTP/1.1 100 Continue\r\n\r\n");
                  call.ok(call.field("expect") + " " + call.read(4));
                });
        var client = rig.raw()) {
      client.send(PUT.formatted(server.uri("/page")));
      asked.await();
      assertEquals(0, client.in.available(), "nothing before the server's word");
      goOn.countDown();
      assertEquals("HTTP/1.1 100 Continue", client.line());
      assertEquals("", client.line());
      client.send("body");
      assertEquals("100-continue body", client.answer().body(), "and only one 100");
      client.get(server.uri("/page")); // the connection can still be used
    }
  }

  @Test
  void finalAnswer_withoutGoOn_isPassedOn_andTheConnectionEnds() throws Exception {
    try (var rig = new Rig();
        var server = RawServer.saying("HTTP/1.1 413 Too large\r\nContent-Length: 2\r\n\r\nno");
        var client = rig.raw()) {
      client.send(PUT.formatted(server.uri("/page")));
      var answer = client.answer();
      assertEquals(413, answer.status());
      assertEquals("no", answer.body());
      assertEquals("close", answer.fields().get("connection"));
      assertEquals("", client.rest());
    }
  }

  @Test
  void oldClient_isToldNothingBeforeTheAnswer() throws Exception {
    try (var rig = new Rig();
        var server =
            new RawServer(
                call -> {
                  call.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
                  call.ok(call.field("expect") + " " + call.read(4));
                });
        var client = rig.raw()) {
      client.send(PUT.formatted(server.uri("/page")).replace("HTTP/1.1", "HTTP/1.0") + "body");
      assertEquals("none body", client.answer().body());
    }
  }

  @Test
  void headsBeforeTheAnswer_arePassedOn_toAllWhoWait() throws Exception {
    var hinted = new CountDownLatch(1);
    try (var rig = new Rig();
        var server =
            new RawServer(
                call -> {
                  call.send(
                      "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nConnection: X\r\nX: 1\r\n\r\n");
                  hinted.await();
                  call.ok("page");
                });
        var first = rig.raw();
        var second = rig.raw()) {
      first.get(server.uri("/page"));
      assertHint(first);
      second.get(server.uri("/page"));
      assertHint(second);
      hinted.countDown();
      assertEquals("page", first.answer().body());
      assertEquals("page", second.answer().body());
    }
  }

  private static void assertHint(RawClient client) throws Exception {
    var hint = client.head();
    assertEquals(103, hint.status());
    assertEquals("</a>", hint.fields().get("link"));
    assertNull(hint.fields().get("x"));
  }

  @Test
  void stormOfHeadsBeforeTheAnswer_isCutShort() throws Exception {
    try (var rig = new Rig();
        var server =
            new RawServer(
                call -> {
                  call.send("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(10_000));
                  call.ok("page");
                });
        var client = rig.raw()) {
      client.get(server.uri("/page"));
      int hints = 0;
      int status = client.head().status();
      for (; status == 103; status = client.head().status()) {
        hints++;
      }
      assertEquals(200, status);
      assertEquals(20, hints);
      assertEquals("page", client.text(4));
    }
  }

  @Test
  void otherExpectation_isRefused() throws Exception {
    try (var rig = new Rig();
        var server = RawServer.saying("");
        var client = rig.raw()) {
      client.send(PUT.formatted(server.uri("/page")).replace("100-continue", "100-continue, x"));
      assertEquals(417, client.answer().status());
      assertEquals(0, server.asked());
    }
  }
}
