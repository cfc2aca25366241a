package toro.verify.lincheck;

import org.junit.jupiter.api.Test;
import toro.AsyncBroadcast;
import toro.verify.model.BroadcastSpec;
import toro.verify.model.Standing;

/** {@link BroadcastSpec}, of both kinds, from several threads. */
class BroadcastHistoriesTest {
  @Test
  void lossless_modelChecked_isTheModel() {
    Histories.explore(Lossless.class, LosslessModel.class);
  }

  @Test
  void lossless_underStress_isTheModel() {
    Histories.stress(Lossless.class, LosslessModel.class);
  }

  @Test
  void lossy_modelChecked_isTheModel() {
    Histories.explore(Lossy.class, LossyModel.class);
  }

  @Test
  void lossy_underStress_isTheModel() {
    Histories.stress(Lossy.class, LossyModel.class);
  }

  @Test
  void offerInTwoSteps_isFound() {
    Histories.assertFound(InTwoSteps.class, LosslessModel.class);
  }

  /** Right in one thread: looks whether there is room, and then puts. */
  public static class InTwoSteps extends Lossless {
    @Override
    public Standing offer(int item) {
      int nobody = 7;
      put(nobody, item);
      var answer = look(nobody);
      boolean unused = cancel(nobody);
      receive(nobody);
      return answer == Standing.WAITING ? Standing.OUT : answer;
    }
  }

  public static class Lossless extends BroadcastSpec.Real {
    public Lossless() {
      super(AsyncBroadcast.lossless(2));
    }
  }

  public static class LosslessModel extends BroadcastSpec.Model {
    public LosslessModel() {
      super(2, true);
    }
  }

  public static class Lossy extends BroadcastSpec.Real {
    public Lossy() {
      super(AsyncBroadcast.lossy(2));
    }
  }

  public static class LossyModel extends BroadcastSpec.Model {
    public LossyModel() {
      super(2, false);
    }
  }
}
