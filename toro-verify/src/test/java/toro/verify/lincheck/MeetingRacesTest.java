package toro.verify.lincheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.verify.lincheck.Schedules.assertFound;
import static toro.verify.lincheck.Schedules.explore;
import static toro.verify.lincheck.Schedules.together;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import toro.AsyncBarrier;
import toro.AsyncCondition;
import toro.AsyncLatch;
import toro.AsyncSignal;
import toro.AsyncTracker;
import toro.Permit;
import toro.Wait;

/** The races of latches, barriers, trackers, and of signals that are remembered. */
class MeetingRacesTest {
  // ---- a signal

  @Test
  void signal_asItsTakerLeaves_isTakenOrRemembered() {
    explore(
        () -> {
          var signal = new AsyncSignal();
          var wait = signal.take();
          together(signal::signal, () -> wait.cancel(false));
          assertEquals(wait.isCancelled(), signal.poll());
          assertFalse(signal.isSet());
          assertEquals(0, signal.waiting());
        });
  }

  @Test
  void signal_asItsTakersStageLeaves_isReceivedOrHandedOn() {
    explore(
        () -> {
          var signal = new AsyncSignal();
          var runs = new int[1];
          var stage = signal.take().thenRun(() -> runs[0]++);
          var second = signal.take();
          together(signal::signal, () -> stage.cancel(false));
          assertEquals(runs[0] == 0, second.isDone());
          assertFalse(signal.isSet());
        });
  }

  @Test
  void signal_asSomebodyComesToTakeIt_isNotMissed() {
    explore(
        () -> {
          var signal = new AsyncSignal();
          var asked = new Wait<?>[1];
          together(signal::signal, () -> asked[0] = signal.take());
          assertTrue(asked[0].isDone());
          assertFalse(signal.isSet());
        });
  }

  @Test
  void signalAll_asSomebodyComes_remembersNothing() {
    explore(
        () -> {
          var signal = new AsyncSignal();
          var before = signal.take();
          var asked = new Wait<?>[1];
          together(signal::signalAll, () -> asked[0] = signal.take());
          assertTrue(before.isDone());
          assertFalse(signal.isSet());
          assertEquals(asked[0].isDone() ? 0 : 1, signal.waiting());
        });
  }

  @Test
  void signal_handedBackAsAnotherComes_isRememberedOnce() {
    explore(
        () -> {
          var signal = new AsyncSignal();
          var executor = new ArrayDeque<Runnable>();
          var stage = signal.take().thenRunAsync(() -> {}, executor::add);
          signal.signal();
          together(signal::signal, () -> stage.cancel(false));
          assertTrue(signal.poll());
          assertFalse(signal.poll());
        });
  }

  @Test
  void flagBesideACondition_isNoSignal_whichIsFound() {
    assertFound(
        () -> {
          var remembered = new AtomicInteger();
          var condition = new AsyncCondition();
          var asked = new Wait<?>[1];
          together(
              () -> {
                if (condition.waiting() > 0) {
                  condition.signal();
                } else {
                  remembered.set(1);
                }
              },
              () -> asked[0] = remembered.getAndSet(0) == 1 ? null : condition.whenSignalled());
          assertTrue(asked[0] == null || asked[0].isDone());
        });
  }

  // ---- a latch

  @Test
  void latch_lastCountAsSomebodyAsks_tellsHim() {
    explore(
        () -> {
          var latch = new AsyncLatch(1);
          var asked = new Wait<?>[1];
          together(latch::countDown, () -> asked[0] = latch.whenZero());
          assertTrue(asked[0].isDone());
          assertEquals(0, latch.waiting());
        });
  }

  @Test
  void latch_countedDownByTwoAsOneLeaves_tellsTheOther() {
    explore(
        () -> {
          var latch = new AsyncLatch(3);
          var leaver = latch.whenZero();
          var other = latch.whenZero();
          together(latch::countDown, () -> latch.countDown(2), () -> leaver.cancel(false));
          assertTrue(other.isDone());
          assertTrue(leaver.isDone());
          assertEquals(0, latch.count());
        });
  }

  // ---- a barrier

  @Test
  void barrier_lastComesAsOneLeaves_isOfAllOrOfNone() {
    explore(
        () -> {
          var barrier = new AsyncBarrier(3);
          var leaver = barrier.arrive();
          var other = barrier.arrive();
          var last = new Wait<?>[1];
          together(() -> last[0] = barrier.arrive(), () -> leaver.cancel(false));
          assertEquals(!leaver.isCancelled(), other.isDone());
          assertEquals(!leaver.isCancelled(), last[0].isDone());
          assertEquals(leaver.isCancelled() ? 2 : 0, barrier.waiting());
        });
  }

  @Test
  void barrier_lastComesAsItIsReset_isOfAllOrOfNone() {
    explore(
        () -> {
          var barrier = new AsyncBarrier(2);
          var first = barrier.arrive();
          var last = new Wait<?>[1];
          together(() -> last[0] = barrier.arrive(), barrier::reset);
          assertTrue(first.isDone());
          assertEquals(!first.isCancelled(), last[0].isDone());
          assertFalse(last[0].isCancelled());
        });
  }

  @Test
  void barrier_lastComesAsItIsClosed_endsAllAlike() {
    explore(
        () -> {
          var barrier = new AsyncBarrier(2);
          var first = barrier.arrive();
          var last = new Wait<?>[1];
          together(() -> last[0] = barrier.arrive(), barrier::close);
          assertTrue(first.isDone() && last[0].isDone());
          assertEquals(first.isCompletedExceptionally(), last[0].isCompletedExceptionally());
        });
  }

  @Test
  void barrier_resizedAsOneLeaves_isOfAllOrOfNone() {
    explore(
        () -> {
          var barrier = new AsyncBarrier(3);
          var leaver = barrier.arrive();
          var other = barrier.arrive();
          together(() -> barrier.resize(2), () -> leaver.cancel(false));
          assertEquals(!leaver.isCancelled(), other.isDone());
        });
  }

  // ---- a tracker

  @Test
  void tracker_enteredAsItCloses_waitsForHimOrRefusesHim() {
    explore(
        () -> {
          var tracker = new AsyncTracker();
          var done = tracker.whenDone();
          var permit = new Permit[1];
          together(tracker::close, () -> permit[0] = tracker.tryEnter());
          assertEquals(permit[0] == null, done.isDone());
          if (permit[0] != null) {
            permit[0].close();
          }
          assertTrue(done.isDone());
        });
  }

  @Test
  void tracker_lastLeavesAsItClosesAndSomebodyAsks_tellsHim() {
    explore(
        () -> {
          var tracker = new AsyncTracker();
          var permit = tracker.enter();
          var asked = new Wait<?>[1];
          together(tracker::close, permit::close, () -> asked[0] = tracker.whenDone());
          assertTrue(asked[0].isDone());
          assertEquals(0, tracker.waiting());
        });
  }

  @Test
  void tracker_twoLastLeave_tellWhoWaitsForNobodyInside() {
    explore(
        () -> {
          var tracker = new AsyncTracker();
          var one = tracker.enter();
          var two = tracker.enter();
          var idle = tracker.whenIdle();
          together(one::close, two::close);
          assertTrue(idle.isDone());
        });
  }

  @Test
  void tracker_lastLeavesAsAnotherEntersAndAsks_tellsHimOfNoMomentBefore() {
    explore(
        () -> {
          var tracker = new AsyncTracker();
          var first = tracker.enter();
          var before = tracker.whenIdle();
          var entered = new Permit[1];
          var asked = new Wait<?>[1];
          together(
              first::close,
              () -> {
                entered[0] = tracker.enter();
                asked[0] = tracker.whenIdle();
              });
          assertNotNull(entered[0]);
          assertFalse(asked[0].isDone());
          entered[0].close();
          assertTrue(asked[0].isDone() && before.isDone());
          assertEquals(0, tracker.waiting());
        });
  }

  @Test
  void tracker_permitClosedByTwo_leavesOnce() {
    explore(
        () -> {
          var tracker = new AsyncTracker();
          var permit = tracker.enter();
          var other = tracker.enter();
          together(permit::close, permit::close);
          assertEquals(1, tracker.inside());
          assertTrue(other.isOpen());
        });
  }
}
