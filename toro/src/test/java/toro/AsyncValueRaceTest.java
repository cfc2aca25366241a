package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.failure;
import static toro.Eventually.until;
import static toro.Eventually.value;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A value that changes at the very moment when somebody looks, waits or leaves. */
@Timeout(120)
class AsyncValueRaceTest {
  private static final int ROUNDS = 20_000;

  private final SecondThread second = new SecondThread();

  @AfterEach
  void stop() {
    second.close();
  }

  @Test
  void aSet_betweenALookAndTheLine_isNotMissed() { // I3
    for (int i = 0; i < ROUNDS; i++) {
      var value = new AsyncValue<>(0);
      List<Wait<?>> waits = new ArrayList<>();
      second.race(
          i,
          () -> value.set(1),
          () -> {
            waits.add(value.when(v -> v == 1));
            waits.add(value.whenChanged(1));
          });
      assertEquals(1, value(waits.get(0)));
      assertEquals(new Versioned<>(1, 2), value(waits.get(1)));
      assertEquals(0, value.waiting());
    }
  }

  @Test
  void aClose_betweenALookAndTheLine_isNotMissed() { // I3
    for (int i = 0; i < ROUNDS; i++) {
      var value = new AsyncValue<>(0);
      List<Wait<?>> waits = new ArrayList<>();
      second.race(
          i,
          value::close,
          () -> {
            waits.add(value.when(v -> v == 1));
            waits.add(value.whenChanged(1));
          });
      waits.forEach(wait -> assertInstanceOf(ClosedException.class, failure(wait)));
      assertEquals(0, value.waiting());
    }
  }

  @Test
  void aLastSetThenAClose_againstAWait_isSeen() {
    for (int i = 0; i < ROUNDS; i++) {
      var value = new AsyncValue<>(0);
      List<Wait<Integer>> wait = new ArrayList<>();
      second.race(
          i,
          () -> {
            value.set(1);
            value.close();
          },
          () -> wait.add(value.when(v -> v == 1)));
      until("it has ended", wait.get(0)::isDone);
      assertEquals(1, value(wait.get(0)));
    }
  }

  @Test
  void aSet_againstAGiveUp_isOneOfBoth() {
    for (int i = 0; i < ROUNDS; i++) {
      var value = new AsyncValue<>(0);
      Wait<Versioned<Integer>> change = value.whenChanged(1);
      Wait<Versioned<Integer>> behind = value.whenChanged(1);
      boolean[] gaveUp = new boolean[1];
      second.race(i, () -> value.set(1), () -> gaveUp[0] = change.cancel(false));
      assertEquals(gaveUp[0], change.isCancelled());
      assertTrue(gaveUp[0] || value(change).version() == 2);
      assertEquals(2, value(behind).version());
      assertEquals(0, value.waiting());
    }
  }

  @Test
  void aSet_againstAConditionGivenUp_leavesNobodyInLine() {
    for (int i = 0; i < ROUNDS; i++) {
      var value = new AsyncValue<>(0);
      Wait<Integer> fit = value.when(v -> v == 2);
      second.race(i, () -> value.set(1), () -> fit.cancel(false));
      assertTrue(fit.isCancelled());
      until("the line is empty", () -> value.waiting() == 0);
    }
  }

  @Test
  void twoSets_atOnce_areTwoVersionsAndTheLastIsSeen() {
    for (int i = 0; i < ROUNDS; i++) {
      var value = new AsyncValue<>(0);
      List<Versioned<Integer>> seen = new ArrayList<>();
      follow(value, 1, seen);
      second.race(i, () -> value.set(1), () -> value.set(2));
      until("the last one is seen", () -> last(seen) == 3);
      synchronized (seen) {
        long before = 1;
        for (var one : seen) {
          assertTrue(one.version() > before, () -> "not ascending: " + seen);
          before = one.version();
        }
        assertEquals(value.read(), seen.getLast());
      }
      value.close();
    }
  }

  private static void follow(AsyncValue<Integer> value, long since, List<Versioned<Integer>> seen) {
    value
        .whenChanged(since)
        .thenAccept(
            now -> {
              synchronized (seen) {
                seen.add(now);
              }
              follow(value, now.version(), seen);
            });
  }

  private static long last(List<Versioned<Integer>> seen) {
    synchronized (seen) {
      return seen.isEmpty() ? 0 : seen.getLast().version();
    }
  }

  @Test
  void aSelect_thatJoinsWhileItIsSet_seesIt() {
    var never = new AsyncEvent();
    for (int i = 0; i < ROUNDS; i++) {
      var value = new AsyncValue<>(0);
      Clause<Versioned<Integer>> changed = Clause.whenChanged(value, 1);
      List<Wait<Selected>> wait = new ArrayList<>();
      second.race(
          i,
          () -> value.set(1),
          () -> wait.add(Select.ordered(Clause.whenSet(never), changed).select()));
      assertEquals(new Versioned<>(1, 2), value(wait.get(0)).get(changed));
      assertEquals(0, value.waiting() + never.waiting());
    }
  }
}
