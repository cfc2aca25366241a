package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static toro.Probe.assertPending;
import static toro.Probe.drain;
import static toro.Probe.failed;
import static toro.Probe.granted;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The capacity, changed; and all the counts. */
@Timeout(60)
class QueueResizeTest {
  private final AsyncQueue<Integer> queue = AsyncQueue.bounded(2);

  // culsans: test_maxsize; gevent: test_queue resize up and down
  @Test
  void resize_up_waitingPutsAreAcceptedInOrder() {
    granted(queue.put(1));
    granted(queue.put(2));
    Wait<Void> third = queue.put(3);
    Wait<Void> fourth = queue.put(4);
    Wait<Void> fifth = queue.put(5);
    queue.resize(4);
    granted(third);
    granted(fourth);
    assertPending(fifth);
    assertEquals(4, queue.capacity());
    queue.resize(5);
    granted(fifth);
    assertEquals(List.of(1, 2, 3, 4, 5), drain(queue));
  }

  @Test
  void resize_down_nothingIsLostAndPutsWaitUntilThereIsRoom() {
    granted(queue.put(1));
    granted(queue.put(2));
    Wait<Void> third = queue.put(3);
    queue.resize(1);
    assertEquals(2, queue.size());
    assertEquals(0, queue.remainingCapacity());
    assertFalse(queue.offer(9));
    assertEquals(1, queue.poll());
    assertPending(third);
    assertEquals(2, queue.poll());
    granted(third);
    assertEquals(3, queue.poll());
  }

  @Test
  void resize_lifoAndPriority_letsPutsIn() {
    for (AsyncQueue<Integer> each :
        List.of(AsyncQueue.<Integer>lifo(1), AsyncQueue.<Integer>priority(1))) {
      granted(each.put(1));
      Wait<Void> put = each.put(2);
      each.resize(2);
      granted(put);
      assertEquals(2, each.size());
    }
  }

  @Test
  void resize_withoutACapacityToChange_throws() {
    for (AsyncQueue<Integer> each :
        List.of(
            AsyncQueue.<Integer>unbounded(),
            AsyncQueue.<Integer>rendezvous(),
            AsyncQueue.<Integer>conflating(i -> i, i -> {}))) {
      assertThrows(IllegalStateException.class, () -> each.resize(1));
    }
    assertThrows(IllegalArgumentException.class, () -> queue.resize(0));
    assertThrows(IllegalArgumentException.class, () -> queue.resize(-1));
    assertEquals(2, queue.capacity());
  }

  @Test
  void resize_boundedByTheLargestNumber_isBoundedInName() {
    AsyncQueue<Integer> large = AsyncQueue.bounded(Integer.MAX_VALUE);
    granted(large.put(1));
    large.resize(1);
    assertPending(large.put(2));
    assertEquals("AsyncQueue[1 of 1 items, 1 unfinished, 1 putting]", Probe.shown(large));
  }

  @Test
  void resize_priorityWhosePutFails_theNextOneGetsTheRoom() {
    AsyncQueue<Object> sorted = AsyncQueue.priority(1, (a, b) -> ((Integer) a).compareTo((int) b));
    granted(sorted.put(1));
    Wait<Void> bad = sorted.put("no number");
    Wait<Void> good = sorted.put(2);
    sorted.resize(2);
    assertInstanceOf(ClassCastException.class, failed(bad));
    granted(good);
    assertEquals(List.of(1, 2), drain(sorted));
  }

  @Test
  void resize_closedQueue_changesOnlyTheNumber() {
    granted(queue.put(1));
    queue.close();
    queue.resize(5);
    assertEquals(5, queue.capacity());
    assertEquals(1, granted(queue.take()));
    assertInstanceOf(ClosedException.class, failed(queue.take()));
  }

  // trio: test_statistics
  @Test
  void stats_always_countEverything() {
    assertEquals(new QueueStats(0, 2, 0, 0, 0, 0, 0, 0, 0, 0), queue.stats());
    Wait<Integer> taking = queue.take();
    assertEquals(1, queue.stats().taking());
    granted(queue.put(1));
    granted(taking);
    assertEquals(new QueueStats(0, 2, 0, 0, 0, 0, 0, 1, 0, 0), queue.stats());
    granted(queue.put(2));
    assertNotNull(queue.tryReserve());
    Wait<Void> put = queue.put(3);
    Wait<Slot<Integer>> reserve = queue.reserve();
    assertEquals(new QueueStats(1, 2, 1, 2, 0, 1, 0, 2, 0, 0), queue.stats());
    Lease<Integer> lease = granted(queue.lease());
    granted(put);
    assertPending(reserve);
    assertEquals(new QueueStats(1, 2, 1, 1, 0, 1, 1, 3, 0, 0), queue.stats());
    lease.done();
    queue.taskDone();
    assertEquals(2, queue.stats().finished());
    assertEquals(List.of(3), queue.closeNow());
    assertEquals(new QueueStats(0, 2, 1, 0, 0, 0, 0, 3, 3, 0), queue.stats());
  }

  @Test
  void stats_peak_isTheMostAtOnce() {
    granted(queue.put(1));
    granted(queue.put(2));
    Wait<Void> put = queue.put(3);
    assertEquals(1, queue.poll());
    granted(put);
    drain(queue);
    granted(queue.put(4));
    assertEquals(2, queue.stats().peak());
    AsyncQueue<Integer> handover = AsyncQueue.rendezvous();
    Wait<Void> given = handover.put(1);
    assertEquals(1, handover.poll());
    granted(given);
    assertEquals(0, handover.stats().peak());
    assertSame(0, handover.stats().capacity());
  }

  @Test
  void remainingCapacity_unbounded_isWhatIsLeft() {
    AsyncQueue<Integer> all = AsyncQueue.unbounded();
    granted(all.put(1));
    assertEquals(Integer.MAX_VALUE - 1, all.remainingCapacity());
    assertNull(AsyncQueue.rendezvous().poll());
  }
}
