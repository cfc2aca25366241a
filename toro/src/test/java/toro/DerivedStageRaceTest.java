package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import toro.Subjects.Kind;

/**
 * A stage is given up while its wait is granted: no permit and no item is lost or doubled. The
 * system property {@code toro.races} sets the rounds for each combination.
 */
@Timeout(7200) // a million rounds take their time
class DerivedStageRaceTest {
  private static ExecutorService executor;
  private static SecondThread second;

  @BeforeAll
  static void startThreads() {
    executor =
        Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("functions").unstarted(task));
    second = new SecondThread();
  }

  @AfterAll
  static void stopThreads() throws InterruptedException {
    second.close();
    executor.shutdown();
    assertTrue(executor.awaitTermination(Eventually.SECONDS, TimeUnit.SECONDS));
  }

  /** Where the value comes from that may get lost. */
  private abstract static class Source {
    final AtomicInteger wrong = new AtomicInteger();
    final AtomicInteger received = new AtomicInteger();
    final AtomicInteger back = new AtomicInteger();

    /** Begins a round: a wait that is not granted. */
    abstract Wait<Object> enter();

    abstract void grant();

    /** What the function does with what it gets; null where a fallback stands in. */
    abstract void use(Object value);

    /** Whether this round's value has arrived somewhere; then it is ready for the next one. */
    abstract boolean hasArrived();

    abstract Object primitive();
  }

  private static final class LockSource extends Source {
    private final AsyncLock lock = new AsyncLock();
    private final AtomicInteger inside = new AtomicInteger();
    private Permit held = lock.tryAcquire();

    @Override
    Wait<Object> enter() {
      return Subjects.erase(lock.acquire());
    }

    @Override
    void grant() {
      held.close();
    }

    @Override
    void use(Object value) {
      if (value instanceof Permit permit) {
        if (!permit.isOpen() || inside.incrementAndGet() != 1) {
          wrong.incrementAndGet();
        }
        received.incrementAndGet();
        inside.decrementAndGet();
        permit.close();
      }
    }

    @Override
    boolean hasArrived() {
      Permit next = lock.tryAcquire();
      if (next == null) {
        return false;
      }
      if (inside.get() != 0) {
        wrong.incrementAndGet();
      }
      held = next;
      return true;
    }

    @Override
    Object primitive() {
      return lock;
    }
  }

  private static final class QueueSource extends Source {
    private final AsyncQueue<Object> queue;
    private AtomicBoolean delivered; // this round's item itself

    QueueSource(AsyncQueue<Object> queue) {
      this.queue = queue;
    }

    @Override
    Wait<Object> enter() {
      delivered = new AtomicBoolean();
      return queue.take();
    }

    @Override
    void grant() {
      queue.put(delivered);
    }

    @Override
    void use(Object value) {
      if (value instanceof AtomicBoolean item && item.compareAndSet(false, true)) {
        received.incrementAndGet();
      }
    }

    @Override
    boolean hasArrived() {
      Object item = queue.poll();
      if (item != null) {
        back.incrementAndGet();
        if (delivered.get() || item != delivered) {
          wrong.incrementAndGet(); // delivered, and still there
        }
        return true;
      }
      return delivered.get();
    }

    @Override
    Object primitive() {
      return queue;
    }
  }

  /** A way to attach a function that uses what it gets. */
  private interface Way {
    Wait<?> attach(Wait<Object> to, Consumer<Object> use, Executor executor);
  }

  private static CompletableFuture<Object> never() {
    return new CompletableFuture<>();
  }

  private static CompletableFuture<Object> done() {
    return CompletableFuture.completedFuture(1);
  }

  private static final List<Way> SYNC =
      List.of(
          (to, use, on) -> to.thenAccept(use),
          (to, use, on) -> to.thenApply(v -> used(use, v)),
          (to, use, on) -> to.thenRun(() -> use.accept(to.join())),
          (to, use, on) -> to.thenCompose(v -> CompletableFuture.completedStage(used(use, v))),
          (to, use, on) -> to.handle((v, failure) -> used(use, v)),
          (to, use, on) -> to.whenComplete((v, failure) -> use.accept(v)),
          (to, use, on) -> to.exceptionally(failure -> null).thenAccept(use),
          (to, use, on) -> Wait.anyOf(to).thenAccept(use),
          (to, use, on) -> Wait.anyOf(to).whenComplete((v, failure) -> use.accept(v)),
          (to, use, on) -> to.thenCombine(done(), (v, other) -> used(use, v)),
          (to, use, on) -> to.thenAcceptBoth(done(), (v, other) -> use.accept(v)),
          (to, use, on) -> to.runAfterBoth(done(), () -> use.accept(to.join())),
          (to, use, on) -> to.applyToEither(never(), v -> used(use, v)),
          (to, use, on) -> to.acceptEither(never(), use),
          (to, use, on) -> to.runAfterEither(never(), () -> use.accept(to.join())),
          (to, use, on) -> to.exceptionallyCompose(failure -> done()).thenAccept(use));

  private static final List<Way> ASYNC =
      List.of(
          (to, use, on) -> to.thenAcceptAsync(use, on),
          (to, use, on) -> to.thenAcceptAsync(use),
          (to, use, on) -> to.thenApplyAsync(v -> used(use, v), on),
          (to, use, on) -> to.thenApplyAsync(v -> used(use, v)),
          (to, use, on) -> to.thenRunAsync(() -> use.accept(to.join()), on),
          (to, use, on) ->
              to.thenComposeAsync(v -> CompletableFuture.completedStage(used(use, v)), on),
          (to, use, on) -> to.handleAsync((v, failure) -> used(use, v), on),
          (to, use, on) -> to.whenCompleteAsync((v, failure) -> use.accept(v), on),
          (to, use, on) -> to.exceptionallyAsync(failure -> null, on).thenAcceptAsync(use, on),
          (to, use, on) -> Wait.anyOf(to).thenAcceptAsync(use, on),
          (to, use, on) -> to.thenCombineAsync(done(), (v, other) -> used(use, v), on),
          (to, use, on) -> to.thenAcceptBothAsync(done(), (v, other) -> use.accept(v), on),
          (to, use, on) -> to.runAfterBothAsync(done(), () -> use.accept(to.join()), on),
          (to, use, on) -> to.applyToEitherAsync(never(), v -> used(use, v), on),
          (to, use, on) -> to.acceptEitherAsync(never(), use, on),
          (to, use, on) -> to.runAfterEitherAsync(never(), () -> use.accept(to.join()), on));

  private static Object used(Consumer<Object> use, Object value) {
    use.accept(value);
    return 1;
  }

  /** Gives up the stage, or the wait. */
  private interface GiveUp {
    void on(Wait<Object> wait, Wait<?> stage);
  }

  private record Case(String name, int levels, boolean timed, GiveUp giveUp) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Arguments> combinations() {
    List<Case> cases = new ArrayList<>();
    for (int levels = 1; levels <= 3; levels++) {
      String below = levels + " below";
      cases.add(new Case("cancel " + below, levels, false, (wait, stage) -> stage.cancel(false)));
      cases.add(
          new Case(
              "orTimeout " + below,
              levels,
              true,
              (wait, stage) -> stage.within(Duration.ofNanos(1_000L * 1))));
    }
    cases.add(
        new Case(
            "fail the future 1 below",
            1,
            false,
            (w, s) -> s.toCompletableFuture().completeExceptionally(new Error())));
    cases.add(
        new Case(
            "complete the future 2 below",
            2,
            false,
            (w, s) -> s.toCompletableFuture().complete(null)));
    cases.add(new Case("cancel the wait", 2, false, (w, s) -> w.cancel(true)));
    cases.add(
        new Case(
            "cancel the wait's future", 1, false, (w, s) -> w.toCompletableFuture().cancel(true)));
    cases.add(
        new Case("orTimeout the wait", 1, true, (w, s) -> w.within(Duration.ofNanos(1_000L * 1))));
    List<Kind<Source>> sources =
        List.of(
            new Kind<>("permit", LockSource::new),
            new Kind<>("item", () -> new QueueSource(AsyncQueue.unbounded())),
            new Kind<>("met item", () -> new QueueSource(AsyncQueue.rendezvous())));
    return sources.stream()
        .flatMap(
            source ->
                cases.stream()
                    .flatMap(
                        test ->
                            Stream.of(
                                Arguments.of(source, test, "sync"),
                                Arguments.of(source, test, "async"))));
  }

  @ParameterizedTest(name = "{0}: {1}, {2}")
  @MethodSource("combinations")
  void stage_givenUpWhileTheWaitIsGranted_losesNothing(
      Kind<Source> kind, Case test, String attaching) {
    Source source = kind.make();
    List<Way> ways = attaching.equals("sync") ? SYNC : ASYNC;
    int rounds = Integer.getInteger("toro.races", test.timed() ? 1_000 : 8_000);
    ThreadLocalRandom random = ThreadLocalRandom.current();
    for (int round = 0; round < rounds; round++) {
      Way way = ways.get(round % ways.size());
      Wait<Object> wait = source.enter();
      int grantAt = random.nextInt(3);
      int delay = random.nextInt(test.timed() ? 3_000 : 80);
      if (grantAt == 0) {
        second.start(delay, source::grant);
      }
      Wait<?> stage = way.attach(wait, source::use, executor);
      if (grantAt == 1) {
        second.start(delay, source::grant);
      }
      for (int level = 1; level < test.levels(); level++) {
        stage =
            ways == ASYNC && round % 2 == 0
                ? stage.thenApplyAsync(v -> v, executor)
                : stage.thenApply(v -> v);
      }
      if (grantAt == 2) {
        second.start(delay, source::grant);
      }
      SecondThread.spin(random.nextInt(ways == ASYNC && round % 4 != 0 ? 1_500 : 80));

      test.giveUp().on(wait, stage);

      until("the stage ends", stage::isDone);
      second.await();
      untilArrived(source, "way " + round % ways.size());
    }
    assertEquals(0, source.wrong.get(), "doubled, or two inside");
    Subjects.assertNobodyWaits(source.primitive());
    if (source instanceof QueueSource) {
      until(
          "every item is accounted for", () -> source.received.get() + source.back.get() == rounds);
    }
  }

  private static void untilArrived(Source source, String where) {
    if (!source.hasArrived()) {
      until("the value arrives: " + where + ", " + source.primitive(), source::hasArrived);
    }
  }

  @ParameterizedTest(name = "{0}: {1}, {2}")
  @MethodSource("combinations")
  void severalStages_givenUpWhileTheWaitIsGranted_loseNothing(
      Kind<Source> kind, Case test, String attaching) {
    Source source = kind.make();
    List<Way> ways = attaching.equals("sync") ? SYNC : ASYNC;
    int rounds = Integer.getInteger("toro.races", test.timed() ? 500 : 2_000);
    ThreadLocalRandom random = ThreadLocalRandom.current();
    for (int round = 0; round < rounds; round++) {
      AtomicBoolean once = new AtomicBoolean(); // all stages get the same value
      Consumer<Object> use =
          value -> {
            boolean granted = value != null && !(value instanceof Integer); // no fallback
            if (granted && once.compareAndSet(false, true)) {
              source.use(value);
            }
          };
      Wait<Object> wait = source.enter();
      List<Wait<?>> stages = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Wait<?> stage = ways.get(random.nextInt(ways.size())).attach(wait, use, executor);
        for (int level = 1; level < test.levels(); level++) {
          stage = stage.thenApply(v -> v);
        }
        stages.add(stage);
      }
      second.start(random.nextInt(test.timed() ? 3_000 : 200), source::grant);

      stages.forEach(stage -> test.giveUp().on(wait, stage));

      stages.forEach(stage -> until("the stage ends", stage::isDone));
      second.await();
      untilArrived(source, "round " + round);
    }
    assertEquals(0, source.wrong.get(), "doubled, or two inside");
    Subjects.assertNobodyWaits(source.primitive());
  }
}
