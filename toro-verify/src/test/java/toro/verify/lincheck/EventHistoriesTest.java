package toro.verify.lincheck;

import org.junit.jupiter.api.Test;
import toro.verify.model.EventSpec;

/** {@link EventSpec}, from several threads. */
class EventHistoriesTest {
  @Test
  void histories_modelChecked_areThoseOfTheModel() {
    Histories.explore(EventSpec.Real.class, EventSpec.Model.class);
  }

  @Test
  void histories_underStress_areThoseOfTheModel() {
    Histories.stress(EventSpec.Real.class, EventSpec.Model.class);
  }
}
