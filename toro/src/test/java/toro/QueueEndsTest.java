package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.assertPending;
import static toro.Probe.drain;
import static toro.Probe.failed;
import static toro.Probe.granted;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ends of a queue that are counted. */
@Timeout(60)
class QueueEndsTest {
  private final AsyncQueue<Integer> queue = AsyncQueue.bounded(2);

  // trio: test_channel_multiple_producers; test_close_multiple_send_handles
  @Test
  void producers_lastOneCloses_queueCloses() {
    var first = queue.producer();
    var second = first.producer();
    granted(first.put(1));
    assertTrue(second.offer(2));
    first.close();
    first.close();
    assertFalse(queue.isClosed());
    second.close();
    assertTrue(queue.isClosed());
    assertEquals(1, granted(queue.take()));
    assertEquals(2, granted(queue.take()));
    assertInstanceOf(ClosedException.class, failed(queue.take()));
    assertNull(((ClosedException) failed(queue.take())).getCause());
  }

  // tokio sync_mpsc.rs: dropping_tx_wakes_waiting receivers
  @Test
  void producers_lastOneCloses_takersWake() {
    Wait<Integer> take = queue.take();
    queue.producer().close();
    assertInstanceOf(ClosedException.class, failed(take));
  }

  // elastic/beats#50103
  @Test
  void producers_putWaits_queueClosesWhenItWasAccepted() {
    var producer = queue.producer();
    granted(producer.put(1));
    granted(producer.put(2));
    Wait<Void> put = producer.put(3);
    producer.close();
    assertFalse(queue.isClosed());
    assertEquals(1, granted(queue.take()));
    granted(put);
    assertTrue(queue.isClosed());
    assertEquals(List.of(2, 3), drain(queue));
  }

  @Test
  void producers_waitingPutIsGivenUp_queueCloses() {
    var producer = queue.producer();
    granted(producer.put(1));
    granted(producer.put(2));
    Wait<Void> put = producer.put(3);
    producer.close();
    put.cancel(false);
    assertTrue(queue.isClosed());
    assertEquals(List.of(1, 2), drain(queue));
  }

  @Test
  void producers_reserveWaitsAndSlotIsOpen_queueClosesAfterTheSlot() {
    var producer = queue.producer();
    granted(producer.put(1));
    granted(producer.put(2));
    Wait<Slot<Integer>> reserve = producer.reserve();
    producer.close();
    assertFalse(queue.isClosed());
    assertEquals(1, queue.poll());
    assertFalse(queue.isClosed());
    granted(reserve).put(3);
    assertTrue(queue.isClosed());
    assertEquals(List.of(2, 3), drain(queue));
  }

  @Test
  void producers_slotOfTryReserve_isPendingUntilItIsClosed() {
    var producer = queue.producer();
    Slot<Integer> slot = producer.tryReserve();
    Wait<Slot<Integer>> waiting = producer.reserve();
    granted(waiting).close();
    Wait<Slot<Integer>> cancelled = producer.reserve();
    producer.close();
    granted(cancelled).close();
    assertFalse(queue.isClosed());
    slot.close();
    assertTrue(queue.isClosed());
  }

  @Test
  void producers_waitingReserveIsGivenUp_queueCloses() {
    var producer = queue.producer();
    granted(queue.put(1));
    granted(queue.put(2));
    Wait<Slot<Integer>> reserve = producer.reserve();
    producer.close();
    assertFalse(queue.isClosed());
    reserve.cancel(false);
    assertTrue(queue.isClosed());
  }

  @Test
  void producers_lastPutIsHandedToATaker_theOthersFailAfterIt() {
    AsyncQueue<Integer> handover = AsyncQueue.rendezvous();
    var producer = handover.producer();
    Wait<Void> put = producer.put(1);
    producer.close();
    assertEquals(1, granted(handover.take()));
    granted(put);
    assertInstanceOf(ClosedException.class, failed(handover.take()));
  }

  @Test
  void fail_always_closesAtOnceWithTheCause() {
    var producer = queue.producer();
    var other = queue.producer();
    granted(queue.put(1));
    granted(queue.put(2));
    Wait<Void> put = other.put(3);
    var cause = new IOException("source");
    producer.fail(cause);
    assertSame(cause, failed(put).getCause());
    assertTrue(queue.isClosed());
    assertThrows(IllegalStateException.class, () -> producer.fail(cause));
    other.close();
    assertEquals(List.of(1, 2), drain(queue));
  }

  @Test
  void directPut_always_isLegalAndNotCounted() {
    var producer = queue.producer();
    granted(queue.put(1));
    granted(queue.put(2));
    Wait<Void> direct = queue.put(3);
    producer.close();
    assertTrue(queue.isClosed());
    assertInstanceOf(ClosedException.class, failed(direct));
  }

  @Test
  void consumers_lastOneCloses_waitingPutsFailAndItemsStay() {
    var first = queue.consumer();
    var second = first.consumer();
    granted(queue.put(1));
    granted(queue.put(2));
    Wait<Void> put = queue.put(3);
    assertEquals(1, granted(first.take()));
    granted(put);
    Wait<Void> waiting = queue.put(4);
    first.close();
    assertPending(waiting);
    second.close();
    assertInstanceOf(ClosedException.class, failed(waiting));
    assertEquals(2, queue.poll());
    assertEquals(List.of(3), queue.closeNow());
  }

  @Test
  void consumers_leaseOpen_goesOn() {
    var consumer = queue.consumer();
    granted(queue.put(1));
    Lease<Integer> lease = granted(consumer.lease());
    consumer.close();
    assertTrue(queue.isClosed());
    lease.close();
    assertEquals(1, queue.poll());
  }

  @Test
  void ends_closed_throwAndTheirWaitsGoOn() {
    var other = queue.consumer();
    var consumer = queue.consumer();
    Wait<Integer> take = consumer.take();
    consumer.close();
    assertThrows(IllegalStateException.class, consumer::take);
    assertThrows(IllegalStateException.class, consumer::poll);
    assertThrows(IllegalStateException.class, consumer::lease);
    assertThrows(IllegalStateException.class, consumer::consumer);
    granted(queue.put(1));
    assertEquals(1, granted(take));
    var producer = queue.producer();
    producer.close();
    assertThrows(IllegalStateException.class, () -> producer.put(1));
    assertThrows(IllegalStateException.class, () -> producer.offer(1));
    assertThrows(IllegalStateException.class, producer::reserve);
    assertThrows(IllegalStateException.class, producer::tryReserve);
    assertThrows(IllegalStateException.class, producer::producer);
    assertNull(other.poll());
    other.close();
  }

  @Test
  void ends_ofAClosedQueue_throw() {
    var open = queue.producer();
    queue.close();
    assertThrows(ClosedException.class, queue::producer);
    assertThrows(ClosedException.class, queue::consumer);
    assertThrows(ClosedException.class, open::producer);
    assertInstanceOf(ClosedException.class, failed(open.put(1)));
    open.close();
  }

  @Test
  void producers_zeroAgainAndAgain_closeOnlyTheFirstTime() {
    var first = queue.producer();
    try (var second = queue.producer()) {
      assertNotNull(second);
    }
    assertFalse(queue.isClosed());
    first.close();
    assertTrue(queue.isClosed());
  }

  @Test
  void toString_always_tellsTheState() {
    AsyncQueue<Integer> jobs = AsyncQueue.<Integer>bounded(2).named("jobs");
    var producer = jobs.producer();
    assertEquals("Producer[AsyncQueue[jobs], open]", producer.toString());
    producer.close();
    assertEquals("Producer[AsyncQueue[jobs], closed]", producer.toString());
  }

  @Test
  void droppingAndConflating_ends_workToo() {
    AsyncQueue<Integer> latest = AsyncQueue.droppingOldest(1, i -> {});
    try (var producer = latest.producer()) {
      granted(producer.put(1));
      granted(producer.put(2));
    }
    assertTrue(latest.isClosed());
    assertEquals(List.of(2), drain(latest));
  }
}
