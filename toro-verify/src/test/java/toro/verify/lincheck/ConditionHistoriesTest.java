package toro.verify.lincheck;

import org.junit.jupiter.api.Test;
import toro.verify.model.ConditionSpec;

/** {@link ConditionSpec}, from several threads. */
class ConditionHistoriesTest {
  @Test
  void histories_modelChecked_areThoseOfTheModel() {
    Histories.explore(ConditionSpec.Real.class, ConditionSpec.Model.class);
  }

  @Test
  void histories_underStress_areThoseOfTheModel() {
    Histories.stress(ConditionSpec.Real.class, ConditionSpec.Model.class);
  }
}
