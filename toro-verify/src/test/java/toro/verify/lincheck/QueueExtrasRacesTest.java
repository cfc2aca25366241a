package toro.verify.lincheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.verify.lincheck.Schedules.assertFound;
import static toro.verify.lincheck.Schedules.explore;
import static toro.verify.lincheck.Schedules.together;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import toro.AsyncQueue;
import toro.Lease;
import toro.Slot;
import toro.Wait;

/** The races of slots, leases, batches, dropped items, ends, and of another capacity. */
class QueueExtrasRacesTest {
  /** Whether the action did what it does, and was not refused. */
  private static boolean did(Runnable action) {
    try {
      action.run();
      return true;
    } catch (IllegalStateException refused) { // ClosedException is one
      return false;
    }
  }

  private static AsyncQueue<Integer> full(int... items) {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(items.length);
    for (int item : items) {
      queue.offer(item);
    }
    return queue;
  }

  // ---- slots

  @Test
  void slotPut_againstClose_isAccepted() {
    explore(
        () -> {
          var queue = AsyncQueue.<Integer>bounded(1);
          var slot = queue.tryReserve();
          together(queue::close, () -> slot.put(1));
          assertEquals(1, queue.poll());
          assertTrue(queue.take().isCompletedExceptionally());
        });
  }

  @Test
  void slotPut_againstCloseNow_isInTheListOrRefused() {
    explore(
        () -> {
          var queue = AsyncQueue.<Integer>bounded(1);
          var slot = queue.tryReserve();
          var left = new ArrayList<Integer>();
          var put = new boolean[1];
          together(() -> left.addAll(queue.closeNow()), () -> put[0] = did(() -> slot.put(1)));
          assertEquals(put[0] ? List.of(1) : List.of(), left);
          assertNull(queue.poll());
          assertEquals(0, queue.unfinishedTasks());
        });
  }

  @Test
  void slotPut_againstItsClose_oneWins() {
    explore(
        () -> {
          var queue = AsyncQueue.<Integer>bounded(1);
          var slot = queue.tryReserve();
          var put = new boolean[1];
          together(slot::close, () -> put[0] = did(() -> slot.put(1)));
          assertEquals(put[0] ? 1 : 0, queue.size());
          assertEquals(put[0] ? 0 : 1, queue.remainingCapacity());
        });
  }

  @Test
  void lastSlot_asATakeJoins_givesItTheItemOrTheEnd() {
    for (boolean puts : new boolean[] {true, false}) {
      explore(
          () -> {
            var queue = AsyncQueue.<Integer>bounded(1);
            var slot = queue.tryReserve();
            queue.close();
            var take = new Wait<?>[1];
            together(() -> take[0] = queue.take(), puts ? () -> slot.put(1) : slot::close);
            assertTrue(take[0].isDone());
            assertEquals(puts, !take[0].isCompletedExceptionally());
          });
    }
  }

  @Test
  void reserve_itsStageGivenUpAsThereIsRoom_hasItOrLeavesItFree() {
    explore(
        () -> {
          var queue = full(1);
          var got = new ArrayList<Slot<Integer>>();
          var stage = queue.reserve().thenAccept(got::add);
          together(queue::poll, () -> stage.cancel(false));
          assertEquals(got.size(), queue.stats().reserved());
          assertEquals(1 - got.size(), queue.remainingCapacity());
          assertEquals(0, queue.waiting());
        });
  }

  // ---- leases

  @Test
  void lastLease_asATakeJoins_givesItTheItemOrTheEnd() {
    for (boolean isDone : new boolean[] {true, false}) {
      explore(
          () -> {
            var queue = full(1);
            var lease = queue.tryLease();
            queue.close();
            var take = new Wait<?>[1];
            together(() -> take[0] = queue.take(), isDone ? lease::done : lease::close);
            assertTrue(take[0].isDone());
            assertEquals(isDone, take[0].isCompletedExceptionally());
          });
    }
  }

  @Test
  void leaseClose_againstCloseNow_leavesTheItemInOnePlace() {
    explore(
        () -> {
          var queue = full(1);
          var lease = queue.tryLease();
          var left = new ArrayList<Integer>();
          together(() -> left.addAll(queue.closeNow()), lease::close);
          var item = queue.poll();
          assertEquals(1, left.size() + (item == null ? 0 : 1));
          assertEquals(0, queue.stats().leased());
        });
  }

  @Test
  void lease_doneAndDeferredAtOnce_oneWins() {
    explore(
        () -> {
          var queue = full(1);
          var lease = queue.tryLease();
          var did = new boolean[2];
          together(() -> did[0] = did(lease::done), () -> did[1] = did(lease::defer));
          assertTrue(did[0] != did[1]);
          assertEquals(did[0] ? 0 : 1, queue.size());
          assertEquals(did[0] ? 0 : 1, queue.unfinishedTasks());
        });
  }

  @Test
  void lease_itsStageGivenUpAsAnItemComes_hasItOrNothing() {
    explore(
        () -> {
          var queue = AsyncQueue.<Integer>bounded(1);
          var got = new ArrayList<Lease<Integer>>();
          var stage = queue.lease().thenAccept(got::add);
          together(() -> queue.offer(1), () -> stage.cancel(false));
          assertEquals(got.size(), queue.stats().leased());
          assertEquals(1 - got.size(), queue.size());
          if (got.isEmpty()) {
            assertEquals(1, queue.tryLease().attempts());
          }
        });
  }

  // ---- batches

  @Test
  void batch_givenUpAsItemsCome_givesAllBackInOrder() {
    explore(
        () -> {
          var queue = AsyncQueue.<Integer>unbounded();
          var got = new ArrayList<Integer>();
          var stage = queue.takeBatch(2, Duration.ofHours(1)).thenAccept(got::addAll);
          together(
              () -> {
                queue.offer(1);
                queue.offer(2);
                queue.offer(3);
              },
              () -> stage.cancel(false));
          got.addAll(queue.poll(9));
          assertEquals(List.of(1, 2, 3), got);
          assertEquals(0, queue.waiting());
        });
  }

  @Test
  void batch_asTheQueueEnds_hasWhatThereIs() {
    explore(
        () -> {
          var queue = AsyncQueue.<Integer>unbounded();
          var batch = queue.takeBatch(3, Duration.ofHours(1));
          var put = new boolean[1];
          together(queue::close, () -> put[0] = did(() -> queue.offer(1)));
          assertTrue(batch.isDone());
          assertEquals(put[0], !batch.isCompletedExceptionally());
          assertNull(queue.poll());
        });
  }

  @Test
  void batchMadeOfTakes_isFound() {
    assertFound(
        () -> {
          var queue = AsyncQueue.<Integer>unbounded();
          var one = queue.take();
          var two = queue.take();
          together(
              () -> {
                queue.offer(1);
                queue.offer(2);
              },
              () -> {
                if (one.cancel(false)) {
                  two.cancel(false); // which may have got an item
                }
              });
          assertTrue(one.isCancelled() == two.isCancelled());
        });
  }

  // ---- what is dropped

  @Test
  void oldest_droppedAsItIsTaken_isOneOfBoth() {
    explore(
        () -> {
          var told = new ArrayList<Integer>();
          var queue = AsyncQueue.<Integer>droppingOldest(1, told::add);
          queue.offer(1);
          var got = new Integer[1];
          together(() -> queue.put(2), () -> got[0] = queue.poll());
          assertNotNull(got[0]);
          assertEquals(got[0] == 1 ? List.of() : List.of(1), told);
          assertEquals(got[0] == 1 ? 2 : null, queue.poll());
          assertEquals(told.size(), queue.stats().dropped());
        });
  }

  @Test
  void conflated_replacedAsTheOldOneComesBack_isReportedOnce() {
    explore(
        () -> {
          var told = new ArrayList<Integer>();
          var queue = AsyncQueue.<Integer>conflating(item -> "key", told::add);
          queue.offer(1);
          var lease = queue.tryLease();
          together(lease::close, () -> queue.put(2));
          assertEquals(List.of(1), told);
          assertEquals(List.of(2), queue.poll(9));
          assertEquals(1, queue.unfinishedTasks());
        });
  }

  // ---- another capacity

  @Test
  void resize_asAPutThatWaitsIsGivenUp_acceptsItOrNot() {
    explore(
        () -> {
          var queue = full(1);
          var put = queue.put(2);
          together(() -> queue.resize(2), () -> put.cancel(false));
          assertEquals(put.isCancelled() ? 1 : 2, queue.size());
          assertEquals(put.isCancelled() ? 1 : 2, queue.unfinishedTasks());
          assertEquals(0, queue.waiting());
        });
  }

  @Test
  void resize_asItemsComeAndGo_servesWhoWaits() {
    explore(
        () -> {
          var queue = full(1, 2);
          var reserve = queue.reserve();
          var put = queue.put(3);
          together(() -> queue.resize(3), queue::poll);
          assertTrue(reserve.isDone());
          assertTrue(put.isDone());
          assertEquals(2, queue.size());
          assertEquals(0, queue.remainingCapacity());
        });
  }

  @Test
  void resize_toLessAsASlotIsPutInto_countsBoth() {
    explore(
        () -> {
          var queue = AsyncQueue.<Integer>bounded(2);
          var slot = queue.tryReserve();
          var put = new Wait<?>[1];
          together(
              () -> queue.resize(1),
              () -> {
                slot.put(1);
                put[0] = queue.put(2);
              });
          assertEquals(put[0].isDone() ? 2 : 1, queue.size());
          assertEquals(1, queue.poll());
          assertTrue(put[0].isDone());
          assertEquals(2, queue.poll());
          assertEquals(1, queue.remainingCapacity());
        });
  }

  // ---- ends

  @Test
  void lastProducersClose_asItsPutLeavesOrIsAccepted_closes() {
    for (boolean takes : new boolean[] {true, false}) {
      explore(
          () -> {
            var queue = full(1);
            var producer = queue.producer();
            var put = producer.put(2);
            together(producer::close, takes ? queue::poll : () -> put.cancel(false));
            assertTrue(put.isDone());
            assertEquals(takes, !put.isCancelled());
            assertTrue(queue.isClosed());
            assertEquals(1, queue.size());
          });
    }
  }

  @Test
  void lastProducersClose_asAnotherIsOpened_closesOrRefusesIt() {
    explore(
        () -> {
          var queue = AsyncQueue.<Integer>bounded(1);
          var producer = queue.producer();
          var opened = new boolean[1];
          together(producer::close, () -> opened[0] = did(() -> assertNotNull(queue.producer())));
          assertEquals(opened[0], !queue.isClosed());
        });
  }
}
