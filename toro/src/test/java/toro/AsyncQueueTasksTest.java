package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.granted;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code taskDone}, {@code unfinishedTasks} and {@code whenDone}, the same for every kind. */
@Timeout(60)
class AsyncQueueTasksTest {
  private final AsyncQueue<Integer> queue = AsyncQueue.unbounded();

  private static List<AsyncQueue<Integer>> everyBufferedKind() {
    return List.of(
        AsyncQueue.unbounded(),
        AsyncQueue.bounded(10),
        AsyncQueue.lifo(10),
        AsyncQueue.priority(10));
  }

  @Test
  void whenDone_neverUsed_completesAtOnceEveryTime() {
    for (AsyncQueue<Integer> kind : everyBufferedKind()) {
      assertNull(granted(kind.whenDone()));
      assertNull(granted(kind.whenDone()));
      assertEquals(0, kind.unfinishedTasks());
    }
  }

  @Test
  void taskDone_everyItem_completesWhenDone() {
    for (AsyncQueue<Integer> kind : everyBufferedKind()) {
      kind.put(1);
      kind.put(2);
      Wait<Void> done = kind.whenDone();
      assertEquals(2, kind.unfinishedTasks());
      granted(kind.take());
      granted(kind.take());
      assertEquals(2, kind.unfinishedTasks());
      kind.taskDone();
      assertPending(done);
      assertEquals(1, kind.unfinishedTasks());
      kind.taskDone();
      granted(done);
      assertEquals(0, kind.unfinishedTasks());
    }
  }

  @Test
  void taskDone_last_runsTheContinuationBeforeItReturns() {
    queue.put(1);
    List<String> order = new ArrayList<>();
    queue.whenDone().thenRun(() -> order.add("done"));
    granted(queue.take());
    queue.taskDone();
    order.add("returned");
    assertEquals(List.of("done", "returned"), order);
  }

  @Test
  void whenDone_newItemAfterwards_waitsAgain() {
    queue.put(1);
    granted(queue.take());
    queue.taskDone();
    granted(queue.whenDone());
    queue.put(2);
    Wait<Void> again = queue.whenDone();
    assertPending(again);
    granted(queue.take());
    queue.taskDone();
    granted(again);
  }

  @Test
  void whenDone_severalWatchers_allComplete() {
    queue.put(1);
    List<Wait<Void>> watchers = List.of(queue.whenDone(), queue.whenDone(), queue.whenDone());
    queue.take();
    queue.taskDone();
    watchers.forEach(Probe::granted);
  }

  @Test
  void whenDone_cancelled_changesNothing() {
    queue.put(1);
    Wait<Void> first = queue.whenDone();
    Wait<Void> second = queue.whenDone();
    assertTrue(first.cancel(true));
    assertEquals(1, queue.unfinishedTasks());
    queue.poll();
    queue.taskDone();
    granted(second);
  }

  @Test
  void whenDone_limitPasses_changesNothing() {
    queue.put(1);
    assertInstanceOf(TimeoutException.class, failed(queue.whenDone().within(Duration.ZERO)));
    assertEquals(1, queue.unfinishedTasks());
  }

  @Test
  void unfinishedTasks_waitingPut_isCountedWhenItIsAccepted() {
    AsyncQueue<Integer> one = AsyncQueue.bounded(1);
    one.put(1);
    Wait<Void> waiting = one.put(2);
    assertEquals(1, one.unfinishedTasks());
    granted(one.take());
    granted(waiting);
    assertEquals(2, one.unfinishedTasks());
  }

  @Test
  void unfinishedTasks_cancelledPut_isNotCounted() {
    AsyncQueue<Integer> one = AsyncQueue.bounded(1);
    one.put(1);
    assertTrue(one.put(2).cancel(false));
    granted(one.take());
    one.taskDone();
    assertEquals(0, one.unfinishedTasks());
    granted(one.whenDone());
  }

  @Test
  void unfinishedTasks_itemHandedToAWaitingTake_isCounted() {
    Wait<Integer> take = queue.take();
    queue.put(1);
    granted(take);
    assertEquals(1, queue.unfinishedTasks());
    assertPending(queue.whenDone());
    queue.taskDone();
    granted(queue.whenDone());
  }

  @Test
  void unfinishedTasks_rendezvous_countsEachHandOver() {
    AsyncQueue<Integer> rendezvous = AsyncQueue.rendezvous();
    Wait<Integer> take = rendezvous.take();
    rendezvous.put(1);
    granted(take);
    assertEquals(1, rendezvous.unfinishedTasks());
    rendezvous.taskDone();
    granted(rendezvous.whenDone());
  }

  @Test
  void whenDone_taskDoneBeforeTheBlockedProducerRuns_doesNotFireTooEarly() {
    AsyncQueue<Integer> one = AsyncQueue.bounded(1);
    one.put(1);
    Wait<Void> blocked = one.put(2);
    Wait<Void> done = one.whenDone();
    granted(one.take());
    one.taskDone();
    granted(blocked);
    assertPending(done);
    granted(one.take());
    one.taskDone();
    granted(done);
  }

  @Test
  void whenDone_takerFinishesInsideThePut_firesOnceNothingIsLeft() {
    List<Integer> handled = new ArrayList<>();
    queue
        .take()
        .thenAccept(
            item -> {
              handled.add(item);
              queue.taskDone();
            });
    queue.put(1);
    assertEquals(List.of(1), handled);
    granted(queue.whenDone());
  }

  @Test
  void taskDone_tooOften_throwsWithBothCountsAndChangesNothing() {
    for (int i = 0; i < 3; i++) {
      queue.put(i);
      granted(queue.take());
      queue.taskDone();
    }
    var refusal = assertThrows(IllegalStateException.class, queue::taskDone);
    assertTrue(
        refusal.getMessage().contains("taskDone() called 4 times for 3 items"),
        refusal.getMessage());
    assertEquals(0, queue.unfinishedTasks());
    queue.put(9);
    assertEquals(1, queue.unfinishedTasks());
    queue.taskDone();
    granted(queue.whenDone());
  }

  @Test
  void whenDone_workersShareTheItems_completesAfterTheLast() throws Exception {
    AsyncQueue<Integer> shared = AsyncQueue.bounded(3);
    int count = 1_000;
    long[] sums = new long[2];
    List<Probe.Started<Boolean>> workers = new ArrayList<>();
    for (int w = 0; w < 2; w++) {
      int worker = w;
      workers.add(
          Probe.startVirtual(
              () -> {
                for (int item = shared.take().await(); item >= 0; item = shared.take().await()) {
                  sums[worker] += item;
                  shared.taskDone();
                }
                shared.taskDone();
                return true;
              }));
    }
    for (int i = 0; i < count; i++) {
      shared.put(i).await(Duration.ofSeconds(30));
    }
    shared.whenDone().await(Duration.ofSeconds(30));
    assertEquals(count * (count - 1L) / 2, sums[0] + sums[1]);
    for (int w = 0; w < 2; w++) {
      shared.put(-1).await(Duration.ofSeconds(30));
    }
    for (var worker : workers) {
      assertTrue(worker.result());
    }
    assertFalse(shared.isClosed());
    granted(shared.whenDone());
  }

  @Test
  void closeNow_itemsThatWereCalledDoneBeforeTheyWereTaken_areNotCountedTwice() {
    queue.put(1);
    queue.put(2);
    Wait<Void> done = queue.whenDone();
    queue.taskDone();
    assertEquals(List.of(1, 2), queue.closeNow());
    granted(done);
    assertEquals(0, queue.unfinishedTasks());
    assertThrows(IllegalStateException.class, queue::taskDone);
  }
}
