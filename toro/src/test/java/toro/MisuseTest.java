package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.granted;

import java.util.Comparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** Bad arguments: refused at the call, by name of the value, with nothing changed. */
@Timeout(60)
class MisuseTest {
  /** Runs a call that must be refused, and checks that the primitive looks as before. */
  static <X extends Throwable> String refusal(Class<X> type, Object primitive, Executable call) {
    String before = primitive.toString();
    X refusal = assertThrows(type, call);
    assertEquals(before, primitive.toString());
    return String.valueOf(refusal.getMessage());
  }

  private static void refusesValue(int value, Object primitive, Executable call) {
    String message = refusal(IllegalArgumentException.class, primitive, call);
    assertTrue(message.contains(Integer.toString(value)), message);
  }

  private static void refusesValue(int value, Executable call) {
    refusesValue(value, "no primitive", call);
  }

  private static void refusesNull(Object primitive, Executable call) {
    assertNotNull(refusal(NullPointerException.class, primitive, call));
  }

  @Test
  void semaphore_negativePermits_areRefused() {
    refusesValue(-1, () -> new AsyncSemaphore(-1));
    refusesValue(-7, () -> AsyncSemaphore.bounded(-7));
  }

  @Test
  void semaphore_zeroPermits_areAllowed() {
    assertEquals(0, new AsyncSemaphore(0).available());
    assertEquals(0, AsyncSemaphore.bounded(0).available());
  }

  @Test
  void semaphoreAcquire_zeroOrNegative_isRefused() {
    AsyncSemaphore semaphore = new AsyncSemaphore(3);
    refusesValue(0, semaphore, () -> semaphore.acquire(0));
    refusesValue(-2, semaphore, () -> semaphore.acquire(-2));
    refusesValue(0, semaphore, () -> semaphore.tryAcquire(0));
    refusesValue(-2, semaphore, () -> semaphore.tryAcquire(-2));
    assertEquals(3, semaphore.available());
  }

  @Test
  void semaphoreRelease_zeroOrNegative_isRefused() {
    AsyncSemaphore semaphore = new AsyncSemaphore(3);
    refusesValue(0, semaphore, () -> semaphore.release(0));
    refusesValue(-2, semaphore, () -> semaphore.release(-2));
    assertEquals(3, semaphore.available());
  }

  @Test
  void boundedAcquire_moreThanCanEverExist_isRefusedWithBothNumbers() {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(3);
    String acquire = refusal(IllegalArgumentException.class, semaphore, () -> semaphore.acquire(5));
    assertTrue(acquire.contains("5") && acquire.contains("3"), acquire);
    String tryAcquire =
        refusal(IllegalArgumentException.class, semaphore, () -> semaphore.tryAcquire(5));
    assertTrue(tryAcquire.contains("5") && tryAcquire.contains("3"), tryAcquire);
    assertEquals(3, semaphore.available());
  }

  @Test
  void boundedAcquire_moreThanCanEverExistWhileOthersWait_disturbsNobody() {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(2);
    Permit held = granted(semaphore.acquire(2));
    Wait<Permit> waiting = semaphore.acquire();
    refusesValue(3, semaphore, () -> semaphore.acquire(3));
    held.close();
    assertTrue(granted(waiting).isOpen());
    assertEquals(1, semaphore.available());
  }

  @Test
  void semaphoreResize_negative_isRefused() {
    AsyncSemaphore semaphore = new AsyncSemaphore(3);
    refusesValue(-1, semaphore, () -> semaphore.resize(-1));
    assertEquals(3, semaphore.available());
  }

  @Test
  void readWriteLock_noReaders_isRefused() {
    refusesValue(0, () -> new AsyncReadWriteLock(0));
    refusesValue(-3, () -> new AsyncReadWriteLock(-3));
  }

  @Test
  void queue_zeroOrNegativeCapacity_isRefused() {
    for (int capacity : new int[] {0, -1}) {
      refusesValue(capacity, () -> AsyncQueue.bounded(capacity));
      refusesValue(capacity, () -> AsyncQueue.lifo(capacity));
      refusesValue(capacity, () -> AsyncQueue.<Integer>priority(capacity));
      refusesValue(
          capacity, () -> AsyncQueue.priority(capacity, Comparator.<Integer>naturalOrder()));
    }
  }

  @Test
  void queue_nullItems_areRefused() {
    for (AsyncQueue<String> queue :
        java.util.List.of(
            AsyncQueue.<String>unbounded(),
            AsyncQueue.<String>bounded(2),
            AsyncQueue.<String>rendezvous(),
            AsyncQueue.<String>lifo(2),
            AsyncQueue.<String>priority(2))) {
      refusesNull(queue, () -> queue.put(null));
      refusesNull(queue, () -> queue.offer(null));
      assertEquals(0, queue.size());
      assertEquals(0, queue.unfinishedTasks());
    }
  }

  @Test
  void queue_nullItemsWithAWaitingTake_leaveItWaiting() {
    AsyncQueue<String> queue = AsyncQueue.bounded(1);
    Wait<String> take = queue.take();
    refusesNull(queue, () -> queue.put(null));
    refusesNull(queue, () -> queue.offer(null));
    assertFalse(take.isDone());
    queue.put("a");
    assertEquals("a", granted(take));
  }

  @Test
  void queue_nullFunctionsAndCauses_areRefused() {
    AsyncQueue<String> queue = AsyncQueue.bounded(1);
    refusesNull(queue, () -> queue.forEach(null));
    refusesNull(queue, () -> queue.close(null));
    refusesNull(queue, () -> AsyncQueue.<String>priority(1, null));
    assertFalse(queue.isClosed());
  }

  @Test
  void condition_zeroOrNegativeSignals_areRefused() {
    AsyncCondition condition = new AsyncCondition();
    Wait<Void> wait = condition.whenSignalled();
    refusesValue(0, condition, () -> condition.signal(0));
    refusesValue(-4, condition, () -> condition.signal(-4));
    assertFalse(wait.isDone());
  }

  @Test
  void with_nullBody_isRefusedAtTheCall() {
    AsyncLock lock = new AsyncLock();
    AsyncSemaphore semaphore = new AsyncSemaphore(1);
    AsyncReadWriteLock readWrite = new AsyncReadWriteLock();
    refusesNull(lock, () -> lock.with(null));
    refusesNull(semaphore, () -> semaphore.with(null));
    refusesNull(readWrite, () -> readWrite.withRead(null));
    refusesNull(readWrite, () -> readWrite.withWrite(null));
    assertFalse(lock.isHeld());
    assertEquals(1, semaphore.available());
  }

  @Test
  void named_null_isRefusedAndKeepsTheName() {
    AsyncLock lock = new AsyncLock().named("lock");
    AsyncLock.Condition bound = lock.newCondition().named("bound");
    AsyncSemaphore semaphore = new AsyncSemaphore(1).named("semaphore");
    AsyncReadWriteLock readWrite = new AsyncReadWriteLock().named("readWrite");
    AsyncEvent event = new AsyncEvent().named("event");
    AsyncCondition condition = new AsyncCondition().named("condition");
    AsyncResult<String> result = new AsyncResult<String>().named("result");
    AsyncQueue<String> queue = AsyncQueue.<String>unbounded().named("queue");
    refusesNull(lock, () -> lock.named(null));
    refusesNull(bound, () -> bound.named(null));
    refusesNull(semaphore, () -> semaphore.named(null));
    refusesNull(readWrite, () -> readWrite.named(null));
    refusesNull(event, () -> event.named(null));
    refusesNull(condition, () -> condition.named(null));
    refusesNull(result, () -> result.named(null));
    refusesNull(queue, () -> queue.named(null));
  }

  @Test
  void downgrade_null_isRefused() {
    AsyncReadWriteLock lock = new AsyncReadWriteLock();
    Permit writing = granted(lock.acquireWrite());
    refusesNull(lock, () -> lock.downgrade(null));
    assertTrue(writing.isOpen());
  }
}
