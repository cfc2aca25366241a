package toro.verify.fuzz;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static toro.verify.model.QueueExtrasSpec.Kind.CONFLATING;
import static toro.verify.model.QueueExtrasSpec.Kind.DROPPING_INCOMING;
import static toro.verify.model.QueueExtrasSpec.Kind.DROPPING_OLDEST;
import static toro.verify.model.QueueExtrasSpec.Kind.FIRST_IN;
import static toro.verify.model.QueueExtrasSpec.Kind.LAST_IN;
import static toro.verify.model.QueueExtrasSpec.Kind.SMALLEST;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import toro.AsyncQueue;
import toro.Loop;
import toro.verify.model.QueueExtras;
import toro.verify.model.QueueExtrasModel;
import toro.verify.model.QueueExtrasSpec;

/** {@link QueueExtrasSpec}, of every kind, under random commands, in simulated time. */
class QueueExtrasFuzzTest {
  private static final List<Duel<QueueExtrasSpec>> DUELS =
      List.of(
          duel(FIRST_IN, Integer.MAX_VALUE, told -> AsyncQueue.unbounded()),
          duel(FIRST_IN, 2, told -> AsyncQueue.bounded(2)),
          duel(FIRST_IN, 0, told -> AsyncQueue.rendezvous()),
          duel(LAST_IN, 2, told -> AsyncQueue.lifo(2)),
          duel(
              SMALLEST,
              2,
              told -> AsyncQueue.priority(2, Comparator.comparing(QueueExtrasSpec::sort))),
          duel(DROPPING_OLDEST, 2, told -> AsyncQueue.droppingOldest(2, told)),
          duel(DROPPING_INCOMING, 2, told -> AsyncQueue.droppingIncoming(2, told)),
          duel(
              CONFLATING,
              Integer.MAX_VALUE,
              told -> AsyncQueue.conflating(QueueExtrasSpec::sort, told)));

  private static Duel<QueueExtrasSpec> duel(
      QueueExtrasSpec.Kind kind,
      int capacity,
      Function<Consumer<Integer>, AsyncQueue<Integer>> queue) {
    return new Duel<>(
        QueueExtrasSpec.class,
        () -> new QueueExtrasModel(kind, capacity),
        () -> {
          var reports = new ArrayList<Integer>();
          return new QueueExtras(queue.apply(reports::add), reports);
        });
  }

  @Test
  void commands_fromSeeds_areAnsweredAsByTheModel() throws Exception {
    inSimulatedTime(Duel::assertAgreed);
  }

  @MethodSource("toro.verify.fuzz.Duel#inputs")
  @FuzzTest(maxDuration = "1m")
  void commands_fromJazzer_areAnsweredAsByTheModel(byte[] data) throws Exception {
    inSimulatedTime(duel -> duel.assertAgreed(data));
  }

  // ---- twins with a fault

  private abstract static class Twin extends QueueExtras {
    Twin() {
      super(AsyncQueue.bounded(2), List.of());
    }
  }

  private static void assertFound(Supplier<Twin> twin) throws Exception {
    assertFound(
        new Duel<QueueExtrasSpec>(
            QueueExtrasSpec.class, () -> new QueueExtrasModel(FIRST_IN, 2), twin));
  }

  private static void assertFound(Duel<?> duel) throws Exception {
    assertNotNull(Loop.simulate(1, () -> duel.falsify(100)));
  }

  @Test
  void leaseThatGoesBackToTheEnd_isFound() throws Exception {
    class Deferring extends Twin {
      @Override
      public int closeLease(int who) {
        return defer(who);
      }
    }
    assertFound(Deferring::new);
  }

  @Test
  void itemThatDoesNotGoBack_isFound() throws Exception {
    class Losing extends Twin {
      @Override
      public boolean giveBack(int who, int door) {
        Object unused = receive(who);
        return super.giveBack(who, door) || unused != null;
      }
    }
    assertFound(Losing::new);
  }

  @Test
  void batchThatDoesNotLinger_isFound() throws Exception {
    class Hasty extends Twin {
      @Override
      public void takeBatchLingering(int who, int max) {
        takeBatch(who, max);
      }
    }
    assertFound(Hasty::new);
  }

  @Test
  void putOfAProducerThatIsNotWaitedFor_isFound() throws Exception {
    class Closing extends Twin {
      @Override
      public void putByProducer(int who, int item) {
        put(who, item);
      }
    }
    assertFound(Closing::new);
  }

  @Test
  void itemThatIsReportedTwice_isFound() throws Exception {
    assertFound(duel(DROPPING_OLDEST, 2, told -> AsyncQueue.droppingOldest(2, told.andThen(told))));
  }

  private static void inSimulatedTime(Consumer<Duel<QueueExtrasSpec>> test) throws Exception {
    Loop.simulate(
        1,
        () -> {
          DUELS.forEach(test);
          return null;
        });
  }
}
