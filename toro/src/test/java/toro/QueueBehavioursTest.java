package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Eventually.value;
import static toro.PriorityAndLifoBehavioursTest.assertSimpleQueue;
import static toro.Probe.assertPending;
import static toro.Probe.failureOf;
import static toro.Probe.granted;
import static toro.Probe.shown;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What earlier libraries' tests ask of any queue: order, room, description, threads. */
@Timeout(60)
class QueueBehavioursTest {
  private static final Duration SHORT = Duration.ofMillis(2);

  private static void assertTimesOut(Wait<?> wait) {
    assertInstanceOf(TimeoutException.class, failureOf(wait.within(SHORT)));
  }

  private static void assertShows(Object shown, String... parts) {
    for (String part : parts) {
      assertTrue(shown.toString().contains(part), () -> shown + " lacks " + part);
    }
  }

  // toro QueueTest1: test_simple_queue
  @Test
  void fifo_filledAndEmptiedTwice_keepsOrderAndStateReturnsToTheStart() {
    assertSimpleQueue(AsyncQueue.bounded(3), List.of(111, 333, 222));
  }

  // toro TestQueue2: test_repr
  // toro TestQueue3: test_str
  // tornado QueueBasicTest: test_repr_and_str
  // asyncio QueueBasicTests: test_repr
  // asyncio QueueBasicTests: test_str
  @Test
  void toString_takersPuttersAndTasks_areCounted() {
    AsyncQueue<Integer> queue = AsyncQueue.<Integer>bounded(2).named("jobs");
    assertEquals("AsyncQueue[jobs, 0 of 2 items]", shown(queue));
    for (int i = 0; i < 7; i++) {
      queue.take();
    }
    assertEquals("AsyncQueue[jobs, 0 of 2 items, 7 taking]", shown(queue));
    for (int i = 0; i < 13; i++) {
      queue.put(i);
    }
    assertEquals("AsyncQueue[jobs, 2 of 2 items, 9 unfinished, 4 putting]", shown(queue));
    AsyncQueue<Integer> unbounded = AsyncQueue.unbounded();
    unbounded.put(1);
    assertEquals("AsyncQueue[1 item, 1 unfinished]", shown(unbounded));
    assertShows(AsyncQueue.rendezvous(), "AsyncQueue[", "0 of 0");
  }

  // toro TestQueue2: test_send_first
  @Test
  void put_beforeTheTake_isTakenLater() {
    AsyncQueue<String> queue = AsyncQueue.unbounded();
    granted(queue.put("hi"));
    assertEquals("hi", granted(queue.take()));
    assertTrue(queue.isEmpty());
  }

  // toro TestQueue2: test_send_last
  @Test
  void take_beforeThePut_getsItAndMayAnswerThroughTheSameQueue() throws Exception {
    AsyncQueue<String> queue = AsyncQueue.unbounded();
    var waiter =
        Probe.startVirtual(
                () -> {
                  String question = queue.take().await();
                  queue.put("answer").await();
                  return question;
                })
            .parked();
    granted(queue.put("question"));
    assertEquals("question", waiter.result());
    assertEquals("answer", granted(queue.take()));
    assertTrue(queue.isEmpty());
  }

  // toro TestQueue2: test_max_size
  @Test
  void put_thirdIntoAQueueOfTwo_waitsForATake() throws Exception {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(2);
    List<Integer> accepted = new ArrayList<>();
    var putter =
        Probe.startVirtual(
                () -> {
                  for (int i = 1; i <= 3; i++) {
                    queue.put(i).await();
                    accepted.add(i);
                  }
                  return true;
                })
            .parked();
    assertEquals(List.of(1, 2), accepted);
    assertEquals(1, granted(queue.take()));
    assertTrue(putter.result());
    assertEquals(List.of(1, 2, 3), accepted);
    assertEquals(2, granted(queue.take()));
    assertEquals(3, granted(queue.take()));
  }

  // toro TestQueue2: test_multiple_waiters
  @Test
  void puts_fewerThanTheTakersThatWait_wakeThatManyOfThem() throws Exception {
    AsyncQueue<Integer> queue = AsyncQueue.unbounded();
    List<Probe.Started<Integer>> takers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      takers.add(Probe.startVirtual(() -> queue.take().await()).parked());
    }
    for (int woken = 1; woken <= 4; woken++) {
      granted(queue.put(woken));
      assertEquals(woken, takers.get(woken - 1).result());
      for (var asleep : takers.subList(woken, 4)) {
        assertFalse(asleep.outcome().isDone());
      }
      assertEquals(woken, queue.unfinishedTasks());
    }
    assertTrue(queue.isEmpty());
  }

  // toro TestQueue2: test_senders_that_die
  @Test
  void item_whosePutterHasEnded_isStillThere() throws Exception {
    AsyncQueue<String> queue = AsyncQueue.unbounded();
    var sender =
        Probe.startVirtual(
            () -> {
              queue.put("sent").await();
              return true;
            });
    assertTrue(sender.result());
    assertFalse(sender.thread().isAlive());
    assertEquals("sent", granted(queue.take()));
  }

  // toro TestQueue3: test_maxsize
  // tornado QueueBasicTest: test_maxsize
  @Test
  void capacity_zeroOrNegative_isRefusedNamingTheValue() {
    for (int capacity : new int[] {0, -1, Integer.MIN_VALUE}) {
      var refusals =
          List.of(
              assertThrows(
                  IllegalArgumentException.class, () -> AsyncQueue.<Integer>bounded(capacity)),
              assertThrows(
                  IllegalArgumentException.class, () -> AsyncQueue.<Integer>lifo(capacity)),
              assertThrows(
                  IllegalArgumentException.class, () -> AsyncQueue.<Integer>priority(capacity)));
      refusals.forEach(refusal -> assertShows(refusal, "" + capacity));
    }
    assertEquals(1, AsyncQueue.<Integer>bounded(1).capacity());
  }

  // tornado QueueBasicTest: test_maxsize
  // asyncio QueueBasicTests: test_maxsize
  @Test
  void put_thirdPending_isAcceptedByTheTakeItself() {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(2);
    granted(queue.put(0));
    granted(queue.put(1));
    Wait<Void> third = queue.put(2);
    assertPending(third);
    assertEquals(0, granted(queue.take()));
    granted(third); // without any further step
    assertTrue(queue.isFull());
    assertEquals(1, granted(queue.take()));
    assertEquals(2, granted(queue.take()));
  }

  // toro TestQueue3: test_full
  // asyncio QueueBasicTests: test_full
  @Test
  void isFull_everyKind_saysWhetherThereIsRoom() {
    AsyncQueue<Integer> unbounded = AsyncQueue.unbounded();
    for (int i = 0; i < 1_000; i++) {
      unbounded.put(i);
      assertFalse(unbounded.isFull());
    }
    AsyncQueue<Integer> one = AsyncQueue.bounded(1);
    assertFalse(one.isFull());
    granted(one.put(1));
    assertTrue(one.isFull());
    granted(one.take());
    assertFalse(one.isFull());
  }

  // asyncio QueueBasicTests: test_empty
  @Test
  void isEmpty_putThenTaken_followsTheItem() {
    AsyncQueue<Integer> queue = AsyncQueue.unbounded();
    assertTrue(queue.isEmpty());
    assertTrue(queue.offer(1));
    assertFalse(queue.isEmpty());
    assertEquals(1, queue.poll());
    assertTrue(queue.isEmpty());
  }

  // tornado QueueBasicTest: test_order
  // asyncio QueueBasicTests: test_order
  @Test
  void fifo_items_comeOutInTheOrderOfThePuts() {
    AsyncQueue<Integer> queue = AsyncQueue.unbounded();
    for (int item : new int[] {1, 3, 2}) {
      assertTrue(queue.offer(item));
    }
    assertEquals(List.of(1, 3, 2), List.of(queue.poll(), queue.poll(), queue.poll()));
  }

  // toro TestQueue3: test_io_loop
  @Test
  void take_continuedOnAGivenExecutor_runsThere() {
    AsyncQueue<Integer> queue = AsyncQueue.unbounded();
    try (ExecutorService loop = Executors.newSingleThreadExecutor()) {
      Thread itsThread = value(CompletableFuture.supplyAsync(Thread::currentThread, loop));
      List<Integer> items = new ArrayList<>();
      Wait<Integer> take = queue.take();
      var ranOn =
          take.thenApplyAsync(
              item -> {
                items.add(item);
                return Thread.currentThread();
              },
              loop);
      queue.put(1);
      assertSame(itsThread, value(ranOn));
      assertEquals(List.of(1), items);
    }
  }

  // toro TestQueue3: test_get_nowait_unblocks_putter
  @Test
  void poll_fullWithAWaitingLimitedPut_letsItIn() {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    granted(queue.put(0));
    Wait<Void> waiting = queue.put(1).within(Duration.ofMinutes(1));
    assertPending(waiting);
    assertEquals(0, queue.poll());
    granted(waiting);
    assertEquals(1, queue.poll());
  }

  // toro TestQueue3: test_put_nowait_unblocks_getter
  @Test
  void offer_withAWaitingLimitedTake_goesToIt() throws Exception {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    Wait<Integer> waiting = queue.take().within(Duration.ofMinutes(1));
    var thread = Probe.startVirtual(() -> queue.take().await(Duration.ofMinutes(1))).parked();
    assertPending(waiting);
    assertTrue(queue.offer(0));
    assertEquals(0, granted(waiting));
    assertTrue(queue.offer(1));
    assertEquals(1, thread.result());
    until("nobody waits", () -> !queue.toString().contains("taking"));
    assertTrue(queue.isEmpty());
  }
}
