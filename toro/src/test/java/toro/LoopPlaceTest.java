package toro;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static toro.Eventually.value;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A function that is attached without an executor to a wait made on a loop runs on that loop (law
 * L10): in whichever way it is attached, whoever ends the wait, and wherever that happens.
 */
@Timeout(120)
class LoopPlaceTest {
  private final Loop loop = Loop.start("home");
  private final ExecutorService pool = Executors.newSingleThreadExecutor();

  @AfterEach
  void close() {
    loop.close();
    pool.shutdownNow();
  }

  // ---- how a wait comes to its end, outside of the loop

  /** Makes a wait, on the loop; ends it, on a thread outside. */
  private record Scene(Supplier<Wait<Integer>> make, Runnable end) {}

  private enum Ending {
    GRANTED(
        true,
        pool -> {
          var queue = AsyncQueue.<Integer>unbounded();
          return new Scene(queue::take, () -> queue.offer(1));
        }),
    BY_AN_EXECUTOR(
        true,
        pool -> {
          var event = new AsyncEvent();
          return new Scene(() -> event.whenSet().thenApplyAsync(x -> 1, pool), event::set);
        }),
    BELOW_AN_EXECUTOR(
        true,
        pool -> {
          var event = new AsyncEvent();
          return new Scene(
              () ->
                  event.whenSet().thenRunAsync(() -> {}, pool).thenApply(x -> x).thenApply(x -> 1),
              event::set);
        }),
    COMPOSED_FOREIGN(
        true,
        pool -> {
          var foreign = new CompletableFuture<Integer>();
          return new Scene(
              () -> new AsyncLock().acquire().thenCompose(held -> foreign),
              () -> foreign.complete(1));
        }),
    COMPOSED_OF_NO_LOOP(
        true,
        pool -> {
          var queue = AsyncQueue.<Integer>unbounded();
          Wait<Integer> outside = queue.take();
          return new Scene(
              () -> new AsyncLock().acquire().thenCompose(held -> outside), () -> queue.offer(1));
        }),
    BOTH_OF_NO_LOOP(
        true,
        pool -> {
          var queue = AsyncQueue.<Integer>unbounded();
          Wait<Integer> outside = queue.take();
          return new Scene(
              () -> new AsyncLock().acquire().thenCombine(outside, (held, item) -> item),
              () -> queue.offer(1));
        }),
    WITH_A_FOREIGN_BODY(
        true,
        pool -> {
          var foreign = new CompletableFuture<Integer>();
          return new Scene(() -> new AsyncLock().with(() -> foreign), () -> foreign.complete(1));
        }),
    ANY_OF(
        true,
        pool -> {
          var foreign = new CompletableFuture<Integer>();
          return new Scene(
              () -> Wait.cast(Wait.anyOf(foreign, new CompletableFuture<>())),
              () -> foreign.complete(1));
        }),
    ALL_OF(
        false,
        pool -> {
          var foreign = new CompletableFuture<Integer>();
          return new Scene(
              () -> Wait.cast(Wait.allOf(foreign)),
              () -> foreign.completeExceptionally(new IllegalStateException("outside")));
        }),
    CANCELLED(
        false,
        pool -> {
          var made = new AtomicReference<Wait<Integer>>();
          return new Scene(
              () -> kept(made, new AsyncEvent().whenSet().thenApply(x -> 0)),
              () -> made.get().cancel(false));
        }),
    GIVEN_UP_BY_ITS_FUTURE(
        false,
        pool -> {
          var made = new AtomicReference<Wait<Integer>>();
          return new Scene(
              () -> kept(made, new AsyncEvent().whenSet().thenApply(x -> 0)),
              () -> made.get().toCompletableFuture().cancel(false));
        }),
    FAILED_BY_AN_EXECUTOR(
        false,
        pool -> {
          var event = new AsyncEvent();
          return new Scene(
              () -> event.whenSet().thenApplyAsync(x -> Integer.parseInt("x"), pool), event::set);
        }),
    CANCELLED_STEPS(
        false,
        pool -> {
          var made = new AtomicReference<Wait<Integer>>();
          var queue = AsyncQueue.<Integer>unbounded();
          return new Scene(
              () -> kept(made, Wait.cast(queue.forEach(item -> new AsyncEvent().whenSet()))),
              () -> made.get().cancel(false));
        });

    private final boolean hasValue;
    private final Function<ExecutorService, Scene> scene;

    Ending(boolean hasValue, Function<ExecutorService, Scene> scene) {
      this.hasValue = hasValue;
      this.scene = scene;
    }

    private static Wait<Integer> kept(AtomicReference<Wait<Integer>> in, Wait<Integer> made) {
      in.set(made);
      return made;
    }
  }

  // ---- how a function is attached

  /** Attaches a function that notes where it runs; the future is for those that want a second. */
  private enum Attaching {
    APPLY(true, (w, s) -> w.thenApply(x -> s.note(1))),
    ACCEPT(true, (w, s) -> w.thenAccept(x -> s.note(1))),
    RUN(true, (w, s) -> w.thenRun(() -> s.note(1))),
    COMPOSE(true, (w, s) -> w.thenCompose(x -> CompletableFuture.completedFuture(s.note(1)))),
    COMBINE(true, (w, s) -> w.thenCombine(s.second, (x, y) -> s.note(1))),
    ACCEPT_BOTH(true, (w, s) -> w.thenAcceptBoth(s.second, (x, y) -> s.note(1))),
    AFTER_BOTH(true, (w, s) -> w.runAfterBoth(s.second, () -> s.note(1))),
    EITHER(true, (w, s) -> w.applyToEither(s.second, x -> s.note(1))),
    ACCEPT_EITHER(true, (w, s) -> w.acceptEither(s.second, x -> s.note(1))),
    AFTER_EITHER(true, (w, s) -> w.runAfterEither(s.second, () -> s.note(1))),
    HANDLE(null, (w, s) -> w.handle((x, failure) -> s.note(1))),
    WHEN_COMPLETE(null, (w, s) -> w.whenComplete((x, failure) -> s.note(1))),
    EXCEPTIONALLY(false, (w, s) -> w.exceptionally(failure -> s.note(1))),
    EXCEPTIONALLY_COMPOSE(
        false, (w, s) -> w.exceptionallyCompose(x -> CompletableFuture.completedFuture(s.note(1))));

    private final Boolean onValue; // null: in either case
    private final BiFunction<Wait<Integer>, Seen, Wait<?>> attach;

    Attaching(Boolean onValue, BiFunction<Wait<Integer>, Seen, Wait<?>> attach) {
      this.onValue = onValue;
      this.attach = attach;
    }
  }

  /** Where the function ran. */
  private static final class Seen {
    final CompletableFuture<Integer> second = new CompletableFuture<>();
    final CompletableFuture<Loop> place = new CompletableFuture<>();

    Integer note(int result) {
      place.complete(Loop.current());
      return result;
    }
  }

  static Stream<Arguments> combinations() {
    return Stream.of(Ending.values())
        .flatMap(
            ending ->
                Stream.of(Attaching.values())
                    .filter(a -> a.onValue == null || a.onValue == ending.hasValue)
                    .map(a -> Arguments.of(ending, a)));
  }

  // ---- the law

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("combinations")
  void function_attachedOnTheLoop_runsThere(Ending ending, Attaching attaching) {
    var seen = new Seen();
    Scene scene = ending.scene.apply(pool);
    Wait<?> stage =
        value(loop.spawn(() -> attaching.attach.apply(scene.make.get(), seen)).thenApply(x -> x));
    assertFalse(seen.place.isDone());
    scene.end.run();
    seen.second.complete(2);
    assertSame(loop, value(seen.place));
    Eventually.until("the stage ends", stage::isDone);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("combinations")
  void function_attachedOutside_runsOnTheLoop(Ending ending, Attaching attaching) {
    var seen = new Seen();
    Scene scene = ending.scene.apply(pool);
    Wait<Integer> wait = value(loop.spawn(scene.make::get).thenApply(w -> w));
    var unused = attaching.attach.apply(wait, seen);
    scene.end.run();
    seen.second.complete(2);
    assertSame(loop, value(seen.place));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("combinations")
  void function_attachedOutsideToAnEndedWait_runsOnTheLoop(Ending ending, Attaching attaching) {
    var seen = new Seen();
    Scene scene = ending.scene.apply(pool);
    Wait<Integer> wait = value(loop.spawn(scene.make::get).thenApply(w -> w));
    scene.end.run();
    Eventually.until("ended", wait::isDone);
    seen.second.complete(2);
    var unused = attaching.attach.apply(wait, seen);
    assertSame(loop, value(seen.place));
  }
}
