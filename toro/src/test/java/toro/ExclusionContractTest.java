package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import toro.Subjects.Items;
import toro.Subjects.Kind;
import toro.Subjects.Permits;

/**
 * Callbacks, virtual and platform threads at once, some of which give up: never too many inside.
 */
@Timeout(120)
class ExclusionContractTest {
  private static final int CALLBACKS = 24;
  private static final int VIRTUAL = 12;
  private static final int PLATFORM = 4;
  private static final int TURNS = 150;

  static List<Kind<Permits>> exclusive() {
    return Subjects.exclusive();
  }

  static List<Kind<Items>> queues() {
    return Subjects.queues();
  }

  /** What is inside now, and whether there was ever too much. */
  private static final class Room {
    private final int limit;
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger violations = new AtomicInteger();
    private final AtomicInteger visits = new AtomicInteger();

    Room(int limit) {
      this.limit = limit;
    }

    void visit(int weight, AutoCloseable permit) {
      if (inside.addAndGet(weight) > limit) {
        violations.incrementAndGet();
      }
      visits.incrementAndGet();
      Thread.onSpinWait();
      inside.addAndGet(-weight);
      Subjects.close(permit);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("exclusive")
  void subject_usedByAllKindsThatGiveUpAtRandom_neverLetsTooManyIn(Kind<Permits> kind)
      throws InterruptedException {
    Permits subject = kind.make();
    boolean thatGiveUp = !kind.name().contains("Condition"); // a given up `when` keeps its permit
    Room room = new Room(subject.permits());
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < VIRTUAL + PLATFORM; i++) {
      Random random = new Random(i);
      Thread.Builder builder = i < VIRTUAL ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
      CompletableFuture<Void> end = new CompletableFuture<>();
      ends.add(end);
      threads.add(
          builder.start(
              () -> {
                try {
                  for (int turn = 0; turn < TURNS; turn++) {
                    threadTurn(subject, room, random, thatGiveUp);
                  }
                  end.complete(null);
                } catch (Throwable failure) {
                  end.completeExceptionally(failure);
                }
              }));
    }
    for (int i = 0; i < CALLBACKS; i++) {
      ends.add(
          callbackTurns(subject, room, new Random(-i), thatGiveUp, TURNS).toCompletableFuture());
    }

    ends.forEach(Eventually::value);
    threads.forEach(Eventually::join);

    until("all permits are back: " + subject.primitive(), subject::isAllFree);
    assertEquals(0, room.violations.get(), "too many were inside");
    assertEquals(0, room.inside.get());
    assertTrue(room.visits.get() > CALLBACKS + VIRTUAL + PLATFORM, "hardly anybody came in");
    subject.requireAllFree();
  }

  /** One turn of a thread: it comes in, or gives up before. */
  private static void threadTurn(Permits subject, Room room, Random random, boolean thatGiveUp)
      throws Exception {
    int weight = subject.sizes().get(random.nextInt(subject.sizes().size()));
    switch (random.nextInt(thatGiveUp ? 8 : 2)) {
      case 0 -> room.visit(weight, subject.acquire(weight).get());
      case 1 -> {
        AutoCloseable permit = subject.tryAcquire(weight);
        if (permit != null) {
          room.visit(weight, permit);
        }
      }
      case 2 -> {
        try {
          Duration limit = Duration.ofNanos(random.nextInt(200_000));
          room.visit(weight, subject.acquire(weight).await(limit));
        } catch (TimeoutException gaveUp) {
          // as it should
        }
      }
      case 3 -> {
        try {
          room.visit(
              weight, subject.acquire(weight).get(random.nextInt(200), TimeUnit.MICROSECONDS));
        } catch (TimeoutException gaveUp) {
          // as it should
        }
      }
      case 4 -> {
        Wait<AutoCloseable> wait = subject.acquire(weight);
        spin(random);
        if (!wait.cancel(true)) {
          room.visit(weight, wait.join());
        }
      }
      case 5 -> {
        Wait<AutoCloseable> wait = subject.acquire(weight);
        wait.within(Duration.ofNanos(1_000L * random.nextInt(200)));
        try {
          room.visit(weight, wait.get());
        } catch (ExecutionException gaveUp) {
          assertInstanceOf(TimeoutException.class, gaveUp.getCause());
        }
      }
      case 6 -> {
        Thread.currentThread().interrupt();
        try {
          room.visit(weight, subject.acquire(weight).await());
        } catch (InterruptedException gaveUp) {
          // as it should
        } finally {
          Thread.interrupted();
        }
      }
      default -> room.visit(weight, subject.acquire(weight).await());
    }
  }

  /** The turns of a chain of callbacks, which a give-up does not end. */
  private static java.util.concurrent.CompletionStage<Void> callbackTurns(
      Permits subject, Room room, Random random, boolean thatGiveUp, int turns) {
    if (turns == 0) {
      return CompletableFuture.completedFuture(null);
    }
    int weight = subject.sizes().get(random.nextInt(subject.sizes().size()));
    Wait<AutoCloseable> wait = subject.acquire(weight);
    Wait<Void> stage =
        random.nextBoolean()
            ? wait.thenAccept(permit -> room.visit(weight, permit))
            : wait.thenAcceptAsync(permit -> room.visit(weight, permit));
    int limit = random.nextInt(200);
    switch (random.nextInt(thatGiveUp ? 7 : 1)) {
      case 1 -> wait.within(Duration.ofNanos(1_000L * limit));
      case 2 -> stage.within(Duration.ofNanos(1_000L * limit));
      case 3 -> stage.thenApply(none -> none).within(Duration.ofNanos(1_000L * limit));
      case 4 -> CompletableFuture.runAsync(() -> wait.cancel(true));
      case 5 -> CompletableFuture.runAsync(() -> stage.cancel(true));
      case 6 -> ((Wait<?>) wait).within(Duration.ofNanos(limit * 1_000L));
      default -> {}
    }
    return stage
        .handleAsync((none, failure) -> failure)
        .thenComposeAsync(
            failure -> {
              Throwable cause =
                  failure != null && failure.getCause() != null ? failure.getCause() : failure;
              if (cause != null
                  && !(cause instanceof CancellationException)
                  && !(cause instanceof TimeoutException)) {
                return CompletableFuture.failedFuture(failure);
              }
              return callbackTurns(subject, room, random, thatGiveUp, turns - 1);
            });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("queues")
  void queue_usedByAllKindsThatGiveUpAtRandom_deliversEachItemOnce(Kind<Items> kind) {
    Items subject = kind.make();
    var accepted = ConcurrentHashMap.<Integer>newKeySet();
    var received = ConcurrentHashMap.<Integer>newKeySet();
    AtomicInteger doubles = new AtomicInteger();
    Consumer<Integer> receive =
        item -> {
          if (!received.add(item)) {
            doubles.incrementAndGet();
          }
        };
    AtomicInteger producing = new AtomicInteger(4);
    List<Thread> threads = new ArrayList<>();
    for (int p = 0; p < 4; p++) {
      int first = p * 10_000;
      Thread.Builder builder = p % 2 == 0 ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
      threads.add(
          builder.start(
              () -> {
                IntStream.range(first, first + 1_000)
                    .filter(item -> put(subject, item))
                    .forEach(accepted::add);
                producing.decrementAndGet();
              }));
    }
    for (int c = 0; c < 4; c++) {
      Random random = new Random(c);
      Thread.Builder builder = c % 2 == 0 ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
      threads.add(
          builder.start(
              () -> {
                while (producing.get() > 0) {
                  take(subject, random, receive);
                }
              }));
    }
    threads.forEach(Eventually::join);
    long start = System.nanoTime();
    do { // a function may still run on the timer's thread
      for (Integer item = subject.poll(); item != null; item = subject.poll()) {
        receive.accept(item);
      }
    } while (!received.containsAll(accepted)
        && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(Eventually.SECONDS));

    assertEquals(0, doubles.get(), "delivered twice");
    assertEquals(new TreeSet<>(accepted), new TreeSet<>(received), "put, and come out");
    Subjects.assertNobodyWaits(subject.primitive());
  }

  /** Puts one item, or gives that up; whether it was put. */
  private static boolean put(Items subject, int item) {
    Wait<Void> put = subject.put(item);
    if (item % 3 == 0) {
      put.within(Duration.ofNanos(1_000L * 20));
    } else if (item % 3 == 1) {
      Thread.onSpinWait();
      put.cancel(true);
    } else {
      put.within(Duration.ofMillis(1)); // there may be no taker left
    }
    return got(put, none -> {});
  }

  /** Takes one item, or gives that up. */
  private static void take(Items subject, Random random, Consumer<Integer> receive) {
    Wait<Integer> take = subject.take();
    switch (random.nextInt(4)) {
      case 0 -> take.within(Duration.ofNanos(1_000L * 20));
      case 1 -> {
        spin(random);
        take.cancel(true);
      }
      case 2 -> {
        Wait<Void> stage = take.thenAccept(receive);
        stage.within(Duration.ofNanos(1_000L * 20));
        got(stage, none -> {});
        return;
      }
      default -> take.within(Duration.ofMillis(1));
    }
    got(take, receive);
  }

  /**
   * Receives what a wait was granted; whether it was granted. Parks: a virtual thread that spins
   * may starve others.
   */
  private static <T> boolean got(Wait<T> wait, Consumer<? super T> receive) {
    try {
      receive.accept(wait.get(Eventually.SECONDS, TimeUnit.SECONDS));
      return true;
    } catch (CancellationException | ExecutionException gaveUp) {
      return false;
    } catch (InterruptedException | TimeoutException unexpected) {
      throw new AssertionError("it neither was granted nor gave up: " + wait, unexpected);
    }
  }

  private static void spin(Random random) {
    for (int i = random.nextInt(200); i > 0; i--) {
      Thread.onSpinWait();
    }
  }
}
