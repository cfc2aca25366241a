package toro.test;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import toro.AsyncBroadcast;
import toro.AsyncValue;

/**
 * Broadcasts and values keep the contracts: to one subscription, a broadcast is a queue; of the
 * first change of a value, many may be told, as of an event.
 */
class OwnFollowContractsTest {
  private static final int SEEDS = Integer.getInteger("toro.seeds", 2_000);
  private static final int ROUNDS = Integer.getInteger("toro.rounds", 100); // with threads

  private record Followed(
      AsyncBroadcast<Integer> broadcast, AsyncBroadcast.Subscription<Integer> by)
      implements QueueSubject.Closable {
    Followed(AsyncBroadcast<Integer> broadcast) {
      this(broadcast, broadcast.subscribe());
    }

    @Override
    public int capacity() {
      int capacity = broadcast.capacity();
      return capacity == LARGE ? Integer.MAX_VALUE : capacity;
    }

    @Override
    public CompletionStage<?> put(int item) {
      return broadcast.put(item);
    }

    @Override
    public boolean offer(int item) {
      return broadcast.offer(item);
    }

    @Override
    public CompletionStage<Integer> take() {
      return by.take();
    }

    @Override
    public Integer poll() {
      return by.poll();
    }

    @Override
    public void close() {
      broadcast.close();
    }
  }

  private static final int LARGE = 1 << 20; // more than any contract puts

  @TestFactory
  Stream<DynamicContainer> broadcasts_underManySchedules_keepTheContractOfAQueue() {
    Map<String, Supplier<QueueSubject.Closable>> broadcasts =
        Map.of(
            "lossless(1)", () -> new Followed(AsyncBroadcast.lossless(1)),
            "lossless(2)", () -> new Followed(AsyncBroadcast.lossless(2)),
            "lossy, large", () -> new Followed(AsyncBroadcast.lossy(LARGE)));
    return containers(broadcasts, Contract::closableQueue);
  }

  @TestFactory
  Stream<DynamicContainer> values_underManySchedules_keepTheContractOfAnEvent() {
    Map<String, Supplier<EventSubject>> values =
        Map.of(
            "AsyncValue.whenChanged",
            () -> {
              var value = new AsyncValue<>(0);
              return new OwnSubjects.Event(
                  () -> value.whenChanged(1), () -> value.trySet(1, 1), () -> {});
            },
            "AsyncValue.when",
            () -> {
              var value = new AsyncValue<>(0);
              return new OwnSubjects.Event(
                  () -> value.when(v -> v == 1), () -> value.set(1), () -> {});
            });
    return containers(values, Contract::event);
  }

  private static <S> Stream<DynamicContainer> containers(
      Map<String, Supplier<S>> kinds, Function<Supplier<S>, Contract> contract) {
    return kinds.entrySet().stream()
        .map(
            kind ->
                DynamicContainer.dynamicContainer(
                    kind.getKey(),
                    contract.apply(kind.getValue()).seeds(SEEDS).rounds(ROUNDS).tests()));
  }
}
