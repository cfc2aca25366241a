package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Eventually.value;
import static toro.Probe.granted;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two threads and a key, at the same moment: one is inside, and nothing of the key stays. */
@Timeout(120)
class AsyncKeyedLockRaceTest {
  private static final int ROUNDS = 20_000;

  private final SecondThread second = new SecondThread();
  private final AsyncKeyedLock<Object> lock = new AsyncKeyedLock<>();

  @AfterEach
  void stop() {
    second.close();
  }

  @Test
  void lastClose_againstAcquire_isFollowedByItOrForgetsTheKey() { // craftercms/commons#416
    for (int i = 0; i < ROUNDS; i++) {
      Permit held = granted(lock.acquire("a"));
      var next = new AtomicReference<Wait<Permit>>();
      second.race(i, () -> next.set(lock.acquire("a")), held::close);
      Permit mine = value(next.get());
      assertEquals(1, lock.size());
      assertNull(lock.tryAcquire("a"));
      mine.close();
      assertEquals(0, lock.size());
    }
  }

  @Test
  void lastClose_againstTryAcquire_hasOneHolderAtMost() {
    for (int i = 0; i < ROUNDS; i++) {
      Permit held = granted(lock.acquire("a"));
      var next = new AtomicReference<Permit>();
      second.race(i, () -> next.set(lock.tryAcquire("a")), held::close);
      Permit mine = next.get();
      assertEquals(mine == null ? 0 : 1, lock.size());
      if (mine != null) {
        assertNull(lock.tryAcquire("a"));
        mine.close();
      }
      assertEquals(0, lock.size());
    }
  }

  @Test
  void grant_againstGiveUp_countsDownOnce() {
    for (int i = 0; i < ROUNDS; i++) {
      Permit held = granted(lock.acquire("a"));
      Wait<Permit> wait = lock.acquire("a");
      second.race(i, held::close, () -> wait.cancel(false));
      if (wait.isCancelled()) {
        assertEquals(0, lock.size());
      } else {
        assertEquals(1, lock.size());
        value(wait).close();
      }
      assertEquals(0, lock.size());
      lock.tryAcquire("a").close();
    }
  }

  @Test
  void grant_againstGiveUpOfADerivedStage_countsDownOnce() {
    List<Runnable> tasks = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < ROUNDS; i++) {
      Permit held = granted(lock.acquire("a"));
      Wait<Permit> wait = lock.acquire("a");
      Wait<Permit> stage =
          i % 2 == 0 ? wait.thenApply(p -> p) : wait.thenApplyAsync(p -> p, tasks::add);
      second.race(i, held::close, () -> stage.cancel(false));
      tasks.forEach(Runnable::run);
      tasks.clear();
      if (i % 2 != 0) {
        until("gone", () -> lock.size() == 0);
      } else if (lock.size() > 0) { // the function has begun, and has the permit
        value(wait).close();
      }
      assertEquals(0, lock.size());
    }
  }

  @Test
  void giveUpOfTheLastWaiter_againstAcquire_keepsTheOrder() {
    for (int i = 0; i < ROUNDS; i++) {
      Permit held = granted(lock.acquire("a"));
      Wait<Permit> leaver = lock.acquire("a");
      var next = new AtomicReference<Wait<Permit>>();
      second.race(i, () -> next.set(lock.acquire("a")), () -> leaver.cancel(false));
      assertFalse(next.get().isDone());
      assertEquals(1, lock.waiting());
      held.close();
      granted(next.get()).close();
      assertEquals(0, lock.size());
    }
  }

  @Test
  void closeTwice_atTheSameMoment_countsDownOnce() {
    for (int i = 0; i < ROUNDS; i++) {
      Permit held = granted(lock.acquire("a"));
      Wait<Permit> next = lock.acquire("a");
      second.race(i, held::close, held::close);
      assertEquals(1, lock.size());
      granted(next).close();
      assertEquals(0, lock.size());
    }
  }

  @Test
  void limited_closesAndTriesAtTheSameMoment_neverRefuseWhatIsFree() {
    AsyncKeyedLock<String> two = AsyncKeyedLock.limited(2);
    for (int i = 0; i < ROUNDS; i++) {
      Permit one = granted(two.acquire("a"));
      var tried = new AtomicReference<Permit>();
      second.race(i, () -> tried.set(two.tryAcquire("a")), one::close);
      tried.get().close(); // there was a second one all the time
      assertEquals(0, two.size());
    }
  }

  @Test
  void manyThreads_overAFewKeys_neverMeetAndLeaveNothing() {
    int keys = 5;
    int[] inside = new int[keys]; // each guarded by its key alone
    int[] visits = new int[keys];
    var counted = new AtomicInteger();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int seed = t;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      visit(new SplittableRandom(seed), inside, visits, counted);
                    } catch (Throwable failure) {
                      failures.add(failure);
                    }
                  }));
    }
    threads.forEach(Eventually::join);
    assertEquals(List.of(), failures);
    until("all have left", () -> lock.size() == 0);
    int sum = 0;
    for (int k = 0; k < keys; k++) {
      sum += visits[k];
      assertEquals(0, inside[k]);
    }
    assertEquals(counted.get(), sum);
    assertTrue(sum > 0);
  }

  private void visit(SplittableRandom random, int[] inside, int[] visits, AtomicInteger counted)
      throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      int key = random.nextInt(inside.length);
      switch (random.nextInt(5)) {
        case 0 -> {
          Permit permit = lock.tryAcquire(key);
          if (permit != null) {
            enter(key, inside, visits, counted);
            permit.close();
          }
        }
        case 1 ->
            lock.acquire(key)
                .thenAccept(
                    permit -> {
                      enter(key, inside, visits, counted);
                      permit.close();
                    });
        case 2 -> {
          Wait<Permit> wait = lock.acquire(key);
          if (!wait.cancel(false)) {
            Permit permit = wait.await();
            enter(key, inside, visits, counted);
            permit.close();
          }
        }
        case 3 -> {
          Wait<Void> stage =
              lock.acquire(key)
                  .thenAcceptAsync(
                      permit -> {
                        enter(key, inside, visits, counted);
                        permit.close();
                      },
                      ForkJoinPool.commonPool());
          stage.cancel(false);
        }
        default -> {
          try (var permit = lock.acquire(key).await()) {
            enter(key, inside, visits, counted);
            assertTrue(permit.isOpen());
          }
        }
      }
    }
  }

  private static void enter(int key, int[] inside, int[] visits, AtomicInteger counted) {
    if (++inside[key] != 1) {
      throw new AssertionError("two are inside of key " + key);
    }
    visits[key]++;
    inside[key]--;
    counted.incrementAndGet();
  }
}
