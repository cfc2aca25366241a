package toro.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** P1: answers whose end can be read in two ways, or that end too early. */
class AmbiguousAnswerTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n";

  @Test
  void answer_withTransferEncodingAndContentLength_isABadGatewayAndNotKept() throws Exception {
    refused(OK + "Transfer-Encoding: chunked\r\nContent-Length: 14\r\n\r\n4\r\npage\r\n0\r\n\r\n");
    refused(OK + "Content-Length: 14\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npage\r\n0\r\n\r\n");
  }

  @Test
  void answer_whoseLengthIsUnclear_isABadGatewayAndNotKept() throws Exception {
    refused(OK + "Content-Length: 4\r\nContent-Length: 5\r\n\r\npages");
    refused(OK + "Content-Length: 4, 5\r\n\r\npages");
    refused(OK + "Content-Length: +4\r\n\r\npage");
    refused(OK + "Content-Length: -4\r\n\r\npage");
    refused(OK + "Content-Length: 0x4\r\n\r\npage");
    refused(OK + "Content-Length: 99999999999999999999\r\n\r\npage");
  }

  @Test
  void answer_whoseCodingIsUnclear_isABadGatewayAndNotKept() throws Exception {
    refused(OK + "Transfer-Encoding: gzip, chunked\r\n\r\n4\r\npage\r\n0\r\n\r\n");
    refused(OK + "Transfer-Encoding: chunked, identity\r\n\r\n4\r\npage\r\n0\r\n\r\n");
    refused("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npage\r\n0\r\n\r\n");
  }

  @Test
  void answer_withAHeadThatIsNone_isABadGateway() throws Exception {
    refused(OK + "bad name: 1\r\nContent-Length: 4\r\n\r\npage");
    refused(OK + "X-Nul: a\0b\r\nContent-Length: 4\r\n\r\npage");
    refused("rubbish\r\n\r\n");
    refused("HTTP/1.1 200 OK\r\n" + "X: x\r\n".repeat(100_000) + "\r\n");
    refused("HTTP/1.1 200 OK\r\nX: " + "x".repeat(1_000_000) + "\r\n\r\n");
  }

  @Test
  void answer_thatSwitchesProtocolsUnasked_isABadGateway() throws Exception {
    refused("HTTP/1.1 101 Switch\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nbytes");
    refused("HTTP/1.1 101 Switch\r\n\r\nbytes");
  }

  @Test
  void answer_longerThanItsLength_isCutThere_andNotTakenForTheNext() throws Exception {
    try (var rig = new Rig();
        var server =
            new RawServer(
                call -> call.ok("good").send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"));
        var client = rig.raw()) {
      for (var path : new String[] {"/a", "/b", "/c"}) {
        assertEquals("good", client.get(server.uri(path)).answer().body());
      }
    }
  }

  @Test
  void lengthOfWhatHasNoBody_isNotWaitedFor() throws Exception {
    try (var rig = new Rig();
        var server = RawServer.saying("HTTP/1.1 204 None\r\nContent-Length: 5\r\n\r\n");
        var client = rig.raw()) {
      var head = client.get(server.uri("/page")).head();
      assertEquals(204, head.status());
      assertEquals(null, head.fields().get("content-length"));
      assertTrue(head.fields().get("date").endsWith(" GMT"), head::toString);
    }
  }

  @Test
  void answer_shorterThanItsLength_isCutOffAndNotKept() throws Exception {
    cutOff(OK + "Content-Length: 100\r\n\r\nhalf a page");
  }

  @Test
  void answer_withoutItsLastChunk_isCutOffAndNotKept() throws Exception {
    cutOff(OK + "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
    cutOff(OK + "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n8\r\npa");
  }

  @Test
  void answer_whoseChunksAreUnclear_isABadGatewayAndNotKept() throws Exception {
    String chunked = OK + "Transfer-Encoding: chunked\r\n\r\n";
    refused(chunked + "4\r\nhalf\r\nzz\r\npage\r\n0\r\n\r\n");
    refused(chunked + "4 \r\npage\r\n0\r\n\r\n");
    refused(chunked + "+4\r\npage\r\n0\r\n\r\n");
    refused(chunked + "4\npage\r\n0\r\n\r\n");
    refused(chunked + "4\r\npage\r\n0\r\nX : y\r\n\r\n");
  }

  @Test
  void answer_whoseChunksBecomeUnclear_isCutOffAndNotKept() throws Exception {
    var begun = new CountDownLatch(1);
    try (var rig = new Rig();
        var server =
            new RawServer(
                call -> {
                  call.send(OK + "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
                  begun.await();
                  call.send("4 \r\npage\r\n0\r\n\r\n");
                });
        var client = rig.raw()) {
      client.get(server.uri("/page"));
      assertEquals(200, client.head().status());
      begun.countDown();
      assertTrue(!client.rest().endsWith("0\r\n\r\n"), "not the last chunk");
      assertNothingIsLeft(rig);
    }
  }

  private static void refused(String answer) throws Exception {
    try (var rig = new Rig();
        var server = RawServer.saying(answer);
        var client = rig.raw()) {
      var page = server.uri("/page");
      var got = client.get(page).answer();
      assertEquals(502, got.status(), got::body);
      assertTrue(got.body().contains(page.toString()), got::body);
      assertNothingIsLeft(rig);
    }
  }

  private static void cutOff(String answer) throws Exception {
    try (var rig = new Rig();
        var server = RawServer.saying(answer);
        var client = rig.raw()) {
      client.get(server.uri("/page"));
      var head = client.head();
      assertEquals(200, head.status());
      if (head.fields().containsKey("content-length")) {
        assertThrows(IOException.class, () -> client.text(100));
      } else {
        assertTrue(!client.rest().endsWith("0\r\n\r\n"), "not the last chunk");
      }
      assertNothingIsLeft(rig);
    }
  }

  private static void assertNothingIsLeft(Rig rig) {
    Rig.eventually("no fetch", () -> rig.inFlight() == 0);
    assertEquals(0, rig.proxy.cache().counts().pages());
  }
}
