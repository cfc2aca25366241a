package toro.verify.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import toro.verify.model.SignalSpec;

/** {@link SignalSpec}, under random commands. */
class SignalFuzzTest {
  private static final Duel<SignalSpec> DUEL =
      new Duel<>(SignalSpec.class, SignalSpec.Model::new, SignalSpec.Real::new);

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
