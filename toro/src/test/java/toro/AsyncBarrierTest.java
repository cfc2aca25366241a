package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.granted;
import static toro.Probe.shown;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What asyncio's BarrierTests and tokio's sync_barrier.rs promise, and more. */
@Timeout(60)
class AsyncBarrierTest {
  private final AsyncBarrier barrier = new AsyncBarrier(3);

  private static List<Integer> places(List<Wait<Integer>> waits) {
    return waits.stream().map(Probe::granted).toList();
  }

  private static List<Integer> upTo(int n) {
    return IntStream.range(0, n).boxed().toList();
  }

  private List<Wait<Integer>> arrive(int n) {
    List<Wait<Integer>> waits = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      waits.add(barrier.arrive());
    }
    return waits;
  }

  // asyncio test_barrier_parties; tokio zero_does_not_block: here it is refused
  @Test
  void badArguments_always_areRefusedAndNothingHasChanged() {
    for (int n : new int[] {0, -1}) {
      assertThrows(IllegalArgumentException.class, () -> new AsyncBarrier(n));
      var refusal = assertThrows(IllegalArgumentException.class, () -> barrier.resize(n));
      assertTrue(refusal.getMessage().contains("" + n), refusal::getMessage);
    }
    assertEquals(3, barrier.parties());
    assertThrows(NullPointerException.class, () -> barrier.close(null));
    assertFalse(barrier.isClosed());
  }

  // asyncio test_repr
  @Test
  void toString_everyState_saysItAndHowManyWait() {
    assertSame(barrier, barrier.named("round"));
    assertEquals("AsyncBarrier[round, parties 3]", shown(barrier));
    Wait<Integer> first = barrier.arrive();
    barrier.arrive();
    assertEquals("AsyncBarrier[round, parties 3, 2 waiting]", shown(barrier));
    assertEquals(
        "Wait[arrive of AsyncBarrier[round, parties 3, 2 waiting], waiting]", shown(first));
    barrier.arrive();
    assertEquals("AsyncBarrier[round, parties 3]", shown(barrier));
    barrier.close();
    assertEquals("AsyncBarrier[round, closed, parties 3]", shown(barrier));
  }

  // asyncio test_context_manager, test_filling_tasks_check_return_value; tokio tango
  @Test
  void arrive_lastOne_letsAllGoWithTheirPlaces() {
    List<Wait<Integer>> waits = arrive(2);
    waits.forEach(Probe::assertPending);
    waits.add(barrier.arrive());
    assertEquals(upTo(3), places(waits));
  }

  // asyncio test_filling_one_task, test_filling_one_task_twice; tokio single
  @Test
  void arrive_oneParty_goesOnEachTime() {
    var alone = new AsyncBarrier(1);
    for (int i = 0; i < 10; i++) {
      assertEquals(0, granted(alone.arrive()));
    }
    assertEquals(0, alone.waiting());
  }

  // asyncio test_filling_task_by_task
  @Test
  void waiting_always_countsThoseWhoHaveArrived() {
    for (int i = 0; i < 3; i++) {
      assertEquals(i, barrier.waiting());
      barrier.arrive();
    }
    assertEquals(0, barrier.waiting());
    assertEquals(3, barrier.parties());
  }

  // asyncio test_filling_tasks_wait_twice, test_draining_state, test_blocking_tasks_while_draining
  @Test
  void arrive_againFromAFunction_belongsToTheNextMeeting() {
    List<String> log = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      barrier
          .arrive()
          .thenCompose(
              place -> {
                log.add("first");
                assertTrue(barrier.waiting() < 3);
                return barrier.arrive();
              })
          .thenAccept(place -> log.add("second " + place));
    }
    assertEquals(
        List.of("first", "first", "first", "second 0", "second 1", "second 2"),
        log.stream().sorted().toList());
    assertEquals(List.of("first", "first", "first"), log.subList(0, 3));
    assertEquals(0, barrier.waiting());
  }

  // tokio lots: 100 parties, 10 rounds, one leader, nobody early
  @Test
  void arrive_lots_haveOneLeaderEachAndNobodyIsEarly() {
    var many = new AsyncBarrier(100);
    for (int round = 0; round < 10; round++) {
      List<Wait<Integer>> waits = new ArrayList<>();
      for (int i = 0; i < 99; i++) {
        waits.add(many.arrive());
      }
      waits.forEach(Probe::assertPending);
      waits.add(many.arrive());
      assertEquals(upTo(100), places(waits));
    }
  }

  @Test
  void arrive_manyThreadsManyRounds_nobodyIsEverARoundAhead() throws Exception {
    int parties = 8;
    int rounds = 2_000;
    var many = new AsyncBarrier(parties);
    int[] arrived = new int[rounds]; // by the one with place 0, between two meetings
    int[] reached = new int[parties];
    var leaders = new AtomicInteger();
    TaskGroup.run(
        group -> {
          for (int p = 0; p < parties; p++) {
            int id = p;
            group.spawn(
                () -> {
                  for (int round = 0; round < rounds; round++) {
                    reached[id] = round;
                    if (many.arrive().await() == 0) {
                      leaders.incrementAndGet();
                      int now = round;
                      assertTrue(Arrays.stream(reached).allMatch(r -> r == now));
                      arrived[round] = parties;
                    }
                    many.arrive().await();
                    assertEquals(parties, arrived[round]);
                  }
                });
          }
        });
    assertEquals(rounds, leaders.get());
    assertEquals(0, many.waiting());
  }

  // asyncio test_filling_tasks_cancel_one; CyclicBarrier would break, and there is no twin of
  // that: breakOnCancel
  @Test
  void arrive_cancelled_isNotCountedAnyMoreAndBreaksNothing() {
    Wait<Integer> leaver = barrier.arrive();
    List<Wait<Integer>> others = arrive(1);
    assertTrue(leaver.cancel(false));
    assertEquals(1, barrier.waiting());
    others.add(barrier.arrive());
    others.forEach(Probe::assertPending);
    others.add(barrier.arrive());
    assertEquals(upTo(3), places(others));
    assertTrue(leaver.isCancelled());
  }

  @Test
  void arrive_limitOfOnePasses_theOthersWaitOn() {
    barrier.named("round");
    List<Wait<Integer>> others = arrive(1);
    var failure =
        assertInstanceOf(TimeoutException.class, failed(barrier.arrive().within(Duration.ZERO)));
    assertEquals("AsyncBarrier[round]: not all have arrived within PT0S", failure.getMessage());
    assertEquals(1, barrier.waiting());
    others.addAll(arrive(2));
    assertEquals(upTo(3), places(others));
  }

  // BEH 0.12: a party that leaves after the meeting, before it ran
  @Test
  void arrive_stageCancelledAfterTheMeeting_takesNothingBack() {
    var executor = new ArrayDeque<Runnable>();
    Wait<Void> stage = barrier.arrive().thenAcceptAsync(place -> {}, executor::add);
    List<Wait<Integer>> others = arrive(2);
    assertTrue(stage.cancel(false));
    assertEquals(List.of(1, 2), places(others));
    assertEquals(0, barrier.waiting());
    assertPending(barrier.arrive());
  }

  @Test
  void arrive_itsFutureCompleted_isNotCountedAnyMore() {
    Wait<Integer> forged = barrier.arrive();
    assertTrue(forged.toCompletableFuture().complete(7));
    List<Wait<Integer>> others = arrive(2);
    others.forEach(Probe::assertPending);
    others.add(barrier.arrive());
    assertEquals(upTo(3), places(others));
  }

  @Test
  void arrive_aFunctionThrows_lettingTheOthersGo() {
    barrier
        .arrive()
        .thenRun(
            () -> {
              throw new AssertionError("continuation");
            });
    List<Wait<Integer>> others = arrive(2);
    assertEquals(List.of(1, 2), places(others));
  }

  // ---- reset

  // asyncio test_reset_barrier
  @Test
  void reset_nobodyWaits_changesNothing() {
    barrier.reset();
    assertEquals(upTo(3), places(arrive(3)));
  }

  // asyncio test_reset_barrier_while_tasks_waiting
  @Test
  void reset_someWait_failsThemAndIsUsableAtOnce() {
    barrier.named("round");
    List<Wait<Integer>> waits = arrive(2);
    barrier.reset();
    for (Wait<Integer> wait : waits) {
      var failure = assertInstanceOf(CancellationException.class, failed(wait));
      assertEquals("AsyncBarrier[round]: reset", failure.getMessage());
      assertTrue(wait.isCancelled());
    }
    assertEquals(0, barrier.waiting());
    assertEquals(upTo(3), places(arrive(3)));
  }

  // asyncio test_reset_barrier_while_tasks_waiting_and_waiting_again
  @Test
  void reset_theirFunctionsArriveAgain_theyAreTheNextMeeting() {
    List<Wait<Integer>> again = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      barrier.arrive().whenComplete((place, failure) -> again.add(barrier.arrive()));
    }
    barrier.reset();
    assertEquals(2, again.size());
    assertEquals(2, barrier.waiting());
    again.add(barrier.arrive());
    assertEquals(upTo(3), places(again));
  }

  // asyncio test_reset_barrier_when_tasks_half_draining,
  // test_reset_barrier_when_tasks_half_draining_half_blocking,
  // test_reset_barrier_while_tasks_draining
  @Test
  void reset_whileThoseWhoMetGoOn_harmsOnlyThoseWhoWaitForTheNextMeeting() {
    List<Wait<Integer>> next = new ArrayList<>();
    Wait<Integer> first = barrier.arrive();
    first.thenRun(() -> next.add(barrier.arrive()));
    Wait<Integer> second = barrier.arrive();
    second.thenRun(barrier::reset);
    Wait<Integer> third = barrier.arrive();
    assertEquals(upTo(3), places(List.of(first, second, third)));
    assertInstanceOf(CancellationException.class, failed(next.getFirst()));
    assertEquals(upTo(3), places(arrive(3)));
  }

  @Test
  void reset_partyHasLeftBefore_theOthersFail() {
    List<Wait<Integer>> waits = arrive(2);
    waits.getFirst().cancel(false);
    barrier.reset();
    assertTrue(waits.get(1).isCancelled());
    assertEquals(0, barrier.waiting());
  }

  // ---- close

  // asyncio test_abort_barrier, test_abort_barrier_when_tasks_half_draining_half_blocking
  @Test
  void close_someWait_failsThemAndAllWhoComeLater() {
    var cause = new RuntimeException("first");
    List<Wait<Integer>> waits = arrive(2);
    barrier.close(cause);
    barrier.close(new RuntimeException("second"));
    barrier.close();
    waits.addAll(arrive(3));
    for (Wait<Integer> wait : waits) {
      assertSame(cause, assertInstanceOf(ClosedException.class, failed(wait)).getCause());
    }
    assertTrue(barrier.isClosed());
    assertEquals(0, barrier.waiting());
  }

  // asyncio test_abort_barrier_when_exception_then_resetting: here close is for good
  @Test
  void close_thenResetOrResize_isRefused() {
    var cause = new RuntimeException("why");
    barrier.close(cause);
    assertSame(cause, assertThrows(ClosedException.class, barrier::reset).getCause());
    assertSame(cause, assertThrows(ClosedException.class, () -> barrier.resize(1)).getCause());
    assertEquals(3, barrier.parties());
    assertInstanceOf(ClosedException.class, failed(barrier.arrive()));
  }

  // asyncio test_abort_barrier_when_exception
  @Test
  void close_fromAFunctionOfThoseWhoMet_harmsOnlyThoseWhoComeLater() {
    Wait<Integer> first = barrier.arrive();
    first.thenRun(barrier::close);
    List<Wait<Integer>> others = arrive(2);
    assertEquals(List.of(1, 2), places(others));
    assertInstanceOf(ClosedException.class, failed(barrier.arrive()));
  }

  // ---- resize

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void resize_toAsManyAsWaitOrFewer_letsAllOfThemGo(int parties) {
    List<Wait<Integer>> waits = arrive(2);
    barrier.resize(parties);
    assertEquals(upTo(2), places(waits));
    assertEquals(parties, barrier.parties());
    assertEquals(0, barrier.waiting());
  }

  @Test
  void resize_toMore_waitsForMore() {
    List<Wait<Integer>> waits = arrive(2);
    barrier.resize(4);
    waits.addAll(arrive(1));
    waits.forEach(Probe::assertPending);
    waits.addAll(arrive(1));
    assertEquals(upTo(4), places(waits));
  }

  @Test
  void resize_nobodyWaits_countsFromTheNextMeetingOn() {
    barrier.resize(2);
    assertEquals(upTo(2), places(arrive(2)));
    assertEquals(upTo(2), places(arrive(2)));
  }

  // ---- long chains

  @Test
  void arrive_eachMeetingFromAFunctionOfTheLast_overflowsNothing() {
    int rounds = 100_000;
    var two = new AsyncBarrier(2);
    int[] met = {0};
    Runnable[] step = {null};
    step[0] =
        () ->
            two.arrive()
                .thenRun(
                    () -> {
                      if (++met[0] < 2 * rounds) {
                        step[0].run();
                      }
                    });
    step[0].run();
    step[0].run();
    assertTrue(met[0] >= 2 * rounds, () -> "only " + met[0]);
  }
}
