package toro.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Memory is counted for everyone. How much it is, is not said here. */
class FootprintsTest {
  @Test
  void footprints_measured_areThere() {
    var footprints = Footprints.measure(1_000);
    assertEquals(
        List.of("toro", "ibm", "kotlin"),
        footprints.stream()
            .filter(each -> each.what().equals("queued waiter"))
            .map(Footprint::whose)
            .toList());
    for (var each : footprints) {
      assertTrue(each.allocated() > 0 && each.kept() >= 0, each::toString);
    }
  }
}
