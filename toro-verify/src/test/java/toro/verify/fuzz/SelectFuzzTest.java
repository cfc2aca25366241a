package toro.verify.fuzz;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import toro.Loop;
import toro.verify.model.SelectSpec;

/** {@link SelectSpec}, under random commands, in simulated time. */
class SelectFuzzTest {
  private static final Duel<SelectSpec> DUEL =
      new Duel<>(SelectSpec.class, SelectSpec.Model::new, SelectSpec.Real::new);

  @Test
  void commands_fromSeeds_areAnsweredAsByTheModel() throws Exception {
    Loop.simulate(
        1,
        () -> {
          DUEL.assertAgreed();
          return null;
        });
  }

  @MethodSource("toro.verify.fuzz.Duel#inputs")
  @FuzzTest(maxDuration = "1m")
  void commands_fromJazzer_areAnsweredAsByTheModel(byte[] data) throws Exception {
    Loop.simulate(
        1,
        () -> {
          DUEL.assertAgreed(data);
          return null;
        });
  }

  @Test
  void itemThatDoesNotGoBack_isFound() throws Exception {
    class Losing extends SelectSpec.Real {
      @Override
      public boolean giveBack(int who, int door) {
        return receive(who) != null;
      }
    }

    var duel = new Duel<SelectSpec>(SelectSpec.class, SelectSpec.Model::new, Losing::new);
    assertNotNull(Loop.simulate(1, () -> duel.falsify(100)));
  }
}
