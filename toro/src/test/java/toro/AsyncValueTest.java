package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.granted;
import static toro.Probe.shown;
import static toro.Probe.startVirtual;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AsyncValueTest {
  private final AsyncValue<String> value = new AsyncValue<>("first");

  private static Versioned<String> version(long number, String value) {
    return new Versioned<>(value, number);
  }

  // ---- reading and setting

  @Test
  void get_new_isTheInitialValueInVersionOne() {
    assertEquals("first", value.get());
    assertEquals(version(1, "first"), value.read());
  }

  @Test
  void set_anyValue_isTheNextVersion() {
    value.set("second");
    assertEquals("second", value.get());
    assertEquals(version(2, "second"), value.read());
  }

  @Test
  void set_equalValue_isAChange() { // Kotlin/kotlinx.coroutines#2011
    Wait<Versioned<String>> change = value.whenChanged(1);
    value.set("first");
    assertEquals(version(2, "first"), granted(change));
  }

  @Test
  void trySet_versionOfNow_sets() {
    assertTrue(value.trySet(1, "second"));
    assertEquals(version(2, "second"), value.read());
  }

  @Test
  void trySet_versionOfBeforeOrLater_changesNothing() {
    Wait<Versioned<String>> change = value.whenChanged(1);
    assertFalse(value.trySet(0, "no"));
    assertFalse(value.trySet(2, "no"));
    assertEquals(version(1, "first"), value.read());
    assertPending(change);
  }

  @Test
  void nulls_anywhere_areRefusedAndChangeNothing() {
    assertThrows(NullPointerException.class, () -> new AsyncValue<>(null));
    assertThrows(NullPointerException.class, () -> value.set(null));
    assertThrows(NullPointerException.class, () -> value.trySet(1, null));
    assertThrows(NullPointerException.class, () -> value.when(null));
    assertThrows(NullPointerException.class, () -> value.close(null));
    assertThrows(NullPointerException.class, () -> value.named(null));
    assertEquals(version(1, "first"), value.read());
    assertFalse(value.isClosed());
  }

  // ---- waiting for a change

  @Test
  void whenChanged_sinceBefore_isCompleteWithTheNewest() {
    value.set("second");
    value.set("third");
    for (long since : new long[] {Long.MIN_VALUE, 0, 1, 2}) {
      assertEquals(version(3, "third"), granted(value.whenChanged(since)));
    }
  }

  @Test
  void whenChanged_sinceNow_completesWithWhatIsSetNext() {
    Wait<Versioned<String>> change = value.whenChanged(1);
    assertPending(change);
    value.set("second");
    value.set("third");
    assertEquals(version(2, "second"), granted(change));
  }

  @Test
  void whenChanged_sinceAVersionToCome_completesAtTheNextSet() {
    Wait<Versioned<String>> change = value.whenChanged(Long.MAX_VALUE);
    value.set("second");
    assertEquals(version(2, "second"), granted(change));
  }

  @Test
  void set_severalWait_completesAllInTheOrderOfTheirCalls() {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int number = i;
      value.whenChanged(1).thenRun(() -> order.add(number));
    }
    value.set("second");
    assertEquals(100, order.size());
    assertEquals(order.stream().sorted().toList(), order);
  }

  @Test
  void set_inAFunctionOfAChange_isToldInOrder() {
    List<Object> seen = new ArrayList<>();
    value.whenChanged(1).thenAccept(now -> value.set("from inside"));
    value.whenChanged(1).thenAccept(now -> seen.add(now.value()));
    value.whenChanged(1).thenCompose(now -> value.whenChanged(now.version())).thenAccept(seen::add);
    value.set("second");
    assertEquals(List.of("second", version(3, "from inside")), seen);
  }

  @Test
  void whenChanged_givenUp_leavesTheLine() {
    Wait<Versioned<String>> first = value.whenChanged(1);
    Wait<Versioned<String>> second = value.whenChanged(1);
    assertTrue(first.cancel(false));
    assertEquals(1, value.waiting());
    value.set("second");
    assertTrue(first.isCancelled());
    assertEquals(version(2, "second"), granted(second));
  }

  // ---- waiting until it fits

  @Test
  void when_fitsNow_isCompleteWithTheValue() {
    assertEquals("first", granted(value.when(v -> v.startsWith("f"))));
    assertEquals(0, value.waiting());
  }

  @Test
  void when_fitsLater_completesThen() {
    Wait<String> wait = value.when(v -> v.startsWith("t"));
    value.set("second");
    assertPending(wait);
    value.set("third");
    assertEquals("third", granted(wait));
    assertEquals(0, value.waiting());
  }

  @Test
  void when_always_testsOnTheThreadThatChanges() throws Exception {
    List<Thread> threads = new ArrayList<>();
    Wait<String> wait =
        value.when(
            v -> {
              threads.add(Thread.currentThread());
              return v.equals("second");
            });
    var setter = startVirtual(() -> value.trySet(1, "second"));
    assertTrue(setter.result());
    assertEquals("second", granted(wait));
    assertEquals(List.of(Thread.currentThread(), setter.thread()), threads);
  }

  @Test
  void when_onALoop_testsThere() throws Exception {
    Loop.run(
        () -> {
          Loop loop = Loop.current();
          Wait<String> wait =
              value.when(
                  v -> {
                    assertSame(loop, Loop.current());
                    return v.equals("second");
                  });
          startVirtual(() -> value.trySet(1, "second"));
          assertEquals("second", wait.await());
        });
  }

  @Test
  void when_conditionThrows_failsWithIt() {
    var bad = new IllegalArgumentException("bad");
    Wait<String> now =
        value.when(
            v -> {
              throw bad;
            });
    assertSame(bad, failed(now));
    Wait<String> later =
        value.when(
            v -> {
              if (v.equals("second")) {
                throw bad;
              }
              return false;
            });
    value.set("second");
    assertSame(bad, failed(later));
    assertEquals(0, value.waiting());
  }

  @Test
  void when_conditionSetsTheValue_endsWithWhatFits() {
    Wait<String> wait =
        value.when(
            v -> {
              if (v.equals("second")) {
                value.set("third");
              }
              return v.equals("third");
            });
    value.set("second");
    assertEquals("third", granted(wait));
  }

  @Test
  void when_givenUp_leavesTheLineAndTestsNoMore() {
    List<String> tested = new ArrayList<>();
    Wait<String> wait = value.when(v -> !tested.add(v));
    assertEquals(1, value.waiting());
    assertTrue(wait.cancel(false));
    assertEquals(0, value.waiting());
    value.set("second");
    assertEquals(List.of("first"), tested);
  }

  @Test
  void when_limitPasses_saysWhatIsMissing() {
    Wait<String> wait = value.named("state").when(v -> false);
    var timeout = assertThrows(TimeoutException.class, () -> wait.await(Duration.ofMillis(1)));
    assertEquals("AsyncValue[state]: no value that fits within PT0.001S", timeout.getMessage());
    assertEquals(0, value.waiting());
  }

  // ---- closing

  @Test
  void close_always_failsWhoWaitsAndKeepsTheValue() {
    Wait<Versioned<String>> change = value.whenChanged(1);
    Wait<String> fit = value.when(v -> false);
    var cause = new IllegalStateException("cause");
    value.close(cause);
    value.close();
    value.close(new IllegalStateException("another"));
    for (Wait<?> wait : List.of(change, fit, value.whenChanged(1), value.when(v -> false))) {
      assertSame(cause, assertInstanceOf(ClosedException.class, failed(wait)).getCause());
    }
    assertTrue(value.isClosed());
    assertEquals(version(1, "first"), value.read());
  }

  @Test
  void close_changeUnseen_isStillTold() {
    value.set("second");
    value.close();
    assertEquals(version(2, "second"), granted(value.whenChanged(1)));
    assertEquals("second", granted(value.when(v -> v.equals("second"))));
    assertInstanceOf(ClosedException.class, failed(value.whenChanged(2)));
  }

  @Test
  void set_closed_throwsAndChangesNothing() {
    value.close();
    assertNull(assertThrows(ClosedException.class, () -> value.set("no")).getCause());
    assertThrows(ClosedException.class, () -> value.trySet(1, "no"));
    assertThrows(ClosedException.class, () -> value.trySet(7, "no"));
    assertEquals(version(1, "first"), value.read());
  }

  // ---- among other things

  @Test
  void clause_changed_isReadyWhileTheVersionIsAbove() {
    var stop = new AsyncEvent();
    Clause<Versioned<String>> changed = Clause.whenChanged(value, 1);
    Select select = Select.ordered(changed, Clause.whenSet(stop));
    assertNull(select.trySelect());
    Wait<Selected> waiting = select.select();
    assertEquals(1, value.waiting());
    value.set("second");
    assertEquals(version(2, "second"), granted(waiting).get(changed));
    value.set("third");
    assertEquals(version(3, "third"), select.trySelect().get(changed));
    assertEquals(0, value.waiting() + stop.waiting());
  }

  @Test
  void clause_closed_failsTheSelectUnlessSettled() {
    Clause<Versioned<String>> changed = Clause.whenChanged(value, 1);
    Wait<Selected> strict = Wait.firstOf(changed, Clause.whenSet(new AsyncEvent()));
    Clause<Versioned<String>> settled = changed.settled();
    Wait<Selected> lenient = Wait.firstOf(Clause.whenSet(new AsyncEvent()), settled);
    value.close();
    assertInstanceOf(ClosedException.class, failed(strict));
    Selected won = granted(lenient);
    assertThrows(ClosedException.class, () -> won.get(settled));
    assertInstanceOf(ClosedException.class, failed(Wait.firstOf(changed)));
  }

  // ---- how it shows itself

  @Test
  void toString_everyState_saysIt() {
    value.named("state");
    assertEquals("AsyncValue[state, set to first, version 1]", shown(value));
    Wait<?> wait = value.whenChanged(1);
    assertEquals("AsyncValue[state, set to first, version 1, 1 waiting]", shown(value));
    assertEquals(
        "Wait[whenChanged of AsyncValue[state, set to first, version 1, 1 waiting], waiting]",
        shown(wait));
    value.set("second");
    value.close();
    assertEquals("AsyncValue[state, closed, set to second, version 2]", shown(value));
    assertEquals(
        "AsyncValue[state]: closed",
        assertThrows(ClosedException.class, () -> value.set("no")).getMessage());
  }

  @Test
  void deadlock_whereNobodySets_isReported() {
    var report =
        assertThrows(
            DeadlockException.class,
            () -> Loop.simulate(1, () -> value.named("state").when(v -> false).await()));
    assertTrue(
        report.getMessage().contains("main waits for AsyncValue[state, set to first, version 1"),
        report.getMessage());
  }

  // ---- memory

  @Test
  void aMillionSets_besideOneSlowWaiter_keepNothing() {
    var big = new AsyncValue<>(new byte[1]);
    Wait<Versioned<byte[]>> slow = big.whenChanged(1);
    Wait<byte[]> never = big.when(v -> false);
    WeakReference<byte[]> early = null;
    for (int i = 0; i < 1_000_000; i++) { // one GB
      byte[] next = new byte[1024];
      early = i == 10 ? new WeakReference<>(next) : early;
      big.set(next);
    }
    WeakReference<byte[]> gone = early;
    Eventually.until(
        "replaced values are collected",
        () -> {
          System.gc();
          return gone.refersTo(null);
        });
    assertEquals(2, granted(slow).version());
    assertEquals(1_000_001, big.read().version());
    assertPending(never);
  }
}
