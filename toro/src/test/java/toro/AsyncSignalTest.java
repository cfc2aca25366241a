package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.granted;
import static toro.Probe.shown;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What tokio's Notify promises (sync_notify.rs), and more, kept by {@link AsyncSignal}. */
@Timeout(60)
class AsyncSignalTest {
  private final AsyncSignal signal = new AsyncSignal();

  /** A take whose function has not run: it stands in an executor's queue. */
  private Wait<Void> takeUnreceived(ArrayDeque<Runnable> executor) {
    return signal.take().thenRunAsync(() -> {}, executor::add);
  }

  // notify_notified_one
  @Test
  void signal_nobodyWaits_isRememberedForTheNext() {
    signal.signal();
    assertTrue(signal.isSet());
    assertNull(granted(signal.take()));
    assertFalse(signal.isSet());
    assertPending(signal.take());
  }

  // notified_one_notify
  @Test
  void signal_oneWaits_letsItGoAndRemembersNothing() {
    Wait<Void> wait = signal.take();
    signal.signal();
    granted(wait);
    assertFalse(signal.isSet());
  }

  // notify_multi_notified_one, notified_multi_notify
  @Test
  void signal_severalWait_letsThemGoOneByOneInOrder() {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int number = i;
      signal.take().thenRun(() -> order.add(number));
    }
    signal.signal();
    assertEquals(List.of(0), order);
    signal.signal();
    signal.signal();
    assertEquals(List.of(0, 1, 2), order);
    assertFalse(signal.isSet());
  }

  // notify_notified_multi
  @Test
  void signal_oftenWithoutATaker_isRememberedOnce() {
    for (int i = 0; i < 10; i++) {
      signal.signal();
    }
    granted(signal.take());
    assertPending(signal.take());
  }

  // notified_drop_notified_notify
  @Test
  void signal_firstTakerHasLeft_reachesTheNext() {
    Wait<Void> first = signal.take();
    Wait<Void> second = signal.take();
    assertTrue(first.cancel(false));
    signal.signal();
    granted(second);
    assertFalse(signal.isSet());
  }

  // notified_multi_notify_drop_one
  @Test
  void take_signalledButLeftBeforeItReceived_handsItToTheNext() {
    var executor = new ArrayDeque<Runnable>();
    Wait<Void> first = takeUnreceived(executor);
    Wait<Void> second = signal.take();
    Wait<Void> third = signal.take();
    signal.signal();
    assertPending(second);
    assertTrue(first.cancel(false));
    granted(second);
    assertPending(third);
    assertFalse(signal.isSet());
  }

  // notified_multi_notify_one_drop, notified_multi_notify_last_drop
  @Test
  void take_signalledAndLeft_handsItOnFirstComeFirstServed() {
    var executor = new ArrayDeque<Runnable>();
    Wait<Void> first = takeUnreceived(executor);
    Wait<Void> second = takeUnreceived(executor);
    Wait<Void> third = signal.take();
    Wait<Void> fourth = signal.take();
    signal.signal();
    signal.signal();
    assertTrue(second.cancel(false));
    granted(third);
    assertTrue(first.cancel(false));
    granted(fourth);
    assertFalse(signal.isSet());
  }

  @Test
  void take_signalledAndLeftWithNobodyNext_itIsRemembered() {
    var executor = new ArrayDeque<Runnable>();
    Wait<Void> wait = takeUnreceived(executor);
    signal.signal();
    assertFalse(signal.isSet());
    assertTrue(wait.cancel(false));
    assertTrue(signal.isSet());
  }

  @Test
  void take_remembersAtOnceAndLeft_itIsRememberedAgain() {
    signal.signal();
    var executor = new ArrayDeque<Runnable>();
    Wait<Void> wait = takeUnreceived(executor);
    assertFalse(signal.isSet());
    assertTrue(wait.cancel(false));
    assertTrue(signal.poll());
    executor.forEach(Runnable::run);
    assertFalse(signal.isSet());
  }

  // never adding up to two, as a queue of capacity 1 would
  @Test
  void take_signalledAndLeftWhileAnotherSignalIsRemembered_oneRemains() {
    var executor = new ArrayDeque<Runnable>();
    Wait<Void> wait = takeUnreceived(executor);
    signal.signal();
    signal.signal();
    assertTrue(signal.isSet());
    assertTrue(wait.cancel(false));
    assertTrue(signal.poll());
    assertFalse(signal.poll());
  }

  @Test
  void take_received_isNotHandedOn() {
    Wait<Void> first = signal.take();
    Wait<Void> second = signal.take();
    signal.signal();
    assertNull(first.join());
    Wait<Void> late = first.thenRunAsync(() -> {}, task -> {});
    assertTrue(late.cancel(false));
    assertPending(second);
    assertFalse(signal.isSet());
  }

  // notify_in_drop_after_wake
  @Test
  void signal_fromAFunctionOfTheTaker_reachesTheNext() {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int number = i;
      signal
          .take()
          .thenRun(
              () -> {
                order.add(number);
                signal.signal();
              });
    }
    signal.signal();
    assertEquals(100, order.size());
    assertTrue(signal.isSet());
  }

  // notify_one_after_dropped_all
  @Test
  void signal_afterSignalAllReachedThoseWhoLeft_isRemembered() {
    var executor = new ArrayDeque<Runnable>();
    Wait<Void> first = takeUnreceived(executor);
    Wait<Void> second = signal.take();
    assertTrue(second.cancel(false));
    signal.signalAll();
    assertTrue(first.cancel(false));
    assertFalse(signal.isSet(), "what reached all is not handed on");
    signal.signal();
    granted(signal.take());
  }

  // test_notify_one_not_enabled, test_notify_one_after_enable, test_poll_after_enable,
  // test_enable_after_poll: whoever has called take() stands in line, before it looks
  @Test
  void take_beforeItLooks_isReachedBySignalsInBetween() {
    Wait<Void> registered = signal.take();
    signal.signal();
    assertFalse(signal.isSet());
    granted(registered);
    Wait<Void> registeredForAll = signal.take();
    signal.signalAll();
    granted(registeredForAll);
  }

  // test_enable_consumes_permit
  @Test
  void take_signalRemembered_hasTakenItBeforeAnybodyLooks() {
    signal.signal();
    Wait<Void> wait = signal.take();
    assertFalse(signal.isSet());
    assertFalse(signal.poll());
    granted(wait);
  }

  // test_waker_update: of several functions, all are run
  @Test
  void signal_severalFunctionsOnOneTake_runsThemAllForOneSignal() {
    int[] ran = {0};
    Wait<Void> wait = signal.take();
    wait.thenRun(() -> ran[0]++);
    wait.thenRun(() -> ran[0]++);
    signal.signal();
    assertEquals(2, ran[0]);
    assertFalse(signal.isSet());
  }

  // unpolled_future_completed_by_notify_waiters_preserves_notify_one_permit (tokio#7965)
  @Test
  void take_reachedBySignalAllAndGivenUp_leavesTheRememberedOneAlone() {
    var executor = new ArrayDeque<Runnable>();
    Wait<Void> wait = takeUnreceived(executor);
    signal.signalAll();
    signal.signal();
    assertTrue(wait.cancel(false));
    assertTrue(signal.poll());
    assertFalse(signal.poll());
  }

  // B8
  @Test
  void signalAll_always_reachesExactlyThoseWhoWaitNow() {
    List<Wait<Void>> now = new ArrayList<>();
    List<Wait<Void>> again = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Wait<Void> wait = signal.take();
      wait.thenRun(() -> again.add(signal.take()));
      now.add(wait);
    }
    signal.signalAll();
    now.forEach(Probe::granted);
    assertEquals(10, again.size());
    again.forEach(Probe::assertPending);
    assertFalse(signal.isSet());
  }

  @Test
  void signalAll_nobodyWaits_remembersNothingAndForgetsNothing() {
    signal.signalAll();
    assertFalse(signal.isSet());
    signal.signal();
    signal.signalAll();
    assertTrue(signal.isSet());
  }

  @Test
  void poll_always_takesWhatIsRememberedAndPassesNobody() {
    assertFalse(signal.poll());
    signal.signal();
    assertTrue(signal.poll());
    assertFalse(signal.poll());
    Wait<Void> wait = signal.take();
    assertFalse(signal.poll());
    signal.signal();
    assertFalse(signal.poll());
    granted(wait);
  }

  @Test
  void take_lastOfTheLineLeaves_theNextSignalIsRemembered() {
    Wait<Void> first = signal.take();
    Wait<Void> second = signal.take();
    second.cancel(false);
    assertEquals(1, signal.waiting());
    first.cancel(false);
    assertEquals(0, signal.waiting());
    signal.signal();
    assertTrue(signal.poll());
  }

  @Test
  void take_limitPasses_takesNoSignal() {
    var named = new AsyncSignal().named("work");
    var failure =
        assertInstanceOf(TimeoutException.class, failed(named.take().within(Duration.ZERO)));
    assertEquals("AsyncSignal[work]: no signal within PT0S", failure.getMessage());
    named.signal();
    granted(named.take().within(Duration.ZERO));
  }

  @Test
  void take_itsFutureCompleted_takesNoSignal() {
    Wait<Void> forged = signal.take();
    Wait<Void> next = signal.take();
    assertTrue(forged.toCompletableFuture().complete(null));
    signal.signal();
    granted(next);
  }

  @Test
  void signal_aFunctionThrows_wakesTheNextAllTheSame() {
    signal
        .take()
        .thenRun(
            () -> {
              throw new AssertionError("continuation");
            });
    Wait<Void> next = signal.take();
    signal.signal();
    assertPending(next);
    signal.signal();
    granted(next);
  }

  @Test
  void toString_everyState_saysItAndHowManyWait() {
    assertSame(signal, signal.named("work"));
    assertEquals("AsyncSignal[work, not set]", shown(signal));
    signal.signal();
    assertEquals("AsyncSignal[work, set]", shown(signal));
    granted(signal.take());
    Wait<Void> wait = signal.take();
    assertEquals("AsyncSignal[work, not set, 1 waiting]", shown(signal));
    assertEquals("Wait[take of AsyncSignal[work, not set, 1 waiting], waiting]", shown(wait));
  }

  // ---- among other things

  @Test
  void select_signalRemembered_isTakenByIt() {
    Clause<Void> work = Clause.take(signal);
    Select select = Select.ordered(work, Clause.whenSet(new AsyncEvent()));
    assertNull(select.trySelect());
    signal.signal();
    assertTrue(select.trySelect().is(work));
    assertFalse(signal.isSet());
    signal.signal();
    assertTrue(granted(select.select()).is(work));
    assertFalse(signal.isSet());
  }

  @Test
  void select_loses_takesNoSignal() {
    var event = new AsyncEvent();
    Clause<Void> set = Clause.whenSet(event);
    Wait<Selected> wait = Select.ordered(Clause.take(signal), set).select();
    assertEquals(1, signal.waiting());
    event.set();
    assertTrue(granted(wait).is(set));
    assertEquals(0, signal.waiting());
    signal.signal();
    assertTrue(signal.isSet());
  }

  @Test
  void select_signalledButLeftBeforeItReceived_handsItOn() {
    for (boolean atOnce : new boolean[] {false, true}) {
      var executor = new ArrayDeque<Runnable>();
      Select select = Select.ordered(Clause.take(signal), Clause.whenSet(new AsyncEvent()));
      if (atOnce) {
        signal.signal();
      }
      Wait<Void> stage = select.select().thenRunAsync(() -> {}, executor::add);
      if (!atOnce) {
        signal.signal();
      }
      assertFalse(signal.isSet());
      assertTrue(stage.cancel(false));
      assertTrue(signal.poll());
      assertFalse(signal.poll());
    }
  }

  @Test
  void select_sameSignalTwice_takesItOnce() {
    Clause<Void> one = Clause.take(signal);
    Clause<Void> two = Clause.take(signal);
    Wait<Selected> wait = Select.ordered(one, two).select();
    signal.signal();
    assertTrue(granted(wait).is(one));
    assertEquals(0, signal.waiting());
    assertFalse(signal.isSet());
    signal.signal();
    assertTrue(signal.isSet());
  }

  @Test
  void select_reachedBySignalAll_keepsNothing() {
    Clause<Void> work = Clause.take(signal);
    var executor = new ArrayDeque<Runnable>();
    Wait<Void> stage =
        Select.ordered(work, Clause.whenSet(new AsyncEvent()))
            .select()
            .thenRunAsync(() -> {}, executor::add);
    signal.signalAll();
    assertTrue(stage.cancel(false));
    assertFalse(signal.isSet());
  }
}
