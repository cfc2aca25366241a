package toro.verify.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import toro.AsyncCondition;
import toro.AsyncEvent;
import toro.AsyncResult;

/** Signals among coroutines that wait for them and leave. */
class SignalLoopTest {
  @Test
  void signals_eachReachOneOfThoseWhoWait() {
    Schedule.explore(
        schedule -> {
          var condition = new AsyncCondition();
          var counts = new int[2]; // signalled, and told
          schedule.together(
              8,
              () -> {
                if (schedule.chance(2)) {
                  schedule.pause();
                  counts[0] += condition.waiting() > 0 ? 1 : 0;
                  condition.signal();
                } else {
                  var wait = condition.whenSignalled();
                  try {
                    schedule.pause();
                  } finally {
                    counts[1] += wait.cancel(false) ? 0 : 1;
                  }
                }
              });
          assertEquals(counts[0], counts[1]);
          assertEquals(0, condition.waiting());
        });
  }

  @Test
  void event_whoAwaitsIt_goesOnOnceItWasSet() {
    Schedule.explore(
        schedule -> {
          var event = new AsyncEvent();
          var set = new boolean[1];
          schedule.together(
              5,
              () -> {
                if (schedule.await(event.whenSet().thenApply(nothing -> 1)) != null) {
                  assertTrue(set[0]);
                }
              },
              () -> {
                schedule.pause();
                set[0] = true;
                event.set();
              });
          assertEquals(0, event.waiting());
        });
  }

  @Test
  void result_setByOneOfMany_isTheSameForAll() {
    Schedule.explore(
        schedule -> {
          var result = new AsyncResult<Integer>();
          var winner = new int[1];
          schedule.together(
              6,
              () -> {
                schedule.pause();
                int mine = schedule.upTo(1000);
                if (result.trySet(mine)) {
                  assertEquals(0, winner[0]);
                  winner[0] = mine;
                }
                assertEquals(winner[0], result.whenDone().await());
              });
        });
  }
}
