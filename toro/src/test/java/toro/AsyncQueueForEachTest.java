package toro;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.granted;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AsyncQueueForEachTest {
  private final AsyncQueue<Integer> queue = AsyncQueue.unbounded();
  private final List<Integer> seen = new ArrayList<>();

  private CompletableFuture<Void> see(int item) {
    seen.add(item);
    return completedFuture(null);
  }

  @Test
  void forEach_itemsThenClose_seesEachAndCompletes() {
    queue.put(1);
    Wait<Void> all = queue.forEach(this::see);
    queue.put(2);
    queue.put(3);
    assertEquals(List.of(1, 2, 3), seen);
    assertPending(all);
    assertEquals(0, queue.unfinishedTasks());
    queue.close();
    assertNull(granted(all));
  }

  @Test
  void forEach_closedAndEmpty_completesAtOnce() {
    queue.close();
    assertNull(granted(queue.forEach(this::see)));
    assertEquals(List.of(), seen);
  }

  @Test
  void forEach_closedWithItems_seesThemFirst() {
    queue.put(1);
    queue.put(2);
    queue.close();
    assertNull(granted(queue.forEach(this::see)));
    assertEquals(List.of(1, 2), seen);
    granted(queue.whenDone());
  }

  @Test
  void forEach_slowWorker_runsOneItemAtATime() {
    List<CompletableFuture<String>> running = new ArrayList<>();
    queue.put(1);
    queue.put(2);
    Wait<Void> all =
        queue.forEach(
            item -> {
              running.add(new CompletableFuture<>());
              return running.getLast();
            });
    assertEquals(1, running.size());
    assertEquals(2, queue.unfinishedTasks());
    running.getFirst().complete("first");
    assertEquals(2, running.size());
    assertEquals(1, queue.unfinishedTasks());
    queue.close();
    assertPending(all);
    running.getLast().complete("second");
    granted(all);
    assertEquals(0, queue.unfinishedTasks());
  }

  @Test
  void forEach_closedWithACause_failsWithTheCauseItself() {
    IOException cause = new IOException("disk");
    Wait<Void> all = queue.forEach(this::see);
    queue.close(cause);
    assertSame(cause, failed(all));
  }

  @Test
  void forEach_workersStageFails_failsAfterTaskDoneAndTakesNothingMore() {
    IOException failure = new IOException("item 1");
    queue.put(1);
    queue.put(2);
    Wait<Void> all = queue.forEach(item -> failedFuture(failure));
    assertSame(failure, failed(all));
    assertEquals(1, queue.unfinishedTasks());
    assertEquals(2, queue.poll());
    queue.put(3);
    assertEquals(3, queue.poll());
    assertFalse(queue.isClosed());
  }

  @Test
  void forEach_workerThrows_failsAfterTaskDoneAndTakesNothingMore() {
    IllegalArgumentException failure = new IllegalArgumentException("item 1");
    queue.put(1);
    queue.put(2);
    Wait<Void> all =
        queue.forEach(
            item -> {
              throw failure;
            });
    assertSame(failure, failed(all));
    assertEquals(1, queue.unfinishedTasks());
    assertEquals(1, queue.size());
  }

  @Test
  void forEach_workerThrowsAnError_failsWithIt() {
    Error failure = new AssertionError("item 1");
    Wait<Void> all =
        queue.forEach(
            item -> {
              throw failure;
            });
    queue.put(1);
    assertSame(failure, failed(all));
    granted(queue.whenDone());
  }

  @Test
  void forEach_workerReturnsNull_failsWithNullPointerAfterTaskDone() {
    Wait<Void> all = queue.forEach(item -> null);
    queue.put(1);
    assertInstanceOf(NullPointerException.class, failed(all));
    assertEquals(0, queue.unfinishedTasks());
  }

  @Test
  void forEach_cancelledWhileItWaits_takesNothingMore() {
    Wait<Void> all = queue.forEach(this::see);
    queue.put(1);
    assertTrue(all.cancel(false));
    queue.put(2);
    assertEquals(List.of(1), seen);
    assertEquals(2, queue.poll());
    assertTrue(all.isCancelled());
  }

  @Test
  void forEach_cancelledWhileAWorkerRuns_takesNothingMore() {
    CompletableFuture<Void> working = new CompletableFuture<>();
    Wait<Void> all =
        queue.forEach(
            item -> {
              seen.add(item);
              return working;
            });
    queue.put(1);
    queue.put(2);
    assertTrue(all.cancel(false));
    assertTrue(all.isCancelled());
    working.complete(null);
    assertEquals(List.of(1), seen);
    assertEquals(2, queue.peek());
    assertEquals(1, queue.unfinishedTasks());
  }

  @Test
  void forEach_cancelledWhileAWorkerGoesOn_taskDoneFollowsWhenItEnds() {
    CompletableFuture<Void> working = new CompletableFuture<>();
    Wait<Void> all = queue.forEach(item -> working.minimalCompletionStage());
    queue.put(1);
    Wait<Void> done = queue.whenDone();
    assertTrue(all.cancel(false));
    assertTrue(all.isCancelled());
    assertPending(done);
    working.complete(null);
    granted(done);
  }

  @Test
  void forEach_limitPasses_takesNothingMore() {
    Wait<Void> all = queue.forEach(this::see).within(Duration.ZERO);
    assertInstanceOf(TimeoutException.class, failed(all));
    queue.put(1);
    assertEquals(List.of(), seen);
    assertEquals(1, queue.size());
  }

  @Test
  void forEach_hundredThousandItemsAtOnce_staysStackSafe() {
    for (int i = 0; i < 100_000; i++) {
      queue.put(i);
    }
    queue.close();
    int[] count = {0};
    Wait<Void> all =
        queue.forEach(
            item -> {
              count[0]++;
              return completedFuture(item);
            });
    granted(all);
    assertEquals(100_000, count[0]);
  }

  @Test
  void forEach_workerPutsTheNextItem_staysStackSafe() {
    int[] count = {0};
    Wait<Void> all =
        queue.forEach(
            item -> {
              count[0]++;
              if (item == 100_000) {
                queue.close();
              } else {
                queue.put(item + 1);
              }
              return completedFuture(null);
            });
    queue.put(1);
    granted(all);
    assertEquals(100_000, count[0]);
  }

  @Test
  void forEach_twoConsumers_shareTheItems() {
    List<Integer> seenToo = new ArrayList<>();
    Wait<Void> first = queue.forEach(this::see);
    Wait<Void> second =
        queue.forEach(
            item -> {
              seenToo.add(item);
              return completedFuture(null);
            });
    for (int i = 0; i < 4; i++) {
      queue.put(i);
    }
    queue.close();
    granted(first);
    granted(second);
    assertEquals(List.of(0, 2), seen);
    assertEquals(List.of(1, 3), seenToo);
  }

  @Test
  void forEach_workerCompletesOnAnotherThread_goesOnThere() throws Exception {
    CompletableFuture<Void> working = new CompletableFuture<>();
    List<Thread> threads = new ArrayList<>();
    Wait<Void> all =
        queue.forEach(
            item -> {
              threads.add(Thread.currentThread());
              return item == 1 ? working : completedFuture(null);
            });
    queue.put(1);
    queue.put(2);
    queue.close();
    var other = Probe.start(() -> working.complete(null));
    assertTrue(other.result());
    until("the consumer ends", all::isDone);
    granted(all);
    assertEquals(List.of(Thread.currentThread(), other.thread()), threads);
  }

  @Test
  void forEach_null_throwsNullPointerAndTakesNothing() {
    queue.put(1);
    assertThrows(NullPointerException.class, () -> queue.forEach(null));
    assertEquals(1, queue.size());
  }

  @Test
  void forEach_bounded_letsWaitingPutsIn() {
    AsyncQueue<Integer> one = AsyncQueue.bounded(1);
    one.put(1);
    Wait<Void> waiting = one.put(2);
    Wait<Void> all = one.forEach(this::see);
    granted(waiting);
    assertEquals(List.of(1, 2), seen);
    one.closeNow();
    granted(all);
  }

  @Test
  void forEach_stageOfItCancelledWhileItWaits_takesNothingMore() {
    Wait<Void> all = queue.forEach(this::see);
    assertTrue(all.thenRun(() -> {}).cancel(false));
    assertTrue(all.isCancelled());
    queue.put(1);
    assertEquals(List.of(), seen);
    assertEquals(1, queue.size());
  }

  @Test
  void forEach_cancelledByItsWorker_takesNothingMore() {
    List<Wait<Void>> self = new ArrayList<>();
    self.add(
        queue.forEach(
            item -> {
              assertTrue(self.get(0).cancel(false));
              return see(item);
            }));
    queue.put(1);
    queue.put(2);
    assertTrue(self.get(0).isCancelled());
    assertEquals(List.of(1), seen);
    assertEquals(1, queue.size());
    assertEquals(1, queue.unfinishedTasks());
    assertEquals(0, queue.waiting());
  }
}
