package toro.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ProxyLimitsTest {
  @Test
  void clients_moreThanThereAreSeatsFor_waitForOne() throws Exception {
    try (var rig = new Rig(Rig.withClients(2))) {
      rig.onNumbered("/page");
      try (var first = rig.raw();
          var second = rig.raw();
          var third = rig.raw()) {
        first.get(rig.uri("/page"));
        second.get(rig.uri("/page"));
        third.get(rig.uri("/page"));
        assertEquals("/page 1", first.answer().body());
        assertEquals("/page 1", second.answer().body());
        assertEquals(2, rig.proxy.connections());
        first.close();
        assertEquals("/page 1", third.answer().body());
      }
    }
  }

  @Test
  void client_silentForTooLong_losesItsConnection() throws Exception {
    try (var rig = new Rig(Rig.withLimit(Duration.ofMillis(200)));
        var client = rig.raw()) {
      assertEquals("", client.rest());
    }
  }

  @Test
  void proxy_closedWhileClientsWait_endsThem() throws Exception {
    try (var rig = new Rig()) {
      rig.on("/silent", exchange -> new CountDownLatch(1).await());
      try (var first = rig.raw();
          var second = rig.raw()) {
        first.get(rig.uri("/silent"));
        second.get(rig.uri("/silent"));
        rig.awaitJoined(1);
        rig.proxy.close();
        rig.proxy.close(); // again: nothing happens
        assertThrows(IOException.class, first::answer);
        assertThrows(IOException.class, second::answer);
        assertThrows(IOException.class, rig::raw);
        assertTrue(rig.proxy.whenClosed().isDone());
        assertEquals(0, rig.inFlight());
      }
    }
  }
}
