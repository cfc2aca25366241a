package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.assertPending;
import static toro.Probe.granted;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a wait inherits from CompletableFuture: reading it, completing it from outside, copies. */
@Timeout(60)
class WaitReadTest {
  private final AsyncQueue<String> queue = AsyncQueue.unbounded();
  private final AsyncResult<String> result = new AsyncResult<>();

  @Test
  void reads_granted_allSeeTheValue() throws Exception {
    queue.put("a");
    Wait<String> take = queue.take();
    assertTrue(take.isDone());
    assertFalse(take.isCompletedExceptionally());
    assertEquals(Future.State.SUCCESS, take.state());
    assertEquals("a", take.get());
    assertEquals("a", take.get(0, TimeUnit.SECONDS));
    assertEquals("a", take.join());
    assertEquals("a", take.getNow("absent"));
    assertEquals("a", take.resultNow());
    assertThrows(IllegalStateException.class, take::exceptionNow);
  }

  @Test
  void reads_pending_saySo() {
    Wait<String> take = queue.take();
    assertFalse(take.isDone());
    assertFalse(take.isCancelled());
    assertEquals(Future.State.RUNNING, take.state());
    assertEquals("absent", take.getNow("absent"));
    assertThrows(IllegalStateException.class, take::resultNow);
    assertThrows(IllegalStateException.class, take::exceptionNow);
    queue.put("a");
    assertEquals("a", granted(take));
  }

  @Test
  void reads_failed_allSeeTheFailure() {
    IOException failure = new IOException("disk");
    result.fail(failure);
    Wait<String> wait = result.whenDone();
    assertEquals(Future.State.FAILED, wait.state());
    assertSame(failure, assertThrows(ExecutionException.class, wait::get).getCause());
    assertSame(failure, assertThrows(CompletionException.class, wait::join).getCause());
    assertSame(
        failure, assertThrows(CompletionException.class, () -> wait.getNow("absent")).getCause());
    assertSame(failure, wait.exceptionNow());
    assertThrows(IllegalStateException.class, wait::resultNow);
  }

  @Test
  void reads_cancelled_throwCancellation() {
    Wait<String> take = queue.take();
    take.cancel(true);
    assertThrows(CancellationException.class, take::get);
    assertThrows(CancellationException.class, take::join);
    assertThrows(CancellationException.class, take::await);
    assertThrows(CancellationException.class, () -> take.getNow("absent"));
    assertEquals(Future.State.CANCELLED, take.state());
  }

  @Test
  void join_pending_returnsWhenGranted() throws Exception {
    var thread = Probe.start(() -> queue.take().join()).parked();
    queue.put("a");
    assertEquals("a", thread.result());
  }

  @Test
  void get_pending_returnsWhenGranted() throws Exception {
    var thread = Probe.startVirtual(() -> queue.take().get()).parked();
    queue.put("a");
    assertEquals("a", thread.result());
  }

  @Test
  void get_limitPasses_throwsTimeoutAndLeavesTheLine() {
    Wait<String> take = queue.take();
    assertThrows(TimeoutException.class, () -> take.get(1, TimeUnit.MILLISECONDS));
    queue.put("a");
    assertEquals(1, queue.size());
    assertTrue(take.isCompletedExceptionally());
  }

  @Test
  void get_zero_isATry() {
    Wait<String> take = queue.take();
    assertThrows(TimeoutException.class, () -> take.get(0, TimeUnit.SECONDS));
    queue.put("a");
    assertEquals(1, queue.size());
  }

  @Test
  void get_negative_isRefusedAndKeepsThePlaceInLine() {
    Wait<String> take = queue.take();
    assertThrows(IllegalArgumentException.class, () -> take.get(-1, TimeUnit.SECONDS));
    assertPending(take);
    queue.put("a");
    assertEquals("a", granted(take));
  }

  @Test
  void obtrude_pending_isRefusedAndKeepsThePlaceInLine() {
    Wait<String> take = queue.take();
    assertThrows(UnsupportedOperationException.class, () -> take.obtrudeValue("forged"));
    assertThrows(
        UnsupportedOperationException.class, () -> take.obtrudeException(new IOException()));
    assertPending(take);
    queue.put("a");
    assertEquals("a", granted(take));
  }

  @Test
  void obtrude_granted_isRefusedAndKeepsTheValue() {
    queue.put("a");
    Wait<String> take = queue.take();
    assertThrows(UnsupportedOperationException.class, () -> take.obtrudeValue("forged"));
    assertThrows(
        UnsupportedOperationException.class, () -> take.obtrudeException(new IOException()));
    assertEquals("a", granted(take));
  }

  @Test
  void completeAsync_pending_givesUpThePlaceAndTakesTheSuppliersValue() {
    Wait<String> take = queue.take();
    CompletableFuture<String> same = take.completeAsync(() -> "outsider", Runnable::run);
    assertEquals("outsider", granted(same));
    assertEquals("outsider", granted(take));
    queue.put("a");
    assertEquals(1, queue.size());
  }

  @Test
  void completeAsync_supplierThrows_givesUpThePlaceAndFails() {
    Wait<String> take = queue.take();
    IllegalArgumentException failure = new IllegalArgumentException("supplier");
    take.completeAsync(
        () -> {
          throw failure;
        },
        Runnable::run);
    assertSame(failure, Probe.failed(take));
    queue.put("a");
    assertEquals(1, queue.size());
  }

  @Test
  void completeAsync_granted_changesNothing() {
    queue.put("a");
    Wait<String> take = queue.take();
    take.completeAsync(() -> "outsider", Runnable::run);
    assertEquals("a", granted(take));
  }

  @Test
  void completeAsync_supplierRunsLate_keepsThePlaceUntilThen() {
    Wait<String> take = queue.take();
    Runnable[] late = {null};
    take.completeAsync(() -> "outsider", task -> late[0] = task);
    assertPending(take);
    queue.put("a");
    assertEquals("a", granted(take));
    late[0].run();
    assertEquals("a", granted(take));
    assertEquals(0, queue.size());
  }

  @Test
  void toCompletableFuture_cancelled_leavesTheLine() {
    CompletableFuture<String> view = queue.take().toCompletableFuture();
    assertTrue(view.cancel(false));
    queue.put("a");
    assertEquals(1, queue.size());
  }

  @Test
  void minimalCompletionStage_granted_passesTheValueOn() {
    CompletionStage<String> stage = queue.take().minimalCompletionStage();
    String[] seen = {null};
    stage.thenAccept(item -> seen[0] = item);
    queue.put("a");
    assertEquals("a", seen[0]);
  }

  @Test
  void minimalCompletionStage_always_cannotBeCompletedByItsUser() {
    CompletionStage<String> stage = queue.take().minimalCompletionStage();
    if (stage instanceof CompletableFuture<String> future) {
      assertThrows(UnsupportedOperationException.class, () -> future.complete("forged"));
      assertThrows(UnsupportedOperationException.class, () -> future.cancel(false));
    }
    CompletableFuture<String> value = stage.toCompletableFuture();
    assertPending(value);
    queue.put("a");
    assertEquals("a", granted(value));
  }

  @Test
  void minimalCompletionStage_itsFutureCancelled_leavesTheLine() {
    CompletableFuture<String> view = queue.take().minimalCompletionStage().toCompletableFuture();
    assertTrue(view.cancel(false));
    queue.put("a");
    assertEquals(1, queue.size());
  }

  @Test
  void minimalCompletionStage_ofALockGivenUp_losesNoPermit() {
    AsyncLock lock = new AsyncLock();
    Permit held = granted(lock.acquire());
    CompletionStage<Permit> stage = lock.acquire().minimalCompletionStage();
    assertTrue(stage.thenApply(permit -> permit).toCompletableFuture().cancel(false));
    held.close();
    assertFalse(lock.isHeld());
  }

  @Test
  void copy_granted_hasTheValue() {
    CompletableFuture<String> copy = queue.take().copy();
    assertPending(copy);
    queue.put("a");
    assertEquals("a", granted(copy));
  }

  @Test
  void copy_cancelled_leavesTheLine() {
    CompletableFuture<String> copy = queue.take().copy();
    assertTrue(copy.cancel(false));
    queue.put("a");
    assertEquals(1, queue.size());
  }

  @Test
  void completeExceptionally_withACheckedFailure_isSeenByAwaitWrapped() {
    Wait<String> take = queue.take();
    IOException failure = new IOException("outsider");
    assertTrue(take.completeExceptionally(failure));
    assertSame(failure, assertThrows(CompletionException.class, take::await).getCause());
    assertNull(queue.poll());
  }

  @Test
  void thenApply_throws_theItemStaysTaken() {
    IllegalStateException failure = new IllegalStateException("function");
    CompletableFuture<String> stage =
        queue
            .take()
            .thenApply(
                item -> {
                  throw failure;
                });
    queue.put("a");
    assertSame(failure, assertThrows(CompletionException.class, stage::join).getCause());
    assertEquals(0, queue.size());
  }
}
