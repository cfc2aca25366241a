package toro.verify.lincheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.verify.lincheck.Schedules.assertFound;
import static toro.verify.lincheck.Schedules.explore;
import static toro.verify.lincheck.Schedules.together;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import toro.AsyncCondition;
import toro.AsyncEvent;
import toro.AsyncResult;
import toro.Wait;

/** The races of events, results, and conditions without a lock. */
class SignalRacesTest {
  @Test
  void event_setAsSomebodyAsks_tellsHim() {
    explore(
        () -> {
          var event = new AsyncEvent();
          var asked = new Wait<?>[1];
          together(event::set, () -> asked[0] = event.whenSet());
          assertTrue(asked[0].isDone());
        });
  }

  @Test
  void event_setAndClearedAsSomebodyLeaves_hasOneEndForHim() {
    explore(
        () -> {
          var event = new AsyncEvent();
          var wait = event.whenSet();
          together(
              () -> {
                event.set();
                event.clear();
              },
              () -> wait.cancel(false));
          assertTrue(wait.isDone());
          assertEquals(0, event.waiting());
        });
  }

  @Test
  void result_setByTwoAtOnce_hasOneValueForAll() {
    explore(
        () -> {
          var result = new AsyncResult<Integer>();
          var wait = result.whenDone();
          var set = new boolean[2];
          together(() -> set[0] = result.trySet(1), () -> set[1] = result.trySet(2));
          assertTrue(set[0] != set[1]);
          assertEquals(set[0] ? 1 : 2, wait.join());
          assertEquals(wait.join(), result.getNow());
        });
  }

  @Test
  void result_setAsItFails_isOneOfBoth() {
    explore(
        () -> {
          var result = new AsyncResult<Integer>();
          var wait = result.whenDone();
          var ends = new boolean[2];
          together(
              () -> ends[0] = result.trySet(1),
              () -> ends[1] = result.tryFail(new CancellationException()));
          assertTrue(ends[0] != ends[1]);
          assertEquals(ends[1], wait.isCompletedExceptionally());
          if (ends[1]) {
            assertThrows(CancellationException.class, result::getNow);
          }
        });
  }

  @Test
  void result_setAsSomebodyAsks_tellsHim() {
    explore(
        () -> {
          var result = new AsyncResult<Integer>();
          var got = new int[1];
          together(() -> result.set(1), () -> got[0] = result.whenDone().join());
          assertEquals(1, got[0]);
        });
  }

  @Test
  void signal_asItsReceiverLeaves_goesToTheNext() {
    explore(
        () -> {
          var condition = new AsyncCondition();
          var first = condition.whenSignalled();
          var second = condition.whenSignalled();
          together(condition::signal, () -> first.cancel(false));
          assertEquals(first.isCancelled(), second.isDone());
        });
  }

  @Test
  void signal_asItsReceiversStageLeaves_isSeenOrGoesToTheNext() {
    explore(
        () -> {
          var condition = new AsyncCondition();
          var runs = new int[1];
          var stage = condition.whenSignalled().thenRun(() -> runs[0]++);
          var second = condition.whenSignalled();
          together(condition::signal, () -> stage.cancel(false));
          assertEquals(runs[0] == 0, second.isDone());
        });
  }

  @Test
  void twoSignals_atOnce_reachTwo() {
    explore(
        () -> {
          var condition = new AsyncCondition();
          var first = condition.whenSignalled();
          var second = condition.whenSignalled();
          var third = condition.whenSignalled();
          together(condition::signal, condition::signal);
          assertTrue(first.isDone() && second.isDone());
          assertEquals(1, condition.waiting());
          assertTrue(third.cancel(false));
        });
  }

  @Test
  void flagBesideACondition_losesTheWakeUp_whichIsFound() {
    assertFound(
        () -> {
          var isSet = new AtomicBoolean();
          var condition = new AsyncCondition();
          var asked = new Wait<?>[1];
          together(
              () -> {
                isSet.set(true);
                condition.signalAll();
              },
              () -> asked[0] = isSet.get() ? null : condition.whenSignalled());
          assertTrue(asked[0] == null || asked[0].isDone());
        });
  }
}
