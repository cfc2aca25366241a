package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.failure;
import static toro.Eventually.value;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers and bodies that call back in (law L4); continuations in general: see toro-test. */
@Timeout(60)
class ReentryContractTest {
  @Test
  void worker_thatPutsIntoItsOwnQueueAndThenClosesIt_isServed() {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    List<Integer> seen = new ArrayList<>();
    Wait<Void> consumer =
        queue.forEach(
            item -> {
              seen.add(item);
              if (item == 5) {
                queue.close();
                return CompletableFuture.completedFuture(null);
              }
              return queue.put(item + 1);
            });

    assertTrue(queue.offer(0));

    assertNull(failure(consumer));
    assertEquals(List.of(0, 1, 2, 3, 4, 5), seen);
    assertNull(failure(queue.whenDone()));
  }

  @Test
  void worker_thatCancelsItsOwnConsumer_takesNothingMore() {
    AsyncQueue<Integer> queue = AsyncQueue.unbounded();
    List<Integer> seen = new ArrayList<>();
    AtomicReference<Wait<Void>> consumer = new AtomicReference<>();
    consumer.set(
        queue.forEach(
            item -> {
              seen.add(item);
              consumer.get().cancel(true);
              return CompletableFuture.completedFuture(null);
            }));

    queue.put(1);
    queue.put(2);

    assertEquals(List.of(1), seen);
    assertTrue(consumer.get().isCancelled());
    assertEquals(2, queue.poll());
  }

  @Test
  void body_thatCancelsItsOwnWith_givesThePermitBack() {
    var lock = new AsyncLock();
    Permit held = lock.tryAcquire();
    AtomicReference<Wait<Integer>> with = new AtomicReference<>();
    with.set(
        lock.with(
            () -> {
              with.get().cancel(true);
              return CompletableFuture.completedFuture(1);
            }));

    held.close();

    assertTrue(with.get().isDone());
    assertFalse(lock.isHeld());
  }

  @Test
  void body_thatTriesTheSameLock_doesNotGetIt() {
    var lock = new AsyncLock();

    Wait<Permit> tried = lock.with(() -> CompletableFuture.completedFuture(lock.tryAcquire()));

    assertNull(value(tried));
    assertFalse(lock.isHeld());
  }
}
