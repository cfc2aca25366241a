package toro.verify.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import toro.verify.model.EventSpec;

/** {@link EventSpec}, under random commands. */
class EventFuzzTest {
  private static final Duel<EventSpec> DUEL =
      new Duel<>(EventSpec.class, EventSpec.Model::new, EventSpec.Real::new);

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
