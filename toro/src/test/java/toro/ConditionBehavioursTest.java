package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Probe.assertPending;
import static toro.Probe.assertShows;
import static toro.Probe.failureOf;
import static toro.Probe.granted;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Toro's and Tornado's conditions promise, kept by {@link AsyncCondition}. */
@Timeout(60)
class ConditionBehavioursTest {
  private static final Duration SHORT = Duration.ofMillis(5);

  private final AsyncCondition condition = new AsyncCondition();
  private final List<Object> history = new ArrayList<>();

  private Wait<Void> note(int number) {
    return condition.whenSignalled().thenAccept(nothing -> history.add(number));
  }

  private void noteAll(int n) {
    for (int i = 0; i < n; i++) {
      note(i);
    }
  }

  private void assertWaiting(int n) {
    assertShows("AsyncCondition[" + (n == 0 ? "idle" : n + " waiting") + "]", condition);
  }

  // toro TestCondition: test_str
  // tornado ConditionTest: test_repr
  @Test
  void toString_waiters_areShownOnlyWhileThereAreSome() {
    assertWaiting(0);
    Wait<Void> first = condition.whenSignalled();
    assertWaiting(1);
    condition.whenSignalled();
    assertWaiting(2);
    first.cancel(true);
    condition.signal();
    assertWaiting(0);
  }

  // toro TestCondition: test_notify
  // tornado ConditionTest: test_notify
  @Test
  void signal_byATimer_wakesTheCoroutineThatWaits() throws Exception {
    var coroutine = Probe.startVirtual(() -> condition.whenSignalled().await()).parked();
    until("the coroutine waits", () -> condition.toString().contains("1 waiting"));
    CompletableFuture<Void> timer =
        new CompletableFuture<Void>().completeOnTimeout(null, 1, TimeUnit.MILLISECONDS);
    CompletableFuture<Void> signalled = timer.thenRun(condition::signal);
    assertNull(coroutine.result());
    assertNull(Eventually.value(signalled));
    assertWaiting(0);
  }

  // toro TestCondition: test_notify_1
  // tornado ConditionTest: test_notify_1
  @Test
  void signal_twice_wakesOneEachInOrder() {
    noteAll(2);
    condition.signal();
    history.add("signal 1");
    condition.signal(1);
    history.add("signal 2");
    assertEquals(List.of(0, "signal 1", 1, "signal 2"), history);
    assertWaiting(0);
  }

  // toro TestCondition: test_notify_n
  // tornado ConditionTest: test_notify_n
  @Test
  void signal_threeOneTwo_wakesExactlySoManyInOrder() {
    noteAll(6);
    condition.signal(3);
    assertEquals(List.of(0, 1, 2), history);
    condition.signal(1);
    assertEquals(List.of(0, 1, 2, 3), history);
    condition.signal(2);
    assertEquals(List.of(0, 1, 2, 3, 4, 5), history);
    assertWaiting(0);
  }

  // toro TestCondition: test_notify_all
  // tornado ConditionTest: test_notify_all
  @Test
  void signalAll_several_wakesAllInOrderBeforeItReturns() {
    noteAll(4);
    condition.signalAll();
    history.add("signalled");
    assertEquals(List.of(0, 1, 2, 3, "signalled"), history);
    assertPending(condition.whenSignalled()); // a later one waits for a later signal
  }

  // toro TestCondition: test_wait_timeout
  // tornado ConditionTest: test_wait_timeout
  @Test
  void whenSignalled_limitPasses_timesOutAndALateSignalIsHarmless() {
    Wait<Void> wait = condition.whenSignalled().within(SHORT);
    assertInstanceOf(TimeoutException.class, failureOf(wait));
    assertThrows(TimeoutException.class, () -> condition.whenSignalled().await(SHORT));
    assertWaiting(0);
    condition.signal();
    assertInstanceOf(TimeoutException.class, failureOf(wait));
    assertPending(condition.whenSignalled()); // that signal was not stored
  }

  // toro TestCondition: test_wait_timeout_preempted
  // tornado ConditionTest: test_wait_timeout_preempted
  @Test
  void signal_beforeTheLimit_isNotUndoneByIt() throws Exception {
    Loop.simulate(
        1,
        () -> {
          Wait<Void> wait = condition.whenSignalled().within(SHORT);
          condition.signal();
          var passed = condition.whenSignalled().within(SHORT);
          assertInstanceOf(TimeoutException.class, failureOf(passed));
          assertNull(granted(wait));
          assertWaiting(0);
        });
  }

  // toro TestCondition: test_notify_n_with_timeout
  // tornado ConditionTest: test_notify_n_with_timeout
  @Test
  void signal_oneTimedOut_doesNotCountIt() {
    note(0);
    Wait<Void> dead = condition.whenSignalled().within(SHORT);
    note(2);
    note(3);
    assertInstanceOf(TimeoutException.class, failureOf(dead));
    condition.signal(2);
    assertEquals(List.of(0, 2), history);
    assertWaiting(1);
    condition.signal();
    assertEquals(List.of(0, 2, 3), history);
    assertTrue(dead.isCompletedExceptionally());
  }

  // toro TestCondition: test_notify_all_with_timeout
  // tornado ConditionTest: test_notify_all_with_timeout
  @Test
  void signalAll_oneTimedOut_wakesTheRestInOrder() {
    note(0);
    Wait<Void> dead = condition.whenSignalled().within(SHORT);
    note(2);
    assertInstanceOf(TimeoutException.class, failureOf(dead));
    condition.signalAll();
    assertEquals(List.of(0, 2), history);
    assertTrue(dead.isCompletedExceptionally());
    assertWaiting(0);
  }

  // tornado ConditionTest: test_nested_notify
  @Test
  void signal_insideAWaitersFunctionDuringASignal_isNotLost() {
    condition
        .whenSignalled()
        .thenRun(
            () -> {
              history.add("in");
              condition.signal(); // for the third: two are on their way
              history.add("out");
            });
    note(1);
    note(2);
    note(3);
    condition.signal(2);
    assertEquals(List.of("in", "out", 1, 2), history);
    assertWaiting(1);
    condition.signal();
    assertEquals(List.of("in", "out", 1, 2, 3), history);
  }

  // tornado ConditionTest: test_garbage_collection
  @Test
  void whenSignalled_manyTimedOut_onlyTheLiveOneStaysInLine() {
    List<Wait<Void>> dead = new ArrayList<>();
    for (int i = 0; i < 101; i++) {
      dead.add(condition.whenSignalled().within(SHORT));
    }
    Wait<Void> live = note(101);
    dead.forEach(wait -> assertInstanceOf(TimeoutException.class, failureOf(wait)));
    assertWaiting(1);
    assertPending(live);
    condition.signal();
    granted(live);
    assertEquals(List.of(101), history);
    assertWaiting(0);
  }
}
