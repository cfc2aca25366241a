package toro.verify.lincheck;

import org.junit.jupiter.api.Test;
import toro.verify.model.ReadWriteLockSpec;
import toro.verify.model.Standing;

/** {@link ReadWriteLockSpec}, from several threads. */
class ReadWriteLockHistoriesTest {
  @Test
  void histories_modelChecked_areThoseOfTheModel() {
    Histories.explore(ReadWriteLockSpec.Real.class, ReadWriteLockSpec.Model.class);
  }

  @Test
  void histories_underStress_areThoseOfTheModel() {
    Histories.stress(ReadWriteLockSpec.Real.class, ReadWriteLockSpec.Model.class);
  }

  @Test
  void attemptThatForgetsWhatCameTooLate_isFound() {
    Histories.assertFound(Forgetful.class, ReadWriteLockSpec.Model.class);
  }

  /** Right in one thread. */
  public static class Forgetful extends ReadWriteLockSpec.Real {
    @Override
    public Standing tryAcquireWrite(int who) {
      acquireWrite(who);
      return look(who) != Standing.WAITING ? look(who) : forget(who);
    }

    private Standing forget(int who) {
      boolean unused = cancel(who);
      return Standing.OUT;
    }
  }
}
