package toro.verify.soak;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A run that several wait for: the stage that ends it, with itself, sooner or later. */
final class SharedRun extends CompletableFuture<SharedRun> {
  /** How many have begun and ended. */
  static final class Count {
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    void enter(Book book) {
      book.equal("runs ended", begun.get(), ended.get());
    }
  }

  final int key;

  private SharedRun(int key) {
    this.key = key;
  }

  /** Begins one, by an actor: it ends at once, by others, badly, or not until it is relieved. */
  static SharedRun begin(Round round, Actor me, int key, Count count) {
    var run = new SharedRun(key);
    count.begun.incrementAndGet();
    run.whenComplete((value, failure) -> count.ended.incrementAndGet());
    switch (me.below(4)) {
      case 0 -> run.complete(run);
      case 1 -> round.delayed.add(() -> run.complete(run));
      case 2 ->
          round.pool.execute(() -> run.completeExceptionally(new CancellationException("bad")));
      default -> round.pool.execute(() -> run.complete(run));
    }
    return run;
  }

  /** What is true of a run of which somebody is told. */
  void check(Round round, int asked) {
    round.check(key == asked, "a run for another key");
    round.check(isDone() && !isCompletedExceptionally(), "a run that has not ended well");
  }
}
