package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.MisuseTest.refusal;
import static toro.Probe.failed;
import static toro.Probe.granted;

import java.io.IOException;
import java.util.Locale;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls in the wrong state: refused with that state in the message, with nothing changed. */
@Timeout(60)
class MisuseStateTest {
  private static void assertSays(String word, String message) {
    assertTrue(message.toLowerCase(Locale.ROOT).contains(word), message);
  }

  private static ClosedException closed(Object primitive, Supplier<Wait<?>> call) {
    String before = primitive.toString();
    var failure = assertInstanceOf(ClosedException.class, failed(call.get()));
    assertEquals(before, primitive.toString());
    return failure;
  }

  @Test
  void boundedRelease_nothingTaken_isRefusedWithTheLimit() {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(37);
    assertSays("37", refusal(IllegalStateException.class, semaphore, semaphore::release));
    assertSays("37", refusal(IllegalStateException.class, semaphore, () -> semaphore.release(2)));
    assertEquals(37, semaphore.available());
  }

  @Test
  void boundedRelease_permitsOpen_isRefusedToo() {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(37);
    Permit held = granted(semaphore.acquire());
    Wait<Permit> waiting = semaphore.acquire(37);
    refusal(IllegalStateException.class, semaphore, semaphore::release);
    assertEquals(36, semaphore.available());
    assertFalse(waiting.isDone());
    assertTrue(held.isOpen());
    held.close();
    assertTrue(granted(waiting).isOpen());
  }

  @Test
  void release_overTheMaximum_isRefusedWithTheState() {
    AsyncSemaphore semaphore = new AsyncSemaphore(Integer.MAX_VALUE);
    String message = refusal(IllegalStateException.class, semaphore, semaphore::release);
    assertSays(Integer.toString(Integer.MAX_VALUE), message);
    assertEquals(Integer.MAX_VALUE, semaphore.available());
    AsyncSemaphore nearly = new AsyncSemaphore(Integer.MAX_VALUE - 1);
    refusal(IllegalStateException.class, nearly, () -> nearly.release(2));
    nearly.release();
    assertEquals(Integer.MAX_VALUE, nearly.available());
  }

  @Test
  void release_overTheMaximumTogetherWithOpenPermits_isRefused() {
    AsyncSemaphore semaphore = new AsyncSemaphore(Integer.MAX_VALUE);
    Permit held = granted(semaphore.acquire(5));
    refusal(IllegalStateException.class, semaphore, semaphore::release);
    assertEquals(Integer.MAX_VALUE - 5, semaphore.available());
    held.close();
    assertEquals(Integer.MAX_VALUE, semaphore.available());
  }

  @Test
  void semaphore_closed_refusesEverythingButLooking() {
    AsyncSemaphore semaphore = new AsyncSemaphore(2);
    semaphore.close();
    assertSays("closed", closed(semaphore, semaphore::acquire).getMessage());
    assertSays("closed", closed(semaphore, semaphore::whenAvailable).getMessage());
    assertSays("closed", refusal(ClosedException.class, semaphore, semaphore::tryAcquire));
    assertSays("closed", refusal(ClosedException.class, semaphore, semaphore::release));
    assertSays("closed", refusal(ClosedException.class, semaphore, () -> semaphore.resize(9)));
    assertEquals(2, semaphore.available());
  }

  @Test
  void queue_closed_refusesItemsAndSaysSo() {
    AsyncQueue<String> queue = AsyncQueue.bounded(2);
    queue.put("a");
    IOException cause = new IOException("disk");
    queue.close(cause);
    ClosedException put = closed(queue, () -> queue.put("b"));
    assertSays("closed", put.getMessage());
    assertSame(cause, put.getCause());
    assertSays("closed", refusal(ClosedException.class, queue, () -> queue.offer("b")));
    assertEquals("a", queue.poll());
    assertSays("closed", closed(queue, queue::take).getMessage());
    assertNull(queue.poll());
  }

  @Test
  void queue_closed_stillRefusesBadArgumentsAtTheCall() {
    AsyncQueue<String> queue = AsyncQueue.bounded(2);
    queue.close();
    refusal(NullPointerException.class, queue, () -> queue.put(null));
    refusal(NullPointerException.class, queue, () -> queue.offer(null));
    assertTrue(queue.isClosed());
  }

  @Test
  void taskDone_unusedQueue_isRefusedWithBothCounts() {
    AsyncQueue<String> queue = AsyncQueue.unbounded();
    String message = refusal(IllegalStateException.class, queue, queue::taskDone);
    assertSays("taskdone() called 1 time", message);
    assertSays("for 0 items", message);
    assertEquals(0, queue.unfinishedTasks());
  }

  @Test
  void taskDone_moreOftenThanItems_isRefusedWithBothCounts() {
    AsyncQueue<String> queue = AsyncQueue.unbounded();
    for (int i = 0; i < 3; i++) {
      queue.put("item");
      granted(queue.take());
      queue.taskDone();
    }
    String message = refusal(IllegalStateException.class, queue, queue::taskDone);
    assertSays("taskdone() called 4 times for 3 items", message);
    granted(queue.whenDone());
  }

  @Test
  void taskDone_afterARefusedOne_countsAgain() {
    AsyncQueue<String> queue = AsyncQueue.unbounded();
    refusal(IllegalStateException.class, queue, queue::taskDone);
    queue.put("item");
    assertFalse(queue.whenDone().isDone());
    queue.taskDone();
    assertEquals(0, queue.unfinishedTasks());
  }

  @Test
  void downgrade_closedPermit_isRefused() {
    AsyncReadWriteLock lock = new AsyncReadWriteLock();
    Permit writing = granted(lock.acquireWrite());
    writing.close();
    assertSays("closed", refusal(IllegalStateException.class, lock, () -> lock.downgrade(writing)));
    assertFalse(writing.isOpen());
    assertTrue(granted(lock.acquireWrite()).isOpen());
  }

  @Test
  void downgrade_twice_isRefused() {
    AsyncReadWriteLock lock = new AsyncReadWriteLock();
    Permit writing = granted(lock.acquireWrite());
    Permit reading = lock.downgrade(writing);
    refusal(IllegalStateException.class, lock, () -> lock.downgrade(writing));
    refusal(IllegalStateException.class, lock, () -> lock.downgrade(reading));
    assertTrue(reading.isOpen());
    assertNull(lock.tryAcquireWrite());
  }

  @Test
  void downgrade_foreignPermit_isRefused() {
    AsyncReadWriteLock lock = new AsyncReadWriteLock();
    AsyncReadWriteLock other = new AsyncReadWriteLock();
    Permit writing = granted(lock.acquireWrite());
    Permit foreign = granted(other.acquireWrite());
    Permit ofALock = granted(new AsyncLock().acquire());
    refusal(IllegalStateException.class, lock, () -> lock.downgrade(foreign));
    refusal(IllegalStateException.class, lock, () -> lock.downgrade(ofALock));
    assertTrue(writing.isOpen());
    assertTrue(foreign.isOpen());
    assertTrue(ofALock.isOpen());
    assertNull(other.tryAcquireRead());
  }

  @Test
  void conditionWhen_wrongPermit_failsAndSaysWhatIsWrong() {
    AsyncLock lock = new AsyncLock();
    AsyncLock.Condition condition = lock.newCondition();
    Permit closed = granted(lock.acquire());
    closed.close();
    Permit foreign = granted(new AsyncLock().acquire());
    String before = condition.toString();
    var forClosed =
        assertInstanceOf(
            IllegalStateException.class, failed(condition.releaseUntilSignalled(closed)));
    assertSays("closed", forClosed.getMessage());
    var forForeign =
        assertInstanceOf(
            IllegalStateException.class, failed(condition.releaseUntilSignalled(foreign)));
    assertFalse(forForeign.getMessage().isBlank());
    assertEquals(before, condition.toString());
    assertTrue(foreign.isOpen());
    assertFalse(lock.isHeld());
  }

  @Test
  void resultSet_twice_isRefusedWithTheState() {
    AsyncResult<String> result = new AsyncResult<String>().named("config");
    result.set("first");
    assertSays("set", refusal(AlreadySetException.class, result, () -> result.set("second")));
    refusal(AlreadySetException.class, result, () -> result.fail(new IOException("late")));
    assertEquals("first", result.getNow());
  }

  @Test
  void resultGetNow_tooEarly_isRefusedWithTheState() {
    AsyncResult<String> result = new AsyncResult<String>().named("config");
    assertFalse(refusal(NotReadyException.class, result, result::getNow).isBlank());
    assertFalse(result.isDone());
  }

  @Test
  void future_completedByItsUser_grantsNothingOfThePrimitive() {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(1);
    Permit held = granted(semaphore.acquire());
    Wait<Permit> waiting = semaphore.acquire();
    var future = waiting.toCompletableFuture();
    assertTrue(future.complete(held));
    assertEquals(0, semaphore.available());
    held.close();
    assertEquals(1, semaphore.available());
    future.join().close();
    assertEquals(1, semaphore.available());
  }
}
