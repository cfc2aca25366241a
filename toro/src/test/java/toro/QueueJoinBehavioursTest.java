package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Eventually.value;
import static toro.Probe.assertPending;
import static toro.Probe.failureOf;
import static toro.Probe.granted;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import toro.Subjects.Kind;

/** What earlier libraries' tests ask of counting tasks and joining a queue, for every kind. */
@Timeout(60)
class QueueJoinBehavioursTest {
  private static final Duration SHORT = Duration.ofMillis(2);
  private static final Duration LONG = Duration.ofSeconds(30);

  static Stream<Kind<AsyncQueue<Integer>>> kinds() {
    return Stream.of(
        new Kind<>("unbounded", AsyncQueue::unbounded),
        new Kind<>("lifo", () -> AsyncQueue.lifo(200)),
        new Kind<>("priority", () -> AsyncQueue.priority(200)));
  }

  private static void assertTaskDoneRefused(AsyncQueue<?> queue, String counts) {
    var refusal = assertThrows(IllegalStateException.class, queue::taskDone);
    assertTrue(refusal.getMessage().contains(counts), refusal.getMessage());
    assertEquals(0, queue.unfinishedTasks());
  }

  // toro TestJoinableQueue1: test_queue_task_done
  // tornado QueueJoinTest: test_task_done_underflow
  // tornado PriorityQueueJoinTest: test_task_done_underflow
  // tornado LifoQueueJoinTest: test_task_done_underflow
  // asyncio QueueJoinTests: test_task_done_underflow
  // asyncio LifoQueueJoinTests: test_task_done_underflow
  // asyncio PriorityQueueJoinTests: test_task_done_underflow
  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void taskDone_freshQueue_isRefusedWithBothCounts(Kind<AsyncQueue<Integer>> kind) {
    assertTaskDoneRefused(kind.make(), "taskDone() called 1 times for 0 items");
  }

  // toro TestJoinableQueue1: test_queue_join
  // tornado QueueJoinTest: test_task_done
  // tornado PriorityQueueJoinTest: test_task_done
  // tornado LifoQueueJoinTest: test_task_done
  // asyncio QueueJoinTests: test_task_done
  // asyncio LifoQueueJoinTests: test_task_done
  // asyncio PriorityQueueJoinTests: test_task_done
  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void whenDone_twoWorkersShareAHundredItems_endsAfterTheLast(Kind<AsyncQueue<Integer>> kind)
      throws Exception {
    AsyncQueue<Integer> queue = kind.make();
    for (int i = 0; i < 100; i++) {
      granted(queue.put(i));
    }
    AtomicInteger sum = new AtomicInteger();
    List<Probe.Started<Integer>> workers = new ArrayList<>();
    for (int w = 0; w < 2; w++) {
      workers.add(
          Probe.startVirtual(
              () -> {
                int handled = 0;
                try {
                  while (true) {
                    sum.addAndGet(queue.take().await());
                    Thread.yield();
                    queue.taskDone();
                    handled++;
                  }
                } catch (ClosedException end) {
                  return handled;
                }
              }));
    }
    queue.whenDone().await(LONG);
    assertEquals(99 * 100 / 2, sum.get());
    granted(queue.whenDone()); // once more
    assertTaskDoneRefused(queue, "taskDone() called 101 times for 100 items");
    queue.close();
    assertEquals(100, workers.get(0).result() + workers.get(1).result());
  }

  // tornado QueueJoinTest: test_task_done_delay
  // tornado PriorityQueueJoinTest: test_task_done_delay
  // tornado LifoQueueJoinTest: test_task_done_delay
  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void whenDone_itemTaken_waitsForTaskDone(Kind<AsyncQueue<Integer>> kind) {
    AsyncQueue<Integer> queue = kind.make();
    granted(queue.put(0));
    Wait<Void> done = queue.whenDone();
    assertPending(done);
    assertEquals(0, granted(queue.take()));
    assertTrue(queue.isEmpty());
    assertPending(done);
    queue.taskDone();
    assertNull(granted(done));
  }

  // toro TestJoinEmpty2: test_issue_45
  // tornado QueueJoinTest: test_join_empty_queue
  // tornado PriorityQueueJoinTest: test_join_empty_queue
  // tornado LifoQueueJoinTest: test_join_empty_queue
  // asyncio QueueJoinTests: test_join_empty_queue
  // asyncio LifoQueueJoinTests: test_join_empty_queue
  // asyncio PriorityQueueJoinTests: test_join_empty_queue
  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void whenDone_neverUsed_completesAtOnceTwice(Kind<AsyncQueue<Integer>> kind) throws Exception {
    AsyncQueue<Integer> queue = kind.make();
    assertNull(granted(queue.whenDone()));
    assertNull(granted(queue.whenDone()));
    assertNull(queue.whenDone().await(Duration.ZERO));
  }

  // toro TestJoinableQueue3: test_queue_join_timeout
  // tornado QueueJoinTest: test_join_timeout
  // tornado PriorityQueueJoinTest: test_join_timeout
  // tornado LifoQueueJoinTest: test_join_timeout
  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void whenDone_limitPasses_timesOutAndTheCountStays(Kind<AsyncQueue<Integer>> kind) {
    AsyncQueue<Integer> queue = kind.make();
    granted(queue.put(0));
    assertInstanceOf(TimeoutException.class, failureOf(queue.whenDone().within(SHORT)));
    assertThrows(TimeoutException.class, () -> queue.whenDone().await(SHORT));
    assertEquals(1, queue.unfinishedTasks());
    assertEquals(1, queue.size());
    granted(queue.take());
    queue.taskDone();
    granted(queue.whenDone());
  }

  // toro TestJoinableQueue3: test_str
  // asyncio QueueJoinTests: test_format
  // asyncio LifoQueueJoinTests: test_format
  // asyncio PriorityQueueJoinTests: test_format
  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void toString_unfinishedTasks_areShown(Kind<AsyncQueue<Integer>> kind) {
    AsyncQueue<Integer> queue = kind.make();
    assertFalse(queue.toString().contains("unfinished"), queue.toString());
    granted(queue.put(1));
    granted(queue.put(2));
    granted(queue.take());
    assertTrue(queue.toString().contains("2 unfinished"), queue.toString());
    queue.taskDone();
    assertTrue(queue.toString().contains("1 unfinished"), queue.toString());
    granted(queue.take());
    queue.taskDone();
    assertFalse(queue.toString().contains("unfinished"), queue.toString());
  }

  // toro TestJoinableQueue3: test_queue_join
  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void unfinishedTasks_twoItems_countDownToTheJoin(Kind<AsyncQueue<Integer>> kind) {
    AsyncQueue<Integer> queue = kind.make();
    granted(queue.put(1));
    granted(queue.put(2));
    Wait<Void> done = queue.whenDone();
    for (int left = 2; left > 0; left--) {
      assertEquals(left, queue.unfinishedTasks());
      granted(queue.take());
      assertEquals(left, queue.unfinishedTasks());
      assertPending(done);
      queue.taskDone();
    }
    assertEquals(0, queue.unfinishedTasks());
    granted(done);
  }

  // toro TestJoinableQueue3: test_queue_join_callback
  @Test
  void whenDone_functions_runInsideTheLastTaskDone() {
    AsyncQueue<Integer> queue = AsyncQueue.unbounded();
    List<String> order = new ArrayList<>();
    queue.put(1);
    queue.put(2);
    queue.whenDone().thenRun(() -> order.add("joined"));
    queue.whenDone().thenRun(() -> order.add("joined too"));
    queue.poll();
    queue.poll();
    queue.taskDone();
    order.add("first done");
    queue.taskDone();
    order.add("second done");
    assertEquals(List.of("first done", "joined", "joined too", "second done"), order);
  }

  // toro TestJoinableQueue3: test_io_loop
  @Test
  void whenDone_continuedOnAGivenExecutor_runsThere() {
    AsyncQueue<Integer> queue = AsyncQueue.unbounded();
    try (ExecutorService loop = Executors.newSingleThreadExecutor()) {
      Thread itsThread = value(CompletableFuture.supplyAsync(Thread::currentThread, loop));
      queue.put(1);
      var ranOn = queue.whenDone().thenApplyAsync(none -> Thread.currentThread(), loop);
      queue.poll();
      assertPending(ranOn);
      queue.taskDone();
      assertSame(itsThread, value(ranOn));
    }
  }

  // toro TestJoinableQueue3: test_queue_join_clear
  @Test
  void whenDone_newItemAfterTheJoin_waitsAgain() throws Exception {
    AsyncQueue<Integer> queue = AsyncQueue.unbounded();
    granted(queue.put(1));
    Wait<Void> first = queue.whenDone();
    Wait<Void> second = queue.whenDone();
    assertEquals(1, queue.poll());
    queue.taskDone();
    granted(first);
    granted(second);
    granted(queue.whenDone());

    granted(queue.put(2));
    Wait<Void> third = queue.whenDone();
    var thread = Probe.startVirtual(() -> queue.whenDone().await()).parked();
    assertEquals(2, queue.poll());
    assertPending(third);
    assertFalse(thread.outcome().isDone());
    queue.taskDone();
    granted(third);
    assertNull(thread.result());
  }

  // tornado ProducerConsumerTest: test_producer_consumer
  @Test
  void whenDone_consumerThatNeverYields_doesNotEndBeforeTheBlockedProducer() throws Exception {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(3);
    List<Integer> history = new ArrayList<>();
    var producer =
        Probe.startVirtual(
            () -> {
              for (int i = 0; i < 10; i++) {
                queue.put(i).await();
              }
              return true;
            });
    until("the producer is blocked", () -> queue.toString().contains("1 putting"));
    var consumer =
        Probe.startVirtual(
            () -> {
              try {
                while (true) {
                  history.add(queue.take().await());
                  queue.taskDone();
                }
              } catch (ClosedException end) {
                return true;
              }
            });
    assertTrue(producer.result());
    queue.whenDone().await(LONG);
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), history);
    queue.close();
    assertTrue(consumer.result());
  }

  // tornado ProducerConsumerTest: test_producer_consumer
  @Test
  void whenDone_putThatWaits_isCountedBeforeTheTakeReturns() {
    AsyncQueue<Integer> one = AsyncQueue.bounded(1);
    List<String> order = new ArrayList<>();
    one.put(0);
    Wait<Void> blocked = one.put(1);
    blocked.thenRun(() -> one.put(2)); // the producer's next, still inside the take
    Wait<Void> done = one.whenDone();
    done.thenRun(() -> order.add("joined"));
    for (int i = 0; i < 3; i++) {
      assertEquals(i, one.poll());
      one.taskDone();
      order.add("done " + i);
    }
    assertEquals(List.of("done 0", "done 1", "joined", "done 2"), order);
    granted(done);
    granted(blocked);
  }
}
