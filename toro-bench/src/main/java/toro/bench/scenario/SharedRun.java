package toro.bench.scenario;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import toro.SingleFlight;

/**
 * A run for a key begins, so many come to share it, and it ends; then the key is forgotten. One of
 * those who come is an operation.
 */
public class SharedRun extends Scenario {
  private static final int KEYS = 1 << 10;

  @Param({"1", "16"})
  public int waiters;

  private final SingleFlight<Integer, Integer> toro = new SingleFlight<>();
  private final AsyncCache<Integer, Integer> caffeine = Caffeine.newBuilder().buildAsync();
  private final ConcurrentHashMap<Integer, CompletableFuture<Integer>> map =
      new ConcurrentHashMap<>();
  private int key;
  private int told;

  private interface Sharing {
    CompletionStage<Integer> run(Integer key, Supplier<CompletableFuture<Integer>> work);
  }

  private long run(Sharing sharing) {
    key = (key + 1) & (KEYS - 1);
    told = 0;
    var run = new CompletableFuture<Integer>();
    for (int i = 0; i < waiters; i++) {
      sharing.run(key, () -> run).thenAccept(value -> told += value);
    }
    run.complete(1);
    return expect(waiters, told);
  }

  @Benchmark
  public long toro() {
    return run(toro::run);
  }

  /** Forgets the key when the run has ended, as it is no cache here. */
  @Benchmark
  public long caffeine() {
    return run(
        (key, work) ->
            caffeine.get(
                key,
                (k, executor) -> {
                  var stage = work.get();
                  var unused =
                      stage.whenComplete((value, failure) -> caffeine.synchronous().invalidate(k));
                  return stage;
                }));
  }

  @Benchmark
  public long mapOfFutures() {
    return run(
        (key, work) ->
            map.computeIfAbsent(
                key,
                k -> {
                  var stage = work.get();
                  var unused = stage.whenComplete((value, failure) -> map.remove(k, stage));
                  return stage;
                }));
  }
}
