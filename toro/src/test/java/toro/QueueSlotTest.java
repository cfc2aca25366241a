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

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Room that is reserved before there is an item. */
@Timeout(60)
class QueueSlotTest {
  private final AsyncQueue<Integer> queue = AsyncQueue.bounded(2);

  // tokio sync_mpsc.rs: reserve_disarm
  @Test
  void reserve_slotClosedUnused_nextReserverGetsTheRoom() {
    Slot<Integer> first = granted(queue.reserve());
    Slot<Integer> second = granted(queue.reserve());
    Wait<Slot<Integer>> third = queue.reserve();
    Wait<Slot<Integer>> fourth = queue.reserve();
    assertPending(third, fourth);
    first.close();
    granted(third);
    assertPending(fourth);
    second.close();
    granted(fourth);
  }

  // tokio sync_mpsc.rs: start_send_past_cap
  @Test
  void reserve_cancelledInLine_theNextOneIsServed() {
    Slot<Integer> first = granted(queue.reserve());
    granted(queue.put(0));
    Wait<Slot<Integer>> cancelled = queue.reserve();
    Wait<Slot<Integer>> next = queue.reserve();
    assertTrue(cancelled.cancel(false));
    first.close();
    assertTrue(granted(next).isOpen());
    assertEquals(0, queue.waiting());
  }

  // tokio sync_mpsc.rs: send_recv_buffer_limited
  @Test
  void take_waitingReserver_getsTheRoomAndNoOfferDoes() {
    granted(queue.put(1));
    granted(queue.put(2));
    Wait<Slot<Integer>> reserve = queue.reserve();
    assertEquals(1, granted(queue.take()));
    Slot<Integer> slot = granted(reserve);
    assertFalse(queue.offer(9));
    assertNull(queue.tryReserve());
    assertEquals(2, queue.poll());
    slot.put(3);
    assertEquals(3, queue.poll());
  }

  // tokio sync_mpsc.rs: recv_close_gets_none_reserved
  @Test
  void close_openSlot_mayStillPut_andWaitingReserversFail() {
    Slot<Integer> first = granted(queue.reserve());
    Slot<Integer> second = granted(queue.reserve());
    Wait<Slot<Integer>> waiting = queue.reserve();
    queue.close();
    assertInstanceOf(ClosedException.class, failed(waiting));
    assertInstanceOf(ClosedException.class, failed(queue.reserve()));
    assertThrows(ClosedException.class, queue::tryReserve);
    second.close();
    Wait<Integer> take = queue.take();
    assertPending(take);
    first.put(7);
    assertEquals(7, granted(take));
    assertInstanceOf(ClosedException.class, failed(queue.take()));
  }

  // tokio sync_mpsc.rs: try_recv_after_receiver_close_with_permit (#8074)
  @Test
  void poll_closedWithOpenSlot_isNullUntilTheItemCame() {
    Slot<Integer> slot = granted(queue.reserve());
    queue.close();
    assertNull(queue.poll());
    slot.put(1);
    assertEquals(1, queue.poll());
    assertNull(queue.poll());
  }

  // tokio sync_mpsc.rs: dropped_*_wakes_closed_receiver (#8075), six ways to end the last slot
  @Test
  void close_lastSlotClosed_takersFailInOrder() {
    Slot<Integer> slot = granted(queue.reserve());
    var order = new StringBuilder();
    Wait<Integer> first = queue.take();
    Wait<Integer> second = queue.take();
    first.whenComplete((item, failure) -> order.append("first "));
    second.whenComplete((item, failure) -> order.append("second"));
    queue.close();
    assertPending(first, second);
    slot.close();
    assertInstanceOf(ClosedException.class, failed(first));
    assertInstanceOf(ClosedException.class, failed(second));
    assertEquals("first second", order.toString());
  }

  @Test
  void close_lastSlotPut_oneTakerGetsTheItemAndTheOthersFail() {
    Slot<Integer> slot = granted(queue.reserve());
    Wait<Integer> first = queue.take();
    Wait<Integer> second = queue.take();
    queue.close();
    slot.put(1);
    assertEquals(1, granted(first));
    assertInstanceOf(ClosedException.class, failed(second));
  }

  @Test
  void close_lastSlotOfTryReserveClosed_takerFails() {
    Slot<Integer> slot = queue.tryReserve();
    Wait<Integer> take = queue.take();
    queue.close();
    assertPending(take);
    slot.close();
    assertInstanceOf(ClosedException.class, failed(take));
  }

  @Test
  void close_unreceivedSlotGoesBack_takerFails() {
    Slot<Integer> held = granted(queue.reserve());
    granted(queue.put(0));
    assertEquals(0, queue.poll());
    Slot<Integer> other = granted(queue.reserve());
    Wait<Slot<Integer>> reserve = queue.reserve();
    Wait<Void> stage = reserve.thenAcceptAsync(s -> {}, ignored -> {});
    held.close(); // grants the reserve, whose function never runs
    Wait<Integer> take = queue.take();
    queue.close();
    other.close();
    assertPending(take);
    stage.cancel(false);
    assertInstanceOf(ClosedException.class, failed(take));
    assertEquals(0, queue.stats().reserved());
  }

  // tokio sync_mpsc.rs: failed_reserve_wakes_closed_receiver (#8260)
  @Test
  void close_reserverFailed_doesNotKeepTakersWaiting() {
    Slot<Integer> one = granted(queue.reserve());
    Slot<Integer> two = granted(queue.reserve());
    Wait<Slot<Integer>> failing = queue.reserve();
    Wait<Integer> take = queue.take();
    queue.close();
    assertInstanceOf(ClosedException.class, failed(failing));
    one.close();
    two.close();
    assertInstanceOf(ClosedException.class, failed(take));
  }

  // tokio sync_mpsc.rs: cancelled_reserve_wakes_closed_receiver (#8260)
  @Test
  void close_reserverCancelledBefore_doesNotKeepTakersWaiting() {
    Slot<Integer> one = granted(queue.reserve());
    Slot<Integer> two = granted(queue.reserve());
    Wait<Slot<Integer>> cancelled = queue.reserve();
    Wait<Integer> take = queue.take();
    assertTrue(cancelled.cancel(false));
    one.close();
    queue.close();
    two.close();
    assertInstanceOf(ClosedException.class, failed(take));
  }

  // tokio sync_mpsc.rs: drop_permit_releases_permit
  @Test
  void slots_closedUnused_allRoomIsFreeAgain() {
    for (int n = 1; n < 100; n++) {
      AsyncQueue<Integer> many = AsyncQueue.bounded(n);
      List<Slot<Integer>> slots =
          IntStream.range(0, n).mapToObj(i -> granted(many.reserve())).toList();
      assertNull(many.tryReserve());
      assertEquals(0, many.remainingCapacity());
      assertTrue(many.isFull());
      slots.forEach(Slot::close);
      assertEquals(n, many.remainingCapacity());
      assertEquals(0, many.stats().reserved());
      for (int i = 0; i < n; i++) {
        assertTrue(many.offer(i));
      }
    }
  }

  @Test
  void reserveAndPut_inOneLine_areServedInOrder() {
    granted(queue.put(1));
    granted(queue.put(2));
    Wait<Slot<Integer>> reserve = queue.reserve();
    Wait<Void> put = queue.put(3);
    assertEquals(1, queue.poll());
    Slot<Integer> slot = granted(reserve);
    assertPending(put);
    assertEquals(2, queue.poll());
    granted(put);
    slot.put(4);
    assertEquals(List.of(3, 4), drain(queue));
  }

  @Test
  void reserveAtTheHead_takerWaits_holdsBackTheputsBehindIt() {
    Slot<Integer> one = granted(queue.reserve());
    Slot<Integer> two = granted(queue.reserve());
    Wait<Slot<Integer>> reserve = queue.reserve();
    Wait<Integer> take = queue.take();
    Wait<Void> put = queue.put(5);
    assertFalse(queue.offer(6));
    assertPending(take, put, reserve);
    reserve.cancel(false);
    granted(put);
    assertEquals(5, granted(take));
    one.close();
    two.close();
    assertEquals(2, queue.remainingCapacity());
  }

  @Test
  void reserveServed_takerWaits_putBehindItIsHandedOver() {
    Slot<Integer> one = granted(queue.reserve());
    Slot<Integer> two = granted(queue.reserve());
    Wait<Slot<Integer>> reserve = queue.reserve();
    Wait<Integer> take = queue.take();
    Wait<Void> put = queue.put(5);
    one.close();
    granted(put);
    assertEquals(5, granted(take));
    granted(reserve).put(6);
    two.put(7);
    assertEquals(List.of(6, 7), drain(queue));
  }

  @Test
  void allRoomReserved_waitingPut_isHandedToATakeDirectly() {
    Slot<Integer> one = granted(queue.reserve());
    Slot<Integer> two = granted(queue.reserve());
    Wait<Void> put = queue.put(1);
    assertPending(put);
    assertEquals(1, granted(queue.take()));
    granted(put);
    assertEquals(0, queue.size());
    one.put(2);
    two.put(3);
    assertEquals(List.of(2, 3), drain(queue));
  }

  @Test
  void put_takerWaits_itemGoesToItAndTheRoomIsFree() {
    Wait<Integer> take = queue.take();
    Slot<Integer> slot = granted(queue.reserve());
    Slot<Integer> other = granted(queue.reserve());
    Wait<Slot<Integer>> next = queue.reserve();
    slot.put(1);
    assertEquals(1, granted(take));
    granted(next);
    assertTrue(other.isOpen());
  }

  @Test
  void slot_usedTwice_throwsAndNothingChanges() {
    Slot<Integer> slot = granted(queue.reserve());
    slot.put(1);
    assertThrows(IllegalStateException.class, () -> slot.put(2));
    slot.close();
    assertFalse(slot.isOpen());
    assertEquals(1, queue.size());
    assertEquals(1, queue.remainingCapacity());
    Slot<Integer> closed = granted(queue.reserve());
    closed.close();
    closed.close();
    assertThrows(IllegalStateException.class, () -> closed.put(2));
    assertEquals(1, queue.remainingCapacity());
    assertThrows(NullPointerException.class, () -> granted(queue.reserve()).put(null));
  }

  @Test
  void slot_comparatorThrows_staysOpen() {
    var fails = new boolean[1];
    Comparator<Integer> order =
        (a, b) -> {
          if (fails[0]) {
            throw new IllegalArgumentException("not comparable");
          }
          return a.compareTo(b);
        };
    AsyncQueue<Integer> sorted = AsyncQueue.priority(2, order);
    granted(sorted.put(5));
    Slot<Integer> slot = granted(sorted.reserve());
    fails[0] = true;
    assertThrows(IllegalArgumentException.class, () -> slot.put(3));
    assertTrue(slot.isOpen());
    assertEquals(0, sorted.remainingCapacity());
    fails[0] = false;
    slot.put(3);
    assertEquals(List.of(3, 5), drain(sorted));
  }

  @Test
  void closeNow_openSlots_areRevoked() {
    Slot<Integer> slot = granted(queue.reserve());
    granted(queue.put(1));
    Wait<Slot<Integer>> waiting = queue.reserve();
    assertEquals(List.of(1), queue.closeNow());
    assertFalse(slot.isOpen());
    assertInstanceOf(ClosedException.class, failed(waiting));
    assertThrows(ClosedException.class, () -> slot.put(2));
    slot.close();
    assertInstanceOf(ClosedException.class, failed(queue.take()));
    assertEquals(2, queue.remainingCapacity());
  }

  @Test
  void closeNow_takerWaitsForASlot_fails() {
    Slot<Integer> slot = granted(queue.reserve());
    Wait<Integer> take = queue.take();
    queue.close();
    assertPending(take);
    assertEquals(List.of(), queue.closeNow());
    assertInstanceOf(ClosedException.class, failed(take));
    assertFalse(slot.isOpen());
  }

  @Test
  void resize_belowTheSlots_putsWaitUntilThereIsRoom() {
    AsyncQueue<Integer> large = AsyncQueue.bounded(3);
    List<Slot<Integer>> slots = List.of(large.tryReserve(), large.tryReserve(), large.tryReserve());
    large.resize(1);
    Wait<Void> put = large.put(9);
    assertEquals(0, large.remainingCapacity());
    slots.get(0).put(1);
    slots.get(1).close();
    assertPending(put);
    assertEquals(1, large.poll());
    assertPending(put);
    slots.get(2).close();
    granted(put);
    assertEquals(9, large.poll());
  }

  @Test
  void resize_belowTheSlots_aTakeStillMeetsAWaitingPut() {
    AsyncQueue<Integer> large = AsyncQueue.bounded(2);
    assertNotNull(large.tryReserve());
    assertNotNull(large.tryReserve());
    large.resize(1);
    Wait<Void> put = large.put(1);
    assertEquals(1, granted(large.take()));
    granted(put);
  }

  @Test
  void reserve_unboundedAndConflating_isGrantedAtOnce() {
    for (AsyncQueue<Integer> each :
        List.of(AsyncQueue.<Integer>unbounded(), AsyncQueue.<Integer>conflating(i -> i, i -> {}))) {
      Slot<Integer> slot = granted(each.reserve());
      granted(each.put(1));
      slot.put(2);
      assertEquals(List.of(1, 2), drain(each));
    }
  }

  @Test
  void reserve_rendezvousAndDropping_haveNoSlots() {
    for (AsyncQueue<Integer> each :
        List.of(
            AsyncQueue.<Integer>rendezvous(),
            AsyncQueue.<Integer>droppingOldest(1, i -> {}),
            AsyncQueue.<Integer>droppingIncoming(1, i -> {}))) {
      assertThrows(IllegalStateException.class, each::reserve);
      assertThrows(IllegalStateException.class, each::tryReserve);
      assertThrows(IllegalStateException.class, () -> Clause.reserve(each));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wait", "stage", "future"})
  void reserve_givenUpAfterTheGrant_slotIsClosed(String door) {
    AsyncQueue<Integer> one = AsyncQueue.bounded(1);
    Slot<Integer> held = granted(one.reserve());
    Wait<Slot<Integer>> reserve = one.reserve();
    Wait<Object> stage = reserve.thenApplyAsync(s -> s, ignored -> {});
    held.close();
    switch (door) {
      case "wait" -> stage.within(java.time.Duration.ZERO);
      case "stage" -> stage.cancel(false);
      default -> stage.toCompletableFuture().cancel(false);
    }
    assertEquals(0, one.stats().reserved());
    assertTrue(one.offer(1));
  }

  @Test
  void toString_always_tellsTheState() {
    AsyncQueue<Integer> jobs = AsyncQueue.<Integer>bounded(2).named("jobs");
    Slot<Integer> slot = granted(jobs.reserve());
    assertEquals("Slot[AsyncQueue[jobs], open]", slot.toString());
    assertEquals("AsyncQueue[jobs, 0 of 2 items, 1 reserved]", Probe.shown(jobs));
    slot.put(1);
    assertEquals("Slot[AsyncQueue[jobs], put into]", slot.toString());
    Slot<Integer> closed = granted(jobs.reserve());
    Wait<Slot<Integer>> waiting = jobs.reserve();
    assertTrue(waiting.toString().startsWith("Wait[reserve of AsyncQueue[jobs"));
    closed.close();
    assertEquals("Slot[AsyncQueue[jobs], closed]", closed.toString());
  }

  @Test
  void select_reserve_winsOnceThereIsRoom() {
    granted(queue.put(1));
    granted(queue.put(2));
    Clause<Slot<Integer>> room = Clause.reserve(queue);
    Clause<Void> stop = Clause.whenSet(new AsyncEvent());
    Select select = Select.ordered(stop, room);
    assertNull(select.trySelect());
    Wait<Selected> wait = select.select();
    assertEquals(1, queue.poll());
    Slot<Integer> slot = granted(wait).get(room);
    assertTrue(slot.isOpen());
    slot.put(3);
    assertEquals(List.of(2, 3), drain(queue));
    granted(select.select()).get(room).close();
    assertEquals(2, queue.remainingCapacity());
    queue.close();
    assertInstanceOf(ClosedException.class, failed(select.select()));
  }

  @Test
  void select_reserveLost_putBehindItIsServed() {
    var stop = new AsyncEvent();
    Slot<Integer> one = granted(queue.reserve());
    Slot<Integer> two = granted(queue.reserve());
    Wait<Selected> wait = Select.ordered(Clause.reserve(queue), Clause.whenSet(stop)).select();
    Wait<Integer> take = queue.take();
    Wait<Void> put = queue.put(1);
    assertPending(put, take);
    stop.set();
    granted(wait);
    granted(put);
    assertEquals(1, granted(take));
    assertTrue(one.isOpen() && two.isOpen());
  }

  @Test
  void select_putAndTakeBehindAReserve_neverMeetsItselfNorHoldsOthersBack() {
    Slot<Integer> one = granted(queue.reserve());
    Slot<Integer> two = granted(queue.reserve());
    Wait<Slot<Integer>> reserve = queue.reserve();
    Clause<Integer> taking = Clause.take(queue);
    Wait<Selected> both = Select.ordered(Clause.put(queue, 1), taking).select();
    Wait<Void> put = queue.put(2);
    reserve.cancel(false);
    granted(put);
    assertEquals(2, granted(both).get(taking));
    assertEquals(0, queue.waiting());
    assertTrue(one.isOpen() && two.isOpen());
  }

  @Test
  void select_unreceivedSlot_isClosed() {
    granted(queue.put(1));
    granted(queue.put(2));
    Wait<Selected> wait = Select.ordered(Clause.reserve(queue)).select();
    Wait<Void> stage = wait.thenAcceptAsync(w -> {}, ignored -> {});
    queue.poll();
    assertEquals(1, queue.stats().reserved());
    stage.cancel(false);
    assertEquals(0, queue.stats().reserved());
  }

  @Test
  void slots_memory_whatWasDoneBeforeThePutIsSeen() throws Exception {
    int[] box = new int[1];
    Slot<Integer> slot = granted(queue.reserve());
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  box[0] = 42;
                  slot.put(1);
                });
    assertEquals(1, queue.take().await());
    assertEquals(42, box[0]);
    other.join();
  }

  @Test
  void put_continuationOfTheTakerPutsAgain_nothingIsLost() {
    var next = new AtomicInteger(1);
    Wait<Integer> take = queue.take();
    var got = new AtomicInteger();
    take.thenAccept(
        item -> {
          got.set(item);
          granted(queue.reserve()).put(next.incrementAndGet());
        });
    granted(queue.reserve()).put(1);
    assertEquals(1, got.get());
    assertEquals(List.of(2), drain(queue));
    assertSame(0, queue.waiting());
  }
}
