package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.granted;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code await}: what it returns, what it throws, and what an interrupt does. */
@Timeout(60)
class WaitTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final AsyncQueue<String> queue = AsyncQueue.unbounded();
  private final AsyncResult<String> result = new AsyncResult<>();

  @Test
  void await_granted_returnsTheValue() throws Exception {
    queue.put("a");
    queue.put("b");
    assertEquals("a", queue.take().await());
    assertEquals("b", queue.take().await(LONG));
  }

  @Test
  void await_twice_returnsTheSameValue() throws Exception {
    queue.put("a");
    Wait<String> take = queue.take();
    assertSame(take.await(), take.await());
  }

  @Test
  void await_pendingOnAPlatformThread_returnsWhenGranted() throws Exception {
    var thread = Probe.start(() -> queue.take().await()).parked();
    queue.put("a");
    assertEquals("a", thread.result());
  }

  @Test
  void await_pendingOnAVirtualThread_returnsWhenGranted() throws Exception {
    var thread = Probe.startVirtual(() -> queue.take().await()).parked();
    queue.put("a");
    assertEquals("a", thread.result());
  }

  @Test
  void awaitWithLimit_grantedInTime_returnsTheValue() throws Exception {
    var thread = Probe.startVirtual(() -> queue.take().await(LONG)).parked();
    queue.put("a");
    assertEquals("a", thread.result());
  }

  @Test
  void awaitWithLimit_limitPasses_throwsTimeoutAndLeavesTheLine() {
    Wait<String> take = queue.take();
    assertThrows(TimeoutException.class, () -> take.await(Duration.ofMillis(1)));
    assertTrue(take.isCompletedExceptionally());
    queue.put("a");
    assertEquals(1, queue.size());
  }

  @Test
  void awaitWithLimit_zero_isATry() throws Exception {
    Wait<String> take = queue.take();
    assertThrows(TimeoutException.class, () -> take.await(Duration.ZERO));
    queue.put("a");
    assertEquals(1, queue.size());
    assertEquals("a", queue.take().await(Duration.ZERO));
  }

  @Test
  void awaitWithLimit_negative_isATry() throws Exception {
    Wait<String> take = queue.take();
    assertThrows(TimeoutException.class, () -> take.await(Duration.ofNanos(-1)));
    queue.put("a");
    assertEquals(1, queue.size());
    assertEquals("a", queue.take().await(Duration.ofSeconds(Long.MIN_VALUE)));
  }

  @Test
  void awaitWithLimit_hugeLimit_doesNotOverflow() throws Exception {
    Duration huge = Duration.ofSeconds(Long.MAX_VALUE);
    var thread = Probe.start(() -> queue.take().await(huge)).parked();
    queue.put("a");
    assertEquals("a", thread.result());
  }

  @Test
  void await_failedUnchecked_throwsTheFailureItself() {
    IllegalArgumentException failure = new IllegalArgumentException("bad");
    result.fail(failure);
    assertSame(
        failure, assertThrows(IllegalArgumentException.class, () -> result.whenDone().await()));
    assertSame(
        failure, assertThrows(IllegalArgumentException.class, () -> result.whenDone().await(LONG)));
  }

  @Test
  void await_failedWithAnError_throwsTheErrorItself() {
    Error failure = new LinkageError("broken");
    result.fail(failure);
    assertSame(failure, assertThrows(LinkageError.class, () -> result.whenDone().await()));
  }

  @Test
  void await_failedChecked_throwsItWrapped() {
    IOException failure = new IOException("disk");
    result.fail(failure);
    var thrown = assertThrows(CompletionException.class, () -> result.whenDone().await());
    assertSame(failure, thrown.getCause());
    var thrownWithLimit =
        assertThrows(CompletionException.class, () -> result.whenDone().await(LONG));
    assertSame(failure, thrownWithLimit.getCause());
  }

  @Test
  void await_failsWhileParked_throwsTheFailureItself() throws Exception {
    IllegalArgumentException failure = new IllegalArgumentException("bad");
    var thread = Probe.start(() -> result.whenDone().await()).parked();
    result.fail(failure);
    assertSame(failure, thread.failure());
  }

  @Test
  void await_cancelledByAnother_throwsCancellation() throws Exception {
    Wait<String> take = queue.take();
    var thread = Probe.start(() -> take.await()).parked();
    assertTrue(take.cancel(false));
    assertInstanceOf(CancellationException.class, thread.failure());
  }

  @Test
  void await_interruptedWhileParked_throwsAndLeavesTheLine() throws Exception {
    Wait<String> take = queue.take();
    boolean[] flag = {true};
    var thread =
        Probe.start(
                () -> {
                  try {
                    return take.await();
                  } finally {
                    flag[0] = Thread.currentThread().isInterrupted();
                  }
                })
            .parked();
    thread.thread().interrupt();
    assertInstanceOf(InterruptedException.class, thread.failure());
    assertFalse(flag[0]);
    queue.put("a");
    assertEquals(1, queue.size());
    assertInstanceOf(CancellationException.class, failed(take));
  }

  @Test
  void await_interruptedVirtualThread_throwsAndLeavesTheLine() throws Exception {
    var thread = Probe.startVirtual(() -> queue.take().await(LONG)).parked();
    thread.thread().interrupt();
    assertInstanceOf(InterruptedException.class, thread.failure());
    queue.put("a");
    assertEquals(1, queue.size());
  }

  @Test
  void await_interruptedBeforeAndPending_throwsAndLeavesTheLine() {
    Wait<String> take = queue.take();
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, take::await);
    assertFalse(Thread.interrupted());
    queue.put("a");
    assertEquals(1, queue.size());
  }

  @Test
  void await_interruptedBeforeButGranted_returnsTheValueAndKeepsTheFlag() throws Exception {
    queue.put("a");
    Wait<String> take = queue.take();
    Thread.currentThread().interrupt();
    try {
      assertEquals("a", take.await());
      assertTrue(Thread.currentThread().isInterrupted());
      assertEquals("a", take.await(LONG));
      assertTrue(Thread.currentThread().isInterrupted());
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void get_interruptedBeforeButGranted_returnsTheValueAndKeepsTheFlag() throws Exception {
    queue.put("a");
    Wait<String> take = queue.take();
    Thread.currentThread().interrupt();
    try {
      assertEquals("a", take.get());
      assertEquals("a", take.get(1, TimeUnit.MILLISECONDS));
      assertTrue(Thread.currentThread().isInterrupted());
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void get_interruptedWhileParked_throwsAndLeavesTheLine() throws Exception {
    var thread = Probe.start(() -> queue.take().get()).parked();
    thread.thread().interrupt();
    assertInstanceOf(InterruptedException.class, thread.failure());
    queue.put("a");
    assertEquals(1, queue.size());
  }

  @Test
  void getWithLimit_interruptedWhileParked_throwsAndLeavesTheLine() throws Exception {
    var thread = Probe.start(() -> queue.take().get(30, TimeUnit.SECONDS)).parked();
    thread.thread().interrupt();
    assertInstanceOf(InterruptedException.class, thread.failure());
    queue.put("a");
    assertEquals(1, queue.size());
  }

  @Test
  void await_oneOfTwoWatchersInterrupted_theOtherStillGetsTheValue() throws Exception {
    Wait<String> take = queue.take();
    var first = Probe.start(() -> take.await()).parked();
    var second = Probe.start(() -> take.await()).parked();
    first.thread().interrupt();
    assertInstanceOf(InterruptedException.class, first.failure());
    assertPending(take);
    queue.put("a");
    assertEquals("a", second.result());
  }

  @Test
  void await_oneOfTwoWatchersTimesOut_theOtherStillGetsTheValue() throws Exception {
    Wait<String> take = queue.take();
    var other = Probe.start(() -> take.await()).parked();
    assertThrows(TimeoutException.class, () -> take.await(Duration.ofMillis(1)));
    assertPending(take);
    queue.put("a");
    assertEquals("a", other.result());
  }

  @Test
  void await_lastWatcherInterrupted_leavesTheLine() throws Exception {
    Wait<String> take = queue.take();
    var first = Probe.start(() -> take.await()).parked();
    var second = Probe.start(() -> take.await()).parked();
    first.thread().interrupt();
    assertInstanceOf(InterruptedException.class, first.failure());
    second.thread().interrupt();
    assertInstanceOf(InterruptedException.class, second.failure());
    queue.put("a");
    assertEquals(1, queue.size());
  }

  @Test
  void await_interruptedWithALiveStage_theStageStillGetsTheValue() throws Exception {
    Wait<String> take = queue.take();
    Wait<String> stage = take.thenApply(item -> item + "!");
    var thread = Probe.start(() -> take.await()).parked();
    thread.thread().interrupt();
    assertInstanceOf(InterruptedException.class, thread.failure());
    assertPending(take, stage);
    queue.put("a");
    assertEquals("a!", granted(stage));
  }

  @Test
  void get_timesOutWithALiveStage_theStageStillGetsTheValue() {
    Wait<String> take = queue.take();
    Wait<String> stage = take.thenApply(item -> item + "!");
    assertThrows(TimeoutException.class, () -> take.get(1, TimeUnit.MILLISECONDS));
    queue.put("a");
    assertEquals("a!", granted(stage));
  }

  @Test
  void await_interruptedWhileAPutRaces_losesNoItem() throws Exception {
    for (int round = 0; round < 200; round++) {
      AsyncQueue<String> fresh = AsyncQueue.unbounded();
      boolean[] flag = {false};
      var thread =
          Probe.startVirtual(
              () -> {
                try {
                  return fresh.take().await();
                } catch (InterruptedException e) {
                  return "interrupted";
                } finally {
                  flag[0] = Thread.interrupted();
                }
              });
      until("the thread parks", () -> thread.thread().getState() == Thread.State.WAITING);
      var interrupter =
          Probe.startVirtual(
              () -> {
                thread.thread().interrupt();
                return true;
              });
      fresh.put("a");
      assertTrue(interrupter.result());
      assertEquals(thread.result().equals("a") ? 0 : 1, fresh.size());
    }
  }

  @Test
  void cancel_pending_isSeenByEveryQuestion() {
    Wait<String> take = queue.take();
    assertTrue(take.cancel(true));
    assertTrue(take.isDone());
    assertTrue(take.isCancelled());
    assertTrue(take.isCompletedExceptionally());
    assertEquals(CompletableFuture.State.CANCELLED, take.state());
    assertTrue(take.cancel(true));
    assertFalse(take.toCompletableFuture().complete("late"));
  }

  @Test
  void whenComplete_whateverItsFunctionDoes_theSourcesFailureStays() {
    var failure = new IllegalStateException("the source's");
    var thrown = new IllegalArgumentException("the function's");
    Wait<String> fails = Wait.of(CompletableFuture.failedFuture(failure));
    assertSame(failure, failed(fails.whenComplete((value, seen) -> assertSame(failure, seen))));
    Wait<String> both =
        fails.whenComplete(
            (value, seen) -> {
              throw thrown;
            });
    assertSame(failure, failed(both));
    assertSame(thrown, failure.getSuppressed()[0]);
    Wait<String> works = Wait.of(CompletableFuture.completedFuture("value"));
    assertEquals("value", granted(works.whenComplete((value, seen) -> {})));
    Wait<String> throwing =
        works.whenComplete(
            (value, seen) -> {
              throw thrown;
            });
    assertSame(thrown, failed(throwing));
  }

  @Test
  void wait_always_isNoAutoCloseable() {
    assertFalse(AutoCloseable.class.isAssignableFrom(Wait.class));
    assertEquals(0, Wait.class.getConstructors().length);
  }
}
