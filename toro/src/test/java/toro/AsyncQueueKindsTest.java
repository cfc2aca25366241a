package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.assertPending;
import static toro.Probe.drain;
import static toro.Probe.failed;
import static toro.Probe.granted;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is special about rendezvous, last-in-first-out and priority queues. */
@Timeout(60)
class AsyncQueueKindsTest {
  @Test
  void rendezvous_always_holdsNothing() {
    AsyncQueue<String> queue = AsyncQueue.rendezvous();
    Wait<Void> put = queue.put("a");
    assertPending(put);
    assertEquals(0, queue.size());
    assertEquals(0, queue.capacity());
    assertEquals(0, queue.remainingCapacity());
    assertTrue(queue.isEmpty());
    assertTrue(queue.isFull());
    assertNull(queue.peek());
  }

  @Test
  void rendezvous_putFirst_completesWithTheTake() {
    AsyncQueue<String> queue = AsyncQueue.rendezvous();
    Wait<Void> first = queue.put("a");
    Wait<Void> second = queue.put("b");
    assertEquals("a", granted(queue.take()));
    granted(first);
    assertPending(second);
    assertEquals("b", queue.poll());
    granted(second);
    assertNull(queue.poll());
  }

  @Test
  void rendezvous_takeFirst_completesWithThePut() {
    AsyncQueue<String> queue = AsyncQueue.rendezvous();
    Wait<String> first = queue.take();
    Wait<String> second = queue.take();
    granted(queue.put("a"));
    assertEquals("a", granted(first));
    assertPending(second);
  }

  @Test
  void rendezvous_offer_needsAWaitingTaker() {
    AsyncQueue<String> queue = AsyncQueue.rendezvous();
    assertFalse(queue.offer("a"));
    Wait<String> take = queue.take();
    assertTrue(queue.offer("b"));
    assertEquals("b", granted(take));
    assertFalse(queue.offer("c"));
  }

  @Test
  void rendezvous_takerCancelled_thePutGoesToTheNext() {
    AsyncQueue<String> queue = AsyncQueue.rendezvous();
    Wait<String> first = queue.take();
    Wait<String> second = queue.take();
    assertTrue(first.cancel(false));
    granted(queue.put("a"));
    assertEquals("a", granted(second));
  }

  @Test
  void rendezvous_putterCancelled_itsItemIsNeverTaken() {
    AsyncQueue<String> queue = AsyncQueue.rendezvous();
    Wait<Void> first = queue.put("a");
    Wait<Void> second = queue.put("b");
    assertTrue(first.cancel(false));
    assertEquals("b", granted(queue.take()));
    granted(second);
  }

  @Test
  void lifo_items_comeOutNewestFirst() {
    AsyncQueue<Integer> queue = AsyncQueue.lifo(3);
    queue.put(1);
    queue.put(2);
    queue.put(3);
    assertEquals(3, queue.peek());
    assertEquals(List.of(3, 2, 1), drain(queue));
  }

  @Test
  void lifo_waitingPuts_areInsertedBeforeTheTakeGets() {
    AsyncQueue<Integer> queue = AsyncQueue.lifo(2);
    queue.put(1);
    queue.put(0);
    Wait<Void> three = queue.put(3);
    Wait<Void> two = queue.put(2);
    assertPending(three, two);
    assertEquals(3, queue.poll());
    granted(three);
    assertEquals(2, granted(queue.take()));
    granted(two);
    assertEquals(0, queue.poll());
    assertEquals(1, granted(queue.take()));
    assertTrue(queue.isEmpty());
  }

  @Test
  void lifo_peekWithWaitingPuts_ignoresThem() {
    AsyncQueue<Integer> queue = AsyncQueue.lifo(1);
    queue.put(1);
    queue.put(2);
    assertEquals(1, queue.peek());
    assertEquals(1, queue.size());
  }

  @Test
  void lifo_waitingTakes_areServedInTheOrderOfTheCalls() {
    AsyncQueue<Integer> queue = AsyncQueue.lifo(2);
    Wait<Integer> first = queue.take();
    Wait<Integer> second = queue.take();
    queue.put(1);
    queue.put(2);
    assertEquals(1, granted(first));
    assertEquals(2, granted(second));
  }

  @Test
  void priority_items_comeOutSmallestFirst() {
    AsyncQueue<Integer> queue = AsyncQueue.priority(10);
    for (int item : new int[] {3, 1, 5, 2, 4}) {
      assertTrue(queue.offer(item));
    }
    assertEquals(1, queue.peek());
    assertEquals(List.of(1, 2, 3, 4, 5), drain(queue));
  }

  @Test
  void priority_comparator_decidesTheOrder() {
    AsyncQueue<String> queue = AsyncQueue.priority(10, Comparator.comparing(String::length));
    List.of("ccc", "a", "bb").forEach(queue::offer);
    assertEquals(List.of("a", "bb", "ccc"), drain(queue));
  }

  @Test
  void priority_equalItems_keepTheirOrder() {
    AsyncQueue<String> queue = AsyncQueue.priority(100, Comparator.comparing(String::length));
    List<String> expected = new ArrayList<>();
    for (char c = 'a'; c <= 'z'; c++) {
      queue.offer("" + c + c);
      expected.add("" + c + c);
    }
    queue.offer("!");
    expected.addFirst("!");
    assertEquals(expected, drain(queue));
  }

  @Test
  void priority_waitingPuts_competeWhenAPlaceGetsFree() {
    AsyncQueue<String> queue = AsyncQueue.priority(2, Comparator.comparing(item -> item.charAt(0)));
    queue.put("1a");
    queue.put("0b");
    Wait<Void> c = queue.put("3c");
    Wait<Void> d = queue.put("2d");
    assertPending(c, d);
    List<String> taken = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      taken.add(granted(queue.take()));
    }
    assertEquals(List.of("0b", "1a", "2d", "3c"), taken);
    granted(c);
    granted(d);
  }

  @Test
  void priority_comparatorThrowsOnPut_failsThePutAndChangesNothing() {
    AsyncQueue<Integer> queue = AsyncQueue.priority(3, failingFor(13));
    queue.put(2);
    queue.put(1);
    var failure = failed(queue.put(13));
    assertInstanceOf(ArithmeticException.class, failure);
    assertEquals(2, queue.size());
    assertEquals(2, queue.unfinishedTasks());
    assertTrue(queue.offer(3));
    assertEquals(List.of(1, 2, 3), drain(queue));
  }

  @Test
  void priority_comparatorThrowsOnOffer_throwsAndChangesNothing() {
    AsyncQueue<Integer> queue = AsyncQueue.priority(3, failingFor(13));
    queue.put(2);
    assertThrows(ArithmeticException.class, () -> queue.offer(13));
    assertEquals(1, queue.size());
    assertEquals(1, queue.unfinishedTasks());
  }

  @Test
  void priority_comparatorThrowsForAWaitingPut_failsThatPutAndLetsTheNextIn() {
    AsyncQueue<Integer> queue = AsyncQueue.priority(2, failingFor(13));
    queue.put(1);
    queue.put(2);
    Wait<Void> broken = queue.put(13);
    Wait<Void> next = queue.put(3);
    assertEquals(1, granted(queue.take()));
    assertInstanceOf(ArithmeticException.class, failed(broken));
    granted(next);
    assertEquals(3, queue.unfinishedTasks());
    assertEquals(List.of(2, 3), drain(queue));
  }

  @Test
  void priority_comparatorCallsTheQueue_isRefusedAndChangesNothing() {
    List<AsyncQueue<Integer>> called = new ArrayList<>();
    AsyncQueue<Integer> queue =
        AsyncQueue.priority(
            5,
            (a, b) -> {
              called.forEach(self -> self.offer(99));
              return a.compareTo(b);
            });
    granted(queue.put(1));
    called.add(queue);
    assertInstanceOf(IllegalStateException.class, failed(queue.put(2)));
    assertThrows(IllegalStateException.class, () -> queue.offer(3));
    assertEquals(List.of(1), drain(queue));
  }

  @Test
  void priority_waitingTake_getsTheItemWithoutAComparison() {
    AsyncQueue<Integer> queue = AsyncQueue.priority(1);
    Wait<Integer> take = queue.take();
    granted(queue.put(5));
    assertEquals(5, granted(take));
    assertTrue(queue.isEmpty());
  }

  @Test
  void priority_natural_isTheSameAsNaturalOrder() {
    AsyncQueue<String> queue = AsyncQueue.priority(5);
    List.of("pear", "apple", "fig").forEach(queue::offer);
    String first = queue.peek();
    assertSame(first, queue.poll());
    assertEquals("apple", first);
    assertEquals(List.of("fig", "pear"), drain(queue));
  }

  private static Comparator<Integer> failingFor(int item) {
    return (a, b) -> {
      if (a == item || b == item) {
        throw new ArithmeticException("cannot compare " + item);
      }
      return a.compareTo(b);
    };
  }
}
