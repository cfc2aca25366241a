package toro.verify.lincheck;

import org.junit.jupiter.api.Test;
import toro.verify.model.LockConditionSpec;

/** {@link LockConditionSpec}, from several threads. */
class LockConditionHistoriesTest {
  @Test
  void histories_modelChecked_areThoseOfTheModel() {
    Histories.explore(LockConditionSpec.Real.class, LockConditionSpec.Model.class);
  }

  @Test
  void histories_underStress_areThoseOfTheModel() {
    Histories.stress(LockConditionSpec.Real.class, LockConditionSpec.Model.class);
  }
}
