package toro.test;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import toro.AsyncQueue;
import toro.Loop;
import toro.TaskGroup;

/** The example of the documentation. */
class LoopTestExampleTest {
  // @start region="loopTest"
  private final AsyncQueue<Integer> queue = AsyncQueue.bounded(2);
  private int sum;

  @LoopTest(seeds = 20)
  void queue_twoConsumers_takeEveryItem() throws Exception {
    TaskGroup.run(
        group -> {
          group.spawn(this::consume);
          group.spawn(this::consume);
          for (int item = 1; item <= 10; item++) {
            queue.put(item).await();
          }
          queue.whenDone().await();
          group.cancel();
        });
    assertEquals(55, sum);
  }

  private void consume() throws InterruptedException {
    while (true) {
      int item = queue.take().await();
      sum += item; // in one go: with await in it, another consumer may come between
      Loop.sleep(Duration.ofHours(1)); // hard work, but time is virtual
      queue.taskDone();
    }
  }
  // @end region="loopTest"
}
