package toro.verify.lincheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.verify.lincheck.Schedules.assertFound;
import static toro.verify.lincheck.Schedules.explore;
import static toro.verify.lincheck.Schedules.together;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import toro.AsyncQueue;
import toro.ClosedException;

/** The races that decide where an item is. */
class QueueRacesTest {
  @Test
  void item_putAsItsTakerLeaves_isReceivedOnce() {
    explore(
        () -> {
          var queue = AsyncQueue.<Integer>bounded(2);
          var take = queue.take();
          together(() -> queue.offer(7), () -> take.cancel(false));
          assertEquals(7, take.isCancelled() ? queue.poll() : take.join());
          assertNull(queue.poll());
          assertEquals(1, queue.unfinishedTasks());
        });
  }

  @Test
  void item_putAsItsTakersStageLeaves_isReceivedOnceInItsPlace() {
    explore(
        () -> {
          var queue = AsyncQueue.<Integer>bounded(2);
          var got = new ArrayList<Integer>();
          var stage = queue.take().thenAccept(got::add);
          together(
              () -> {
                queue.offer(1);
                queue.offer(2);
              },
              () -> stage.cancel(false));
          for (Integer item; (item = queue.poll()) != null; ) {
            got.add(item);
          }
          assertEquals(List.of(1, 2), got);
          assertEquals(2, queue.unfinishedTasks());
        });
  }

  @Test
  void item_givenBackByOneTaker_goesToTheNext() {
    explore(
        () -> {
          var queue = AsyncQueue.<Integer>bounded(2);
          var got = new ArrayList<Integer>();
          var stage = queue.take().thenAccept(got::add);
          var next = queue.take();
          together(() -> queue.offer(1), () -> stage.cancel(false));
          assertEquals(got.isEmpty(), next.isDone()); // a function that has begun has the item
          assertEquals(1, got.isEmpty() ? next.join() : got.getFirst());
          assertNull(queue.poll());
        });
  }

  @Test
  void put_leavingAsRoomIsMade_isAcceptedOrNeverDelivered() {
    explore(
        () -> {
          var queue = AsyncQueue.<Integer>bounded(1);
          queue.offer(1);
          var put = queue.put(2);
          var got = new Integer[1];
          together(() -> got[0] = queue.poll(), () -> put.cancel(false));
          assertEquals(1, got[0]);
          assertEquals(put.isCancelled() ? null : 2, queue.poll());
          assertNull(queue.poll());
          assertEquals(put.isCancelled() ? 1 : 2, queue.unfinishedTasks());
        });
  }

  @Test
  void rendezvous_attemptAsTheTakerLeaves_isBothOrNone() {
    explore(
        () -> {
          var queue = AsyncQueue.<Integer>rendezvous();
          var take = queue.take();
          var offered = new boolean[1];
          together(() -> offered[0] = queue.offer(1), () -> take.cancel(false));
          assertEquals(!take.isCancelled(), offered[0]);
          assertNull(queue.poll());
        });
  }

  @Test
  void rendezvous_attemptAsTheGiverLeaves_isBothOrNone() {
    explore(
        () -> {
          var queue = AsyncQueue.<Integer>rendezvous();
          var put = queue.put(1);
          var got = new Integer[1];
          together(() -> got[0] = queue.poll(), () -> put.cancel(false));
          assertEquals(put.isCancelled() ? null : 1, got[0]);
        });
  }

  @Test
  void rendezvous_bothComeAtOnce_meet() {
    explore(
        () -> {
          var queue = AsyncQueue.<Integer>rendezvous();
          var got = new Integer[1];
          together(() -> queue.put(1).join(), () -> got[0] = queue.take().join());
          assertEquals(1, got[0]);
          assertEquals(0, queue.waiting());
        });
  }

  @Test
  void close_asAnItemComes_deliversOrRefusesIt() {
    explore(
        () -> {
          var queue = AsyncQueue.<Integer>bounded(2);
          var take = queue.take();
          var refused = new boolean[1];
          together(
              queue::close,
              () -> {
                try {
                  queue.offer(1);
                } catch (ClosedException e) {
                  refused[0] = true;
                }
              });
          assertTrue(take.isDone());
          assertEquals(refused[0], take.isCompletedExceptionally());
          assertNull(queue.poll());
        });
  }

  @Test
  void close_asRoomIsMade_acceptsOrFailsThePut() {
    explore(
        () -> {
          var queue = AsyncQueue.<Integer>bounded(1);
          queue.offer(1);
          var put = queue.put(2);
          together(queue::close, queue::poll);
          assertTrue(put.isDone());
          assertEquals(put.isCompletedExceptionally() ? null : 2, queue.poll());
        });
  }

  @Test
  void closeNow_asItemsComeAndGo_countsEachOnce() {
    explore(
        () -> {
          var queue = AsyncQueue.<Integer>bounded(2);
          queue.offer(1);
          var left = new ArrayList<Integer>();
          var got = new ArrayList<Integer>();
          var put = new boolean[1];
          together(
              () -> left.addAll(queue.closeNow()),
              () -> {
                var item = queue.poll();
                if (item != null) {
                  got.add(item);
                }
                put[0] = !queue.put(2).isCompletedExceptionally();
              });
          assertEquals(put[0] ? 2 : 1, left.size() + got.size());
          assertEquals(got.size(), queue.unfinishedTasks());
        });
  }

  @Test
  void whenDone_askedAsTheLastTaskEnds_isNotForgotten() {
    explore(
        () -> {
          var queue = AsyncQueue.<Integer>bounded(2);
          queue.offer(1);
          queue.poll();
          together(queue::taskDone, () -> queue.whenDone().join());
          assertEquals(0, queue.waiting());
        });
  }

  @Test
  void put_givenUpAsTheComparatorRefusesItsItem_hasOneEnd() {
    explore(
        () -> {
          var queue =
              AsyncQueue.<Integer>priority(
                  1,
                  (a, b) -> {
                    if (a == 9 || b == 9) {
                      throw new IllegalArgumentException("9");
                    }
                    return a - b;
                  });
          queue.offer(1);
          var put = queue.put(9);
          var next = queue.put(2);
          var left = new boolean[1];
          together(queue::poll, () -> left[0] = put.cancel(false));
          assertTrue(put.isCompletedExceptionally());
          assertEquals(left[0], put.isCancelled());
          assertTrue(next.isDone()); // gets the room that 9 did not take
          assertEquals(2, queue.poll());
          assertNull(queue.poll());
        });
  }

  @Test
  void worker_givenUpAsAnItemComes_leavesOrDoesIt() {
    explore(
        () -> {
          var queue = AsyncQueue.<Integer>bounded(2);
          var done = new ArrayList<Integer>();
          var work =
              queue.forEach(
                  item -> {
                    done.add(item);
                    return CompletableFuture.completedFuture(null);
                  });
          together(() -> queue.offer(1), () -> work.cancel(false));
          assertTrue(work.isCancelled());
          assertEquals(0, queue.waiting());
          assertEquals(done.isEmpty() ? 1 : null, queue.poll());
          assertEquals(done.isEmpty() ? 1 : 0, queue.unfinishedTasks());
        });
  }

  @Test
  void attemptThatForgetsWhatCameTooLate_isFound() {
    assertFound(
        () -> {
          var queue = AsyncQueue.<Integer>bounded(2);
          together(
              () -> queue.offer(1),
              () -> {
                var take = queue.take();
                if (!take.isDone()) {
                  take.cancel(false);
                } else {
                  queue.offer(take.join());
                }
              });
          assertEquals(1, queue.poll());
        });
  }
}
