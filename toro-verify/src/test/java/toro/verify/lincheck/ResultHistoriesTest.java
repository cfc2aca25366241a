package toro.verify.lincheck;

import org.junit.jupiter.api.Test;
import toro.verify.model.ResultSpec;

/** {@link ResultSpec}, from several threads. */
class ResultHistoriesTest {
  @Test
  void histories_modelChecked_areThoseOfTheModel() {
    Histories.explore(ResultSpec.Real.class, ResultSpec.Model.class);
  }

  @Test
  void histories_underStress_areThoseOfTheModel() {
    Histories.stress(ResultSpec.Real.class, ResultSpec.Model.class);
  }
}
