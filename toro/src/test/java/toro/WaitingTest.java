package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.granted;

import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many wait, and who is inside: what primitives tell about themselves. */
@Timeout(60)
class WaitingTest {
  /** Two wait; one gives up; the rest is let go. */
  private static void assertCounts(IntSupplier waiting, Supplier<Wait<?>> when, Runnable giveBack) {
    assertEquals(0, waiting.getAsInt());
    Wait<?> first = when.get();
    Wait<?> second = when.get();
    assertEquals(2, waiting.getAsInt());
    first.cancel(false);
    assertEquals(1, waiting.getAsInt());
    giveBack.run();
    assertTrue(second.isDone());
    assertEquals(0, waiting.getAsInt());
  }

  @Test
  void waiting_always_countsThoseInLine() {
    var lock = new AsyncLock();
    Permit held = lock.tryAcquire();
    assertCounts(lock::waiting, lock::acquire, held::close);
    var keyed = new AsyncKeyedLock<String>();
    Permit key = keyed.tryAcquire("key");
    assertCounts(keyed::waiting, () -> keyed.acquire("key"), key::close);
    var made = new AsyncEvent();
    var lazy = new AsyncLazy<>(made::whenSet);
    assertCounts(lazy::waiting, lazy::get, made::set);
    var flights = new SingleFlight<String, Void>();
    made.clear();
    assertCounts(flights::waiting, () -> flights.run("key", made::whenSet), made::set);
    var semaphore = new AsyncSemaphore(0);
    assertCounts(semaphore::waiting, semaphore::acquire, semaphore::release);
    assertCounts(semaphore::waiting, semaphore::whenAvailable, semaphore::release);
    var table = new AsyncReadWriteLock();
    Permit writing = granted(table.acquireWrite());
    assertCounts(table::waiting, table::acquireRead, writing::close);
    var event = new AsyncEvent();
    assertCounts(event::waiting, event::whenSet, event::set);
    var condition = new AsyncCondition();
    assertCounts(condition::waiting, condition::whenSignalled, condition::signal);
    var signal = new AsyncSignal();
    assertCounts(signal::waiting, signal::take, signal::signal);
    var latch = new AsyncLatch(1);
    assertCounts(latch::waiting, latch::whenZero, latch::countDown);
    var barrier = new AsyncBarrier(3);
    assertCounts(barrier::waiting, barrier::arrive, () -> barrier.resize(1));
    var tracker = new AsyncTracker();
    Permit inside = tracker.enter();
    assertCounts(tracker::waiting, tracker::whenIdle, inside::close);
    assertCounts(tracker::waiting, tracker::whenDone, tracker::close);
    var scope = new CancelScope();
    assertCounts(scope::waiting, scope::whenCancelled, scope::cancel);
    AsyncPool<Integer> pool = new PoolMakers().quickPool(1);
    Loan<Integer> lent = granted(pool.borrow());
    assertCounts(pool::waiting, pool::borrow, lent::close);
    AsyncPool<Integer> empty = new PoolMakers().quickPool(1);
    assertCounts(empty::waiting, empty::whenDone, empty::close);
    var result = new AsyncResult<String>();
    assertCounts(result::waiting, result::whenDone, () -> result.set("value"));
    var value = new AsyncValue<>("first");
    assertCounts(value::waiting, () -> value.whenChanged(1), () -> value.set("second"));
    assertCounts(value::waiting, () -> value.when("third"::equals), () -> value.set("third"));
    AsyncBroadcast<Integer> broadcast = AsyncBroadcast.lossless(1);
    var subscription = broadcast.subscribe();
    assertCounts(broadcast::waiting, subscription::take, () -> broadcast.offer(1));
    broadcast.offer(2);
    assertCounts(broadcast::waiting, () -> broadcast.put(3), subscription::poll);
    AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    assertCounts(queue::waiting, queue::take, () -> queue.offer(1));
    assertCounts(queue::waiting, queue::whenDone, queue::taskDone);
    queue.offer(2);
    assertCounts(queue::waiting, () -> queue.put(3), queue::poll);
  }

  @Test
  void condition_signalled_movesTheWaiterToTheLocksLine() {
    var lock = new AsyncLock();
    var condition = lock.newCondition();
    Permit first = lock.tryAcquire();
    Wait<Void> wait = condition.releaseUntilSignalled(first);
    Permit second = lock.tryAcquire();
    assertEquals(1, condition.waiting());
    assertEquals(0, lock.waiting());
    condition.signal();
    assertEquals(0, condition.waiting());
    assertEquals(1, lock.waiting());
    second.close();
    assertTrue(wait.isDone());
    assertEquals(0, lock.waiting());
  }

  @Test
  void readWriteLock_anyMaximum_tellsReadersFromAWriter() {
    for (int most : new int[] {1, 2, 7, 1 << 29, 1 << 30, Integer.MAX_VALUE}) {
      var lock = new AsyncReadWriteLock(most);
      assertEquals(0, lock.readers());
      assertFalse(lock.isWriteHeld());
      Permit writing = lock.tryAcquireWrite();
      assertTrue(lock.isWriteHeld(), () -> lock + "");
      assertEquals(0, lock.readers());
      Permit reading = lock.downgrade(writing);
      assertEquals(1, lock.readers());
      assertFalse(lock.isWriteHeld());
      assertEquals(most == 1, lock.tryAcquireRead() == null);
      assertEquals(Math.min(most, 2), lock.readers());
      reading.close();
      assertEquals(most == 1 ? 0 : 1, lock.readers());
    }
  }

  @Test
  void readWriteLock_full_letsNoMoreReadersIn() {
    var lock = new AsyncReadWriteLock(3);
    for (int i = 0; i < 3; i++) {
      assertEquals(i, lock.readers());
      granted(lock.acquireRead());
    }
    assertEquals(3, lock.readers());
    assertFalse(lock.isWriteHeld());
    Wait<Permit> fourth = lock.acquireRead();
    assertFalse(fourth.isDone());
    assertEquals(1, lock.waiting());
  }
}
