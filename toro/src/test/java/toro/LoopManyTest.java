package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Very many coroutines at once. */
@Timeout(120)
class LoopManyTest {
  private static final int MANY = 100_000;

  @Test
  void manyCoroutines_eachSleepsAndLocks_allEndWithinMemory() throws Exception {
    int[] inside = {0, 0}; // now, and in all
    var lock = new AsyncLock();
    long[] used = {0};
    Loop.run(
        () -> {
          TaskGroup.run(
              group -> {
                for (int i = 0; i < MANY; i++) {
                  group.spawn(
                      () -> {
                        Loop.sleep(Duration.ofMillis(10));
                        try (var held = lock.acquire().await()) {
                          assertEquals(1, ++inside[0]);
                          Loop.yieldNow();
                          inside[1]++;
                          inside[0]--;
                        }
                      });
                }
                Loop.yieldNow(); // all have begun
                Runtime runtime = Runtime.getRuntime();
                System.gc();
                used[0] = runtime.totalMemory() - runtime.freeMemory();
              });
          assertEquals(1, Loop.current().stats().alive());
        });
    assertEquals(MANY, inside[1]);
    assertTrue(used[0] < 1L << 30, () -> used[0] + " bytes for " + MANY + " coroutines");
  }

  @Test
  void manyCoroutines_overAVirtualDay_endAtOnce() throws Exception {
    List<Integer> woken = new ArrayList<>();
    Loop.simulate(
        3,
        () ->
            TaskGroup.run(
                group -> {
                  for (int i = 0; i < 10_000; i++) {
                    int n = i;
                    group.spawn(
                        () -> {
                          Loop.sleep(Duration.ofSeconds(24 * 3600 - n));
                          woken.add(n);
                        });
                  }
                }));
    for (int i = 0; i < 10_000; i++) {
      assertEquals(9_999 - i, woken.get(i));
    }
  }
}
