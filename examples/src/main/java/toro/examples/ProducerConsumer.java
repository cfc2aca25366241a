package toro.examples;

import java.time.Duration;
import toro.AsyncQueue;
import toro.ClosedException;
import toro.Loop;

/** A producer, a consumer, and a queue of three; the program ends when the last item is done. */
public final class ProducerConsumer {
  private static final int ITEMS = 10;

  private final AsyncQueue<Integer> queue = AsyncQueue.bounded(3);

  public static void main(String[] args) throws Exception {
    Loop.run(new ProducerConsumer()::run); // a loop, and its first coroutine
  }

  private void run() throws InterruptedException {
    var producer = Loop.current().spawn(this::produce);
    var consumer = Loop.current().spawn(this::consume);
    System.out.println(producer.await() + " items were put");
    queue.whenDone().await(); // every item that was put is done
    queue.close(); // so nothing is left to take, and the consumer ends
    System.out.println(consumer.await() + " items are done");
  }

  private int produce() throws InterruptedException {
    for (int item = 0; item < ITEMS; item++) {
      queue.put(item).await(); // waits while the queue is full
      System.out.println("put " + item);
    }
    return ITEMS;
  }

  private int consume() throws InterruptedException {
    int done = 0;
    try {
      while (true) {
        int item = queue.take().await(); // waits while the queue is empty
        System.out.println("     working on " + item);
        Loop.sleep(Duration.ofMillis(10));
        queue.taskDone();
        done++;
      }
    } catch (ClosedException nothingIsLeft) {
      return done;
    }
  }
}
