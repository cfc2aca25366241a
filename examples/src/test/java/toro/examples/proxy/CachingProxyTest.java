package toro.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import toro.examples.cli.Child;
import toro.examples.cli.Outcome;

/** The command line. */
class CachingProxyTest {
  @Test
  void help_tellsEveryOption() {
    var help = Outcome.of(new CachingProxy(), "--help");
    assertEquals(0, help.status());
    for (var option :
        new String[] {
          "--host", "--port", "--cache", "--page", "--ttl", "--timeout", "--clients", "--verbose"
        }) {
      assertTrue(help.out().contains(option), option);
    }
  }

  @Test
  void badArguments_endItWithStatus2AndOneLineThatNamesThem() {
    var lines =
        new String[] {
          "--port x",
          "--port 70000",
          "--port -1",
          "--host nobody.invalid",
          "--cache 5q",
          "--cache -1",
          "--page 2g",
          "--ttl soon",
          "--timeout 0",
          "--timeout 99999h",
          "--clients 0",
          "--unknown",
          "surplus",
          "--port"
        };
    for (var line : lines) {
      var outcome = Outcome.of(new CachingProxy(), line.split(" "));
      assertEquals(2, outcome.status(), line);
      assertEquals("", outcome.out());
      assertEquals(2, outcome.err().lines().count(), outcome::err);
      assertTrue(outcome.err().startsWith("CachingProxy: "), outcome::err);
      assertTrue(outcome.err().contains(line.split(" ")[0]), outcome::err);
    }
  }

  @Test
  void port_inUse_endsItWithStatus1() throws Exception {
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = Integer.toString(other.getLocalPort());
      var outcome = Outcome.of(new CachingProxy(), "--port", port);
      assertEquals(1, outcome.status());
      var start = "CachingProxy: cannot listen on 127.0.0.1:" + port + ": ";
      assertTrue(outcome.err().startsWith(start), outcome::err);
    }
  }

  @Test
  void program_interruptedWhileAClientWaits_endsCleanly() throws Exception {
    try (var rig = new Rig();
        var program = Child.start(CachingProxy.class, "--port", "0", "--verbose")) {
      rig.onNumbered("/page");
      var asked = new CountDownLatch(1);
      rig.on(
          "/silent",
          exchange -> {
            asked.countDown();
            new CountDownLatch(1).await();
          });
      var listening = program.awaitLine("listening on http://127.0.0.1:");
      int port = Integer.parseInt(listening.replaceFirst(".*:(\\d+),.*", "$1"));
      try (var client = new RawClient(port);
          var idle = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertEquals("/page 1", client.get(rig.uri("/page")).answer().body());
        assertEquals("/page 1", client.get(rig.uri("/page")).answer().body());
        client.get(rig.uri("/silent"));
        assertTrue(asked.await(30, TimeUnit.SECONDS));
        int expected = program.interrupt();
        assertEquals(expected, program.status());
        assertEquals(-1, idle.getInputStream().read());
      }
      program.lines().removeFirst();
      assertEquals("GET " + rig.uri("/page") + "  200  MISS", program.lines().get(0));
      assertEquals("GET " + rig.uri("/page") + "  200  HIT", program.lines().get(1));
      assertEquals(
          "stopped: 1 answers from the cache, 0 shared, 1 fetched, 0 passed on, 0 refused, "
              + "1 pages of ",
          program.lines().getLast().replaceFirst("(.* pages of ).*", "$1"));
      assertEquals(3, program.lines().size(), () -> program.lines().toString());
    }
  }
}
