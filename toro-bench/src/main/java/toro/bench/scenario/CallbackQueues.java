package toro.bench.scenario;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import toro.AsyncQueue;

/** Tasks without threads that send items to other such tasks. */
final class CallbackQueues {
  private CallbackQueues() {}

  /** Runs that many producers and consumers, and returns the sum of what was received. */
  static long run(AsyncQueue<Integer> queue, Executor executor, int pairs, int items) {
    var round = new Round(2 * pairs);
    var sum = new AtomicLong();
    for (int i = 0; i < pairs; i++) {
      executor.execute(new Producer(queue, round, items / pairs));
      executor.execute(new Consumption(queue, round, items / pairs, sum));
    }
    round.await();
    return Scenario.expect(ThreadQueues.sumOf(pairs, items), sum.get());
  }

  private static final class Producer implements Runnable, Consumer<@Nullable Void> {
    private final AsyncQueue<Integer> queue;
    private final Round round;
    private final int items;
    private int next;

    Producer(AsyncQueue<Integer> queue, Round round, int items) {
      this.queue = queue;
      this.round = round;
      this.items = items;
    }

    @Override
    public void run() {
      while (next < items) {
        var put = queue.put(next++ & 63);
        if (!put.isDone()) {
          var unused = put.thenAccept(this);
          return;
        }
      }
      round.end();
    }

    @Override
    public void accept(@Nullable Void nothing) {
      run();
    }
  }

  private static final class Consumption implements Runnable, Consumer<Integer> {
    private final AsyncQueue<Integer> queue;
    private final Round round;
    private final AtomicLong sum;
    private int left;
    private long received;

    Consumption(AsyncQueue<Integer> queue, Round round, int items, AtomicLong sum) {
      this.queue = queue;
      this.round = round;
      this.left = items;
      this.sum = sum;
    }

    @Override
    public void run() {
      while (left > 0) {
        var take = queue.take();
        if (!take.isDone()) {
          var unused = take.thenAccept(this);
          return;
        }
        receive(take.join());
      }
      sum.addAndGet(received);
      round.end();
    }

    @Override
    public void accept(Integer item) {
      receive(item);
      run();
    }

    private void receive(Integer item) {
      received += item;
      left--;
    }
  }
}
