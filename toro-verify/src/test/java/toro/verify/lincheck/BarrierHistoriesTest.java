package toro.verify.lincheck;

import org.junit.jupiter.api.Test;
import toro.verify.model.BarrierSpec;

/** {@link BarrierSpec}, from several threads. */
class BarrierHistoriesTest {
  @Test
  void histories_modelChecked_areThoseOfTheModel() {
    Histories.explore(BarrierSpec.Real.class, BarrierSpec.Model.class);
  }

  @Test
  void histories_underStress_areThoseOfTheModel() {
    Histories.stress(BarrierSpec.Real.class, BarrierSpec.Model.class);
  }
}
