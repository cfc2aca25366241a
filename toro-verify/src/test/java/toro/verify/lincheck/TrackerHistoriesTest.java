package toro.verify.lincheck;

import org.junit.jupiter.api.Test;
import toro.verify.model.TrackerSpec;

/** {@link TrackerSpec}, from several threads. */
class TrackerHistoriesTest {
  @Test
  void histories_modelChecked_areThoseOfTheModel() {
    Histories.explore(TrackerSpec.Real.class, TrackerSpec.Model.class);
  }

  @Test
  void histories_underStress_areThoseOfTheModel() {
    Histories.stress(TrackerSpec.Real.class, TrackerSpec.Model.class);
  }
}
