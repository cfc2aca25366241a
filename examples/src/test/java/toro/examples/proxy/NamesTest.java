package toro.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;

/** P5: hosts are found alike for pages and for tunnels. */
class NamesTest {
  private final List<String> asked = new CopyOnWriteArrayList<>();

  /** Nobody listens at the first address of each host. */
  private final DnsResolver names =
      new DnsResolver() {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
          asked.add(host);
          if (!host.equals("two.test") && !host.equals("a_b.test")) {
            throw new UnknownHostException(host);
          }
          return new InetAddress[] {
            InetAddress.getByName("127.0.0.2"), InetAddress.getByName("127.0.0.1")
          };
        }

        @Override
        public String resolveCanonicalHostname(String host) {
          return host;
        }
      };

  @Test
  void host_whoseFirstAddressRefuses_isReachedAtTheNext_forPagesAndTunnels() throws Exception {
    assertReached("two.test");
  }

  @Test
  void host_withAnUnderscore_isReached_forPagesAndTunnels() throws Exception {
    assertReached("a_b.test");
  }

  private void assertReached(String host) throws Exception {
    try (var rig = new Rig(Rig.SETTINGS, names);
        var server = new RawServer(call -> call.ok(call.field("host")));
        var client = rig.raw();
        var tunnel = rig.raw()) {
      var authority = host + ":" + server.port();
      client.send("GET http://" + authority + "/ HTTP/1.1\r\nHost: " + authority + "\r\n\r\n");
      assertEquals(authority, client.answer().body());
      tunnel.send("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n");
      assertEquals(200, tunnel.head().status());
      tunnel.send("GET / HTTP/1.1\r\nHost: inside\r\n\r\n");
      assertEquals("inside", tunnel.answer().body());
      assertEquals(List.of(host, host), asked);
    }
  }

  @Test
  void host_thatIsUnknown_isABadGateway_forPagesAndTunnels() throws Exception {
    try (var rig = new Rig(Rig.SETTINGS, names);
        var client = rig.raw();
        var tunnel = rig.raw()) {
      client.send("GET http://x.test/ HTTP/1.1\r\nHost: x.test\r\n\r\n");
      var answer = client.answer();
      assertEquals(502, answer.status());
      assertTrue(answer.body().contains("unknown host"), answer::body);
      tunnel.send("CONNECT x.test:80 HTTP/1.1\r\nHost: x.test:80\r\n\r\n");
      var refusal = tunnel.answer();
      assertEquals(502, refusal.status());
      assertTrue(refusal.body().contains("unknown host"), refusal::body);
    }
  }

  @Test
  void hostOfTheTarget_winsOverTheFieldHost() throws Exception {
    try (var rig = new Rig();
        var server = new RawServer(call -> call.ok(call.field("host")));
        var client = rig.raw()) {
      var uri = server.uri("/");
      client.send("GET " + uri + " HTTP/1.1\r\nHost: other.test\r\n\r\n");
      assertEquals(uri.getAuthority(), client.answer().body());
      client.send("GET " + uri + " HTTP/1.0\r\n\r\n");
      assertTrue(client.rest().endsWith("\r\n\r\n" + uri.getAuthority()));
    }
  }
}
