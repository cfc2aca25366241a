package toro.verify.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import toro.verify.model.ValueSpec;

/** {@link ValueSpec}, under random commands. */
class ValueFuzzTest {
  private static final Duel<ValueSpec> DUEL =
      new Duel<>(ValueSpec.class, ValueSpec.Model::new, ValueSpec.Real::new);

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
