package toro.test;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Every rule of the museum can fail: plain futures, and naive code, break them all. */
class WrongMuseumTest {
  private static final Duration PATIENCE = Duration.ofMillis(200);

  /** Waits, however short the limit is; and takes the longest one for none. */
  record WrongLimits(PlainSemaphore semaphore) implements LockSubject.Limited {
    @Override
    public CompletionStage<AutoCloseable> acquire() {
      return semaphore.acquire(1);
    }

    @Override
    public CompletionStage<AutoCloseable> acquire(Duration limit) {
      return limit.compareTo(Duration.ofDays(1)) < 0
          ? acquire()
          : CompletableFuture.failedStage(new ArithmeticException("long overflow"));
    }

    @Override
    public AutoCloseable tryAcquire() {
      return semaphore.tryAcquire(1);
    }
  }

  /** Keeps those who leave, and counts whatever comes back. */
  private static final class Keeps extends PlainSemaphore implements SemaphoreSubject.Releasable {
    Keeps() {
      super(3);
    }

    @Override
    public synchronized boolean giveUp(CompletionStage<?> request) {
      return request.toCompletableFuture().cancel(false);
    }

    @Override
    AutoCloseable permit(int n) {
      return () -> release(n);
    }

    /** Wakes one, however many have come back. */
    @Override
    void grant() {
      if (!line.isEmpty() && line.getFirst().n() <= free) {
        hand(line.removeFirst());
      }
    }

    @Override
    public void release(int n) {
      super.release(n);
    }
  }

  @Test
  void plainFutures_always_breakTheRulesOfFutures() {
    assertEquals(
        List.of("a permit closed twice", "a thousand who left are forgotten"),
        kept(Museum.lock(() -> new PlainLock(new PlainSemaphore(1)))));
  }

  @Test
  void semaphoreThatKeepsThoseWhoLeft_always_breaksTheRulesOfWeights() {
    assertEquals(List.of(), kept(Museum.semaphore(Keeps::new)));
  }

  @Test
  void releasesWithoutABound_always_breakTheirRule() {
    assertEquals(List.of(), kept(Museum.releases(Keeps::new)));
  }

  @Test
  void limitsThatAreNotKept_always_breakTheirRules() {
    Supplier<LockSubject.Limited> wrong = () -> new WrongLimits(new PlainSemaphore(1));
    assertEquals(List.of(), kept(Museum.limits(wrong).patience(PATIENCE)));
  }

  /** What began a body and is not told its end, is busy for ever. */
  @Test
  void bodiesThatAreBelieved_always_breakTheRules() {
    Supplier<BodySubject> wrong =
        () -> {
          var running = new CompletableFuture<?>[] {null};
          return body -> {
            if (running[0] != null) {
              return new CompletableFuture<>(); // for ever in line
            }
            running[0] = new CompletableFuture<>();
            return body.get();
          };
        };
    assertEquals(List.of(), kept(Museum.bodies(wrong)));
  }

  @Test
  void latchThatNeedsOneMore_always_breaksItsRule() {
    assertEquals(List.of(), kept(Museum.latch(count -> new WrongLatch(count + 1))));
  }

  /** Also: too early. */
  @Test
  void latchThatNeedsOneLess_always_breaksItsRule() {
    assertEquals(List.of(), kept(Museum.latch(count -> new WrongLatch(count - 1))));
  }

  private static final class WrongLatch implements LatchSubject {
    private final CompletableFuture<Void> zero = new CompletableFuture<>();
    private int count;

    WrongLatch(int count) {
      this.count = count;
      tell();
    }

    @Override
    public void countDown() {
      count--;
      tell();
    }

    private void tell() {
      if (count == 0) {
        zero.complete(null);
      }
    }

    @Override
    public CompletionStage<?> whenZero() {
      return zero;
    }
  }

  @Test
  void queueThatDoesNotCompare_always_breaksItsRule() {
    assertEquals(
        List.of(), kept(Museum.priorityQueue((Comparator<Integer> order) -> new PlainQueue(2))));
  }

  /** The rules that hold. */
  private static List<String> kept(Contract contract) {
    return contract
        .tests()
        .filter(
            test -> {
              try {
                test.getExecutable().execute();
                return true;
              } catch (Throwable broken) {
                return false;
              }
            })
        .map(test -> test.getDisplayName())
        .toList();
  }
}
