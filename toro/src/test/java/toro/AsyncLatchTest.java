package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Eventually.value;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.granted;
import static toro.Probe.shown;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AsyncLatchTest {
  private static final int MILLION = 1_000_000;

  private final AsyncLatch latch = new AsyncLatch(2);

  @Test
  void whenZero_zeroFromTheStart_completesAtOnce() {
    var open = new AsyncLatch(0);
    assertNull(granted(open.whenZero()));
    assertEquals(0, open.count());
    open.countDown();
    assertEquals(0, open.count());
  }

  @Test
  void countDown_waiterBefore_letsItGoExactlyAtZero() { // tascalate needs one more (PEERS)
    Wait<Void> wait = latch.whenZero();
    latch.countDown();
    assertPending(wait);
    assertEquals(1, latch.count());
    latch.countDown();
    assertNull(granted(wait));
    assertEquals(0, latch.count());
  }

  @Test
  void whenZero_afterZero_completesAtOnceAndOnlyObserves() {
    latch.countDown(2);
    assertNull(granted(latch.whenZero()));
    assertNull(granted(latch.whenZero()));
    assertEquals(0, latch.count());
  }

  @Test
  void countDown_belowZero_changesNothing() { // as CountDownLatch; a quorum of 2 of 3
    Wait<Void> quorum = latch.whenZero();
    int[] told = {0};
    quorum.thenRun(() -> told[0]++);
    for (int i = 0; i < 3; i++) {
      latch.countDown();
    }
    granted(quorum);
    assertEquals(1, told[0]);
    assertEquals(0, latch.count());
  }

  @Test
  void countDown_byMoreThanThereAre_isZeroAndNotLess() {
    var large = new AsyncLatch(Integer.MAX_VALUE);
    Wait<Void> wait = large.whenZero();
    large.countDown(Integer.MAX_VALUE - 1);
    assertEquals(1, large.count());
    assertPending(wait);
    large.countDown(Integer.MAX_VALUE);
    assertEquals(0, large.count());
    granted(wait);
  }

  @Test
  void badArguments_always_areRefusedAndNothingHasChanged() {
    assertThrows(IllegalArgumentException.class, () -> new AsyncLatch(-1));
    for (int n : new int[] {0, -1, Integer.MIN_VALUE}) {
      var refusal = assertThrows(IllegalArgumentException.class, () -> latch.countDown(n));
      assertTrue(refusal.getMessage().contains("" + n), refusal::getMessage);
    }
    assertEquals(2, latch.count());
    latch.countDown(2);
    assertThrows(IllegalArgumentException.class, () -> latch.countDown(0));
  }

  @Test
  void countDown_aMillionWaiters_goOnInTheOrderOfTheirCalls() {
    int[] next = {0};
    for (int i = 0; i < MILLION; i++) {
      int number = i;
      latch.whenZero().thenRun(() -> next[0] += next[0] == number ? 1 : MILLION);
    }
    assertEquals(MILLION, latch.waiting());
    latch.countDown(2);
    assertEquals(MILLION, next[0]);
    assertEquals(0, latch.waiting());
  }

  @Test
  void whenZero_cancelled_leavesTheLineAndTheCountAsItIs() {
    Wait<Void> first = latch.whenZero();
    Wait<Void> second = latch.whenZero();
    assertTrue(first.cancel(true));
    assertEquals(1, latch.waiting());
    assertEquals(2, latch.count());
    latch.countDown(2);
    assertTrue(first.isCancelled());
    granted(second);
  }

  @Test
  void whenZero_limitPasses_saysWhatIsMissing() {
    var named = new AsyncLatch(1).named("started");
    var failure =
        assertInstanceOf(TimeoutException.class, failed(named.whenZero().within(Duration.ZERO)));
    assertEquals("AsyncLatch[started]: count not zero within PT0S", failure.getMessage());
    assertEquals(0, named.waiting());
    named.countDown();
    granted(named.whenZero().within(Duration.ZERO));
  }

  @Test
  void countDown_aFunctionThrowsOrCallsBackIn_wakesTheOthers() {
    List<String> log = new ArrayList<>();
    latch
        .whenZero()
        .thenRun(
            () -> {
              latch.countDown();
              latch.whenZero().thenRun(() -> log.add("again"));
              throw new AssertionError("continuation");
            });
    latch.whenZero().thenRun(() -> log.add("second"));
    latch.countDown(2);
    assertEquals(
        List.of("second", "again"), log.stream().sorted((a, b) -> b.compareTo(a)).toList());
  }

  @Test
  void whenZero_itsFutureCompleted_doesNotCountDown() {
    Wait<Void> forged = latch.whenZero();
    Wait<Void> other = latch.whenZero();
    assertTrue(forged.toCompletableFuture().complete(null));
    assertEquals(2, latch.count());
    assertPending(other);
  }

  @Test
  void toString_everyState_saysTheCountAndHowManyWait() {
    assertSame(latch, latch.named("started"));
    assertEquals("AsyncLatch[started, count 2]", shown(latch));
    Wait<Void> wait = latch.whenZero();
    assertEquals("AsyncLatch[started, count 2, 1 waiting]", shown(latch));
    assertEquals("Wait[whenZero of AsyncLatch[started, count 2, 1 waiting], waiting]", shown(wait));
    latch.countDown(5);
    assertEquals("AsyncLatch[started, count 0]", shown(latch));
  }

  // ---- races (section 5.3)

  @Test
  void countDowns_byManyThreads_reachZeroOnce() throws Exception {
    int threads = 8;
    int each = 20_000;
    var many = new AsyncLatch(threads * each);
    List<Wait<Void>> seen = new ArrayList<>();
    TaskGroup.run(
        group -> {
          for (int t = 0; t < threads; t++) {
            group.spawn(
                () -> {
                  for (int i = 0; i < each; i++) {
                    many.countDown();
                  }
                });
          }
          for (int i = 0; i < 1_000; i++) {
            seen.add(many.whenZero());
          }
        });
    assertEquals(0, many.count());
    seen.forEach(Eventually::value);
    assertEquals(0, many.waiting());
  }

  @Test
  void lastCountDown_asSomebodyAsks_isNotMissed() {
    try (var second = new SecondThread()) {
      for (int i = 0; i < 20_000; i++) {
        var one = new AsyncLatch(1);
        List<Wait<Void>> waits = new ArrayList<>();
        second.race(i, one::countDown, () -> waits.add(one.whenZero()));
        value(waits.getFirst());
        assertEquals(0, one.waiting());
      }
    }
  }

  @Test
  void lastCountDown_asOneGivesUp_letsTheOthersGo() {
    try (var second = new SecondThread()) {
      for (int i = 0; i < 20_000; i++) {
        var one = new AsyncLatch(1);
        Wait<Void> leaver = one.whenZero();
        Wait<Void> stage = leaver.thenRun(() -> {});
        Wait<Void> other = one.whenZero();
        int round = i;
        boolean[] left = {false};
        second.race(
            i, one::countDown, () -> left[0] = (round % 2 == 0 ? leaver : stage).cancel(false));
        value(other);
        until("ended", leaver::isDone);
        if (round % 2 == 0) {
          assertEquals(left[0], leaver.isCancelled());
        }
        assertFalse(one.waiting() > 0);
      }
    }
  }

  @Test
  void twoLastCountDowns_atOnce_letEverybodyGoOnce() {
    try (var second = new SecondThread()) {
      for (int i = 0; i < 20_000; i++) {
        var two = new AsyncLatch(2);
        int[] told = {0};
        Wait<Void> wait = two.whenZero();
        Wait<Void> stage = wait.thenRun(() -> told[0]++);
        second.race(i, two::countDown, two::countDown);
        value(stage);
        assertEquals(1, told[0]);
        assertEquals(0, two.count());
      }
    }
  }

  // ---- among other things

  @Test
  void select_latch_isChosenAtZeroAndLeavesNothing() {
    var event = new AsyncEvent();
    Clause<Void> zero = Clause.whenZero(latch);
    Clause<Void> set = Clause.whenSet(event);
    Select select = Select.ordered(zero, set);
    assertNull(select.trySelect());
    Wait<Selected> wait = select.select();
    assertEquals(1, latch.waiting());
    latch.countDown(2);
    assertTrue(granted(wait).is(zero));
    assertEquals(0, event.waiting());
    assertTrue(select.trySelect().is(zero));
    assertTrue(granted(select.select()).is(zero));
  }

  @Test
  void select_latchReachesZeroWhileItJoins_isNotMissed() {
    try (var second = new SecondThread()) {
      for (int i = 0; i < 20_000; i++) {
        var one = new AsyncLatch(1);
        var event = new AsyncEvent();
        Select select = Select.ordered(Clause.whenSet(event), Clause.whenZero(one));
        List<Wait<Selected>> waits = new ArrayList<>();
        second.race(i, one::countDown, () -> waits.add(select.select()));
        assertEquals(1, value(waits.getFirst()).index());
        assertEquals(0, one.waiting() + event.waiting());
      }
    }
  }
}
