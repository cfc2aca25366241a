package toro.examples;

import java.util.concurrent.Executors;
import toro.AsyncQueue;
import toro.ClosedException;

/** A producer, a consumer, and a queue of three; the program ends when the last item is done. */
public final class ProducerConsumer {
  private static final int ITEMS = 10;

  private ProducerConsumer() {}

  public static void main(String[] args) throws Exception {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(3);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var producer = threads.submit(() -> produce(queue));
      var consumer = threads.submit(() -> consume(queue));
      System.out.println(producer.get() + " items were put");
      queue.whenDone().await(); // every item that was put is done
      queue.close(); // so nothing is left to take, and the consumer ends
      System.out.println(consumer.get() + " items are done");
    }
  }

  private static int produce(AsyncQueue<Integer> queue) throws InterruptedException {
    for (int item = 0; item < ITEMS; item++) {
      queue.put(item).await(); // waits while the queue is full
      System.out.println("put " + item);
    }
    return ITEMS;
  }

  private static int consume(AsyncQueue<Integer> queue) throws InterruptedException {
    int done = 0;
    try {
      while (true) {
        int item = queue.take().await(); // waits while the queue is empty
        System.out.println("     working on " + item);
        Thread.sleep(10);
        queue.taskDone();
        done++;
      }
    } catch (ClosedException nothingIsLeft) {
      return done;
    }
  }
}
