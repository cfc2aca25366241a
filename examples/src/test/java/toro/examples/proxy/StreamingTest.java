package toro.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** P4: each byte goes on when it has come. In these tests a server waits until it has arrived. */
class StreamingTest {
  private final CountDownLatch headSeen = new CountDownLatch(1);
  private final CountDownLatch firstSeen = new CountDownLatch(1);

  /** Says "first", and "second" when the first has been seen, with these fields. */
  private RawServer slowServer(String... fields) throws IOException {
    return new RawServer(
        call -> {
          call.chunked(fields);
          headSeen.await();
          call.chunk("first");
          firstSeen.await();
          call.chunk("second").lastChunk();
        });
  }

  @Test
  void pageThatIsStored_isOnItsWayWhileItComes() throws Exception {
    firstByteGoesOutBeforeTheSecondCame("toro; fwd=miss");
    assertEquals(1, stored);
  }

  @Test
  void pageForOneClient_isOnItsWayWhileItComes() throws Exception {
    firstByteGoesOutBeforeTheSecondCame("toro; fwd=bypass", "Cookie: a=b");
    assertEquals(0, stored);
  }

  private int stored;

  private void firstByteGoesOutBeforeTheSecondCame(String status, String... request)
      throws Exception {
    try (var rig = new Rig();
        var server = slowServer();
        var client = rig.raw()) {
      client.get(server.uri("/page"), request);
      var head = client.head();
      assertEquals(status, head.fields().get("cache-status"));
      headSeen.countDown();
      assertEquals("first", client.chunk());
      firstSeen.countDown();
      assertEquals("second", client.chunks());
      stored = rig.proxy.cache().counts().pages();
    }
  }

  @Test
  void pageOfKnownLength_isOnItsWayWhileItComes() throws Exception {
    try (var rig = new Rig();
        var server =
            new RawServer(
                call -> {
                  call.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
                  headSeen.await();
                  call.send("1");
                  firstSeen.await();
                  call.send("2");
                });
        var client = rig.raw()) {
      client.get(server.uri("/page"));
      assertEquals("2", client.head().fields().get("content-length"));
      headSeen.countDown();
      assertEquals("1", client.text(1));
      firstSeen.countDown();
      assertEquals("2", client.text(1));
      assertEquals(1, rig.proxy.cache().counts().pages());
    }
  }

  @Test
  void whoJoinsInTheMiddle_getsWhatHasArrived_thenTheRest() throws Exception {
    try (var rig = new Rig();
        var server = slowServer("Age: 3", "Cache-Control: max-age=60");
        var first = rig.raw();
        var second = rig.raw()) {
      headSeen.countDown();
      first.get(server.uri("/page"));
      assertEquals("3", first.head().fields().get("age"));
      assertEquals("first", first.chunk());
      second.get(server.uri("/page"));
      var head = second.head();
      assertEquals("toro; fwd=miss; collapsed", head.fields().get("cache-status"));
      assertTrue(Long.parseLong(head.fields().get("age")) >= 3, head::toString);
      assertEquals("first", second.chunk());
      firstSeen.countDown();
      assertEquals("second", first.chunks());
      assertEquals("second", second.chunks());
      assertEquals(1, server.asked());
    }
  }

  @Test
  void whoComesAfterTheHead_ofAPageThatIsStaleAtOnce_doesNotGetIt() throws Exception {
    try (var rig = new Rig();
        var server = slowServer("Cache-Control: max-age=0");
        var first = rig.raw();
        var second = rig.raw();
        var reloading = rig.raw()) {
      first.get(server.uri("/page"));
      assertEquals("toro; fwd=miss", first.head().fields().get("cache-status"));
      second.get(server.uri("/page"));
      assertEquals("toro; fwd=miss", second.head().fields().get("cache-status"));
      reloading.get(server.uri("/page"), "Cache-Control: no-cache");
      assertEquals("toro; fwd=miss", reloading.head().fields().get("cache-status"));
      assertEquals(3, server.asked());
    }
  }

  @Test
  void oldClient_getsEachByteWhenItComes_andSeesWhereItBrokeOff() throws Exception {
    try (var rig = new Rig();
        var server =
            new RawServer(
                call -> {
                  call.chunked().chunk("first");
                  firstSeen.await();
                  call.close();
                });
        var client = rig.raw()) {
      client.send("GET " + server.uri("/page") + " HTTP/1.0\r\n\r\n");
      assertNull(client.head().fields().get("content-length"));
      assertEquals("first", client.text(5));
      firstSeen.countDown();
      assertThrows(IOException.class, client::rest, "a reset, not an end");
    }
  }

  @Test
  void lastClientThatLeaves_endsTheDownload() throws Exception {
    var hungUp = new CountDownLatch(1);
    try (var rig = new Rig();
        var server =
            new RawServer(
                call -> {
                  call.chunked();
                  try {
                    while (true) {
                      call.chunk("x");
                    }
                  } finally {
                    hungUp.countDown();
                  }
                })) {
      try (var first = rig.raw();
          var second = rig.raw()) {
        first.get(server.uri("/page")).head();
        second.get(server.uri("/page")).head();
        first.close();
        second.chunk();
      }
      assertTrue(hungUp.await(30, TimeUnit.SECONDS));
      Rig.eventually("no fetch", () -> rig.inFlight() == 0);
      Rig.eventually("no connection", () -> rig.proxy.connections() == 0);
      assertEquals(0, rig.proxy.cache().counts().pages());
    }
  }

  @Test
  void pageThatBreaksOffInTheMiddle_nobodyBelievesToBeWhole_andNothingIsStored() throws Exception {
    try (var rig = new Rig();
        var server =
            new RawServer(
                call -> {
                  call.chunked().chunk("half");
                  firstSeen.await();
                  call.close();
                });
        var first = rig.raw();
        var second = rig.raw()) {
      first.get(server.uri("/page")).head();
      assertEquals("half", first.chunk());
      second.get(server.uri("/page")).head();
      firstSeen.countDown();
      assertEquals("", first.rest());
      assertEquals("4\r\nhalf\r\n", second.rest());
      assertEquals(0, rig.inFlight());
      assertEquals(0, rig.proxy.cache().counts().pages());
    }
  }
}
