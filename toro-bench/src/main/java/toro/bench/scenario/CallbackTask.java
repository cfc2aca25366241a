package toro.bench.scenario;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A task without a thread that takes a thing, suspends once while it has it, gives it back, and
 * does so again until it has done so often enough.
 *
 * @param <H> what shows that one has it
 */
final class CallbackTask<H> implements Runnable, Consumer<H> {
  private final Lock<H> lock;
  private final Executor executor;
  private final Held held;
  private final Round round;
  private @Nullable H holding;
  private boolean taken;
  private int left;

  private CallbackTask(Lock<H> lock, Executor executor, Held held, Round round, int times) {
    this.lock = lock;
    this.executor = executor;
    this.held = held;
    this.round = round;
    this.left = times;
  }

  /** How callback code takes a lock and gives it back. */
  record Lock<H>(Supplier<? extends CompletionStage<H>> acquire, Consumer<H> release) {}

  /** Runs that many tasks, and returns how often they held the lock. */
  static <H> long run(Lock<H> lock, Executor executor, int tasks, int operations) {
    var held = new Held();
    var round = new Round(tasks);
    for (int i = 0; i < tasks; i++) {
      executor.execute(new CallbackTask<>(lock, executor, held, round, operations / tasks));
    }
    round.await();
    return held.times;
  }

  /** The executor gives it a turn: before the first time, and while it has the thing. */
  @Override
  public void run() {
    if (taken) {
      taken = false;
      held.times++;
      left--;
      lock.release.accept(holding);
    }
    if (left == 0) {
      round.end();
    } else {
      lock.acquire.get().thenAccept(this);
    }
  }

  @Override
  public void accept(H holding) {
    this.holding = holding;
    taken = true;
    executor.execute(this);
  }
}
