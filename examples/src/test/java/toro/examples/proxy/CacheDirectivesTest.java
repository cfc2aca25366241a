package toro.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** P7: what requests say about the cache, and what makes pages be forgotten. */
class CacheDirectivesTest {
  private final AtomicInteger number = new AtomicInteger();

  @Test
  void onlyIfCached_isNeverFetched() throws Exception {
    try (var rig = new Rig();
        var server = numbered();
        var client = rig.raw()) {
      client.get(server.uri("/page"), "Cache-Control: only-if-cached");
      var answer = client.answer();
      assertEquals(504, answer.status());
      assertTrue(answer.body().contains("not in the cache"), answer::body);
      client.get(server.uri("/page"), "Cache-Control: only-if-cached", "Cookie: a=b");
      assertEquals(504, client.answer().status());
      assertEquals(0, server.asked());
      assertEquals("1", client.get(server.uri("/page")).answer().body());
      client.get(server.uri("/page"), "Cache-Control: only-if-cached");
      assertEquals("1", client.answer().body());
    }
  }

  @Test
  void minFresh_wantsAPageThatStaysFreshForSoLong() throws Exception {
    try (var rig = new Rig();
        var server = numbered("Cache-Control: max-age=100");
        var client = rig.raw()) {
      assertEquals("1", client.get(server.uri("/page")).answer().body());
      client.get(server.uri("/page"), "Cache-Control: min-fresh=50");
      assertEquals("1", client.answer().body());
      client.get(server.uri("/page"), "Cache-Control: min-fresh=200");
      assertEquals("2", client.answer().body());
      client.get(server.uri("/page"), "Cache-Control: max-stale=1000");
      assertEquals("2", client.answer().body());
    }
  }

  @Test
  void pragma_countsOnlyWithoutCacheControl() throws Exception {
    try (var rig = new Rig();
        var server = numbered();
        var client = rig.raw()) {
      assertEquals("1", client.get(server.uri("/page")).answer().body());
      client.get(server.uri("/page"), "Pragma: no-cache", "Cache-Control: max-age=99");
      assertEquals("1", client.answer().body());
      assertEquals("2", client.get(server.uri("/page"), "Pragma: no-cache").answer().body());
    }
  }

  @Test
  void unsafeMethod_thatSucceeds_makesThePagesThatItNamesBeForgotten() throws Exception {
    try (var rig = new Rig();
        var server =
            new RawServer(
                call -> {
                  if (call.head().startsWith("GET")) {
                    call.ok("" + number.incrementAndGet());
                  } else {
                    call.send(
                        "HTTP/1.1 303 See\r\nLocation: /a\r\nContent-Location: b?c\r\n"
                            + "Content-Length: 0\r\n\r\n");
                  }
                });
        var client = rig.raw()) {
      for (var path : new String[] {"/a", "/dir/b?c", "/dir/page", "/other"}) {
        client.get(server.uri(path)).answer();
      }
      client.send(
          "PURGE " + server.uri("/dir/page") + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
      assertEquals(303, client.answer().status());
      assertEquals(1, rig.proxy.cache().counts().pages());
      assertEquals("4", client.get(server.uri("/other")).answer().body());
    }
  }

  @Test
  void unsafeMethod_thatFails_orNamesAnotherSite_changesNothing() throws Exception {
    try (var rig = new Rig();
        var other = numbered();
        var server =
            new RawServer(
                call -> {
                  if (call.head().startsWith("GET")) {
                    call.ok("page");
                  } else if (call.head().contains("/forbidden")) {
                    call.send("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
                  } else {
                    call.ok("done", "Location: " + other.uri("/page"));
                  }
                });
        var client = rig.raw()) {
      client.get(server.uri("/forbidden")).answer();
      client.get(other.uri("/page")).answer();
      for (var path : new String[] {"/forbidden", "/x"}) {
        client.send("DELETE " + server.uri(path) + " HTTP/1.1\r\nHost: x\r\n\r\n").answer();
      }
      assertEquals(2, rig.proxy.cache().counts().pages());
    }
  }

  @Test
  void head_ofAPage_tellsItsLength() throws Exception {
    try (var rig = new Rig();
        var server = RawServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n");
        var client = rig.raw()) {
      client.send("HEAD " + server.uri("/page") + " HTTP/1.1\r\nHost: x\r\n\r\n");
      assertEquals("12345", client.head().fields().get("content-length"));
    }
  }

  private RawServer numbered(String... fields) throws Exception {
    return new RawServer(call -> call.ok("" + number.incrementAndGet(), fields));
  }
}
