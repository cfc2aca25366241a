package toro;

import static java.util.concurrent.CompletableFuture.completedFuture;
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

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What tokio-util's TaskTracker promises (task_tracker.rs), and more. */
@Timeout(60)
class AsyncTrackerTest {
  private static final int MILLION = 1_000_000;

  private final AsyncTracker tracker = new AsyncTracker();

  // tokio open_close, and there is no reopen
  @Test
  void isClosed_always_isTrueFromTheFirstCloseOn() {
    assertFalse(tracker.isClosed());
    tracker.close();
    assertTrue(tracker.isClosed());
    tracker.close();
    assertTrue(tracker.isClosed());
  }

  // tokio token_len
  @Test
  void inside_always_isTheNumberOfOpenPermits() {
    List<Permit> permits = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      assertEquals(i, tracker.inside());
      permits.add(tracker.enter());
    }
    tracker.close();
    for (int i = 10; i > 0; i--) {
      assertEquals(i, tracker.inside());
      permits.remove(0).close();
    }
    assertEquals(0, tracker.inside());
  }

  // tokio notify_immediately
  @Test
  void whenDone_closedAndNobodyInside_completesAtOnce() {
    tracker.close();
    assertNull(granted(tracker.whenDone()));
  }

  @Test
  void whenDone_nobodyInsideButOpen_waitsForTheClose() {
    Wait<Void> done = tracker.whenDone();
    tracker.enter().close();
    assertPending(done);
    tracker.close();
    granted(done);
  }

  @Test
  void whenDone_openAsOthersAreToldThatNobodyIsInside_waitsForTheClose() {
    Permit inside = tracker.enter();
    Wait<Void> idle = tracker.whenIdle();
    Wait<Void> done = tracker.whenDone();
    inside.close();
    granted(idle);
    assertPending(done);
    tracker.close();
    granted(done);
  }

  @Test
  void whenDone_closedWithSomebodyInside_waitsForTheLast() {
    Permit first = tracker.enter();
    Permit second = tracker.enter();
    Wait<Void> before = tracker.whenDone();
    tracker.close();
    Wait<Void> after = tracker.whenDone();
    first.close();
    assertPending(before, after);
    second.close();
    granted(before);
    granted(after);
    granted(tracker.whenDone());
  }

  @Test
  void whenIdle_openOrClosed_waitsForTheLastToLeave() {
    granted(tracker.whenIdle());
    Permit first = tracker.enter();
    Permit second = tracker.enter();
    Wait<Void> idle = tracker.whenIdle();
    first.close();
    assertPending(idle);
    second.close();
    granted(idle);
    Permit third = tracker.enter();
    tracker.close();
    Wait<Void> again = tracker.whenIdle();
    assertPending(again);
    third.close();
    granted(again);
  }

  @Test
  void whenIdle_aFunctionEntersAgain_theOthersGoOnAllTheSame() {
    Permit inside = tracker.enter();
    Wait<Permit> first = tracker.whenIdle().thenApply(none -> tracker.enter());
    Wait<Void> second = tracker.whenIdle();
    inside.close();
    granted(second);
    assertEquals(1, tracker.inside());
    assertPending(tracker.whenIdle());
    granted(first).close();
    granted(tracker.whenIdle());
  }

  @Test
  void enter_closed_isRefused() {
    var named = new AsyncTracker().named("requests");
    Permit inside = named.enter();
    named.close();
    var refusal = assertThrows(ClosedException.class, named::enter);
    assertTrue(refusal.getMessage().contains("AsyncTracker[requests]"), refusal::getMessage);
    assertNull(named.tryEnter());
    assertEquals(1, named.inside());
    assertTrue(inside.isOpen());
    inside.close();
    assertThrows(ClosedException.class, named::enter);
  }

  @Test
  void permit_closedTwice_leavesOnce() {
    Permit first = tracker.enter();
    Permit second = tracker.tryEnter();
    assertTrue(first.isOpen());
    first.close();
    first.close();
    assertFalse(first.isOpen());
    assertEquals(1, tracker.inside());
    assertTrue(second.isOpen());
    tracker.close();
    first.close();
    assertPending(tracker.whenDone());
    second.close();
    granted(tracker.whenDone());
  }

  @Test
  void enter_aMillionTimesInAndOut_leavesNobodyInside() {
    Wait<Void> done = tracker.whenDone();
    for (int i = 0; i < MILLION; i++) {
      tracker.enter().close();
    }
    assertEquals(0, tracker.inside());
    Permit[] all = new Permit[MILLION];
    for (int i = 0; i < MILLION; i++) {
      all[i] = tracker.enter();
    }
    assertEquals(MILLION, tracker.inside());
    tracker.close();
    for (Permit one : all) {
      assertPending(done);
      one.close();
    }
    granted(done);
  }

  @Test
  void close_manyWait_letsThemGoInTheOrderOfTheirCalls() {
    List<Integer> order = new ArrayList<>();
    Permit inside = tracker.enter();
    for (int i = 0; i < 10; i++) {
      int number = i;
      tracker.whenDone().thenRun(() -> order.add(number));
    }
    inside.close();
    assertEquals(List.of(), order);
    tracker.close();
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), order);
  }

  @Test
  void waits_givenUp_leaveTheirLines() {
    Permit inside = tracker.enter();
    Wait<Void> idle = tracker.whenIdle();
    Wait<Void> done = tracker.whenDone();
    Wait<Void> other = tracker.whenIdle();
    assertEquals(3, tracker.waiting());
    assertTrue(idle.cancel(false));
    assertTrue(done.cancel(false));
    assertEquals(1, tracker.waiting());
    inside.close();
    granted(other);
    assertEquals(0, tracker.waiting());
  }

  @Test
  void waits_limitPasses_sayWhatIsMissing() {
    var named = new AsyncTracker().named("requests");
    Permit inside = named.enter();
    var idle = failed(named.whenIdle().within(Duration.ZERO));
    assertInstanceOf(TimeoutException.class, idle);
    assertEquals("AsyncTracker[requests]: not idle within PT0S", idle.getMessage());
    var done = failed(named.whenDone().within(Duration.ZERO));
    assertEquals("AsyncTracker[requests]: not done within PT0S", done.getMessage());
    Wait<String> with = named.with(task -> {}, () -> new CompletableFuture<>());
    assertEquals("Wait[enter of AsyncTracker[requests, 2 inside], waiting]", shown(with));
    var notBegun = failed(with.within(Duration.ZERO));
    assertEquals("AsyncTracker[requests]: no result within PT0S", notBegun.getMessage());
    assertEquals(0, named.waiting());
    inside.close();
    granted(named.whenIdle());
  }

  // ---- with

  @Test
  void with_always_isInsideUntilTheStageHasEnded() {
    var response = new CompletableFuture<String>();
    Wait<String> with = tracker.with(() -> response);
    assertEquals(1, tracker.inside());
    assertPending(with);
    response.complete("response");
    assertEquals("response", granted(with));
    assertEquals(0, tracker.inside());
  }

  @Test
  void with_bodyThrows_hasLeftAndFails() {
    var failure = new IllegalStateException("body");
    Wait<String> with =
        tracker.with(
            () -> {
              throw failure;
            });
    assertSame(failure, failed(with));
    assertEquals(0, tracker.inside());
    assertSame(failure, failed(tracker.with(() -> CompletableFuture.failedFuture(failure))));
    assertEquals(0, tracker.inside());
  }

  @Test
  void with_bodyReturnsNull_hasLeftAndFails() {
    assertInstanceOf(NullPointerException.class, failed(tracker.<String>with(() -> null)));
    assertEquals(0, tracker.inside());
  }

  @Test
  void with_cancelled_cancelsTheStageAndLeavesWhenThatHasEnded() {
    var response = new CompletableFuture<String>();
    Wait<String> with = tracker.with(() -> response);
    assertTrue(with.cancel(false));
    assertTrue(response.isCancelled());
    assertEquals(0, tracker.inside());
  }

  @Test
  void with_closed_failsAndTheBodyNeverRuns() {
    tracker.close();
    boolean[] ran = {false};
    Wait<String> with =
        tracker.with(
            () -> {
              ran[0] = true;
              return completedFuture("");
            });
    assertInstanceOf(ClosedException.class, failed(with));
    assertInstanceOf(
        ClosedException.class,
        failed(tracker.with(Runnable::run, () -> completedFuture(ran[0] = true))));
    assertFalse(ran[0]);
    assertEquals(0, tracker.inside());
  }

  @Test
  void with_executor_isInsideFromTheCallOn() {
    var executor = new ArrayDeque<Runnable>();
    Wait<String> with = tracker.with(executor::add, () -> completedFuture("done"));
    tracker.close();
    assertEquals(1, tracker.inside());
    assertPending(with, tracker.whenDone());
    executor.remove().run();
    assertEquals("done", granted(with));
    granted(tracker.whenDone());
  }

  @Test
  void with_cancelledBeforeTheExecutorRunsIt_hasLeftAndTheBodyNeverRuns() {
    var executor = new ArrayDeque<Runnable>();
    boolean[] ran = {false};
    Wait<Boolean> with = tracker.with(executor::add, () -> completedFuture(ran[0] = true));
    assertTrue(with.cancel(false));
    assertEquals(0, tracker.inside());
    executor.forEach(Runnable::run);
    assertFalse(ran[0]);
    assertEquals(0, tracker.inside());
  }

  @Test
  void with_executorRefuses_hasLeftAndFails() {
    var refusal = new RejectedExecutionException("full");
    Wait<String> with =
        tracker.with(
            task -> {
              throw refusal;
            },
            () -> completedFuture(""));
    assertSame(refusal, failed(with));
    assertEquals(0, tracker.inside());
  }

  @Test
  void with_nulls_areRefusedAndNobodyIsInside() {
    assertThrows(NullPointerException.class, () -> tracker.with(null));
    assertThrows(NullPointerException.class, () -> tracker.with(Runnable::run, null));
    assertThrows(NullPointerException.class, () -> tracker.with(null, () -> completedFuture("")));
    assertEquals(0, tracker.inside());
  }

  // ---- how it shows itself, and its permit elsewhere

  @Test
  void toString_everyState_saysItAndHowManyWait() {
    assertSame(tracker, tracker.named("requests"));
    assertEquals("AsyncTracker[requests, 0 inside]", shown(tracker));
    Permit inside = tracker.enter();
    assertEquals("Permit[AsyncTracker[requests], open]", inside.toString());
    Wait<Void> idle = tracker.whenIdle();
    Wait<Void> done = tracker.whenDone();
    assertEquals("AsyncTracker[requests, 1 inside, 2 waiting]", shown(tracker));
    assertTrue(shown(idle).startsWith("Wait[whenIdle of AsyncTracker[requests"), idle::toString);
    assertTrue(shown(done).startsWith("Wait[whenDone of AsyncTracker[requests"), done::toString);
    tracker.close();
    assertEquals("AsyncTracker[requests, closed, 1 inside, 2 waiting]", shown(tracker));
    inside.close();
    assertEquals("AsyncTracker[requests, closed, 0 inside]", shown(tracker));
    assertEquals("Permit[AsyncTracker[requests], closed]", inside.toString());
  }

  @Test
  void permit_givenToALock_isRefusedAndNothingHasChanged() { // section 9.3
    Permit inside = tracker.enter();
    var lock = new AsyncLock();
    var condition = lock.newCondition();
    assertInstanceOf(IllegalStateException.class, failed(condition.releaseUntilSignalled(inside)));
    assertInstanceOf(
        IllegalStateException.class, failed(condition.releaseUntil(inside, () -> true)));
    var table = new AsyncReadWriteLock();
    assertThrows(IllegalStateException.class, () -> table.downgrade(inside));
    assertTrue(inside.isOpen());
    assertEquals(0, condition.waiting());
  }

  // ---- the last to leave is a chain of its own

  @Test
  void close_eachEndClosesTheNext_overflowsNothing() {
    int[] ended = {0};
    var first = new AsyncTracker();
    AsyncTracker last = first;
    for (int i = 0; i < 100_000; i++) {
      var next = new AsyncTracker();
      last.whenDone()
          .thenRun(
              () -> {
                ended[0]++;
                next.close();
              });
      last = next;
    }
    first.close();
    assertEquals(100_000, ended[0]);
  }
}
