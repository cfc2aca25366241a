package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Eventually.value;
import static toro.Probe.assertPending;
import static toro.Probe.drain;
import static toro.Probe.failureOf;
import static toro.Probe.granted;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What earlier libraries' tests ask of putting into a queue. */
@Timeout(60)
class QueuePutBehavioursTest {
  private static final Duration SHORT = Duration.ofMillis(2);

  private final AsyncQueue<Integer> queue = AsyncQueue.unbounded();
  private final AsyncQueue<Integer> one = AsyncQueue.bounded(1);
  private final ArrayDeque<Runnable> notYetRun = new ArrayDeque<>();
  private final Executor later = notYetRun::add; // "woken, but not yet run"

  private static void assertTimesOut(Wait<?> wait) {
    assertInstanceOf(TimeoutException.class, failureOf(wait.within(SHORT)));
  }

  private static void assertNobodyWaits(AsyncQueue<?> queue) {
    String text = queue.toString();
    assertFalse(text.contains("taking") || text.contains("putting"), text);
  }

  // tornado QueuePutTest: test_blocking_put
  // asyncio QueuePutTests: test_blocking_put
  @Test
  void put_roomThere_completesAtOnce() {
    assertNull(granted(queue.put(1)));
    assertEquals(1, queue.size());
    assertEquals(1, queue.poll());
  }

  // asyncio QueuePutTests: test_nonblocking_put
  @Test
  void offer_roomThere_addsTheItem() {
    assertTrue(queue.offer(1));
    assertEquals(1, queue.poll());
    assertNull(queue.poll());
  }

  // tornado QueuePutTest: test_nonblocking_put_exception
  // asyncio QueuePutTests: test_nonblocking_put_exception
  @Test
  void offer_full_returnsFalseAndLeavesNoWaiter() {
    assertTrue(one.offer(1));
    assertFalse(one.offer(2));
    assertNobodyWaits(one);
    assertEquals(List.of(1), drain(one));
    assertEquals(1, one.unfinishedTasks());
  }

  // tornado QueuePutTest: test_put_with_getters
  // asyncio QueuePutTests: test_put_with_waiting_getters
  @Test
  void put_takesWaiting_goToThemInTheOrderOfTheCalls() throws Exception {
    Wait<Integer> first = queue.take();
    var second = Probe.startVirtual(() -> queue.take().await()).parked();
    granted(queue.put(0));
    assertEquals(0, granted(first));
    assertFalse(second.outcome().isDone());
    granted(queue.put(1));
    assertEquals(1, second.result());
    assertTrue(queue.isEmpty());
  }

  // tornado QueuePutTest: test_nonblocking_put_with_getters
  @Test
  void offer_insideADelivery_doesNotRunTheTakersFunctionInside() {
    List<String> order = new ArrayList<>();
    Wait<Integer> outer = queue.take();
    queue.take().thenAccept(item -> order.add("taker of " + item));
    outer.thenAccept(
        item -> {
          assertTrue(queue.offer(item + 1));
          order.add("offered " + (item + 1));
        });
    assertTrue(queue.offer(1));
    order.add("outermost returned"); // at the outermost call functions run inline
    assertEquals(List.of("offered 2", "taker of 2", "outermost returned"), order);
    assertTrue(queue.isEmpty());
  }

  // tornado QueuePutTest: test_blocking_put_wait
  // asyncio QueuePutTests: test_blocking_put_wait
  @Test
  void put_full_waitsForTakesThatComeLater() throws Exception {
    granted(one.put(0));
    Wait<Void> first = one.put(1);
    var second = Probe.startVirtual(() -> one.put(2).await()).parked();
    assertPending(first);
    List<Integer> taken = new ArrayList<>();
    var takes =
        CompletableFuture.runAsync(
            () -> {
              taken.add(one.poll());
              taken.add(one.poll());
            },
            CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS));
    assertNull(value(first));
    assertNull(second.result());
    value(takes);
    assertEquals(List.of(0, 1), taken);
    assertEquals(2, one.poll());
  }

  // tornado QueuePutTest: test_put_timeout
  @Test
  void put_limitPasses_theNextPuttersItemIsDelivered() {
    granted(one.put(0));
    Wait<Void> dead = one.put(1).within(SHORT);
    Wait<Void> live = one.put(2);
    assertInstanceOf(TimeoutException.class, failureOf(dead));
    assertPending(live);
    assertEquals(0, granted(one.take()));
    granted(live);
    Wait<Void> deadToo = one.put(3).within(SHORT);
    assertInstanceOf(TimeoutException.class, failureOf(deadToo));
    assertEquals(List.of(2), drain(one));
  }

  // toro TestQueueTimeouts3: test_put_timeout
  @Test
  void put_limitPasses_itsItemNeverAppearsAndTheQueueGoesOn() throws Exception {
    granted(one.put(0));
    assertTimesOut(one.put(1));
    assertEquals(0, granted(one.take()));
    assertTimesOut(one.take()); // nothing of the dead put
    granted(one.put(2));
    assertThrows(TimeoutException.class, () -> one.put(3).await(SHORT));
    assertNobodyWaits(one);
    assertEquals(2, granted(one.take()));
    assertNull(one.poll());
  }

  // tornado QueuePutTest: test_put_timeout_preempted
  @Test
  void put_takeBeforeTheLimit_winsForGood() throws Exception {
    Loop.simulate(
        1,
        () -> {
          Deadline deadline = Deadline.after(SHORT);
          granted(one.put(0));
          Wait<Void> put = one.put(1).by(deadline);
          assertPending(put);
          assertEquals(0, granted(one.take()));
          assertInstanceOf(TimeoutException.class, failureOf(one.put(2).by(deadline)));
          assertTrue(deadline.isExpired());
          granted(put);
          assertFalse(put.isCompletedExceptionally());
          assertEquals(List.of(1), drain(one));
        });
  }

  // tornado QueuePutTest: test_put_clears_timed_out_putters
  @Test
  void put_putsTimedOut_areNoLongerInLine() {
    granted(one.put(0));
    List<Wait<Void>> dead = new ArrayList<>();
    for (int i = 1; i < 10; i++) {
      dead.add(one.put(i).within(SHORT));
    }
    dead.forEach(put -> assertInstanceOf(TimeoutException.class, failureOf(put)));
    assertNobodyWaits(one);
    Wait<Void> live = one.put(10);
    assertTrue(one.toString().contains("1 putting"), one.toString());
    assertEquals(List.of(0, 10), drain(one));
    granted(live);
  }

  // tornado QueuePutTest: test_put_clears_timed_out_getters
  @Test
  void put_takesTimedOut_itemGoesToTheFirstLiveOne() {
    List<Wait<Integer>> takes = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      takes.add(i % 2 == 0 ? queue.take().within(SHORT) : queue.take());
    }
    for (int i = 0; i < 10; i += 2) {
      assertInstanceOf(TimeoutException.class, failureOf(takes.get(i)));
    }
    assertTrue(queue.toString().contains("5 taking"), queue.toString());
    for (int i = 1; i < 10; i += 2) {
      granted(queue.put(i));
      assertEquals(i, granted(takes.get(i)));
    }
    assertNobodyWaits(queue);
    granted(queue.put(11));
    assertEquals(List.of(11), drain(queue));
  }

  // asyncio QueuePutTests: test_get_cancel_drop_one_pending_reader
  @Test
  void take_grantedAndGivenUpBeforeItRan_theItemKeepsItsPlace() {
    Wait<Void> reader = queue.take().thenAcceptAsync(item -> {}, later);
    assertTrue(queue.offer(1));
    assertTrue(queue.offer(2));
    assertTrue(reader.cancel(true));
    notYetRun.forEach(Runnable::run);
    assertTrue(reader.isCancelled());
    assertEquals(List.of(1, 2), drain(queue));
    assertEquals(2, queue.unfinishedTasks());
  }

  // asyncio QueuePutTests: test_get_cancel_drop_many_pending_readers
  @Test
  void takes_threeForTwoItemsAndTheFirstGivenUp_theOthersGetBoth() {
    List<Integer> seen = new ArrayList<>();
    Wait<Void> first = queue.take().thenAcceptAsync(seen::add, later);
    Wait<Void> second = queue.take().thenAcceptAsync(seen::add, later);
    Wait<Void> third = queue.take().thenAcceptAsync(seen::add, later);
    assertTrue(queue.offer(1));
    assertTrue(queue.offer(2));
    assertTrue(first.cancel(true));
    assertEquals(3, notYetRun.size(), "the third was granted too");
    notYetRun.forEach(Runnable::run);
    granted(second);
    granted(third);
    assertEquals(List.of(2, 1), seen); // each was granted before: 2 to the second, 1 goes on
    assertTrue(queue.isEmpty());
  }

  // asyncio QueuePutTests: test_put_cancel_drop
  @Test
  void put_acceptedAndGivenUpBeforeItRan_itsItemIsThereOnceAndNoRoomIsLost() {
    assertTrue(one.offer(1));
    Wait<Void> put = one.put(2);
    Wait<Void> writer = put.thenRunAsync(() -> {}, later);
    assertEquals(1, one.poll());
    assertTrue(writer.cancel(true));
    notYetRun.forEach(Runnable::run);
    assertFalse(put.isCancelled(), "its item was accepted");
    assertEquals(1, one.size());
    assertEquals(List.of(2), drain(one));
    assertTrue(one.offer(3));
    assertFalse(one.offer(4));
    assertEquals(List.of(3), drain(one));
  }

  // asyncio QueuePutTests: test_put_cancelled
  @Test
  void put_cancelledAfterItWasAccepted_refusesAndTheItemStays() {
    Wait<Void> put = queue.put(1);
    assertFalse(put.cancel(true));
    assertFalse(put.isCancelled());
    assertNull(granted(put));
    assertEquals(List.of(1), drain(queue));
  }

  // asyncio QueuePutTests: test_put_cancelled_race
  @Test
  void put_middleOneCancelled_theOthersKeepTheirOrder() {
    granted(one.put(0));
    Wait<Void> a = one.put(1);
    Wait<Void> b = one.put(2);
    Wait<Void> c = one.put(3);
    assertEquals(0, granted(one.take()));
    granted(a);
    assertTrue(b.cancel(true));
    assertEquals(1, granted(one.take()));
    granted(c);
    assertEquals(3, granted(one.take()));
    assertTrue(b.isCancelled());
    assertTrue(one.isEmpty());
    assertEquals(3, one.unfinishedTasks());
  }

  // asyncio QueuePutTests: test_why_are_putters_waiting
  @Test
  void puts_fourIntoAQueueOfTwoThatIsDrained_allEnd() throws Exception {
    AsyncQueue<Integer> two = AsyncQueue.bounded(2);
    List<Probe.Started<Void>> putters = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int item = i;
      putters.add(Probe.startVirtual(() -> two.put(item).await()));
      until(
          "putter " + i + " is in or in line",
          () -> item < 2 ? two.size() == item + 1 : two.toString().contains(item - 1 + " putting"));
    }
    List<Integer> taken = new ArrayList<>();
    for (int n = two.size(); n > 0; n--) { // as many as were there
      taken.add(two.poll());
    }
    for (var putter : putters) {
      assertNull(putter.result());
    }
    assertEquals(List.of(0, 1), taken);
    assertEquals(List.of(2, 3), drain(two));
  }

  // asyncio QueuePutTests: test_cancelled_puts_not_being_held_in_self_putters
  @Test
  void put_timedOutOrCancelledOrInterrupted_leavesNoWaiter() throws Exception {
    granted(one.put(0));
    String full = one.toString();
    assertThrows(TimeoutException.class, () -> one.put(1).await(SHORT));
    assertEquals(full, one.toString());
    assertTrue(one.put(1).cancel(false));
    assertEquals(full, one.toString());
    var thread = Probe.startVirtual(() -> one.put(1).await()).parked();
    assertTrue(one.toString().contains("1 putting"), one.toString());
    thread.thread().interrupt();
    assertInstanceOf(InterruptedException.class, thread.failure());
    assertEquals(full, one.toString());
    assertEquals(List.of(0), drain(one));
  }

  // asyncio QueuePutTests: test_cancelled_put_silence_value_error_exception
  @Test
  void put_cancelledAfterItLeftTheLine_isSilent() throws Exception {
    granted(one.put(0));
    Wait<Void> put = one.put(1);
    List<Boolean> cancelled = new ArrayList<>();
    put.thenRun(() -> cancelled.add(put.cancel(true)));
    assertEquals(0, one.poll()); // lets it in, and cancels it from inside
    assertEquals(List.of(false), cancelled);
    assertNull(granted(put));

    var thread = Probe.startVirtual(() -> one.put(2).await()).parked();
    assertEquals(1, one.poll());
    thread.thread().interrupt(); // its put was accepted before
    assertNull(thread.result());
    assertEquals(List.of(2), drain(one));
  }
}
