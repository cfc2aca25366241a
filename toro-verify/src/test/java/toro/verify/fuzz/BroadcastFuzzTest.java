package toro.verify.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import toro.AsyncBroadcast;
import toro.verify.model.BroadcastSpec;

/** {@link BroadcastSpec}, of both kinds, under random commands. */
class BroadcastFuzzTest {
  private static final int CAPACITY = 2;
  private static final List<Duel<BroadcastSpec>> DUELS =
      List.of(
          new Duel<>(
              BroadcastSpec.class,
              () -> new BroadcastSpec.Model(CAPACITY, false),
              () -> new BroadcastSpec.Real(AsyncBroadcast.lossy(CAPACITY))),
          new Duel<>(
              BroadcastSpec.class,
              () -> new BroadcastSpec.Model(CAPACITY, true),
              () -> new BroadcastSpec.Real(AsyncBroadcast.lossless(CAPACITY))));

  @Test
  void commands_fromSeeds_areAnsweredAsByTheModel() {
    DUELS.forEach(Duel::assertAgreed);
  }

  @MethodSource("toro.verify.fuzz.Duel#inputs")
  @FuzzTest(maxDuration = "1m")
  void commands_fromJazzer_areAnsweredAsByTheModel(byte[] data) {
    DUELS.forEach(duel -> duel.assertAgreed(data));
  }
}
