package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.failureOf;
import static toro.Probe.granted;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waits made of other stages: of, allOf, anyOf. */
@Timeout(60)
class WaitOfTest {
  private final CompletableFuture<String> stage = new CompletableFuture<>();
  private final AsyncQueue<String> queue = AsyncQueue.unbounded();

  @Test
  void of_stageCompletes_hasItsValue() throws Exception {
    Wait<String> wait = Wait.of(stage);
    assertPending(wait);
    stage.complete("value");
    assertEquals("value", granted(wait));
    assertEquals("value", Wait.of(stage).await());
  }

  @Test
  void of_stageCompletesWithNull_hasNull() throws Exception {
    stage.complete(null);
    assertNull(Wait.of(stage).await());
  }

  @Test
  void of_pendingStage_canBeAwaited() throws Exception {
    var thread = Probe.start(() -> Wait.of(stage).await()).parked();
    stage.complete("value");
    assertEquals("value", thread.result());
  }

  @Test
  void of_stageFailsUnchecked_awaitThrowsTheFailureItself() {
    IllegalArgumentException failure = new IllegalArgumentException("bad");
    stage.completeExceptionally(failure);
    assertSame(failure, assertThrows(IllegalArgumentException.class, () -> Wait.of(stage).await()));
  }

  @Test
  void of_stageFailsChecked_awaitThrowsItWrapped() {
    IOException failure = new IOException("disk");
    Wait<String> wait = Wait.of(stage);
    stage.completeExceptionally(failure);
    assertSame(failure, assertThrows(CompletionException.class, wait::await).getCause());
    assertSame(failure, failed(wait));
  }

  @Test
  void of_derivedStageFails_awaitThrowsTheFailureItself() {
    IllegalArgumentException failure = new IllegalArgumentException("bad");
    Wait<String> wait = Wait.of(stage.thenApply(value -> value + "!"));
    stage.completeExceptionally(failure);
    assertSame(failure, assertThrows(IllegalArgumentException.class, wait::await));
  }

  @Test
  void of_cancelled_cancelsTheStage() {
    Wait<String> wait = Wait.of(stage);
    assertTrue(wait.cancel(true));
    assertTrue(wait.isCancelled());
    assertTrue(stage.isCancelled());
  }

  @Test
  void of_limitPasses_cancelsTheStage() {
    Wait<String> wait = Wait.of(stage);
    assertInstanceOf(TimeoutException.class, failureOf(wait.within(Duration.ofMillis(1))));
    until("the stage is cancelled", stage::isCancelled);
    assertInstanceOf(CancellationException.class, failed(stage));
  }

  @Test
  void of_awaitInterrupted_cancelsTheStage() throws Exception {
    var thread = Probe.start(() -> Wait.of(stage).await()).parked();
    thread.thread().interrupt();
    assertInstanceOf(InterruptedException.class, thread.failure());
    assertTrue(stage.isCancelled());
  }

  @Test
  void of_awaitTimesOut_cancelsTheStage() {
    assertThrows(TimeoutException.class, () -> Wait.of(stage).await(Duration.ofMillis(1)));
    assertTrue(stage.isCancelled());
  }

  @Test
  void of_stageCancelled_isCancelledToo() {
    Wait<String> wait = Wait.of(stage);
    stage.cancel(false);
    assertTrue(wait.isDone());
    assertThrows(CancellationException.class, wait::await);
  }

  @Test
  void of_stageThatCannotBeCancelled_isGivenUpAlone() {
    CompletableFuture<String> stubborn =
        new CompletableFuture<>() {
          @Override
          public CompletableFuture<String> toCompletableFuture() {
            throw new UnsupportedOperationException("no future");
          }
        };
    Wait<String> wait = Wait.of(stubborn);
    assertTrue(wait.cancel(false));
    assertTrue(wait.isCancelled());
    assertPending(stubborn);
  }

  @Test
  void of_aWait_givingUpLeavesTheLine() {
    Wait<String> wait = Wait.of(queue.take());
    assertTrue(wait.cancel(false));
    queue.put("a");
    assertEquals(1, queue.size());
  }

  @Test
  void of_aStageOfAWait_hasItsValue() {
    Wait<String> wait = Wait.of(queue.take().thenApply(item -> item + "!"));
    queue.put("a");
    assertEquals("a!", granted(wait));
  }

  @Test
  void allOf_everyMemberDone_completes() {
    CompletableFuture<Integer> other = new CompletableFuture<>();
    Wait<Void> all = Wait.allOf(stage, other, queue.take());
    stage.complete("value");
    other.complete(1);
    assertPending(all);
    queue.put("a");
    assertNull(granted(all));
  }

  @Test
  void allOf_none_completesAtOnce() {
    assertNull(granted(Wait.allOf()));
  }

  @Test
  void allOf_oneFails_failsWithItsFailureWhenAllAreDone() {
    IllegalArgumentException failure = new IllegalArgumentException("bad");
    CompletableFuture<Integer> other = new CompletableFuture<>();
    Wait<Void> all = Wait.allOf(stage, other);
    stage.completeExceptionally(failure);
    other.complete(1);
    assertSame(failure, assertThrows(IllegalArgumentException.class, all::await));
  }

  /** A stage that is not ours is never cancelled, and nothing stays on it. */
  private void assertOnlyWatched() {
    assertFalse(stage.isDone());
    assertEquals(0, stage.getNumberOfDependents());
  }

  @Test
  void allOf_cancelled_givesUpEveryMember() {
    Wait<String> first = queue.take();
    Wait<String> second = queue.take();
    Wait<Void> all = Wait.allOf(first, stage, second);
    assertTrue(all.cancel(false));
    assertTrue(all.isCancelled());
    assertOnlyWatched();
    assertTrue(first.isDone());
    assertTrue(second.isDone());
    queue.put("a");
    assertEquals(1, queue.size());
  }

  @Test
  void allOf_limitPasses_givesUpEveryMember() {
    Wait<String> first = queue.take();
    Wait<Void> all = Wait.allOf(first, stage).within(Duration.ZERO);
    assertInstanceOf(TimeoutException.class, failed(all));
    assertOnlyWatched();
    assertTrue(first.isDone());
    queue.put("a");
    assertEquals(1, queue.size());
  }

  @Test
  void allOf_cancelledWithOneMemberDone_keepsThatMembersValue() {
    stage.complete("value");
    Wait<String> pending = queue.take();
    Wait<Void> all = Wait.allOf(stage, pending);
    assertTrue(all.cancel(false));
    assertEquals("value", granted(stage));
    assertTrue(pending.isDone());
  }

  @Test
  void anyOf_firstDone_winsAndTheLosersGiveUp() {
    AsyncQueue<String> other = AsyncQueue.unbounded();
    Wait<String> winner = queue.take();
    Wait<String> loser = other.take();
    Wait<Object> any = Wait.anyOf(winner, loser, stage);
    assertPending(any);
    queue.put("a");
    assertEquals("a", granted(any));
    assertEquals("a", granted(winner));
    assertTrue(loser.isCancelled());
    assertOnlyWatched();
    other.put("b");
    assertEquals(1, other.size());
  }

  @Test
  void anyOf_loserIsAStage_givesUpWhatThatHangsOn() {
    AsyncQueue<String> other = AsyncQueue.unbounded();
    Wait<String> take = other.take();
    Wait<String> any = Wait.anyOf(queue.take(), take.thenApply(item -> item));
    queue.put("a");
    assertEquals("a", granted(any));
    assertTrue(take.isCancelled());
    assertEquals(0, other.waiting());
  }

  @Test
  void anyOf_oneDoneBefore_winsAtOnce() {
    stage.complete("value");
    Wait<String> loser = queue.take();
    assertEquals("value", granted(Wait.anyOf(loser, stage)));
    queue.put("a");
    assertEquals(1, queue.size());
  }

  @Test
  void anyOf_firstFails_failsAndTheLosersGiveUp() {
    IllegalArgumentException failure = new IllegalArgumentException("bad");
    Wait<String> loser = queue.take();
    Wait<Object> any = Wait.anyOf(stage, loser);
    stage.completeExceptionally(failure);
    assertSame(failure, assertThrows(IllegalArgumentException.class, any::await));
    queue.put("a");
    assertEquals(1, queue.size());
  }

  @Test
  void anyOf_none_endsOnlyWhenItIsGivenUp() {
    Wait<Object> any = Wait.anyOf();
    assertPending(any);
    assertTrue(any.cancel(false));
  }

  @Test
  void anyOf_cancelled_givesUpEveryMember() {
    Wait<String> first = queue.take();
    Wait<String> second = queue.take();
    Wait<Object> any = Wait.anyOf(first, second, stage);
    assertTrue(any.cancel(false));
    assertOnlyWatched();
    queue.put("a");
    assertEquals(1, queue.size());
  }

  @Test
  void anyOf_severalLocks_holdsExactlyOne() {
    AsyncLock free = new AsyncLock();
    AsyncLock taken = new AsyncLock();
    Permit held = granted(taken.acquire());
    Object won = granted(Wait.anyOf(taken.acquire(), free.acquire()));
    assertInstanceOf(Permit.class, won);
    held.close();
    assertTrue(free.isHeld());
    assertFalse(taken.isHeld());
  }

  @Test
  void null_stagesOrMembers_throwNullPointer() {
    assertThrows(NullPointerException.class, () -> Wait.of(null));
    assertThrows(NullPointerException.class, () -> Wait.allOf((CompletableFuture<?>[]) null));
    assertThrows(NullPointerException.class, () -> Wait.anyOf((CompletableFuture<?>[]) null));
    assertThrows(NullPointerException.class, () -> Wait.allOf(stage, null));
    assertThrows(NullPointerException.class, () -> Wait.anyOf(stage, null));
    assertFalse(stage.isDone());
  }
}
