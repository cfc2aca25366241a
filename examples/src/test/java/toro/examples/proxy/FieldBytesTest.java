package toro.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** P3: bytes outside ASCII in fields pass as they are. */
class FieldBytesTest {
  private static final String ALL_BYTES =
      IntStream.rangeClosed(0x80, 0xff)
          .mapToObj(Character::toString)
          .collect(Collectors.joining("", "<", ">"));
  private static final String UTF_8 =
      new String("f\u00fcr \u20ac".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

  @Test
  void bytesOutsideAscii_inFieldsOfRequests_passAsTheyAre() throws Exception {
    var seen = new AtomicReference<RawServer.Call>();
    try (var rig = new Rig();
        var server =
            new RawServer(
                call -> {
                  seen.set(call);
                  call.ok("page");
                });
        var client = rig.raw()) {
      client.get(server.uri("/page"), "Cookie: " + ALL_BYTES, "Referer: http://a/" + UTF_8);
      assertEquals("page", client.answer().body());
      assertEquals(ALL_BYTES, seen.get().field("cookie"));
      assertEquals("http://a/" + UTF_8, seen.get().field("referer"));
    }
  }

  @Test
  void bytesOutsideAscii_inFieldsOfAnswers_passAsTheyAre_alsoFromTheCache() throws Exception {
    try (var rig = new Rig();
        var server =
            new RawServer(
                call -> call.ok("page", "X-All: " + ALL_BYTES, "Content-Disposition: " + UTF_8));
        var client = rig.raw()) {
      for (var status : new String[] {"toro; fwd=miss", "toro; hit"}) {
        var answer = client.get(server.uri("/page")).answer();
        assertEquals(status, answer.fields().get("cache-status"));
        assertEquals(ALL_BYTES, answer.fields().get("x-all"));
        assertEquals(UTF_8, answer.fields().get("content-disposition"));
      }
    }
  }

  @Test
  void reason_ofAnAnswer_passesAsItIs() throws Exception {
    try (var rig = new Rig();
        var server = RawServer.saying("HTTP/1.1 404 Nicht d\u00e4\r\nContent-Length: 0\r\n\r\n");
        var client = rig.raw()) {
      assertEquals("HTTP/1.1 404 Nicht d\u00e4", client.get(server.uri("/page")).line());
    }
  }

  @Test
  void pathAndQuery_asTheClientHasWrittenThem_arePassedOn() throws Exception {
    try (var rig = new Rig();
        var server = new RawServer(call -> call.ok(call.head().lines().findFirst().get()));
        var client = rig.raw()) {
      var targets =
          new String[] {
            "/a[1]|{b}%zz%20\"?q=[1]|^%C3%a9", "/a/../b/./c", "/a%2fb//c\\d", "?q#part", ""
          };
      for (var target : targets) {
        client.send(
            "GET http://127.0.0.1:" + server.port() + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
        var slash = target.startsWith("/") ? "" : "/";
        var expected = slash + target.replace("#part", "");
        assertEquals("GET " + expected + " HTTP/1.1", client.answer().body());
      }
      client.send("GET http://127.0.0.1:" + server.port() + "/\u00e9 HTTP/1.1\r\nHost: x\r\n\r\n");
      assertEquals("GET /%E9 HTTP/1.1", client.answer().body());
    }
  }
}
