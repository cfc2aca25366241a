package toro.verify.fuzz;

import static toro.verify.model.QueueSpec.Order.FIRST_IN;
import static toro.verify.model.QueueSpec.Order.LAST_IN;
import static toro.verify.model.QueueSpec.Order.SMALLEST;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import toro.AsyncQueue;
import toro.verify.model.QueueSpec;

/** {@link QueueSpec}, of every kind, under random commands. */
class QueueFuzzTest {
  private static final List<Duel<QueueSpec>> DUELS =
      List.of(
          duel(FIRST_IN, Integer.MAX_VALUE, AsyncQueue::unbounded),
          duel(FIRST_IN, 2, () -> AsyncQueue.bounded(2)),
          duel(FIRST_IN, 0, AsyncQueue::rendezvous),
          duel(LAST_IN, 2, () -> AsyncQueue.lifo(2)),
          duel(SMALLEST, 2, () -> AsyncQueue.priority(2)));

  private static Duel<QueueSpec> duel(
      QueueSpec.Order order, int capacity, Supplier<AsyncQueue<Integer>> queue) {
    return new Duel<>(
        QueueSpec.class,
        () -> new QueueSpec.Model(order, capacity),
        () -> new QueueSpec.Real(queue.get()));
  }

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
