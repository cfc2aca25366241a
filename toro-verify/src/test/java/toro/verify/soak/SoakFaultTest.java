package toro.verify.soak;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import toro.AsyncQueue;
import toro.Permit;
import toro.Promise;
import toro.Wait;

/** What the soak is there to find, it finds: broken twins of a semaphore and of a queue. */
class SoakFaultTest {
  private static final Duration LONGEST = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final long SEED = 1;

  /** A semaphore that drops the permit of a request that was given up meanwhile. */
  private static final class Leaking extends SemaphoreCourse {
    Leaking(Round round) {
      super(round, false);
    }

    @Override
    Wait<Permit> acquire(int n) {
      Wait<Permit> granted = semaphore.acquire(n);
      Promise<Permit> promise = Promise.of(semaphore);
      promise.onGiveUp(() -> granted.cancel(false)).onReturn(Permit::close);
      granted.thenAccept(promise::grant); // false: it should be closed
      return promise.whenGranted();
    }
  }

  /** A queue that takes an item back twice. */
  private static final class Doubling extends QueueCourse {
    Doubling(Round round) {
      super(round, false, AsyncQueue::unbounded);
    }

    @Override
    Wait<Item> take() {
      Wait<Item> taken = queue.take();
      Promise<Item> promise = Promise.of(queue);
      promise.onGiveUp(() -> taken.cancel(false)).onReturn(this::putBackTwice);
      taken.thenAccept(
          item -> {
            if (!promise.grant(item)) {
              putBackTwice(item);
            }
          });
      return promise.whenGranted();
    }

    private void putBackTwice(Item item) {
      if (!queue.isClosed()) {
        queue.offer(item);
        queue.offer(item);
      }
    }
  }

  /** A queue that puts only the first item of a batch back. */
  private static final class Losing extends QueueExtrasCourse {
    Losing(Round round) {
      super(round, told -> AsyncQueue.unbounded());
    }

    @Override
    Wait<List<Item>> takeBatch(int max, Duration linger) {
      Wait<List<Item>> taken = queue.takeBatch(max, linger);
      Promise<List<Item>> promise = Promise.of(queue);
      promise.onGiveUp(() -> taken.cancel(false)).onReturn(this::putFirstBack);
      taken.thenAccept(
          items -> {
            if (!promise.grant(items)) {
              putFirstBack(items);
            }
          });
      return promise.whenGranted();
    }

    private void putFirstBack(List<Item> items) {
      if (!queue.isClosed()) {
        queue.offer(items.getFirst());
      }
    }
  }

  /** A semaphore that takes the permit back before the stage of the body has ended. */
  private static final class Hasty extends WithCourse {
    Hasty(Round round) {
      super(round);
    }

    @Override
    Wait<Integer> with(boolean elsewhere, Supplier<CompletionStage<Integer>> body) {
      return semaphore
          .acquire()
          .thenCompose(
              permit -> {
                CompletionStage<Integer> stage = body.get();
                permit.close();
                return stage;
              });
    }
  }

  @Test
  void check_aSemaphoreLetsTooManyBodiesRun_isFound() {
    assertFinds("Hasty", Hasty::new, "more bodies than permits");
  }

  @Test
  void account_aQueueLosesItemsOfABatch_isFound() {
    assertFinds("Losing", Losing::new, "items: \\d+ due");
  }

  @Test
  void account_aSemaphoreLosesAPermit_isFound() {
    assertFinds("Leaking", Leaking::new, "stuck|permits: 3 due");
  }

  @Test
  void account_aQueueDeliversAnItemTwice_isFound() {
    assertFinds("Doubling", Doubling::new, "an item is delivered twice");
  }

  private static void assertFinds(String name, Function<Round, Course> course, String fault) {
    List<String> faults = Soak.run(name, course, SEED, LONGEST, PATIENCE).faults();

    assertTrue(
        faults.stream().anyMatch(f -> f.matches("(?s).*(" + fault + ").*")), faults::toString);
  }
}
