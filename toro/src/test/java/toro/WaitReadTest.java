package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.assertPending;
import static toro.Probe.granted;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
  void get_negative_isATry() throws Exception {
    Wait<String> take = queue.take();
    assertThrows(TimeoutException.class, () -> take.get(-1, TimeUnit.SECONDS));
    queue.put("a");
    assertEquals(1, queue.size());
    assertEquals("a", queue.take().get(Long.MIN_VALUE, TimeUnit.DAYS));
  }

  @Test
  void toCompletableFuture_cancelled_leavesTheLine() {
    CompletableFuture<String> view = queue.take().toCompletableFuture();
    assertTrue(view.cancel(false));
    queue.put("a");
    assertEquals(1, queue.size());
  }

  @Test
  void copy_granted_hasTheValue() {
    Wait<String> copy = queue.take().thenApply(x -> x);
    assertPending(copy);
    queue.put("a");
    assertEquals("a", granted(copy));
  }

  @Test
  void copy_cancelled_leavesTheLine() {
    Wait<String> copy = queue.take().thenApply(x -> x);
    assertTrue(copy.cancel(false));
    queue.put("a");
    assertEquals(1, queue.size());
  }

  @Test
  void await_checkedFailure_isWrapped() {
    var result = new AsyncResult<String>();
    IOException failure = new IOException("failed");
    result.fail(failure);
    Wait<String> wait = result.whenDone();
    assertSame(failure, assertThrows(CompletionException.class, wait::await).getCause());
  }

  @Test
  void thenApply_throws_theItemStaysTaken() {
    IllegalStateException failure = new IllegalStateException("function");
    Wait<String> stage =
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
