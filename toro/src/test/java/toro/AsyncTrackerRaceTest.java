package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Eventually.value;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two threads and a tracker, at the same moment. */
@Timeout(120)
class AsyncTrackerRaceTest {
  private static final int ROUNDS = 20_000;

  private final SecondThread second = new SecondThread();

  @AfterEach
  void stop() {
    second.close();
  }

  @Test
  void enter_againstClose_isWaitedForOrRefused() {
    for (int i = 0; i < ROUNDS; i++) {
      var tracker = new AsyncTracker();
      Wait<Void> done = tracker.whenDone();
      Permit[] entered = {null};
      second.race(i, tracker::close, () -> entered[0] = tracker.tryEnter());
      if (entered[0] == null) {
        value(done);
      } else {
        assertFalse(done.isDone(), "somebody is inside");
        assertFalse(tracker.whenDone().isDone(), "somebody is inside");
        entered[0].close();
        value(done);
      }
      assertEquals(0, tracker.inside());
    }
  }

  @Test
  void enterAndLeave_againstCloseAndWhenDone_areDoneWhenTheyHaveLeft() {
    for (int i = 0; i < ROUNDS; i++) {
      var tracker = new AsyncTracker();
      boolean[] inside = {false};
      boolean[] seen = {true};
      List<Wait<Void>> stages = new ArrayList<>();
      second.race(
          i,
          () -> {
            tracker.close();
            stages.add(tracker.whenDone().thenRun(() -> seen[0] = inside[0]));
          },
          () -> {
            Permit permit = tracker.tryEnter();
            if (permit != null) {
              inside[0] = true;
              SecondThread.spin(10);
              inside[0] = false;
              permit.close();
            }
          });
      value(stages.getFirst());
      assertFalse(seen[0], "it was done with somebody inside");
    }
  }

  @Test
  void lastLeave_againstWhenDone_isNotMissed() {
    for (int i = 0; i < ROUNDS; i++) {
      var tracker = new AsyncTracker();
      Permit last = tracker.enter();
      tracker.close();
      List<Wait<Void>> done = new ArrayList<>();
      second.race(i, last::close, () -> done.add(tracker.whenDone()));
      value(done.getFirst());
      assertEquals(0, tracker.waiting());
    }
  }

  @Test
  void lastLeave_againstClose_isDone() {
    for (int i = 0; i < ROUNDS; i++) {
      var tracker = new AsyncTracker();
      Permit last = tracker.enter();
      Wait<Void> done = tracker.whenDone();
      second.race(i, last::close, tracker::close);
      value(done);
      assertEquals(0, tracker.waiting());
    }
  }

  @Test
  void lastLeave_againstWhenIdle_isNotMissed() {
    for (int i = 0; i < ROUNDS; i++) {
      var tracker = new AsyncTracker();
      Permit last = tracker.enter();
      List<Wait<Void>> idle = new ArrayList<>();
      second.race(i, last::close, () -> idle.add(tracker.whenIdle()));
      value(idle.getFirst());
      assertEquals(0, tracker.waiting());
    }
  }

  @Test
  void twoLastLeaves_atOnce_letGoWhoWaits() {
    for (int i = 0; i < ROUNDS; i++) {
      var tracker = new AsyncTracker();
      Permit one = tracker.enter();
      Permit two = tracker.enter();
      Wait<Void> idle = tracker.whenIdle();
      second.race(i, one::close, two::close);
      value(idle);
      assertEquals(0, tracker.inside());
    }
  }

  /** Who waits for nobody inside is not let go by a moment that was before it asked. */
  @Test
  void leaveToZero_againstEnterAndWhenIdle_onlyAMomentSinceThenCounts() {
    for (int i = 0; i < ROUNDS; i++) {
      var tracker = new AsyncTracker();
      Permit first = tracker.enter();
      Wait<Void> before = tracker.whenIdle();
      Permit[] entered = {null};
      List<Wait<Void>> after = new ArrayList<>();
      second.race(
          i,
          first::close,
          () -> {
            entered[0] = tracker.enter();
            after.add(tracker.whenIdle());
          });
      boolean both = before.isDone();
      assertFalse(after.getFirst().isDone(), "somebody has been inside since it was asked");
      entered[0].close();
      value(after.getFirst());
      value(before);
      assertTrue(both || !tracker.isClosed());
      assertEquals(0, tracker.waiting());
    }
  }

  @Test
  void lastLeave_asAWaiterGivesUp_letsTheOthersGo() {
    for (int i = 0; i < ROUNDS; i++) {
      var tracker = new AsyncTracker();
      Permit last = tracker.enter();
      Wait<Void> leaver = i % 2 == 0 ? tracker.whenIdle() : tracker.whenDone();
      Wait<Void> idle = tracker.whenIdle();
      Wait<Void> done = tracker.whenDone();
      tracker.close();
      boolean[] left = {false};
      second.race(i, last::close, () -> left[0] = leaver.cancel(false));
      value(idle);
      value(done);
      assertEquals(left[0], leaver.isCancelled());
      assertEquals(0, tracker.waiting());
    }
  }

  @Test
  void permit_closedByTwoThreads_leavesOnce() {
    for (int i = 0; i < ROUNDS; i++) {
      var tracker = new AsyncTracker();
      Permit shared = tracker.enter();
      Permit other = tracker.enter();
      second.race(i, shared::close, shared::close);
      assertEquals(1, tracker.inside());
      other.close();
      assertEquals(0, tracker.inside());
    }
  }

  @Test
  void with_cancelledAsItsExecutorRunsIt_hasLeftInTheEnd() {
    for (int i = 0; i < ROUNDS; i++) {
      var tracker = new AsyncTracker();
      Runnable[] task = {null};
      Wait<String> with =
          tracker.with(r -> task[0] = r, () -> CompletableFuture.completedFuture("done"));
      assertNotNull(task[0]);
      second.race(i, task[0], () -> with.cancel(false));
      until("left", () -> tracker.inside() == 0);
    }
  }

  @Test
  void manyThreads_inAndOutUntilItCloses_areAllWaitedFor() throws Exception {
    for (int round = 0; round < 200; round++) {
      var tracker = new AsyncTracker();
      var inside = new AtomicInteger();
      var entered = new AtomicInteger();
      TaskGroup.run(
          group -> {
            for (int t = 0; t < 4; t++) {
              group.spawn(
                  () -> {
                    for (Permit p; (p = tracker.tryEnter()) != null; p.close()) {
                      inside.incrementAndGet();
                      entered.incrementAndGet();
                      if (entered.get() % 50 == 0) {
                        tracker.whenIdle().cancel(false);
                      }
                      inside.decrementAndGet();
                    }
                  });
            }
            until("some have been inside", () -> entered.get() > 100);
            tracker.close();
            tracker.whenDone().await();
            assertEquals(0, inside.get());
          });
      assertEquals(0, tracker.inside() + tracker.waiting());
    }
  }
}
