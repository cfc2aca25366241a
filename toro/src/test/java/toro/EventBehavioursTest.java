package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Probe.assertPending;
import static toro.Probe.assertShows;
import static toro.Probe.failed;
import static toro.Probe.failureOf;
import static toro.Probe.granted;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import toro.Probe.Started;

/** What the events that came before promise, kept by {@link AsyncEvent}. */
@Timeout(60)
class EventBehavioursTest {
  private static final Duration SHORT = Duration.ofMillis(5);

  private final AsyncEvent event = new AsyncEvent();
  private final List<Object> history = new ArrayList<>();

  private Wait<Void> note(int number) {
    return event.whenSet().thenAccept(nothing -> history.add(number));
  }

  private void assertState(String state) {
    assertShows("AsyncEvent[" + state + "]", event);
  }

  // toro TestEvent: test_str
  // tornado EventTest: test_repr
  // asyncio EventTests: test_repr
  @Test
  void toString_everyState_saysItAndHowManyWait() {
    assertState("clear");
    event.whenSet();
    event.whenSet();
    assertState("clear, 2 waiting");
    event.set();
    assertState("set");
    event.clear();
    assertState("clear");
  }

  // toro TestEvent: test_event_1, test_event_100
  @ParameterizedTest
  @ValueSource(ints = {1, 100})
  void setThenClear_coroutinesWaiting_wakesThemAll(int n) throws Exception {
    List<Started<Void>> coroutines = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      coroutines.add(Probe.startVirtual(() -> event.whenSet().await()));
    }
    until(n + " coroutines wait", () -> event.toString().contains(n + " waiting"));
    coroutines.forEach(Started::parked);
    event.set();
    event.clear();
    for (Started<Void> coroutine : coroutines) {
      assertNull(coroutine.result());
    }
    assertState("clear");
  }

  // toro TestEvent: test_event_1, test_event_100
  @ParameterizedTest
  @ValueSource(ints = {1, 100})
  void setThenClear_functionsWaiting_runsThemAllInOrder(int n) {
    List<Object> expected = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      note(i);
      expected.add(i);
    }
    event.set();
    event.clear();
    assertEquals(expected, history);
    assertPending(event.whenSet());
  }

  // toro TestEvent: test_event_timeout
  // tornado EventTest: test_event_timeout
  @Test
  void whenSet_limitPasses_timesOutAndALaterSetStillWakes() {
    assertThrows(TimeoutException.class, () -> event.whenSet().await(SHORT));
    assertInstanceOf(TimeoutException.class, failureOf(event.whenSet().within(SHORT)));
    assertState("clear");
    Wait<Void> live = event.whenSet().within(Duration.ofSeconds(Eventually.SECONDS));
    event.set();
    assertNull(granted(live));
    assertTrue(event.isSet());
  }

  // toro TestEvent: test_event_nowait
  // asyncio EventTests: test_wait_on_set
  @Test
  void whenSet_setBefore_isCompleteAtOnce() throws Exception {
    event.set();
    assertNull(granted(event.whenSet()));
    assertNull(event.whenSet().await());
    assertNull(event.whenSet().await(Duration.ZERO));
    note(1);
    assertEquals(List.of(1), history);
    assertState("set");
  }

  // tornado EventTest: test_event
  @Test
  void setAndClear_betweenWaits_completesThoseBeforeTheClearOnly() {
    Wait<Void> first = event.whenSet();
    assertPending(first);
    event.set();
    Wait<Void> second = event.whenSet();
    event.clear();
    Wait<Void> third = event.whenSet();
    assertNull(granted(first));
    assertNull(granted(second));
    assertPending(third);
    assertState("clear, 1 waiting");
    event.set();
    assertNull(granted(third));
  }

  // tornado EventTest: test_event_set_multiple
  @Test
  void set_twice_changesNothingTheSecondTime() {
    note(1);
    event.set();
    event.set();
    assertTrue(event.isSet());
    assertEquals(List.of(1), history);
    event.clear();
    assertFalse(event.isSet());
  }

  // tornado EventTest: test_event_wait_clear
  @Test
  void clear_waiterInLine_doesNotOrphanIt() {
    Wait<Void> waiting = event.whenSet();
    event.clear();
    assertPending(waiting);
    assertState("clear, 1 waiting");
    event.set();
    assertNull(granted(waiting));
  }

  // asyncio EventTests: test_wait
  @Test
  void set_insideAFunction_resumesWaitersInOrderAndLetsANewcomerPassAtOnce() {
    note(1);
    note(2);
    var trigger = new AsyncEvent();
    Wait<Void> step =
        trigger
            .whenSet()
            .thenRun(
                () -> {
                  event.set();
                  assertEquals(List.of(), history); // their functions wait for this one to end
                  note(3);
                });
    assertEquals(List.of(), history);
    trigger.set();
    granted(step);
    assertEquals(List.of(3, 1, 2), history);
  }

  // asyncio EventTests: test_wait
  @Test
  void set_outermost_resumesWaitersInOrderBeforeItReturns() {
    Wait<Void> first = note(1);
    Wait<Void> second = note(2);
    event.set();
    Wait<Void> third = note(3);
    assertEquals(List.of(1, 2, 3), history);
    List.of(first, second, third).forEach(done -> assertNull(granted(done)));
  }

  // asyncio EventTests: test_wait_cancel
  @Test
  void whenSet_cancelled_leavesTheLine() {
    Wait<Void> waiting = event.whenSet();
    assertState("clear, 1 waiting");
    assertTrue(waiting.cancel(true));
    assertInstanceOf(CancellationException.class, failed(waiting));
    assertState("clear");
    event.set();
    assertTrue(waiting.isCancelled());
  }

  // asyncio EventTests: test_clear
  @Test
  void clear_afterSet_isClearAgain() {
    assertFalse(event.isSet());
    event.set();
    assertTrue(event.isSet());
    event.clear();
    assertFalse(event.isSet());
    assertPending(event.whenSet());
  }

  // asyncio EventTests: test_clear_with_waiters
  @Test
  void set_againAfterAClear_wakesAWaiterOnlyOnce() {
    note(1);
    event.set();
    event.clear();
    assertFalse(event.isSet());
    event.set();
    event.set();
    assertEquals(List.of(1), history);
    assertState("set");
  }
}
