package toro.examples.spider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** How servers are treated that are busy, slow, silent, or want to be left alone. */
class PatienceTest {
  @AutoClose private final TestSite site = new TestSite();

  /** Answers with this status, and these headers, until the page has been asked for so often. */
  private void busy(String path, int times, int status, String retryAfter) {
    site.on(
        path,
        exchange -> {
          if (site.requests(path) > times) {
            site.html(exchange, TestSite.linksTo());
          } else {
            refuse(exchange, status, retryAfter);
          }
        });
  }

  private void refuse(HttpExchange exchange, int status, String retryAfter) throws IOException {
    if (retryAfter != null) {
      exchange.getResponseHeaders().set("Retry-After", retryAfter);
    }
    site.send(exchange, status, "text/plain", "later");
  }

  @Test
  void retry_busyServer_isAskedAgain() {
    site.page("/", "once", "twice", "always", "error");
    busy("/once", 1, 503, null);
    busy("/twice", 2, 429, "0");
    busy("/always", 99, 503, "0");
    busy("/error", 99, 500, "0");
    var run = Run.json("--retries", "2", site.url("/"));
    assertEquals(
        List.of(
            site.url("/always") + ": 503 unavailable", site.url("/error") + ": 500 server error"),
        run.broken());
    assertEquals(2, site.requests("/once"));
    assertEquals(3, site.requests("/twice"));
    assertEquals(3, site.requests("/always"));
    assertEquals(1, site.requests("/error"));
    assertEquals(5, run.number("retries"));
  }

  @Test
  void retry_lostConnection_isTriedAgain() {
    site.page("/", "shaky");
    site.on(
        "/shaky",
        exchange -> {
          if (site.requests("/shaky") == 1) {
            site.hangUp(exchange);
          } else {
            site.html(exchange, "well");
          }
        });
    var run = Run.json(site.url("/"));
    assertEquals(0, run.status(), run::output);
    assertEquals(2, site.requests("/shaky"));
  }

  @Test
  void retryAfter_seconds_areWaitedAtLeast() {
    site.page("/", "busy");
    busy("/busy", 1, 503, "1");
    var run = Run.json(site.url("/"));
    assertEquals(0, run.status());
    assertTrue(run.number("millis") >= 1_000, run::output);
  }

  @Test
  void retryAfter_tooLong_isNotWaitedFor() {
    site.page("/", "busy", "never");
    busy("/busy", 1, 429, "86400");
    busy("/never", 1, 503, "Tue, 31 Dec 2999 23:59:59 GMT");
    var run = Run.json(site.url("/"));
    assertEquals(
        List.of(
            site.url("/busy") + ": 429 too many requests",
            site.url("/never") + ": 503 unavailable"),
        run.broken());
    assertEquals(0, run.number("retries"));
  }

  @Test
  void timeout_silentPage_isBrokenAndNotTriedAgain() {
    site.page("/", "silent", "a").silent("/silent").page("/a");
    var run = Run.json("--timeout", "3s", site.url("/"));
    assertEquals(List.of(site.url("/silent") + ": no answer in time"), run.broken());
    assertEquals(1, site.requests("/silent"));
    assertEquals(1, site.requests("/a"));
  }

  @Test
  void timeout_silentServer_isHungUpOn() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var hungUp =
          threads.submit(
              () -> {
                var request = new ByteArrayOutputStream();
                try (var connection = server.accept()) {
                  connection.getInputStream().transferTo(request);
                } catch (SocketException reset) {
                  // is a way to hang up
                }
                return request;
              });
      var address = "http://127.0.0.1:" + server.getLocalPort() + "/";
      var run = Run.json("--timeout", "400ms", "--ignore-robots", address);
      assertEquals(List.of(address + ": no answer in time"), run.broken());
      var request = hungUp.get(30, TimeUnit.SECONDS).toString(UTF_8);
      assertTrue(request.startsWith("GET / HTTP/1.1"), request);
      assertTrue(request.contains("User-Agent: toro-spider/"), request);
    }
  }

  @Test
  void timeout_pageThatNeverEnds_isBroken() {
    site.on(
        "/drip",
        exchange -> {
          exchange.sendResponseHeaders(200, 1_000);
          exchange.getResponseBody().write('<');
          exchange.getResponseBody().flush();
        });
    var run = Run.json("--timeout", "400ms", "--ignore-robots", site.url("/drip"));
    assertEquals(List.of(site.url("/drip") + ": no answer in time"), run.broken());
  }

  @Test
  void delay_betweenStarts_isKept() {
    site.page("/", "a", "b", "c", "d");
    var run = Run.json("--delay", "60ms", "--ignore-robots", site.url("/"));
    assertEquals(5, run.number("requests"));
    assertTrue(run.number("millis") >= 4 * 60, run::output);
  }

  @Test
  void crawlDelay_ofRobotsTxt_isKept() {
    site.page("/", "a", "b", "c").robots("User-agent: toro-spider", "Crawl-delay: 0.1");
    var run = Run.json("--delay", "1ms", site.url("/"));
    assertEquals(5, run.number("requests"));
    assertTrue(run.number("millis") >= 3 * 100, run::output);
  }

  @Test
  void robots_forbiddenStart_nothingIsRead() {
    site.page("/", "a").robots("User-agent: *", "Disallow: /");
    var run = Run.json(site.url("/"));
    assertEquals(1, run.status());
    assertEquals("robots.txt forbids " + site.url("/"), run.json().get("refused").getAsString());
    assertEquals(0, site.requests("/"));
  }

  @Test
  void robots_ignored_isNotEvenAskedFor() {
    site.page("/").robots("User-agent: *", "Disallow: /");
    assertEquals(0, Run.json("--ignore-robots", site.url("/")).status());
    assertEquals(0, site.requests("/robots.txt"));
    assertEquals(1, site.requests("/"));
  }

  @Test
  void robots_cannotBeRead_forbidsEverything() {
    site.page("/").on("/robots.txt", exchange -> site.send(exchange, 500, "text/plain", ""));
    var run = Run.json(site.url("/"));
    assertEquals(1, run.status());
    assertEquals(
        "robots.txt cannot be read: 500 server error", run.json().get("refused").getAsString());
    assertEquals(0, site.requests("/"));
  }

  @Test
  void robots_moved_isFollowed() {
    site.redirect("/robots.txt", "/rules").text("/rules", "text/plain", "User-agent:*\nDisallow:/");
    assertEquals(1, Run.json(site.url("/")).status());
    assertEquals(0, site.requests("/"));
  }
}
