package toro.verify.lincheck;

import org.junit.jupiter.api.Test;
import toro.verify.model.LockSpec;
import toro.verify.model.Standing;

/** {@link LockSpec}, from several threads. */
class LockHistoriesTest {
  @Test
  void histories_modelChecked_areThoseOfTheModel() {
    Histories.explore(LockSpec.Real.class, LockSpec.Model.class);
  }

  @Test
  void histories_underStress_areThoseOfTheModel() {
    Histories.stress(LockSpec.Real.class, LockSpec.Model.class);
  }

  @Test
  void attemptThatForgetsWhatCameTooLate_isFound() {
    Histories.assertFound(Forgetful.class, LockSpec.Model.class);
  }

  /** Right in one thread. */
  public static class Forgetful extends LockSpec.Real {
    @Override
    public Standing tryAcquire(int who) {
      acquire(who);
      return look(who) != Standing.WAITING ? look(who) : forget(who);
    }

    private Standing forget(int who) {
      boolean unused = cancel(who);
      return Standing.OUT;
    }
  }
}
