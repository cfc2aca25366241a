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

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AsyncQueueCloseTest {
  private final AsyncQueue<Integer> queue = AsyncQueue.bounded(2);

  private void fill() {
    granted(queue.put(0));
    granted(queue.put(1));
  }

  @Test
  void close_waitingPuts_failAndAreNeverDelivered() {
    fill();
    Wait<Void> waiting = queue.put(2);
    queue.close();
    assertInstanceOf(ClosedException.class, failed(waiting));
    assertEquals(0, granted(queue.take()));
    assertEquals(1, granted(queue.take()));
    assertInstanceOf(ClosedException.class, failed(queue.take()));
  }

  @Test
  void close_waitingTakes_fail() {
    Wait<Integer> first = queue.take();
    Wait<Integer> second = queue.take();
    queue.close();
    assertInstanceOf(ClosedException.class, failed(first));
    assertInstanceOf(ClosedException.class, failed(second));
  }

  @Test
  void close_itemsInTheQueue_stayTakable() {
    fill();
    queue.close();
    assertTrue(queue.isClosed());
    assertEquals(2, queue.size());
    assertEquals(0, queue.peek());
    assertEquals(0, granted(queue.take()));
    assertEquals(1, queue.poll());
    assertNull(queue.poll());
    assertNull(queue.peek());
  }

  @Test
  void close_laterPuts_failAndOffersThrow() {
    queue.close();
    assertInstanceOf(ClosedException.class, failed(queue.put(1)));
    assertThrows(ClosedException.class, () -> queue.offer(1));
    assertEquals(0, queue.size());
    assertEquals(0, queue.unfinishedTasks());
  }

  @Test
  void isClosed_always_followsClose() {
    assertFalse(queue.isClosed());
    queue.close();
    assertTrue(queue.isClosed());
    queue.close();
    assertTrue(queue.isClosed());
  }

  @Test
  void close_unfinishedTasks_whenDoneIsNotAffected() {
    fill();
    granted(queue.take());
    Wait<Void> done = queue.whenDone();
    queue.close();
    assertPending(done);
    queue.taskDone();
    granted(queue.take());
    assertPending(done, queue.whenDone());
    queue.taskDone();
    granted(done);
    granted(queue.whenDone());
  }

  @Test
  void closeWithCause_waitsAndLaterCalls_carryTheCause() {
    IOException cause = new IOException("disk");
    Wait<Integer> take = queue.take();
    queue.close(cause);
    assertSame(cause, assertInstanceOf(ClosedException.class, failed(take)).getCause());
    assertSame(cause, assertInstanceOf(ClosedException.class, failed(queue.put(1))).getCause());
    assertSame(cause, assertInstanceOf(ClosedException.class, failed(queue.take())).getCause());
    assertSame(cause, assertThrows(ClosedException.class, () -> queue.offer(1)).getCause());
    assertNull(queue.poll());
  }

  @Test
  void closeWithCause_waitingPut_carriesTheCause() {
    fill();
    IOException cause = new IOException("disk");
    Wait<Void> put = queue.put(2);
    queue.close(cause);
    assertSame(cause, assertInstanceOf(ClosedException.class, failed(put)).getCause());
    assertEquals(0, granted(queue.take()));
  }

  @Test
  void closeWithCause_twice_theFirstCauseWins() {
    IOException first = new IOException("first");
    queue.close(first);
    queue.close(new IOException("second"));
    queue.close();
    assertSame(first, failed(queue.take()).getCause());
  }

  @Test
  void closeWithCause_afterAPlainClose_staysWithoutACause() {
    queue.close();
    queue.close(new IOException("late"));
    assertNull(failed(queue.take()).getCause());
  }

  @Test
  void closeWithCause_null_throwsNullPointerAndChangesNothing() {
    assertThrows(NullPointerException.class, () -> queue.close(null));
    assertFalse(queue.isClosed());
  }

  @Test
  void closeNow_items_areReturnedAndCountedAsDone() {
    fill();
    Wait<Void> waiting = queue.put(2);
    Wait<Void> done = queue.whenDone();
    assertEquals(List.of(0, 1), queue.closeNow());
    assertTrue(queue.isClosed());
    assertTrue(queue.isEmpty());
    assertEquals(0, queue.unfinishedTasks());
    granted(done);
    assertInstanceOf(ClosedException.class, failed(waiting));
    assertInstanceOf(ClosedException.class, failed(queue.take()));
  }

  @Test
  void closeNow_itemAlreadyTaken_isStillToBeDone() {
    fill();
    granted(queue.take());
    Wait<Void> done = queue.whenDone();
    assertEquals(List.of(1), queue.closeNow());
    assertEquals(1, queue.unfinishedTasks());
    assertPending(done);
    queue.taskDone();
    granted(done);
    assertThrows(IllegalStateException.class, queue::taskDone);
  }

  @Test
  void closeNow_afterClose_returnsWhatIsLeft() {
    fill();
    queue.close();
    granted(queue.take());
    assertEquals(List.of(1), queue.closeNow());
    assertEquals(List.of(), queue.closeNow());
  }

  @Test
  void closeNow_waitingTakes_fail() {
    Wait<Integer> take = queue.take();
    assertEquals(List.of(), queue.closeNow());
    assertInstanceOf(ClosedException.class, failed(take));
  }

  @Test
  void closeNow_lifoAndPriority_returnsTheItemsInTheOrderOfTakes() {
    AsyncQueue<Integer> lifo = AsyncQueue.lifo(3);
    AsyncQueue<Integer> priority = AsyncQueue.priority(3);
    for (int item : new int[] {2, 3, 1}) {
      lifo.put(item);
      priority.put(item);
    }
    assertEquals(List.of(1, 3, 2), lifo.closeNow());
    assertEquals(List.of(1, 2, 3), priority.closeNow());
  }

  @Test
  void close_unbounded_rejectsPuts() {
    AsyncQueue<Integer> unbounded = AsyncQueue.unbounded();
    unbounded.put(1);
    unbounded.close();
    assertInstanceOf(ClosedException.class, failed(unbounded.put(2)));
    assertEquals(1, granted(unbounded.take()));
    assertInstanceOf(ClosedException.class, failed(unbounded.take()));
  }

  @Test
  void close_rendezvous_failsBothSides() {
    AsyncQueue<Integer> withPut = AsyncQueue.rendezvous();
    Wait<Void> put = withPut.put(1);
    withPut.close();
    assertInstanceOf(ClosedException.class, failed(put));
    assertNull(withPut.poll());
    AsyncQueue<Integer> withTake = AsyncQueue.rendezvous();
    Wait<Integer> take = withTake.take();
    withTake.close();
    assertInstanceOf(ClosedException.class, failed(take));
  }

  @Test
  void close_fromAContinuation_failsTheOthers() {
    Wait<Integer> first = queue.take();
    Wait<Integer> second = queue.take();
    first.thenRun(queue::close);
    queue.put(1);
    assertEquals(1, granted(first));
    assertInstanceOf(ClosedException.class, failed(second));
  }

  @Test
  void close_cancelledTake_staysCancelled() {
    Wait<Integer> take = queue.take();
    take.cancel(false);
    queue.close();
    assertTrue(take.isCancelled());
  }
}
