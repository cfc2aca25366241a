package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Creates resources, numbers from 0, each when a test says so; remembers what became of them. */
final class PoolMakers {
  /** What was begun, in order. */
  final List<CompletableFuture<Integer>> begun = new ArrayList<>();

  final List<Integer> destroyed = new ArrayList<>();

  AsyncPool<Integer> pool(int max) {
    return AsyncPool.of(max, this::create, destroyed::add);
  }

  /** One whose resources are there at the call. */
  AsyncPool<Integer> quickPool(int max) {
    return AsyncPool.of(max, this::createNow, destroyed::add);
  }

  synchronized CompletionStage<Integer> create() {
    begun.add(new CompletableFuture<>());
    return begun.getLast();
  }

  synchronized CompletionStage<Integer> createNow() {
    begun.add(CompletableFuture.completedFuture(begun.size()));
    return begun.getLast();
  }

  void finish(int number) {
    begun.get(number).complete(number);
  }

  void fail(int number) {
    begun.get(number).completeExceptionally(new IllegalStateException("no " + number));
  }

  static void assertStats(AsyncPool<?> pool, int idle, int lent, int creating, int waiting) {
    PoolStats now = pool.stats();
    assertEquals(
        "idle %d, lent %d, creating %d, waiting %d".formatted(idle, lent, creating, waiting),
        "idle %d, lent %d, creating %d, waiting %d"
            .formatted(now.idle(), now.lent(), now.creating(), now.waiting()));
  }
}
