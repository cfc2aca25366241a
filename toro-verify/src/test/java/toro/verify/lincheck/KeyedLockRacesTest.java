package toro.verify.lincheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.verify.lincheck.Schedules.assertFound;
import static toro.verify.lincheck.Schedules.explore;
import static toro.verify.lincheck.Schedules.together;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import toro.AsyncKeyedLock;
import toro.AsyncLock;
import toro.Permit;
import toro.Wait;

/** The races that decide who has a key, and whether it is known. */
class KeyedLockRacesTest {
  private static void assertUnknown(AsyncKeyedLock<String> lock) {
    assertEquals(0, lock.size());
    assertFalse(lock.isHeld("a"));
    var permit = lock.tryAcquire("a");
    assertNotNull(permit);
    assertNull(lock.tryAcquire("a"));
    permit.close();
    assertEquals(0, lock.size());
  }

  @Test
  void lastClose_againstAcquire_isFollowedByIt() {
    explore(
        () -> {
          var lock = new AsyncKeyedLock<String>();
          var held = lock.tryAcquire("a");
          var next = new Wait<?>[1];
          together(held::close, () -> next[0] = lock.acquire("a"));
          assertTrue(next[0].isDone());
          assertNull(lock.tryAcquire("a"));
          ((Permit) next[0].join()).close();
          assertUnknown(lock);
        });
  }

  @Test
  void grant_againstCancel_countsDownOnce() {
    explore(
        () -> {
          var lock = new AsyncKeyedLock<String>();
          var held = lock.tryAcquire("a");
          var waiting = lock.acquire("a");
          together(held::close, () -> waiting.cancel(false));
          assertEquals(waiting.isCancelled() ? 0 : 1, lock.size());
          if (!waiting.isCancelled()) {
            waiting.join().close();
          }
          assertUnknown(lock);
        });
  }

  @Test
  void giveUpOfAWaiter_againstAcquire_keepsTheEntry() {
    explore(
        () -> {
          var lock = new AsyncKeyedLock<String>();
          var held = lock.tryAcquire("a");
          var leaving = lock.acquire("a");
          var next = new Wait<?>[1];
          together(() -> leaving.cancel(false), () -> next[0] = lock.acquire("a"));
          assertFalse(next[0].isDone());
          held.close();
          ((Permit) next[0].join()).close();
          assertUnknown(lock);
        });
  }

  @Test
  void close_twice_givesBackOnce() {
    explore(
        () -> {
          var lock = new AsyncKeyedLock<String>();
          var held = lock.tryAcquire("a");
          var next = lock.acquire("a");
          together(held::close, held::close);
          assertEquals(1, lock.size());
          next.join().close();
          assertUnknown(lock);
        });
  }

  @Test
  void twoThatTryAFreeKey_oneHasIt() {
    explore(
        () -> {
          var lock = new AsyncKeyedLock<String>();
          var had = new Permit[2];
          together(() -> had[0] = lock.tryAcquire("a"), () -> had[1] = lock.tryAcquire("a"));
          assertTrue(had[0] == null != (had[1] == null));
          (had[0] == null ? had[1] : had[0]).close();
          assertUnknown(lock);
        });
  }

  /** The usual way without counting: who is last takes the lock out of the map. */
  private static final class Naive {
    private final ConcurrentHashMap<String, AsyncLock> locks = new ConcurrentHashMap<>();

    @Nullable Permit tryAcquire(String key) {
      return locks.computeIfAbsent(key, k -> new AsyncLock()).tryAcquire();
    }

    void close(String key, Permit permit) {
      AsyncLock lock = locks.get(key);
      permit.close();
      if (lock != null && !lock.isHeld()) {
        locks.remove(key);
      }
    }
  }

  @Test
  void mapThatIsCleanedWithoutCounting_isFound() { // craftercms/commons#416
    assertFound(
        () -> {
          var naive = new Naive();
          var held = naive.tryAcquire("a");
          var next = new Permit[1];
          together(() -> naive.close("a", held), () -> next[0] = naive.tryAcquire("a"));
          assertTrue(next[0] == null || naive.tryAcquire("a") == null);
        });
  }
}
