package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.failure;
import static toro.Eventually.hasValue;
import static toro.Eventually.until;
import static toro.Eventually.value;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two threads and a barrier, at the same moment: a meeting is of all or of none. */
@Timeout(120)
class AsyncBarrierRaceTest {
  private static final int ROUNDS = 20_000;

  private final SecondThread second = new SecondThread();

  @AfterEach
  void stop() {
    second.close();
  }

  // BEH 0.12, 5.3: n-1 remain, no meeting, the place is free
  @Test
  void lastArrival_againstAPartyThatLeaves_isAMeetingOfAllOrOfNone() {
    for (int i = 0; i < ROUNDS; i++) {
      var barrier = new AsyncBarrier(3);
      Wait<Integer> leaver = barrier.arrive();
      Wait<Integer> other = barrier.arrive();
      Wait<Void> stage = leaver.thenAccept(place -> {});
      List<Wait<Integer>> last = new ArrayList<>();
      boolean[] left = {false};
      int round = i;
      second.race(
          i,
          () -> last.add(barrier.arrive()),
          () -> left[0] = (round % 2 == 0 ? leaver : stage).cancel(false));
      until("ended", leaver::isDone);
      if (hasValue(leaver)) {
        assertEquals(1, value(other));
        assertEquals(2, value(last.getFirst()));
        assertEquals(0, barrier.waiting());
      } else {
        assertTrue(left[0]);
        assertFalse(other.isDone(), "only two have met");
        assertFalse(last.getFirst().isDone(), "only two have met");
        assertEquals(2, barrier.waiting());
        assertEquals(2, value(barrier.arrive()));
        assertEquals(0, value(other));
        assertEquals(1, value(last.getFirst()));
      }
    }
  }

  @Test
  void lastArrival_againstReset_isAMeetingOrANewOne() {
    for (int i = 0; i < ROUNDS; i++) {
      var barrier = new AsyncBarrier(2);
      Wait<Integer> first = barrier.arrive();
      List<Wait<Integer>> last = new ArrayList<>();
      second.race(i, barrier::reset, () -> last.add(barrier.arrive()));
      until("ended", first::isDone);
      if (hasValue(first)) {
        assertEquals(0, value(first));
        assertEquals(1, value(last.getFirst()));
        assertEquals(0, barrier.waiting());
      } else {
        assertInstanceOf(CancellationException.class, failure(first));
        assertFalse(last.getFirst().isDone(), "it came after the reset");
        assertEquals(1, value(barrier.arrive()));
        assertEquals(0, value(last.getFirst()));
      }
    }
  }

  @Test
  void lastArrival_againstClose_endsEverybodyOnce() {
    for (int i = 0; i < ROUNDS; i++) {
      var barrier = new AsyncBarrier(2);
      Wait<Integer> first = barrier.arrive();
      List<Wait<Integer>> last = new ArrayList<>();
      second.race(i, barrier::close, () -> last.add(barrier.arrive()));
      until("ended", first::isDone);
      assertTrue(last.getFirst().isDone());
      assertEquals(hasValue(first), hasValue(last.getFirst()));
      if (!hasValue(first)) {
        assertInstanceOf(ClosedException.class, failure(first));
        assertInstanceOf(ClosedException.class, failure(last.getFirst()));
      }
    }
  }

  @Test
  void resize_againstArrival_letsAllGoInOneOrder() {
    for (int i = 0; i < ROUNDS; i++) {
      var barrier = new AsyncBarrier(3);
      Wait<Integer> first = barrier.arrive();
      List<Wait<Integer>> last = new ArrayList<>();
      int parties = i % 2 + 1;
      second.race(i, () -> barrier.resize(parties), () -> last.add(barrier.arrive()));
      assertEquals(0, value(first));
      if (parties == 2) { // either way, two have met
        assertEquals(1, value(last.getFirst()));
      } else { // together with the first, or alone
        assertTrue(value(last.getFirst()) <= 1);
      }
      assertEquals(0, barrier.waiting());
    }
  }

  @Test
  void resize_againstAPartyThatLeaves_endsEverybodyOnce() {
    for (int i = 0; i < ROUNDS; i++) {
      var barrier = new AsyncBarrier(3);
      Wait<Integer> leaver = barrier.arrive();
      Wait<Integer> other = barrier.arrive();
      boolean[] left = {false};
      second.race(i, () -> barrier.resize(2), () -> left[0] = leaver.cancel(false));
      assertEquals(left[0], leaver.isCancelled());
      assertEquals(!left[0], other.isDone());
      if (left[0]) {
        assertEquals(1, value(barrier.arrive()));
        assertEquals(0, value(other));
      } else {
        assertEquals(1, value(other));
      }
      assertEquals(0, barrier.waiting());
    }
  }

  @Test
  void reset_againstAPartyThatLeaves_endsItOnce() {
    for (int i = 0; i < ROUNDS; i++) {
      var barrier = new AsyncBarrier(3);
      Wait<Integer> leaver = barrier.arrive();
      int[] ends = {0};
      leaver.whenComplete((place, failure) -> ends[0]++);
      second.race(i, barrier::reset, () -> leaver.cancel(false));
      assertTrue(leaver.isCancelled());
      assertEquals(1, ends[0]);
      assertEquals(0, barrier.waiting());
    }
  }

  @Test
  void twoLastArrivals_atOnce_areOfTwoMeetings() {
    for (int i = 0; i < ROUNDS; i++) {
      var barrier = new AsyncBarrier(2);
      Wait<Integer> first = barrier.arrive();
      List<Wait<Integer>> there = new ArrayList<>();
      List<Wait<Integer>> here = new ArrayList<>();
      second.race(i, () -> there.add(barrier.arrive()), () -> here.add(barrier.arrive()));
      assertEquals(0, value(first));
      assertTrue(there.getFirst().isDone() ^ here.getFirst().isDone());
      assertEquals(1, barrier.waiting());
      assertEquals(1, value(barrier.arrive()));
    }
  }

  @Test
  void manyThreads_someOfWhomGiveUp_meetInFullNumbers() throws Exception {
    int parties = 3;
    var barrier = new AsyncBarrier(parties);
    var counts = List.of(new AtomicInteger(), new AtomicInteger(), new AtomicInteger());
    var running = new AtomicInteger(6);
    TaskGroup.run(
        group -> {
          for (int t = 0; t < 6; t++) {
            int id = t;
            group.spawn(
                () -> {
                  for (int i = 0; i < 20_000; i++) {
                    Wait<Integer> wait = barrier.arrive();
                    if ((i + id) % 4 == 0 && wait.cancel(false)) {
                      continue;
                    }
                    counts.get(wait.await()).incrementAndGet();
                  }
                  if (running.decrementAndGet() < parties) { // too few to meet
                    barrier.resize(1);
                  }
                });
          }
        });
    assertEquals(0, barrier.waiting());
    int[] met = counts.stream().mapToInt(AtomicInteger::get).toArray();
    assertTrue(met[0] >= met[1] && met[1] >= met[2], "places are filled from the first on");
    assertTrue(met[2] > 0);
  }
}
