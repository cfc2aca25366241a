package toro.bench.scenario;

import com.softwaremill.jox.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import toro.AsyncQueue;
import toro.Block;

/** Threads that send items to other threads. */
final class ThreadQueues {
  private ThreadQueues() {}

  /** How threads put and take. */
  private record Pipe(Put put, Take take) {}

  private interface Put {
    void put(Integer item) throws InterruptedException;
  }

  private interface Take {
    Integer take() throws InterruptedException;
  }

  /** How many producers, as many consumers, and how many items they send in all. */
  record Size(ThreadFactory threads, int pairs, int items) {
    private long run(Pipe pipe) {
      var sum = new AtomicLong();
      List<Block> bodies = new ArrayList<>();
      for (int i = 0; i < pairs; i++) {
        bodies.add(() -> produce(pipe));
        bodies.add(() -> sum.addAndGet(consume(pipe)));
      }
      Round.run(threads, bodies);
      return Scenario.expect(sumOf(pairs, items), sum.get());
    }

    private void produce(Pipe pipe) throws InterruptedException {
      for (int i = 0; i < items / pairs; i++) {
        pipe.put.put(i & 63);
      }
    }

    private long consume(Pipe pipe) throws InterruptedException {
      long sum = 0;
      for (int i = 0; i < items / pairs; i++) {
        sum += pipe.take.take();
      }
      return sum;
    }
  }

  /** What the consumers should have received in all. */
  static long sumOf(int pairs, int items) {
    int each = items / pairs;
    long rest = each % 64;
    return pairs * (each / 64 * (63L * 64 / 2) + rest * (rest - 1) / 2);
  }

  static long toro(AsyncQueue<Integer> queue, Size size) {
    return size.run(new Pipe(item -> queue.put(item).await(), () -> queue.take().await()));
  }

  static long blocking(BlockingQueue<Integer> queue, Size size) {
    return size.run(new Pipe(queue::put, queue::take));
  }

  static long transfer(Size size) {
    var queue = new LinkedTransferQueue<Integer>();
    return size.run(new Pipe(queue::transfer, queue::take));
  }

  static long jox(Channel<Integer> channel, Size size) {
    return size.run(new Pipe(channel::send, channel::receive));
  }
}
