package toro.verify.lincheck;

import org.junit.jupiter.api.Test;
import toro.verify.model.SignalSpec;

/** {@link SignalSpec}, from several threads. */
class SignalHistoriesTest {
  @Test
  void histories_modelChecked_areThoseOfTheModel() {
    Histories.explore(SignalSpec.Real.class, SignalSpec.Model.class);
  }

  @Test
  void histories_underStress_areThoseOfTheModel() {
    Histories.stress(SignalSpec.Real.class, SignalSpec.Model.class);
  }
}
