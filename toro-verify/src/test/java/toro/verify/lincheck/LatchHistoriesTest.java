package toro.verify.lincheck;

import org.junit.jupiter.api.Test;
import toro.verify.model.LatchSpec;

/** {@link LatchSpec}, from several threads. */
class LatchHistoriesTest {
  @Test
  void histories_modelChecked_areThoseOfTheModel() {
    Histories.explore(LatchSpec.Real.class, LatchSpec.Model.class);
  }

  @Test
  void histories_underStress_areThoseOfTheModel() {
    Histories.stress(LatchSpec.Real.class, LatchSpec.Model.class);
  }
}
