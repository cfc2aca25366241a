package toro.verify.lincheck;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import toro.AsyncQueue;
import toro.verify.model.QueueExtras;
import toro.verify.model.QueueExtrasModel;
import toro.verify.model.QueueExtrasSpec;

/** {@link QueueExtrasSpec}, from several threads: what is one step, as a batch is not. */
class QueueExtrasHistoriesTest {
  @Test
  void histories_modelChecked_areThoseOfTheModel() {
    Histories.explore(Bounded.class, BoundedModel.class);
  }

  @Test
  void histories_underStress_areThoseOfTheModel() {
    Histories.stress(Bounded.class, BoundedModel.class);
  }

  @Test
  void severalTakenOneByOne_isFound() {
    Histories.assertFound(OneByOne.class, BoundedModel.class);
  }

  /** Right in one thread. */
  public static class OneByOne extends Bounded {
    @Override
    public List<Integer> pollSeveral(int max) {
      var several = new ArrayList<Integer>();
      for (Integer item; several.size() < max && (item = poll()) != null; ) {
        several.add(item);
      }
      return several;
    }
  }

  public static class Bounded extends QueueExtras {
    public Bounded() {
      super(AsyncQueue.bounded(2), List.of());
    }

    @Override
    protected int numbered(int item) {
      return item;
    }
  }

  public static class BoundedModel extends QueueExtrasModel {
    public BoundedModel() {
      super(Kind.FIRST_IN, 2);
    }

    @Override
    protected int numbered(int item) {
      return item;
    }
  }
}
