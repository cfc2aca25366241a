package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The wheel of alarms against a plain list of them. */
@Timeout(60)
class WaitWheelTest {
  private static final int SEEDS = 200;
  private static final int STEPS = 500;

  private final WaitWheel wheel = new WaitWheel();

  private static WaitAlarm alarm(WaitWheel wheel) {
    var alarm = new WaitAlarm.Task(() -> {});
    alarm.wheel = wheel;
    return alarm;
  }

  private static Set<WaitAlarm> takeDue(WaitWheel wheel, long tick) {
    var due = new HashSet<WaitAlarm>();
    for (WaitAlarm a = wheel.takeDue(tick); a != null; a = a.after) {
      assertTrue(due.add(a));
    }
    return due;
  }

  @Test
  void alarms_setAndCancelledAtRandom_areDueAtTheirTicks() {
    for (int seed = 0; seed < SEEDS; seed++) {
      var random = new Random(seed);
      var wheel = new WaitWheel();
      List<WaitAlarm> waiting = new ArrayList<>();
      long now = 0;
      for (int step = 0; step < STEPS; step++) {
        int what = random.nextInt(10);
        if (what < 6) {
          WaitAlarm alarm = alarm(wheel);
          long ahead = 1 + random.nextLong(1L << (1 + random.nextInt(46)));
          wheel.add(alarm, now + ahead);
          waiting.add(alarm);
        } else if (what < 8 && !waiting.isEmpty()) {
          waiting.remove(random.nextInt(waiting.size())).cancel();
        } else {
          long next = wheel.next();
          now = random.nextBoolean() && next < Long.MAX_VALUE ? next : now + random.nextInt(5_000);
          long tick = now;
          var due = new HashSet<>(waiting.stream().filter(a -> a.due <= tick).toList());
          assertEquals(due, takeDue(wheel, now), "seed " + seed);
          waiting.removeAll(due);
        }
        long first = waiting.stream().mapToLong(a -> a.due).min().orElse(Long.MAX_VALUE);
        assertTrue(wheel.next() <= first, "woken too late, seed " + seed);
        assertEquals(waiting.isEmpty(), wheel.next() == Long.MAX_VALUE);
      }
    }
  }

  @Test
  void alarm_ofTheEndOfTime_isDueThen() {
    WaitAlarm last = alarm(wheel);
    long end = Long.MAX_VALUE >> 17;
    wheel.add(last, end);
    for (long next; (next = wheel.next()) < end; ) {
      assertEquals(Set.of(), takeDue(wheel, next));
    }
    assertEquals(Set.of(last), takeDue(wheel, end));
  }

  @Test
  void alarm_ofATickThatHasPassed_isDueInTheNext() {
    assertEquals(Set.of(), takeDue(wheel, 100));
    WaitAlarm late = alarm(wheel);
    wheel.add(late, 7);
    assertEquals(101, wheel.next());
    assertEquals(Set.of(late), takeDue(wheel, 101));
    late.cancel();
    assertEquals(Long.MAX_VALUE, wheel.next());
  }
}
