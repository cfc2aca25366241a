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

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import toro.Subjects.Kind;

/**
 * What asyncio's tests ask of a queue's shutdown, for every kind: {@code close} is its graceful,
 * and {@code closeNow} its immediate one.
 */
@Timeout(60)
class QueueShutdownBehavioursTest {
  static Stream<Kind<AsyncQueue<String>>> kinds() {
    return Stream.of(
        new Kind<>("fifo", () -> AsyncQueue.bounded(2)),
        new Kind<>("lifo", () -> AsyncQueue.lifo(2)),
        new Kind<>("priority", () -> AsyncQueue.priority(2)));
  }

  /** Nothing can be put and nothing taken any more. */
  private static void assertEnded(AsyncQueue<String> queue) {
    assertTrue(queue.isClosed());
    assertInstanceOf(ClosedException.class, failed(queue.put("late")));
    assertThrows(ClosedException.class, () -> queue.offer("late"));
    assertInstanceOf(ClosedException.class, failed(queue.take()));
    assertNull(queue.poll());
    assertEquals(0, queue.size());
  }

  // asyncio QueueShutdownTests: test_format
  // asyncio LifoQueueShutdownTests: test_format
  // asyncio PriorityQueueShutdownTests: test_format
  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void toString_closed_saysSo(Kind<AsyncQueue<String>> kind) {
    AsyncQueue<String> queue = kind.make();
    assertFalse(queue.toString().contains("closed"), queue.toString());
    queue.close();
    assertTrue(queue.toString().contains("closed"), queue.toString());
    AsyncQueue<String> atOnce = kind.make();
    assertEquals(List.of(), atOnce.closeNow());
    assertTrue(atOnce.toString().contains("closed"), atOnce.toString());
  }

  // asyncio QueueShutdownTests: test_shutdown_empty
  // asyncio LifoQueueShutdownTests: test_shutdown_empty
  // asyncio PriorityQueueShutdownTests: test_shutdown_empty
  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void close_empty_failsTheWaitingTakeAndLetsJoinsPass(Kind<AsyncQueue<String>> kind)
      throws Exception {
    AsyncQueue<String> queue = kind.make();
    Wait<String> take = queue.take();
    var thread = Probe.startVirtual(() -> queue.take().await()).parked();
    assertPending(take);

    queue.close();

    assertInstanceOf(ClosedException.class, failed(take));
    assertInstanceOf(ClosedException.class, thread.failure());
    granted(queue.whenDone());
    assertEnded(queue);
    granted(queue.whenDone());
  }

  // asyncio QueueShutdownTests: test_shutdown_nonempty
  // asyncio LifoQueueShutdownTests: test_shutdown_nonempty
  // asyncio PriorityQueueShutdownTests: test_shutdown_nonempty
  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void close_full_failsTheWaitingPutAndKeepsTheItems(Kind<AsyncQueue<String>> kind)
      throws Exception {
    AsyncQueue<String> queue = kind.make();
    granted(queue.put("data"));
    granted(queue.put("data"));
    Wait<Void> put = queue.put("late");
    var thread = Probe.startVirtual(() -> queue.put("late").await()).parked();
    Wait<Void> done = queue.whenDone();

    queue.close();

    assertInstanceOf(ClosedException.class, failed(put));
    assertInstanceOf(ClosedException.class, thread.failure());
    assertInstanceOf(ClosedException.class, failed(queue.put("late")));
    assertEquals(2, queue.size());
    assertEquals("data", granted(queue.take()));
    assertEquals("data", queue.poll());
    assertEnded(queue);
    assertPending(done, queue.whenDone());
    queue.taskDone();
    assertPending(done);
    queue.taskDone();
    granted(done);
    assertThrows(IllegalStateException.class, queue::taskDone);
  }

  // asyncio QueueShutdownTests: test_shutdown_immediate
  // asyncio LifoQueueShutdownTests: test_shutdown_immediate
  // asyncio PriorityQueueShutdownTests: test_shutdown_immediate
  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void closeNow_itemsThere_areDrainedAndTheJoinPasses(Kind<AsyncQueue<String>> kind) {
    AsyncQueue<String> queue = kind.make();
    granted(queue.put("data"));
    granted(queue.put("data"));
    Wait<Void> put = queue.put("late");
    Wait<Void> done = queue.whenDone();
    assertPending(put, done);

    assertEquals(List.of("data", "data"), queue.closeNow());

    assertInstanceOf(ClosedException.class, failed(put));
    granted(done);
    assertEnded(queue);
    assertEquals(0, queue.unfinishedTasks());
    var refusal = assertThrows(IllegalStateException.class, queue::taskDone);
    assertTrue(
        refusal.getMessage().contains("taskDone() called 3 times for 2 items"),
        refusal.getMessage());
  }

  // asyncio QueueShutdownTests: test_shutdown_immediate_with_unfinished
  // asyncio LifoQueueShutdownTests: test_shutdown_immediate_with_unfinished
  // asyncio PriorityQueueShutdownTests: test_shutdown_immediate_with_unfinished
  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void closeNow_oneOfTwoTaken_theJoinStillWaitsForIt(Kind<AsyncQueue<String>> kind) {
    AsyncQueue<String> queue = kind.make();
    granted(queue.put("data"));
    granted(queue.put("data"));
    Wait<Void> done = queue.whenDone();
    assertEquals("data", granted(queue.take()));

    assertEquals(List.of("data"), queue.closeNow());

    assertPending(done);
    assertEquals(1, queue.unfinishedTasks());
    assertEnded(queue);
    queue.taskDone();
    granted(done);
    granted(queue.whenDone());
    assertThrows(IllegalStateException.class, queue::taskDone);
  }
}
