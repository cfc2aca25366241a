package toro.verify.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import org.junit.jupiter.api.Test;
import toro.AsyncBarrier;
import toro.AsyncLatch;
import toro.AsyncSignal;
import toro.AsyncTracker;
import toro.Permit;

/** Coroutines that meet, count, and are told once, and that leave. */
class MeetingLoopTest {
  @Test
  void signal_afterWork_isTakenUntilAllOfItIsSeen() {
    Schedule.explore(
        schedule -> {
          var signal = new AsyncSignal();
          var work = new int[2]; // to do, and done
          schedule.together(
              8,
              () -> {
                if (schedule.chance(2)) {
                  schedule.pause();
                  work[0]++;
                  signal.signal();
                } else if (schedule.await(signal.take().thenApply(nothing -> 1)) != null) {
                  work[1] = work[0];
                }
              },
              () -> {
                for (int i = 0; i < 8; i++) {
                  schedule.pause();
                  signal.signal(); // so that everybody ends
                }
              });
          assertEquals(0, signal.waiting());
          boolean isRemembered = signal.poll();
          assertTrue(work[1] == work[0] || isRemembered, "work that nobody was told of");
          assertFalse(signal.poll());
        });
  }

  @Test
  void latch_whoAwaitsIt_goesOnAtZero() {
    Schedule.explore(
        schedule -> {
          var latch = new AsyncLatch(3);
          schedule.together(
              5,
              () -> {
                if (schedule.await(latch.whenZero().thenApply(nothing -> 1)) != null) {
                  assertEquals(0, latch.count());
                }
              },
              () -> {
                for (int i = 0; i < 3; i++) {
                  schedule.pause();
                  latch.countDown();
                }
              });
          assertEquals(0, latch.waiting());
        });
  }

  @Test
  void barrier_whoMeets_hasAPlaceOfHisOwn() {
    Schedule.explore(
        schedule -> {
          var barrier = new AsyncBarrier(3);
          var places = new HashSet<Integer>();
          var met = new int[1];
          schedule.together(
              7,
              () -> {
                schedule.pause();
                Integer place = schedule.await(barrier.arrive());
                if (place != null) {
                  assertTrue(place >= 0 && place < 3);
                  met[0]++;
                  places.add(place);
                }
              },
              () -> {
                for (int i = 0; i < 8; i++) {
                  schedule.pause();
                }
                barrier.resize(1); // so that everybody ends
              });
          assertEquals(0, barrier.waiting());
          assertTrue(met[0] == 0 || places.contains(0) || met[0] < 3);
        });
  }

  @Test
  void tracker_closed_isDoneWhenAllHaveLeft() {
    Schedule.explore(
        schedule -> {
          var tracker = new AsyncTracker();
          var inside = new int[1];
          schedule.together(
              6,
              () -> {
                schedule.pause();
                Permit permit = tracker.tryEnter();
                if (permit != null) {
                  try (permit) {
                    inside[0]++;
                    schedule.pause();
                  } finally {
                    inside[0]--;
                  }
                }
              },
              () -> {
                schedule.await(tracker.whenIdle().thenApply(nothing -> 1));
                schedule.pause();
                tracker.close();
                tracker.whenDone().await();
                assertEquals(0, inside[0]);
              });
          assertEquals(0, tracker.inside() + tracker.waiting());
        });
  }
}
