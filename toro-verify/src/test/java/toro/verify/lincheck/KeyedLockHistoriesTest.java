package toro.verify.lincheck;

import org.junit.jupiter.api.Test;
import toro.verify.model.KeyedLockSpec;

/** {@link KeyedLockSpec}, from several threads. */
class KeyedLockHistoriesTest {
  @Test
  void histories_modelChecked_areThoseOfTheModel() {
    Histories.explore(KeyedLockSpec.Real.class, KeyedLockSpec.Model.class);
  }

  @Test
  void histories_underStress_areThoseOfTheModel() {
    Histories.stress(KeyedLockSpec.Real.class, KeyedLockSpec.Model.class);
  }
}
