package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.failure;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A million items and takers and putters of one queue, on one stack (law L5). */
@Timeout(120)
class LongQueueChainTest {
  private static final int MILLION = 1_000_000;

  private int count; // everything here happens on the test's thread

  @Test
  void queue_forEachOverAMillionItems_handlesAll() {
    AsyncQueue<Integer> queue = AsyncQueue.unbounded();
    for (int i = 0; i < MILLION; i++) {
      queue.offer(i);
    }

    Wait<Void> consumer =
        queue.forEach(
            item -> {
              assertEquals(item, count++);
              return CompletableFuture.completedFuture(null);
            });

    assertEquals(MILLION, count);
    assertFalse(consumer.isDone());
    assertNull(failure(queue.whenDone()));
    queue.close();
    assertNull(failure(consumer));
  }

  @Test
  void queue_forEachWithPutsThatWait_handlesAll() {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    Wait<Void> last = null;
    for (int i = 0; i < MILLION; i++) {
      last = queue.put(i);
    }

    Wait<Void> consumer =
        queue.forEach(
            item -> {
              assertEquals(item, count++);
              return CompletableFuture.completedFuture(null);
            });

    assertEquals(MILLION, count);
    assertNull(failure(last));
    queue.close();
    assertNull(failure(consumer));
  }

  @Test
  void queue_takersThatEachPutTheNextItem_allGetOne() {
    AsyncQueue<Integer> queue = AsyncQueue.rendezvous();
    for (int i = 0; i < MILLION; i++) {
      queue
          .take()
          .thenAccept(
              item -> {
                assertEquals(item, count++);
                queue.offer(item + 1);
              });
    }

    assertTrue(queue.offer(0));

    assertEquals(MILLION, count);
    assertFalse(queue.offer(-1));
  }

  @Test
  void queue_puttersThatEachTakeTheNextItem_allPut() {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    assertTrue(queue.offer(-1));
    for (int i = 0; i < MILLION; i++) {
      queue
          .put(i)
          .thenRun(
              () -> {
                count++;
                queue.poll();
              });
    }

    assertEquals(-1, queue.poll());

    assertEquals(MILLION, count);
    assertTrue(queue.isEmpty());
  }
}
