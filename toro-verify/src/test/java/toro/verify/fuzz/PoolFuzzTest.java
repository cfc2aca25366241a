package toro.verify.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import toro.verify.model.PoolSpec;

/** {@link PoolSpec}, under random commands. */
class PoolFuzzTest {
  private static final Duel<PoolSpec> DUEL =
      new Duel<>(PoolSpec.class, PoolSpec.Model::new, PoolSpec.Real::new);

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
