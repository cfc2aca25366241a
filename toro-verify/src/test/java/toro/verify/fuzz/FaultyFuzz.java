package toro.verify.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.params.provider.MethodSource;
import toro.verify.model.LockSpec;
import toro.verify.model.Standing;

/** A lock with a fault in it. {@link DuelTest} runs this, the build does not. */
class FaultyFuzz {
  static final Duel<LockSpec> DUEL = new Duel<>(LockSpec.class, LockSpec.Model::new, Faulty::new);

  @MethodSource("toro.verify.fuzz.Duel#inputs")
  @FuzzTest
  void commands(byte[] data) {
    DUEL.assertAgreed(data);
  }

  /** After three have asked, it cannot be given back. */
  private static final class Faulty extends LockSpec.Real {
    private int asked;

    @Override
    public void acquire(int who) {
      asked++;
      super.acquire(who);
    }

    @Override
    public boolean release(int who) {
      return asked == 3 ? look(who) == Standing.IN : super.release(who);
    }
  }
}
