package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.failureOf;
import static toro.Probe.granted;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The two first-in, first-out kinds: unbounded and bounded. */
@Timeout(60)
class AsyncQueueTest {
  private final AsyncQueue<Integer> two = AsyncQueue.bounded(2);

  private void fill() {
    granted(two.put(0));
    granted(two.put(1));
  }

  @Test
  void unbounded_puts_completeAtOnceAndComeOutInOrder() {
    AsyncQueue<Integer> queue = AsyncQueue.unbounded();
    for (int i = 0; i < 1000; i++) {
      assertNull(granted(queue.put(i)));
    }
    assertEquals(1000, queue.size());
    assertFalse(queue.isFull());
    for (int i = 0; i < 1000; i++) {
      assertEquals(i, granted(queue.take()));
    }
    assertTrue(queue.isEmpty());
  }

  @Test
  void sizes_unbounded_sayThatThereIsNoBound() {
    AsyncQueue<Integer> queue = AsyncQueue.unbounded();
    assertEquals(Integer.MAX_VALUE, queue.capacity());
    assertTrue(queue.remainingCapacity() > 1_000_000);
    assertTrue(queue.isEmpty());
    assertFalse(queue.isFull());
  }

  @Test
  void sizes_bounded_followThePutsAndTakes() {
    assertEquals(2, two.capacity());
    assertEquals(2, two.remainingCapacity());
    assertTrue(two.isEmpty());
    granted(two.put(0));
    assertEquals(1, two.size());
    assertEquals(1, two.remainingCapacity());
    assertFalse(two.isEmpty());
    assertFalse(two.isFull());
    granted(two.put(1));
    assertTrue(two.isFull());
    assertEquals(0, two.remainingCapacity());
    granted(two.take());
    assertEquals(1, two.size());
  }

  @Test
  void put_full_waitsForATake() {
    fill();
    Wait<Void> third = two.put(2);
    Wait<Void> fourth = two.put(3);
    assertPending(third, fourth);
    assertEquals(2, two.size());
    assertEquals(0, granted(two.take()));
    granted(third);
    assertPending(fourth);
    assertEquals(2, two.size());
    assertEquals(1, granted(two.take()));
    granted(fourth);
    assertEquals(2, granted(two.take()));
    assertEquals(3, granted(two.take()));
    assertTrue(two.isEmpty());
  }

  @Test
  void take_empty_waitsForAPut() {
    Wait<Integer> first = two.take();
    Wait<Integer> second = two.take();
    assertPending(first, second);
    granted(two.put(7));
    assertEquals(7, granted(first));
    assertPending(second);
    assertTrue(two.isEmpty());
    assertTrue(two.offer(8));
    assertEquals(8, granted(second));
  }

  @Test
  void take_severalWait_getTheItemsInTheOrderOfTheCalls() {
    List<Wait<Integer>> takes = List.of(two.take(), two.take(), two.take(), two.take());
    for (int i = 0; i < 3; i++) {
      granted(two.put(i));
    }
    for (int i = 0; i < 3; i++) {
      assertEquals(i, granted(takes.get(i)));
    }
    assertPending(takes.get(3));
  }

  @Test
  void offer_full_returnsFalseAndAddsNothing() {
    assertTrue(two.offer(0));
    assertTrue(two.offer(1));
    assertFalse(two.offer(2));
    assertEquals(2, two.size());
    assertEquals(0, two.poll());
    assertEquals(1, two.poll());
    assertNull(two.poll());
  }

  @Test
  void poll_waitingPut_letsItIn() {
    fill();
    Wait<Void> waiting = two.put(2);
    assertEquals(0, two.poll());
    granted(waiting);
    assertEquals(2, two.size());
  }

  @Test
  void poll_itemGivenToAWaitingTake_cannotStealIt() {
    Wait<Integer> take = two.take();
    List<Boolean> stolen = new ArrayList<>();
    take.thenRun(() -> stolen.add(two.poll() != null));
    two.put(1);
    assertEquals(List.of(false), stolen);
    assertEquals(1, granted(take));
  }

  @Test
  void offer_placeGivenToAWaitingPut_cannotTakeIt() {
    fill();
    Wait<Void> waiting = two.put(2);
    List<Boolean> overtook = new ArrayList<>();
    waiting.thenRun(() -> overtook.add(two.offer(9)));
    assertEquals(0, granted(two.take()));
    assertEquals(List.of(false), overtook);
    assertEquals(1, two.poll());
    assertEquals(2, two.poll());
    assertNull(two.poll());
  }

  @Test
  void peek_items_seesTheFirstAndTakesNothing() {
    assertNull(two.peek());
    fill();
    assertEquals(0, two.peek());
    assertEquals(0, two.peek());
    assertEquals(2, two.size());
  }

  @Test
  void put_cancelled_itsItemNeverAppears() {
    fill();
    Wait<Void> second = two.put(2);
    Wait<Void> third = two.put(3);
    Wait<Void> fourth = two.put(4);
    assertTrue(third.cancel(true));
    List<Integer> taken = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      taken.add(granted(two.take()));
    }
    assertEquals(List.of(0, 1, 2, 4), taken);
    granted(second);
    granted(fourth);
    assertTrue(third.isCancelled());
    assertTrue(two.isEmpty());
  }

  @Test
  void put_limitPasses_itsItemNeverAppears() {
    fill();
    assertInstanceOf(TimeoutException.class, failureOf(two.put(2).within(Duration.ofMillis(1))));
    assertEquals(0, granted(two.take()));
    assertEquals(1, granted(two.take()));
    assertNull(two.poll());
    granted(two.put(3));
    assertEquals(3, granted(two.take()));
  }

  @Test
  void put_cancelledAfterItWasAccepted_returnsFalse() {
    Wait<Void> put = two.put(0);
    assertFalse(put.cancel(true));
    assertEquals(0, granted(two.take()));
  }

  @Test
  void take_cancelled_theItemGoesToTheNext() {
    Wait<Integer> first = two.take();
    Wait<Integer> second = two.take();
    assertTrue(first.cancel(false));
    granted(two.put(1));
    assertEquals(1, granted(second));
  }

  @Test
  void take_limitPasses_eatsNoItem() {
    assertInstanceOf(TimeoutException.class, failureOf(two.take().within(Duration.ofMillis(1))));
    granted(two.put(1));
    assertEquals(1, two.size());
    assertEquals(1, granted(two.take()));
  }

  @Test
  void take_limitZero_isATry() {
    assertInstanceOf(TimeoutException.class, failed(two.take().within(Duration.ZERO)));
    granted(two.put(1));
    assertEquals(1, granted(two.take().within(Duration.ZERO)));
  }

  @Test
  void put_limitZero_isATry() {
    fill();
    assertInstanceOf(TimeoutException.class, failed(two.put(2).within(Duration.ZERO)));
    assertEquals(2, two.size());
  }

  @Test
  void take_itsFutureCompleted_takesNoItem() {
    Wait<Integer> forged = two.take();
    assertTrue(forged.toCompletableFuture().complete(99));
    granted(two.put(1));
    assertTrue(forged.isCancelled());
    assertEquals(1, two.poll());
  }

  @Test
  void put_itsFutureCompleted_addsNoItem() {
    fill();
    Wait<Void> forged = two.put(2);
    assertTrue(forged.toCompletableFuture().complete(null));
    granted(two.take());
    granted(two.take());
    assertNull(two.poll());
  }

  @Test
  void continuation_putsAndTakesInside_keepsTheOrder() {
    List<Integer> taken = new ArrayList<>();
    two.take()
        .thenAccept(
            item -> {
              taken.add(item);
              two.put(item + 10);
              taken.add(two.poll());
            });
    two.put(1);
    assertEquals(List.of(1, 11), taken);
    assertTrue(two.isEmpty());
  }

  @Test
  void putAndTake_manyThreads_everyItemArrivesOnceAndInOrder() throws Exception {
    int count = 5_000;
    var producer =
        Probe.startVirtual(
            () -> {
              for (int i = 0; i < count; i++) {
                two.put(i).await();
              }
              return true;
            });
    var consumer =
        Probe.start(
            () -> {
              for (int i = 0; i < count; i++) {
                assertEquals(i, two.take().await());
              }
              return true;
            });
    assertTrue(producer.result());
    assertTrue(consumer.result());
    assertTrue(two.isEmpty());
  }

  @Test
  void named_anyName_returnsTheQueueItself() {
    assertSame(two, two.named("jobs"));
  }
}
