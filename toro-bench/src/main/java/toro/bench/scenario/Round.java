package toro.bench.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import toro.Block;

/** Tasks that run until the last one has ended. */
final class Round {
  /** Threads with a small stack: there may be many. */
  static final ThreadFactory PLATFORM =
      task -> Thread.ofPlatform().daemon().stackSize(128 << 10).unstarted(task);

  static final ThreadFactory VIRTUAL = Thread.ofVirtual().factory();

  /** Threads for tasks that have none, in the order in which they come. */
  static ForkJoinPool pool(int threads) {
    return new ForkJoinPool(threads, ForkJoinPool.defaultForkJoinWorkerThreadFactory, null, true);
  }

  private final CountDownLatch running;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  Round(int tasks) {
    running = new CountDownLatch(tasks);
  }

  /** Runs all bodies at once, each on a thread of its own. */
  static void run(ThreadFactory threads, List<Block> bodies) {
    var round = new Round(bodies.size());
    for (var body : bodies) {
      threads.newThread(() -> round.runToItsEnd(body)).start();
    }
    round.await();
  }

  /** Runs a body as often as there are tasks, each on a thread of its own. */
  static void run(ThreadFactory threads, int tasks, Block body) {
    var bodies = new ArrayList<Block>(tasks);
    for (int i = 0; i < tasks; i++) {
      bodies.add(body);
    }
    run(threads, bodies);
  }

  private void runToItsEnd(Block body) {
    try {
      body.run();
    } catch (Throwable thrown) {
      failure.compareAndSet(null, thrown);
    } finally {
      end();
    }
  }

  /** One task has ended. */
  void end() {
    running.countDown();
  }

  /** Waits for the end of the last task, but not for ever. */
  void await() {
    try {
      if (!running.await(Scenario.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(running.getCount() + " tasks are stuck");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    var thrown = failure.get();
    if (thrown != null) {
      throw new IllegalStateException(thrown);
    }
  }
}
