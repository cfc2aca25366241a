package toro.verify.fuzz;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** A lock with a fault is found, from seeds and by Jazzer. */
class DuelTest {
  @Test
  void fault_fromSeeds_isFoundAndShrunk() {
    var steps = FaultyFuzz.DUEL.falsify(100);
    assertNotNull(steps);
    assertTrue(steps.size() <= 5, steps.toString());
  }

  @Test
  void fault_fromJazzer_isFound() {
    var listener = new SummaryGeneratingListener();
    var request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(FaultyFuzz.class));
    LauncherFactory.create().execute(request.build(), listener);
    assertTrue(listener.getSummary().getTestsFailedCount() > 0);
  }
}
