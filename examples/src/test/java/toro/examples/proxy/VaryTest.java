package toro.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** P2: a page is for those whose requests are alike in what its server says it depends on. */
class VaryTest {
  @Test
  void encodings_ofAllLines_decide() throws Exception {
    try (var rig = new Rig();
        var server = numbered("Vary: Accept-Encoding")) {
      assertEquals("1", get(rig, server, "Accept-Encoding: identity", "Accept-Encoding: gzip"));
      assertEquals("1", get(rig, server, "Accept-Encoding: identity ,gzip"));
      assertEquals("2", get(rig, server, "Accept-Encoding: identity"));
      assertEquals("3", get(rig, server, "Accept-Encoding: gzip"));
      assertEquals("1", get(rig, server, "accept-encoding: identity,\tgzip"));
    }
  }

  @Test
  void field_absentOrEmpty_differs() throws Exception {
    try (var rig = new Rig();
        var server = numbered("Vary: Accept-Encoding")) {
      assertEquals("1", get(rig, server));
      assertEquals("2", get(rig, server, "Accept-Encoding:"));
      assertEquals("1", get(rig, server));
      assertEquals("2", get(rig, server, "Accept-Encoding: "));
    }
  }

  @Test
  void encodedPage_withoutVary_isForThoseWhoAskedAlike() throws Exception {
    try (var rig = new Rig();
        var server = numbered("Content-Encoding: gzip")) {
      assertEquals("1", get(rig, server, "Accept-Encoding: gzip"));
      assertEquals("2", get(rig, server));
      assertEquals("1", get(rig, server, "Accept-Encoding: gzip"));
    }
  }

  @Test
  void plainPage_withoutVary_isForEverybody() throws Exception {
    try (var rig = new Rig();
        var server = numbered("X-Any: 1")) {
      assertEquals("1", get(rig, server, "Accept-Encoding: gzip"));
      assertEquals("1", get(rig, server, "Accept-Encoding: br", "Accept-Language: de"));
    }
  }

  @Test
  void anyFieldThatVaryNames_decides_inWhateverLine() throws Exception {
    try (var rig = new Rig();
        var server = numbered("Vary: X-One, x-two", "Vary: X-Three")) {
      assertEquals("1", get(rig, server, "X-One: a", "X-Three: c"));
      assertEquals("2", get(rig, server, "X-One: a", "X-Two: ", "X-Three: c"));
      assertEquals("3", get(rig, server, "X-One: A", "X-Three: c"));
      assertEquals("4", get(rig, server, "X-One: a"));
      assertEquals("5", get(rig, server, "X-One: a,b", "X-Three: c"));
      assertEquals("6", get(rig, server, "X-One: a, b", "X-Three: c"), "may mean something");
      assertEquals("1", get(rig, server, "X-Three:   c", "X-One: a", "X-Four: d"));
    }
  }

  @Test
  void varyByEverything_neverMatches() throws Exception {
    for (var vary : new String[] {"Vary: *", "Vary: Accept, *"}) {
      try (var rig = new Rig();
          var server = numbered(vary)) {
        assertEquals("1", get(rig, server));
        assertEquals("2", get(rig, server));
        assertEquals(0, rig.proxy.cache().counts().pages());
      }
    }
  }

  @Test
  void whoWaitsForAPage_thatIsForOthers_fetchesTheirOwn() throws Exception {
    var ask = new CountDownLatch(1);
    try (var rig = new Rig();
        var server =
            new RawServer(
                call -> {
                  ask.await();
                  call.ok(call.field("accept-language"), "Vary: Accept-Language");
                })) {
      var answers =
          Stream.of("de", "fr", "de", "fr", "fr")
              .map(language -> ask(rig, server, language))
              .toList();
      rig.awaitJoined(4);
      ask.countDown();
      for (int i = 0; i < answers.size(); i++) {
        var expected = i % 2 == 0 && i < 4 ? "de" : "fr";
        assertEquals(expected, answers.get(i).get(30, TimeUnit.SECONDS));
      }
      assertEquals(2, rig.proxy.cache().counts().pages());
    }
  }

  @Test
  void pages_underOneAddress_areLimited() throws Exception {
    try (var rig = new Rig();
        var server = numbered("Vary: Accept-Language")) {
      for (int i = 1; i <= 20; i++) {
        assertEquals("" + i, get(rig, server, "Accept-Language: l" + i));
      }
      assertEquals(16, rig.proxy.cache().counts().pages());
      assertEquals("20", get(rig, server, "Accept-Language: l20"));
      assertEquals("21", get(rig, server, "Accept-Language: l1"));
    }
  }

  private static Future<String> ask(Rig rig, RawServer server, String language) {
    long before = rig.proxy.cache().counts().joined() + rig.inFlight();
    var answer = rig.threads.submit(() -> get(rig, server, "Accept-Language: " + language));
    Rig.eventually(
        "it has asked", () -> rig.proxy.cache().counts().joined() + rig.inFlight() > before);
    return answer;
  }

  private static RawServer numbered(String... fields) throws Exception {
    var number = new AtomicInteger();
    return new RawServer(call -> call.ok("" + number.incrementAndGet(), fields));
  }

  private static String get(Rig rig, RawServer server, String... lines) throws Exception {
    try (var client = rig.raw()) {
      return client.get(server.uri("/page"), lines).answer().body();
    }
  }
}
