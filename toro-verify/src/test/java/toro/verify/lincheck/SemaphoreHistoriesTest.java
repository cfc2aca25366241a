package toro.verify.lincheck;

import org.junit.jupiter.api.Test;
import toro.verify.model.SemaphoreSpec;
import toro.verify.model.Standing;

/** {@link SemaphoreSpec}, from several threads. */
class SemaphoreHistoriesTest {
  @Test
  void histories_modelChecked_areThoseOfTheModel() {
    Histories.explore(SemaphoreSpec.Real.class, SemaphoreSpec.Model.class);
  }

  @Test
  void histories_underStress_areThoseOfTheModel() {
    Histories.stress(SemaphoreSpec.Real.class, SemaphoreSpec.Model.class);
  }

  @Test
  void attemptThatForgetsWhatCameTooLate_isFound() {
    Histories.assertFound(Forgetful.class, SemaphoreSpec.Model.class);
  }

  /** Right in one thread. */
  public static class Forgetful extends SemaphoreSpec.Real {
    @Override
    public Standing tryAcquire(int who, int n) {
      acquire(who, n);
      return look(who) != Standing.WAITING ? look(who) : forget(who);
    }

    private Standing forget(int who) {
      boolean unused = cancel(who);
      return Standing.OUT;
    }
  }
}
