package toro.verify.lincheck;

import org.junit.jupiter.api.Test;
import toro.verify.model.ValueSpec;

/** {@link ValueSpec}, from several threads. */
class ValueHistoriesTest {
  @Test
  void histories_modelChecked_areThoseOfTheModel() {
    Histories.explore(ValueSpec.Real.class, ValueSpec.Model.class);
  }

  @Test
  void histories_underStress_areThoseOfTheModel() {
    Histories.stress(ValueSpec.Real.class, ValueSpec.Model.class);
  }
}
