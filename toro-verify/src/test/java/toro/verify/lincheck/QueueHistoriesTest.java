package toro.verify.lincheck;

import java.util.List;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import toro.AsyncQueue;
import toro.verify.model.QueueSpec;
import toro.verify.model.Standing;

/** {@link QueueSpec}, from several threads. */
class QueueHistoriesTest {
  @Test
  void boundedQueue_modelChecked_isTheModel() {
    Histories.explore(Bounded.class, BoundedModel.class);
  }

  @Test
  void boundedQueue_underStress_isTheModel() {
    Histories.stress(Bounded.class, BoundedModel.class);
  }

  @Test
  void rendezvous_modelChecked_isTheModel() {
    Histories.explore(Rendezvous.class, RendezvousModel.class);
  }

  @Test
  void rendezvous_underStress_isTheModel() {
    Histories.stress(Rendezvous.class, RendezvousModel.class);
  }

  @Test
  void puts_admittedByTwoTakersAtOnce_keepTheirOrder() {
    var poll = Histories.call(Bounded.class, "poll");
    Histories.explore(
        Bounded.class,
        BoundedModel.class,
        List.of(put(1), put(2), put(3), put(4)),
        List.of(List.of(poll), List.of(poll)),
        List.of(poll, poll, poll));
  }

  private static Actor put(int item) {
    return Histories.call(Bounded.class, "put", item, item);
  }

  @Test
  void attemptThatForgetsWhatCameTooLate_isFound() {
    Histories.assertFound(Forgetful.class, BoundedModel.class);
  }

  /** Right in one thread. */
  public static class Forgetful extends Bounded {
    @Override
    public @Nullable Integer poll() {
      int nobody = 7;
      take(nobody);
      if (look(nobody) == Standing.IN) {
        return (Integer) receive(nobody);
      }
      boolean unused = cancel(nobody);
      return null;
    }
  }

  public static class Bounded extends QueueSpec.Real {
    public Bounded() {
      super(AsyncQueue.bounded(2));
    }
  }

  public static class BoundedModel extends QueueSpec.Model {
    public BoundedModel() {
      super(Order.FIRST_IN, 2);
    }
  }

  public static class Rendezvous extends QueueSpec.Real {
    public Rendezvous() {
      super(AsyncQueue.rendezvous());
    }
  }

  public static class RendezvousModel extends QueueSpec.Model {
    public RendezvousModel() {
      super(Order.FIRST_IN, 0);
    }
  }
}
