package toro.verify.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import toro.verify.model.BarrierSpec;

/** {@link BarrierSpec}, under random commands. */
class BarrierFuzzTest {
  private static final Duel<BarrierSpec> DUEL =
      new Duel<>(BarrierSpec.class, BarrierSpec.Model::new, BarrierSpec.Real::new);

  @Test
  void commands_fromSeeds_areAnsweredAsByTheModel() {
    DUEL.assertAgreed();
  }

  @MethodSource("toro.verify.fuzz.Duel#inputs")
  @FuzzTest(maxDuration = "1m")
  void commands_fromJazzer_areAnsweredAsByTheModel(byte[] data) {
    DUEL.assertAgreed(data);
  }
}
