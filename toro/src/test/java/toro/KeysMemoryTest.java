package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a key costs while it is in use, and that nothing of a million keys stays. */
@Timeout(120)
class KeysMemoryTest {
  private static final int MILLION = 1_000_000;
  private static final int MANY = 100_000;
  private static final int MOST_BYTES = 160;

  private static long allocatedByThisThread() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  /** Keys that are kept by nobody here: a sample of them must be collected. */
  private static void assertForgotten(List<WeakReference<Object>> sample) {
    Eventually.until(
        "the keys are collected",
        () -> {
          System.gc();
          return sample.stream().allMatch(key -> key.refersTo(null));
        });
  }

  @Test
  void keyedLock_aMillionKeys_leaveNothingBehind() {
    var lock = new AsyncKeyedLock<Object>();
    List<WeakReference<Object>> sample = new ArrayList<>();
    for (int i = 0; i < MILLION; i++) {
      Object key = new Object();
      if (i % 1_000 == 0) {
        sample.add(new WeakReference<>(key));
      }
      Permit held = lock.tryAcquire(key);
      Wait<Permit> waiter = lock.acquire(key);
      if (i % 2 == 0) {
        waiter.cancel(false);
        held.close();
      } else {
        held.close();
        waiter.join().close();
      }
    }
    assertEquals(0, lock.size());
    assertEquals("AsyncKeyedLock[0 keys held]", Probe.shown(lock));
    assertForgotten(sample);
  }

  @Test
  void singleFlight_aMillionKeys_leaveNothingBehind() {
    var flights = new SingleFlight<Object, Integer>();
    List<WeakReference<Object>> sample = new ArrayList<>();
    for (int i = 0; i < MILLION; i++) {
      Object key = new Object();
      if (i % 1_000 == 0) {
        sample.add(new WeakReference<>(key));
      }
      var stage = new CompletableFuture<Integer>();
      Wait<Integer> wait = flights.run(key, () -> stage);
      switch (i % 3) {
        case 0 -> wait.cancel(false);
        case 1 -> stage.complete(1);
        default -> {
          flights.forget(key);
          stage.completeExceptionally(new IllegalStateException());
        }
      }
    }
    assertEquals(0, flights.size());
    assertForgotten(sample);
  }

  @Test
  void keyedLock_keysHeldAtOnce_takeAtMost160BytesEach() {
    var lock = new AsyncKeyedLock<Object>();
    List<Object> keys = new ArrayList<>(MANY);
    for (int i = 0; i < MANY; i++) {
      keys.add(new Object());
    }
    List<Permit> permits = new ArrayList<>(MANY);
    keys.forEach(key -> permits.add(lock.tryAcquire(key))); // the table is as large as it gets
    permits.forEach(Permit::close);
    permits.clear();
    long before = allocatedByThisThread();
    for (Object key : keys) {
      permits.add(lock.tryAcquire(key));
    }
    long each = (allocatedByThisThread() - before) / MANY;
    int permit = 64;
    assertTrue(each <= MOST_BYTES + permit, () -> each + " bytes for an entry and its permit");
    permits.forEach(Permit::close);
    assertEquals(0, lock.size());
  }

  @Test
  void keyedLock_aMillionWaitersForOneKey_keepAtMost64BytesEachAndLeaveNothing() {
    var lock = new AsyncKeyedLock<Object>();
    Permit held = lock.tryAcquire("key");
    Wait<?>[] waits = new Wait<?>[MILLION];
    long before = usedHeap();
    for (int i = 0; i < MILLION; i++) {
      waits[i] = lock.acquire("key");
    }
    long each = (usedHeap() - before) / MILLION;
    assertTrue(each <= 64, () -> each + " bytes a waiter");
    for (Wait<?> wait : waits) {
      assertTrue(wait.cancel(false));
    }
    Arrays.fill(waits, null);
    long kept = usedHeap() - before;
    assertTrue(kept < 8 << 20, () -> kept + " bytes stay after a million waiters left");
    assertEquals(0, lock.waiting());
    held.close();
    assertEquals(0, lock.size());
  }

  private static long usedHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void keyedLock_tryAcquireOfAHeldKey_takesNoMoreThanWhatItLooksWith() {
    var lock = new AsyncKeyedLock<Object>();
    Object key = "key";
    try (var held = lock.tryAcquire(key)) {
      for (int i = 0; i < MANY; i++) {
        if (lock.tryAcquire(key) != null) {
          throw new AssertionError("twice: " + held);
        }
      }
      long before = allocatedByThisThread();
      for (int i = 0; i < MANY; i++) {
        if (lock.tryAcquire(key) != null) {
          throw new AssertionError("twice: " + held);
        }
      }
      long each = (allocatedByThisThread() - before) / MANY;
      assertTrue(each <= 48, () -> each + " bytes");
    }
  }

  @Test
  void lazy_whenDone_keepsNothingButTheValue() throws Exception {
    var stage = new CompletableFuture<Object>();
    var weak = new WeakReference<Object>(stage);
    Object[] kept = {stage};
    var lazy =
        new AsyncLazy<>(
            () -> {
              @SuppressWarnings("unchecked")
              var mine = (CompletableFuture<Object>) kept[0];
              return mine;
            });
    Wait<Object> wait = lazy.get();
    stage.complete("value");
    stage = null;
    kept[0] = null;
    assertEquals("value", wait.get(30, TimeUnit.SECONDS));
    Eventually.until(
        "the stage is collected",
        () -> {
          System.gc();
          return weak.refersTo(null);
        });
    assertEquals("value", lazy.getNow());
    assertEquals("value", wait.getNow(null));
  }
}
