package toro.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** P7: what a client sends in chunks is read strictly, and a bad chunk is the client's fault. */
class ChunkedUploadTest {
  @Test
  void chunks_thatAreInOrder_arriveWithoutTheirExtensionsAndTrailers() throws Exception {
    assertArrives("pages", "5\r\npages\r\n0\r\n\r\n");
    assertArrives(
        "pages", "0002;x\r\npa\r\n3 ; a=\"b c\"\r\nges\r\n0;last\r\nX: 1\r\nY: 2\r\n\r\n");
    assertArrives("x".repeat(0xAb), "aB\r\n" + "x".repeat(0xAb) + "\r\n000\r\n\r\n");
    assertArrives("", "0\r\n\r\n");
  }

  @Test
  void chunk_thatIsNone_isTheClientsFault() throws Exception {
    for (var size :
        new String[] {
          "", "+5", "-5", "0x5", "5h", " 5", "5 ", "5,", "G", "1234567890abcdef0", "5;\0", "5;\r",
        }) {
      assertRefused(size + "\r\npages\r\n0\r\n\r\n");
    }
    assertRefused("5\npages\r\n0\r\n\r\n");
    assertRefused("5;x\npages\r\n0\r\n\r\n");
    assertRefused("5\r\npages\n0\r\n\r\n");
    assertRefused("5\r\npages0\r\n\r\n");
    assertRefused("5\r\npagesX\r\n0\r\n\r\n");
    assertRefused("5\r\npages\r\n0\r\nno field\r\n\r\n");
    assertRefused("5\r\npages\r\n0\r\nX : 1\r\n\r\n");
    assertRefused("5;" + "x".repeat(100_000) + "\r\npages\r\n0\r\n\r\n");
  }

  @Test
  void trailers_withoutEnd_areTooLarge() throws Exception {
    assertRefused(431, "0\r\n" + "X: 1\r\n".repeat(1_000));
  }

  @Test
  void upload_thatBreaksOff_isAbortedAtTheServer() throws Exception {
    var begun = new CompletableFuture<String>();
    var rest = new CompletableFuture<String>();
    try (var rig = new Rig();
        var server =
            new RawServer(
                call -> {
                  begun.complete(call.read("5\r\npages\r\n".length()));
                  rest.complete(call.rest());
                });
        var client = rig.raw()) {
      client.send(post(server) + "5\r\npages\r\n");
      assertEquals("5\r\npages\r\n", begun.get(30, TimeUnit.SECONDS));
      client.send("5\r\npa");
      client.socket.shutdownOutput();
      assertEquals(400, client.answer().status());
      assertFalse(rest.get(30, TimeUnit.SECONDS).endsWith("0\r\n\r\n"));
    }
  }

  @Test
  void upload_answeredBeforeItsEnd_getsThatAnswer_andTheConnectionEnds() throws Exception {
    try (var rig = new Rig();
        var server = RawServer.saying("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno");
        var client = rig.raw()) {
      client.send(post(server) + "5\r\npages\r\n"); // and no more
      var answer = client.answer();
      assertEquals(403, answer.status());
      assertEquals("no", answer.body());
      assertEquals("close", answer.fields().get("connection"));
      assertEquals("", client.rest());
    }
  }

  private static String post(RawServer server) {
    return "POST "
        + server.uri("/page")
        + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  }

  private static void assertArrives(String expected, String chunks) throws Exception {
    try (var rig = new Rig();
        var server =
            new RawServer(
                call -> {
                  var body = new StringBuilder();
                  while (!body.toString().endsWith("0\r\n\r\n")) {
                    body.append(call.read(1));
                  }
                  call.ok(body.toString());
                });
        var client = rig.raw()) {
      client.send(post(server) + chunks);
      var sent = client.answer().body();
      assertEquals(expected, sent.replaceAll("(?:^|\r\n)[0-9a-f]+\r\n", "").stripTrailing());
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"); // what follows is the next request
      assertEquals(200, client.answer().status());
    }
  }

  private static void assertRefused(String chunks) throws Exception {
    assertRefused(400, chunks);
  }

  private static void assertRefused(int status, String chunks) throws Exception {
    var got = new CompletableFuture<String>();
    try (var rig = new Rig();
        var server = new RawServer(call -> got.complete(call.rest()));
        var client = rig.raw()) {
      client.send(post(server) + chunks);
      var answer = client.answer();
      assertEquals(status, answer.status(), () -> chunks.lines().findFirst() + answer.body());
      assertFalse(answer.body().contains("cannot reach"), answer::body);
      assertEquals("close", answer.fields().get("connection"));
      if (server.asked() == 0) {
        got.complete(""); // it was refused before anything was sent on
      }
      assertFalse(got.get(30, TimeUnit.SECONDS).endsWith("0\r\n\r\n"), "aborted, not completed");
    }
  }
}
