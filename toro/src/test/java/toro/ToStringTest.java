package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.granted;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every primitive shows its class, its name, its state, and how many wait. */
@Timeout(60)
class ToStringTest {
  private static String shown(Object primitive, String... parts) {
    String text = primitive.toString();
    assertTrue(text.startsWith(primitive.getClass().getSimpleName() + "["), text);
    String identity = Integer.toHexString(System.identityHashCode(primitive));
    assertTrue(text.endsWith("]@" + identity), text); // what a thread dump calls it
    for (String part : parts) {
      assertTrue(text.contains(part), () -> text + " lacks " + part);
    }
    return text;
  }

  private static void assertNobodyWaits(Object primitive) {
    assertFalse(primitive.toString().contains("waiting"), primitive::toString);
  }

  @Test
  void lock_heldAndWaitedFor_looksAsDocumented() {
    AsyncLock lock = new AsyncLock().named("db");
    granted(lock.acquire());
    lock.acquire();
    lock.acquire();
    assertEquals("AsyncLock[db, held, 2 waiting]", Probe.shown(lock));
  }

  @Test
  void lock_freeAndHeld_showsTheDifference() {
    AsyncLock lock = new AsyncLock().named("db");
    String free = shown(lock, "db");
    assertFalse(free.contains("held"), free);
    Permit held = granted(lock.acquire());
    shown(lock, "db", "held");
    assertNobodyWaits(lock);
    held.close();
    assertEquals(free, lock.toString());
  }

  @Test
  void lockCondition_waiters_areCounted() {
    AsyncLock lock = new AsyncLock();
    AsyncLock.Condition condition = lock.newCondition().named("not full");
    shown(condition, "not full");
    assertNobodyWaits(condition);
    condition.releaseUntilSignalled(granted(lock.acquire()));
    condition.releaseUntilSignalled(granted(lock.acquire()));
    shown(condition, "not full", "2 waiting");
    condition.signal();
    shown(condition, "1 waiting");
    shown(lock, "held");
  }

  @Test
  void semaphore_always_showsWhatIsAvailable() {
    AsyncSemaphore semaphore = new AsyncSemaphore(37).named("pool");
    shown(semaphore, "pool", "37");
    assertNobodyWaits(semaphore);
    granted(semaphore.acquire(37));
    semaphore.acquire();
    semaphore.acquire(5);
    shown(semaphore, "pool", "0", "2 waiting");
    semaphore.close();
    shown(semaphore, "pool", "closed");
    assertNobodyWaits(semaphore);
  }

  @Test
  void semaphore_shrunk_showsTheNegativeNumber() {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(20);
    granted(semaphore.acquire(20));
    semaphore.resize(1);
    shown(semaphore, "-19");
  }

  @Test
  void readWriteLock_freeReadingWriting_showsTheDifference() {
    AsyncReadWriteLock lock = new AsyncReadWriteLock().named("table");
    String free = shown(lock, "table");
    Permit reading = granted(lock.acquireRead());
    String oneReader = shown(lock, "table");
    Permit readingToo = granted(lock.acquireRead());
    String twoReaders = shown(lock, "table", "2 reading");
    reading.close();
    readingToo.close();
    assertEquals(free, lock.toString());
    granted(lock.acquireWrite());
    String writing = shown(lock, "table", "writing");
    assertEquals(4, List.of(free, oneReader, twoReaders, writing).stream().distinct().count());
    assertNobodyWaits(lock);
    lock.acquireRead();
    lock.acquireWrite();
    lock.acquireRead();
    shown(lock, "3 waiting");
  }

  @Test
  void event_setAndClear_showsTheDifference() {
    AsyncEvent event = new AsyncEvent().named("ready");
    String clear = shown(event, "ready");
    event.whenSet();
    shown(event, "ready", "1 waiting");
    event.set();
    String set = shown(event, "ready", "set");
    assertNobodyWaits(event);
    assertNotEquals(clear, set);
    event.clear();
    assertEquals(clear, event.toString());
  }

  @Test
  void condition_waiters_areCounted() {
    AsyncCondition condition = new AsyncCondition().named("changed");
    shown(condition, "changed");
    assertNobodyWaits(condition);
    condition.whenSignalled();
    Wait<Void> second = condition.whenSignalled();
    shown(condition, "changed", "2 waiting");
    second.cancel(false);
    shown(condition, "1 waiting");
    condition.signalAll();
    assertNobodyWaits(condition);
  }

  @Test
  void result_pendingSetFailed_showsTheDifference() {
    AsyncResult<String> result = new AsyncResult<String>().named("config");
    result.whenDone();
    String pending = shown(result, "config", "1 waiting");
    result.set("value");
    String set = shown(result, "config");
    assertNobodyWaits(result);
    AsyncResult<String> broken = new AsyncResult<String>().named("config");
    broken.fail(new IllegalStateException("bad"));
    String failed = shown(broken, "config");
    assertEquals(3, List.of(pending, set, failed).stream().distinct().count());
  }

  @Test
  void queue_always_showsSizeAndWaiters() {
    AsyncQueue<String> queue = AsyncQueue.<String>bounded(3).named("jobs");
    String empty = shown(queue, "jobs", "0 of 3 items");
    assertFalse(empty.contains("taking"), empty);
    queue.take();
    queue.take();
    shown(queue, "jobs", "2 taking");
    for (int i = 0; i < 6; i++) {
      queue.put("item");
    }
    String full = shown(queue, "jobs", "3 of 3 items", "1 putting");
    assertFalse(full.contains("taking"), full);
    assertNotEquals(empty, queue.toString());
    queue.close();
    String closed = shown(queue, "jobs", "closed");
    assertFalse(closed.contains("putting"), closed);
  }

  @Test
  void queue_everyKind_showsItsName() {
    List<AsyncQueue<Integer>> kinds =
        List.of(
            AsyncQueue.unbounded(),
            AsyncQueue.bounded(1),
            AsyncQueue.rendezvous(),
            AsyncQueue.lifo(1),
            AsyncQueue.priority(1));
    for (AsyncQueue<Integer> queue : kinds) {
      shown(queue.named("jobs"), "jobs");
      queue.take();
      shown(queue, "1 taking");
    }
  }

  @Test
  void named_twice_theLastNameIsShown() {
    AsyncEvent event = new AsyncEvent().named("first").named("second");
    String text = shown(event, "second");
    assertFalse(text.contains("first"), text);
  }

  @Test
  void unnamed_always_showsTheStateOnly() {
    String text = shown(new AsyncLock());
    assertFalse(text.contains("null"), text);
    assertFalse(text.contains(", ,"), text);
    assertFalse(text.contains("[,"), text);
  }
}
