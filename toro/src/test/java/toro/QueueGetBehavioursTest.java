package toro;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Eventually.value;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.failureOf;
import static toro.Probe.granted;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What earlier libraries' tests ask of taking from a queue. */
@Timeout(60)
class QueueGetBehavioursTest {
  private static final Duration SHORT = Duration.ofMillis(2);
  private static final Duration LONG = Duration.ofMinutes(1);

  private final AsyncQueue<Integer> queue = AsyncQueue.unbounded();
  private final AsyncQueue<Integer> one = AsyncQueue.bounded(1);

  private static void assertTimesOut(Wait<?> wait) {
    assertInstanceOf(TimeoutException.class, failureOf(wait.within(SHORT)));
  }

  private static void assertNobodyWaits(AsyncQueue<?> queue) {
    String text = queue.toString();
    assertFalse(text.contains("taking") || text.contains("putting"), text);
  }

  /** Something else that happens a little later, on another thread. */
  private static CompletableFuture<Void> soon(Runnable action) {
    return CompletableFuture.runAsync(
        action, CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS));
  }

  // tornado QueueGetTest: test_blocking_get
  // asyncio QueueGetTests: test_blocking_get
  @Test
  void take_itemThere_returnsItWithoutWaiting() throws Exception {
    queue.put(1);
    queue.put(2);
    assertEquals(1, granted(queue.take()));
    assertEquals(2, queue.take().await());
    assertTrue(queue.isEmpty());
  }

  // tornado QueueGetTest: test_nonblocking_get
  // asyncio QueueGetTests: test_nonblocking_get
  @Test
  void poll_itemThere_returnsAndRemovesIt() {
    assertTrue(queue.offer(1));
    assertEquals(1, queue.poll());
    assertEquals(0, queue.size());
  }

  // tornado QueueGetTest: test_nonblocking_get_exception
  // asyncio QueueGetTests: test_nonblocking_get_exception
  @Test
  void poll_empty_returnsNullAndLeavesNoWaiter() {
    assertNull(queue.poll());
    assertNobodyWaits(queue);
    assertTrue(queue.offer(1));
    assertEquals(1, queue.size());
  }

  // tornado QueueGetTest: test_get_with_putters
  // asyncio QueueGetTests: test_get_with_putters
  @Test
  void take_putWaiting_completesTheItemAndThePut() {
    granted(one.put(0));
    Wait<Void> put = one.put(1);
    List<String> order = new ArrayList<>();
    put.thenRun(() -> order.add("put"));
    assertPending(put);
    assertEquals(0, granted(one.take()));
    order.add("taken");
    granted(put);
    assertEquals(List.of("put", "taken"), order);
    assertEquals(1, one.size());
    assertNobodyWaits(one);
  }

  // asyncio QueueGetTests: test_get_with_waiting_putters
  @Test
  void takes_twoPutsWaiting_getBothInOrder() throws Exception {
    var a = Probe.startVirtual(() -> one.put(10).await());
    until("the first item is in", one::isFull);
    var b = Probe.startVirtual(() -> one.put(20).await()).parked();
    assertNull(a.result());
    assertFalse(b.outcome().isDone());
    assertEquals(10, granted(one.take()));
    assertEquals(20, granted(one.take()));
    assertNull(b.result());
    assertTrue(one.isEmpty());
  }

  // tornado QueueGetTest: test_blocking_get_wait
  // asyncio QueueGetTests: test_blocking_get_wait
  @Test
  void take_empty_waitsForAPutThatComesLater() throws Exception {
    var first = queue.take();
    var second = Probe.startVirtual(() -> queue.take().await()).parked();
    assertPending(first);
    var puts =
        soon(
            () -> {
              queue.put(0);
              queue.put(1);
            });
    assertEquals(0, value(first));
    assertEquals(1, second.result());
    value(puts);
    assertTrue(queue.isEmpty());
  }

  // tornado QueueGetTest: test_get_timeout
  @Test
  void take_limitPasses_theItemGoesToTheSecond() {
    Wait<Integer> first = queue.take().within(SHORT);
    Wait<Integer> second = queue.take();
    assertInstanceOf(TimeoutException.class, failureOf(first));
    granted(queue.put(0));
    assertEquals(0, granted(second));
    Wait<Integer> third = queue.take().within(SHORT);
    assertInstanceOf(TimeoutException.class, failureOf(third));
    granted(queue.put(1));
    assertEquals(1, granted(queue.take()));
  }

  // toro TestQueueTimeouts3: test_get_timeout
  @Test
  void take_limitPasses_theDeadWaiterEatsNothing() throws Exception {
    assertTimesOut(queue.take());
    granted(queue.put("later".length()));
    assertEquals(1, queue.size());
    assertEquals(5, granted(queue.take()));
    assertTimesOut(queue.take());
    assertThrows(TimeoutException.class, () -> queue.take().await(SHORT));
    assertNobodyWaits(queue);
    granted(queue.put(6));
    assertEquals(6, queue.take().await(SHORT));
  }

  // tornado QueueGetTest: test_get_zero_timeout
  @Test
  void take_limitZero_timesOutAtOnceAndIsNotForEver() throws Exception {
    assertInstanceOf(TimeoutException.class, failed(queue.take().within(Duration.ZERO)));
    assertInstanceOf(
        TimeoutException.class, failed(queue.take().by(Deadline.after(Duration.ZERO))));
    assertThrows(TimeoutException.class, () -> queue.take().await(Duration.ZERO));
    assertInstanceOf(TimeoutException.class, failed(queue.take().within(Duration.ofSeconds(0))));
    assertNobodyWaits(queue);
    granted(queue.put(1));
    assertEquals(1, queue.take().await(Duration.ZERO));
  }

  // tornado QueueGetTest: test_get_timeout_preempted
  @Test
  void take_putBeforeTheLimit_winsForGood() throws Exception {
    Loop.simulate(
        1,
        () -> {
          Deadline deadline = Deadline.after(SHORT);
          Wait<Integer> take = queue.take().by(deadline);
          assertPending(take);
          granted(queue.put(7));
          assertInstanceOf(TimeoutException.class, failureOf(queue.take().by(deadline)));
          assertTrue(deadline.isExpired());
          assertEquals(7, granted(take));
          assertFalse(take.isCompletedExceptionally());
        });
  }

  // tornado QueueGetTest: test_get_clears_timed_out_putters
  @Test
  void take_putsTimedOut_theirItemsNeverAppear() {
    granted(one.put(0));
    List<Wait<Void>> puts = new ArrayList<>();
    for (int i = 1; i < 10; i++) {
      puts.add(i % 2 == 0 ? one.put(i) : one.put(i).within(SHORT));
    }
    for (int i = 1; i < 10; i += 2) {
      assertInstanceOf(TimeoutException.class, failureOf(puts.get(i - 1)));
    }
    assertTrue(one.toString().contains("4 putting"), one.toString()); // without a take
    List<Integer> taken = new ArrayList<>();
    for (Integer item = one.poll(); item != null; item = one.poll()) {
      taken.add(item);
    }
    assertEquals(List.of(0, 2, 4, 6, 8), taken);
    for (int i = 2; i < 10; i += 2) {
      granted(puts.get(i - 1));
    }
    assertNobodyWaits(one);
    assertEquals(5, one.unfinishedTasks());
  }

  // tornado QueueGetTest: test_get_clears_timed_out_getters
  @Test
  void take_takesTimedOut_areNoLongerInLine() {
    List<Wait<Integer>> dead = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      dead.add(queue.take().within(SHORT));
    }
    Wait<Integer> live = queue.take();
    dead.forEach(take -> assertInstanceOf(TimeoutException.class, failureOf(take)));
    assertTrue(queue.toString().contains("1 taking"), queue.toString());
    Wait<Integer> next = queue.take();
    granted(queue.put(1));
    assertEquals(1, granted(live));
    granted(queue.put(2));
    assertEquals(2, granted(next));
    assertNobodyWaits(queue);
  }

  // tornado QueueGetTest: test_async_for
  @Test
  void forEach_itemsInTheQueue_seesThemInOrder() throws Exception {
    List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 5; i++) {
      queue.put(i);
    }
    Wait<Void> all =
        queue.forEach(
            item -> {
              seen.add(item);
              return completedFuture(null);
            });
    assertEquals(List.of(0, 1, 2, 3, 4), seen);
    assertPending(all); // there may be more
    var thread =
        Probe.startVirtual(
            () -> {
              queue.put(5).await();
              queue.close();
              return true;
            });
    assertTrue(thread.result());
    assertNull(value(all));
    assertEquals(List.of(0, 1, 2, 3, 4, 5), seen);
    granted(queue.whenDone());
  }

  // asyncio QueueGetTests: test_get_cancelled_race
  @Test
  void take_firstCancelled_theItemGoesToTheSecond() {
    Wait<Integer> first = queue.take();
    Wait<Integer> second = queue.take();
    assertTrue(first.cancel(true));
    assertTrue(queue.offer(0));
    assertTrue(first.isCancelled());
    assertEquals(0, granted(second));
    assertTrue(queue.isEmpty());
  }

  // asyncio QueueGetTests: test_get_cancelled_race
  @Test
  void take_firstThreadInterrupted_theItemGoesToTheSecond() throws Exception {
    var first = Probe.startVirtual(() -> queue.take().await()).parked();
    var second = Probe.startVirtual(() -> queue.take().await()).parked();
    first.thread().interrupt();
    assertInstanceOf(InterruptedException.class, first.failure());
    assertTrue(queue.offer(0));
    assertEquals(0, second.result());
    assertTrue(queue.isEmpty());
  }

  // asyncio QueueGetTests: test_why_are_getters_waiting
  @Test
  void takesAndPuts_queueOfOneAndFiveItems_allEnd() throws Exception {
    List<Integer> taken = new ArrayList<>();
    var consumer =
        Probe.startVirtual(
            () -> {
              for (int i = 0; i < 5; i++) {
                taken.add(one.take().await(LONG));
              }
              return true;
            });
    var producer =
        Probe.startVirtual(
            () -> {
              for (int i = 0; i < 5; i++) {
                one.put(i).await(LONG);
              }
              return true;
            });
    assertTrue(producer.result());
    assertTrue(consumer.result());
    assertEquals(List.of(0, 1, 2, 3, 4), taken);
    assertTrue(one.isEmpty());
    assertNobodyWaits(one);
  }

  // asyncio QueueGetTests: test_cancelled_getters_not_being_held_in_self_getters
  @Test
  void take_timedOutOrCancelledOrInterrupted_leavesNoWaiter() throws Exception {
    String fresh = queue.toString();
    assertThrows(TimeoutException.class, () -> queue.take().await(SHORT));
    assertEquals(fresh, queue.toString());
    assertTrue(queue.take().cancel(false));
    assertEquals(fresh, queue.toString());
    var thread = Probe.startVirtual(() -> queue.take().await()).parked();
    assertTrue(queue.toString().contains("1 taking"), queue.toString());
    thread.thread().interrupt();
    assertInstanceOf(InterruptedException.class, thread.failure());
    assertEquals(fresh, queue.toString());
  }
}
