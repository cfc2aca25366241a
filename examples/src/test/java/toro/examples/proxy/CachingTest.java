package toro.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is kept, for whom, and for how long. */
class CachingTest {
  @Test
  void page_withinItsLifetime_comesFromTheCacheWithItsAge() throws Exception {
    try (var rig = new Rig()) {
      rig.onNumbered("/page", "Content-Type", "text/x-own", "Age", "7");
      assertEquals("/page 1", rig.get("/page").body());
      var again = rig.get("/page");
      assertEquals("/page 1", again.body());
      assertEquals("text/x-own", again.headers().firstValue("Content-Type").get());
      assertEquals("toro; hit", again.headers().firstValue("Cache-Status").get());
      assertTrue(again.headers().firstValueAsLong("Age").getAsLong() >= 7);
      assertEquals(1, again.headers().allValues("Age").size());
    }
  }

  @Test
  void page_afterItsLifetime_isFetchedAgain() throws Exception {
    var fiveMillis = Rig.settings(1 << 20, 100_000, Duration.ofMillis(5), Duration.ofSeconds(30));
    try (var rig = new Rig(fiveMillis)) {
      rig.onNumbered("/page");
      rig.onNumbered("/longer", "Cache-Control", "max-age=3600");
      assertEquals("/page 1", rig.get("/page").body());
      assertEquals("/longer 1", rig.get("/longer").body());
      for (int i = 0; rig.count("/page") < 3; i++) {
        assertTrue(rig.get("/page").body().equals("/page " + rig.count("/page")), "request " + i);
      }
      assertEquals("/longer 1", rig.get("/longer").body());
    }
  }

  @Test
  void answer_thatIsForOneClientOnly_isNeverKept() throws Exception {
    var reasons =
        new String[][] {
          {"Cache-Control", "no-store"},
          {"Cache-Control", "private, max-age=60"},
          {"Cache-Control", "No-Cache=\"x, y\", max-age=60"},
          {"Cache-Control", "max-age=0"},
          {"Cache-Control", "max-age=60, s-maxage=0"},
          {"Cache-Control", "max-age=rubbish"},
          {"Expires", "0"},
          {"Expires", "Thu, 01 Jan 1970 00:00:00 GMT"},
          {"Set-Cookie", "a=b"},
          {"Vary", "*"},
          {"Content-Range", "bytes 0-7/8"},
          {"Cache-Control", "max-age=60, max-age=60"},
          {"Cache-Control", "max-age=0, must-revalidate"},
          {"Content-Type", "text/event-stream"}
        };
    try (var rig = new Rig()) {
      for (int i = 0; i < reasons.length; i++) {
        var path = "/" + (char) ('a' + i);
        rig.onNumbered(path, reasons[i]);
        assertEquals(path + " 1", rig.get(path).body());
        assertEquals(path + " 2", rig.get(path).body(), String.join(": ", reasons[i]));
      }
      assertEquals(0, rig.proxy.cache().counts().pages());
    }
  }

  @Test
  void answer_otherThan200_isNotKept() throws Exception {
    try (var rig = new Rig()) {
      for (int status : new int[] {203, 204, 301, 404, 500}) {
        var path = "/" + status;
        rig.on(path, exchange -> Rig.reply(exchange, status, status == 204 ? "" : "text"));
        assertEquals(status, rig.get(path).statusCode());
        assertEquals(status, rig.get(path).statusCode());
        assertEquals(2, rig.count(path), path);
      }
    }
  }

  @Test
  void request_thatIsPersonalOrForAPart_isNotShared() throws Exception {
    var reasons =
        new String[][] {
          {"Authorization", "Basic eDp5"},
          {"Cookie", "a=b"},
          {"Range", "bytes=0-1"},
          {"If-None-Match", "\"x\""},
          {"If-Modified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"},
          {"Cache-Control", "no-store"}
        };
    try (var rig = new Rig()) {
      rig.onNumbered("/page");
      assertEquals("/page 1", rig.get("/page").body());
      for (int i = 0; i < reasons.length; i++) {
        assertEquals("/page " + (i + 2), rig.get("/page", reasons[i]).body(), reasons[i][0]);
      }
      assertEquals("/page 1", rig.get("/page").body(), "what was kept before");
    }
  }

  @Test
  void reload_fetchesThePageAgain_andKeepsTheNewOne() throws Exception {
    try (var rig = new Rig()) {
      rig.onNumbered("/page");
      assertEquals("/page 1", rig.get("/page").body());
      assertEquals("/page 2", rig.get("/page", "Cache-Control", "no-cache").body());
      assertEquals("/page 3", rig.get("/page", "Cache-Control", "max-age=0").body());
      assertEquals("/page 4", rig.get("/page", "Pragma", "no-cache").body());
      assertEquals("/page 4", rig.get("/page", "Cache-Control", "max-age=3600").body());
      assertEquals("/page 4", rig.get("/page").body());
    }
  }

  @Test
  void encodings_differ_andEachHasItsOwnPage() throws Exception {
    try (var rig = new Rig()) {
      rig.onNumbered("/page", "Vary", "Accept-Encoding");
      assertEquals("/page 1", rig.get("/page", "Accept-Encoding", "gzip").body());
      assertEquals("/page 2", rig.get("/page", "Accept-Encoding", "br").body());
      assertEquals("/page 1", rig.get("/page", "Accept-Encoding", "gzip").body());
    }
  }

  @Test
  void post_changesThePage_soItIsForgotten() throws Exception {
    try (var rig = new Rig()) {
      rig.onNumbered("/page");
      rig.onNumbered("/other");
      assertEquals("/page 1", rig.get("/page").body());
      assertEquals("/other 1", rig.get("/other").body());
      var post = rig.request("/page").POST(BodyPublishers.ofString("new"));
      assertEquals("/page 2", rig.send(post).body());
      assertEquals("/page 3", rig.get("/page").body());
      assertEquals("/other 1", rig.get("/other").body());
    }
  }

  @Test
  void cache_full_forgetsThePageUsedLongestAgo() throws Exception {
    var threePages = Rig.settings(38_000, 11_000, Duration.ofHours(1), Duration.ofSeconds(30));
    try (var rig = new Rig(threePages)) {
      for (var path : new String[] {"/a", "/b", "/c", "/d"}) {
        rig.on(path, exchange -> Rig.reply(exchange, 200, path.repeat(5_000)));
      }
      for (var path : new String[] {"/a", "/b", "/c", "/a", "/d", "/a", "/c", "/d"}) {
        assertEquals(path.repeat(5_000), rig.get(path).body());
      }
      assertEquals(1, rig.count("/a"), "used again before the fourth page came");
      rig.get("/b");
      assertEquals(2, rig.count("/b"), "used longest ago when the fourth page came");
      assertEquals(3, rig.proxy.cache().counts().pages());
      assertTrue(rig.proxy.cache().counts().bytes() <= 38_000);
    }
  }

  @Test
  void cacheOfNoBytes_keepsNothing() throws Exception {
    var none = Rig.settings(0, 1_000, Duration.ofHours(1), Duration.ofSeconds(30));
    try (var rig = new Rig(none)) {
      rig.onNumbered("/page");
      assertEquals("/page 1", rig.get("/page").body());
      assertEquals("/page 2", rig.get("/page").body());
      assertEquals(0, rig.proxy.cache().counts().bytes());
    }
  }
}
