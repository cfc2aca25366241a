package toro.verify.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import toro.Loop;
import toro.verify.model.LimiterSpec;

/** {@link LimiterSpec}, of both kinds, under random commands. */
class LimiterFuzzTest {
  private static final List<Duel<LimiterSpec>> DUELS =
      List.of(
          new Duel<>(LimiterSpec.class, LimiterSpec.Bucket::new, LimiterSpec.Real::bucket),
          new Duel<>(LimiterSpec.class, LimiterSpec.Window::new, LimiterSpec.Real::window));

  @Test
  void commands_fromSeeds_areAnsweredAsByTheModel() throws Exception {
    Loop.simulate(1, () -> DUELS.forEach(Duel::assertAgreed));
  }

  @MethodSource("toro.verify.fuzz.Duel#inputs")
  @FuzzTest(maxDuration = "1m")
  void commands_fromJazzer_areAnsweredAsByTheModel(byte[] data) throws Exception {
    Loop.simulate(1, () -> DUELS.forEach(duel -> duel.assertAgreed(data)));
  }
}
