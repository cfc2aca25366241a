package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.assertPending;
import static toro.Probe.drain;
import static toro.Probe.failureOf;
import static toro.Probe.granted;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What earlier libraries' tests ask of priority and last-in-first-out queues. */
@Timeout(60)
class PriorityAndLifoBehavioursTest {
  private record Job(int priority, String name) {}

  /** Twice, so that it has to return to where it began. */
  static void assertSimpleQueue(AsyncQueue<Integer> queue, List<Integer> order) {
    Duration limit = Duration.ofMillis(2);
    String fresh = queue.toString();
    for (int round = 0; round < 2; round++) {
      assertTrue(queue.isEmpty());
      granted(queue.put(111));
      assertTrue(queue.offer(333));
      granted(queue.put(222));
      assertTrue(queue.isFull());
      assertFalse(queue.offer(0));
      assertInstanceOf(TimeoutException.class, failureOf(queue.put(0).within(limit)));
      assertEquals(3, queue.size());
      assertEquals(order.getFirst(), queue.peek());
      assertEquals(order.get(0), granted(queue.take()));
      assertEquals(order.get(1), queue.poll());
      assertEquals(order.get(2), granted(queue.take()));
      assertNull(queue.poll());
      assertInstanceOf(TimeoutException.class, failureOf(queue.take().within(limit)));
      assertEquals(0, queue.size());
      for (int i = 0; i < 3; i++) {
        queue.taskDone();
      }
      assertEquals(fresh, queue.toString());
    }
  }

  // toro LifoQueueTest1: test_simple_queue
  @Test
  void lifo_filledAndEmptiedTwice_keepsOrderAndStateReturnsToTheStart() {
    assertSimpleQueue(AsyncQueue.lifo(3), List.of(222, 333, 111));
  }

  // toro PriorityQueueTest1: test_simple_queue
  @Test
  void priority_filledAndEmptiedTwice_keepsOrderAndStateReturnsToTheStart() {
    assertSimpleQueue(AsyncQueue.priority(3), List.of(111, 222, 333));
  }

  // asyncio LifoQueueTests: test_order
  @Test
  void lifo_items_comeOutNewestFirst() {
    AsyncQueue<Integer> queue = AsyncQueue.lifo(9);
    for (int item : new int[] {1, 3, 2}) {
      assertTrue(queue.offer(item));
    }
    assertEquals(List.of(2, 3, 1), drain(queue));
  }

  // asyncio PriorityQueueTests: test_order
  @Test
  void priority_items_comeOutLeastFirst() {
    AsyncQueue<Integer> queue = AsyncQueue.priority(9);
    for (int item : new int[] {1, 3, 2}) {
      assertTrue(queue.offer(item));
    }
    assertEquals(List.of(1, 2, 3), drain(queue));
  }

  // tornado LifoQueueJoinTest: test_order
  @Test
  void lifo_fullWithWaitingPuts_theirItemsAreTheNewest() {
    AsyncQueue<Integer> queue = AsyncQueue.lifo(2);
    granted(queue.put(1));
    granted(queue.put(0));
    Wait<Void> three = queue.put(3);
    Wait<Void> two = queue.put(2);
    assertPending(three, two);
    assertEquals(3, granted(queue.take()));
    granted(three);
    assertPending(two);
    assertEquals(2, queue.poll());
    granted(two);
    assertEquals(0, queue.poll());
    assertEquals(1, granted(queue.take()));
    assertNull(queue.poll());
  }

  // tornado PriorityQueueJoinTest: test_order
  @Test
  void priority_fullWithWaitingPuts_theirItemsCompeteForTheRoom() {
    AsyncQueue<Job> queue = AsyncQueue.priority(2, Comparator.comparingInt(Job::priority));
    granted(queue.put(new Job(1, "a")));
    granted(queue.put(new Job(0, "b")));
    Wait<Void> c = queue.put(new Job(3, "c"));
    Wait<Void> d = queue.put(new Job(2, "d"));
    assertPending(c, d);
    assertEquals("b", granted(queue.take()).name());
    granted(c);
    assertPending(d);
    assertEquals("a", queue.poll().name());
    granted(d);
    assertEquals("d", queue.poll().name());
    assertEquals("c", granted(queue.take()).name());
    assertTrue(queue.isEmpty());
  }

  // tornado PriorityQueueJoinTest: test_order
  @Test
  void priority_waitingPutOfTheLeastItem_isTakenByTheTakeThatLetsItIn() {
    AsyncQueue<Integer> queue = AsyncQueue.priority(2);
    granted(queue.put(5));
    granted(queue.put(6));
    Wait<Void> least = queue.put(1);
    Wait<Void> behind = queue.put(0);
    assertEquals(1, granted(queue.take())); // only the first waiting put competes
    granted(least);
    assertPending(behind);
    assertEquals(List.of(0, 5, 6), drain(queue));
    granted(behind);
  }

  // tornado LifoQueueJoinTest: test_order
  // tornado PriorityQueueJoinTest: test_order
  @Test
  void waitingPut_givenUp_neverCompetes() {
    for (AsyncQueue<Integer> queue :
        List.of(AsyncQueue.<Integer>lifo(1), AsyncQueue.<Integer>priority(1))) {
      granted(queue.put(5));
      Wait<Void> first = queue.put(1);
      Wait<Void> second = queue.put(2);
      assertTrue(first.cancel(true));
      assertEquals(2, queue.poll());
      granted(second);
      assertEquals(5, queue.poll());
      assertNull(queue.poll());
      assertEquals(2, queue.unfinishedTasks());
    }
  }
}
