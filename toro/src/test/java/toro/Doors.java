package toro;

import static toro.Eventually.join;
import static toro.Eventually.until;
import static toro.Eventually.untilParked;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/** Every door through which a waiter can leave its line (law L2). */
final class Doors {
  /** What a future is completed with by its user. */
  private static final Object OUTSIDER = "outsider";

  /** What a future is failed with by its user. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private Doors() {}

  /** Gives up, or tries to; returns when that has been decided. */
  interface Act {
    void on(Wait<Object> wait) throws Exception;
  }

  /**
   * A door.
   *
   * @param ends the class of the exception that the wait then ends with, or Throwable where no law
   *     says which
   * @param quick whether it decides at once, without a clock or another thread
   */
  record Door(String name, Class<? extends Throwable> ends, boolean quick, Act act) {
    Door(String name, Class<? extends Throwable> ends, Act act) {
      this(name, ends, true, act);
    }

    void leave(Wait<Object> wait) {
      try {
        act.on(wait);
      } catch (Exception failure) {
        throw new AssertionError(name, failure);
      }
    }

    /** Fails unless {@code wait}, given up by this door, ended as it should. */
    void assertEnded(Wait<Object> wait) {
      if (!wait.isDone()) {
        throw new AssertionError(name + " did not end " + wait);
      }
      Throwable failure = Eventually.failure(wait);
      if (!ends.isInstance(failure)) {
        throw new AssertionError(name + " ended it otherwise: " + wait, failure);
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Doors of the wait itself. */
  static List<Door> ofTheWait() {
    return List.of(
        new Door("cancel(false)", CancellationException.class, w -> w.cancel(false)),
        new Door("cancel(true)", CancellationException.class, w -> w.cancel(true)),
        limit("within", w -> ((Wait<?>) w).within(Duration.ofMillis(1))),
        limit("within nothing", w -> ((Wait<?>) w).within(Duration.ZERO)),
        limit("by", w -> ((Wait<?>) w).by(Deadline.after(Duration.ofMillis(1)))),
        future("cancel", true, f -> f.cancel(true)),
        future("complete", true, f -> f.complete(OUTSIDER)),
        future("completeExceptionally", true, f -> f.completeExceptionally(new Refusal())),
        future("completeAsync", false, f -> f.completeAsync(() -> OUTSIDER)),
        future("completeAsync on an executor", true, f -> f.completeAsync(() -> 1, Runnable::run)),
        future("orTimeout", false, f -> f.orTimeout(1, TimeUnit.MILLISECONDS)),
        future(
            "completeOnTimeout",
            false,
            f -> f.completeOnTimeout(OUTSIDER, 1, TimeUnit.MILLISECONDS)));
  }

  private static Door future(
      String name, boolean quick, Consumer<CompletableFuture<Object>> ending) {
    return future(name, 0, quick, ending);
  }

  /** A future made of it, ended by its user: a wait on which nothing else hangs is given up. */
  private static Door future(
      String name, int depth, boolean quick, Consumer<CompletableFuture<Object>> ending) {
    return new Door(
        name + " of its future",
        depth == 0 ? CancellationException.class : Throwable.class,
        quick,
        wait -> {
          ending.accept(deep(wait, depth).toCompletableFuture());
          until(name + " ends the wait", wait::isDone);
        });
  }

  /** Doors of a thread that waits. */
  static List<Door> ofAThread() {
    return List.of(
        interruptedBefore("await, interrupted before", w -> ((Wait<?>) w).await()),
        interruptedBefore("get, interrupted before", w -> w.get()),
        interruptedBefore("get(limit), interrupted before", w -> w.get(9, TimeUnit.SECONDS)),
        interruptedBefore(
            "await(limit), interrupted before", w -> ((Wait<?>) w).await(Duration.ofSeconds(9))),
        interruptedWhile("await, interrupted", false, w -> ((Wait<?>) w).await()),
        interruptedWhile("await on a virtual thread", true, w -> ((Wait<?>) w).await()),
        interruptedWhile("get, interrupted", false, w -> w.get()),
        interruptedWhile("get on a virtual thread", true, w -> w.get()),
        timedOut("await(limit)", w -> ((Wait<?>) w).await(Duration.ofMillis(1))),
        timedOut("await(nothing)", w -> ((Wait<?>) w).await(Duration.ZERO)),
        timedOut("get(limit)", w -> w.get(1, TimeUnit.MILLISECONDS)),
        timedOut("get(nothing)", w -> w.get(0, TimeUnit.MILLISECONDS)));
  }

  /** Doors of one stage, attached to the wait itself or two stages below it. */
  static List<Door> ofStages() {
    List<Door> doors = new ArrayList<>();
    for (int depth = 1; depth <= 3; depth++) {
      int d = depth;
      String below = " of a stage " + depth + " below";
      doors.add(derived("cancel" + below, w -> deep(w, d), s -> s.cancel(true)));
      doors.add(derived("within" + below, w -> deep(w, d), s -> s.within(Duration.ofMillis(1))));
      doors.add(future("complete" + below, d, true, f -> f.complete(OUTSIDER)));
    }
    doors.add(derived("cancel of thenCompose", w -> w.thenCompose(v -> done(v))));
    doors.add(derived("cancel of handle", w -> w.handle((v, x) -> v)));
    doors.add(derived("cancel of whenComplete", w -> w.whenComplete((v, x) -> {})));
    doors.add(derived("cancel of thenAcceptAsync", w -> w.thenAcceptAsync(v -> {})));
    doors.add(derived("cancel of thenCombine", w -> w.thenCombine(done(1), (v, one) -> v)));
    doors.add(derived("cancel of exceptionally", w -> w.exceptionally(x -> null)));
    doors.add(derived("cancel of copy", w -> w.thenApply(v -> v)));
    doors.add(derived("cancel of Wait.allOf", w -> Wait.allOf(w)));
    doors.add(derived("cancel of Wait.anyOf", w -> Wait.anyOf(w)));
    doors.add(derived("cancel of Wait.of", w -> Wait.of(w)));
    return doors;
  }

  static List<Door> all() {
    List<Door> doors = new ArrayList<>(ofTheWait());
    doors.addAll(ofAThread());
    doors.addAll(ofStages());
    return doors;
  }

  private static Wait<Object> deep(Wait<Object> wait, int depth) {
    Wait<Object> stage = wait;
    for (int i = 0; i < depth; i++) {
      stage = stage.thenApply(v -> v);
    }
    return stage;
  }

  private static <T> CompletableFuture<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }

  private static Door limit(String name, Act act) {
    return new Door(
        name,
        TimeoutException.class,
        false,
        wait -> {
          act.on(wait);
          until(name + " ends", wait::isDone);
        });
  }

  private static Door derived(String name, Function<Wait<Object>, Wait<?>> attach) {
    return derived(name, attach, stage -> stage.cancel(false));
  }

  private static Door derived(String name, Function<Wait<Object>, Wait<?>> attach, Act act) {
    return new Door(
        name,
        Throwable.class,
        !name.startsWith("within"),
        wait -> {
          Wait<Object> stage = Subjects.erase(attach.apply(wait));
          act.on(stage);
          until(name + " ends", stage::isDone);
          until(name + " ends the wait", wait::isDone);
        });
  }

  private static Door interruptedBefore(String name, Act waiting) {
    return new Door(
        name,
        Throwable.class,
        wait -> {
          Thread.currentThread().interrupt();
          try {
            waiting.on(wait);
          } catch (InterruptedException expected) {
            // the flag is down again
          } finally {
            Thread.interrupted();
          }
        });
  }

  private static Door interruptedWhile(String name, boolean virtual, Act waiting) {
    return new Door(
        name,
        Throwable.class,
        false,
        wait -> {
          Thread thread = waiter(virtual, wait, waiting);
          if (!wait.isDone()) {
            untilParkedOrDone(thread, wait);
          }
          thread.interrupt();
          join(thread);
        });
  }

  private static void untilParkedOrDone(Thread thread, Wait<?> wait) {
    try {
      untilParked(thread);
    } catch (AssertionError ended) {
      if (!wait.isDone()) {
        throw ended;
      }
    }
  }

  private static Thread waiter(boolean virtual, Wait<Object> wait, Act waiting) {
    Runnable body =
        () -> {
          try {
            waiting.on(wait);
          } catch (Exception expected) {
            // an interrupt, or how the wait ended otherwise: the wait itself tells
          }
        };
    return (virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon()).start(body);
  }

  private static Door timedOut(String name, Act waiting) {
    return new Door(
        name,
        Throwable.class,
        false,
        wait -> {
          try {
            waiting.on(wait);
          } catch (TimeoutException expected) {
            // it gave up
          } catch (CancellationException | ExecutionException otherwise) {
            // given up by somebody else: the wait itself tells
          }
        });
  }
}
