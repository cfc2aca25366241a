package toro.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import toro.AsyncEvent;
import toro.AsyncLock;
import toro.Block;
import toro.Loop;
import toro.TaskGroup;
import toro.Wait;

/** Tests that {@link LoopTestTest} runs; some of them fail, as they should. */
final class LoopTestSamples {
  static final List<Long> SEEDS = new ArrayList<>();
  static final List<Long> HASHES = new ArrayList<>();
  static final List<Long> ENDED = new ArrayList<>();

  private LoopTestSamples() {}

  static class Sample {
    private final AsyncEvent event = new AsyncEvent();
    private int before;

    @BeforeEach
    void count() {
      before++;
    }

    @LoopTest
    void manySchedules(long seed) {
      SEEDS.add(seed);
    }

    @LoopTest(seeds = 1)
    void onALoop() throws InterruptedException {
      Loop loop = Loop.current();
      assertEquals(Instant.parse("2000-01-01T00:00:00Z"), loop.now());
      Loop.sleep(Duration.ofDays(1));
      assertEquals(Instant.parse("2000-01-02T00:00:00Z"), loop.now());
      assertEquals(1, loop.stats().alive());
    }

    @LoopTest(seeds = 4, seed = 5)
    void schedules(long seed) throws InterruptedException {
      assertEquals(1, before);
      assertTrue(!event.isSet(), "the last schedule's event");
      event.set();
      SEEDS.add(seed);
      for (int i = 0; i < 10; i++) {
        Loop.current().spawn(Loop::yieldNow);
      }
      Loop.sleep(Duration.ofSeconds(1));
      HASHES.add(Loop.current().stats().scheduleHash());
    }

    @LoopTest(seeds = 10)
    void failsUnderSeed3(long seed) {
      if (seed == 3) {
        fail("3 is odd");
      }
    }

    @LoopTest(seeds = 0)
    void noSeeds() {}

    @LoopTest(seeds = 3)
    void leavesSomethingOver(long seed) {
      Loop.current().spawn(() -> waitFor(event, seed));
      Loop.current().spawn(() -> Loop.sleep(Duration.ofDays(365)));
      while (Loop.current().stats().ready() > 0) {
        Loop.yieldNow();
      }
      assertEquals(3, Loop.current().stats().alive());
    }

    @LoopTest
    void locksInOppositeOrder() throws Exception {
      var a = new AsyncLock().named("a");
      var b = new AsyncLock().named("b");
      TaskGroup.run(
          group -> {
            group.spawn(() -> inBoth(a, b));
            group.spawn(() -> inBoth(b, a));
          });
    }

    private static void inBoth(AsyncLock first, AsyncLock second) throws InterruptedException {
      try (var one = first.acquire().await();
          var other = second.acquire().await()) {
        assertTrue(one.isOpen() && other.isOpen());
      }
    }

    @LoopTest(outsideLimitMillis = 2)
    void waitsForTheOutside() throws InterruptedException {
      Wait.of(new CompletableFuture<String>()).await();
    }

    @LoopTest(outsideLimitMillis = 2)
    void blocksForTheOutside() throws Exception {
      new CompletableFuture<String>().get();
    }

    @LoopTest
    void polls() {
      while (!event.isSet()) {
        Loop.yieldNow();
      }
    }

    @LoopTest
    void failsUnwatched() throws InterruptedException {
      Loop.current().spawn(failing("nobody looks"));
      Loop.sleep(Duration.ofSeconds(1));
    }

    @LoopTest
    void failsWhenCancelled() throws InterruptedException {
      Loop.current()
          .spawn(
              () -> {
                try {
                  event.whenSet().await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException("while cleaning up", e);
                }
              });
      Loop.sleep(Duration.ofSeconds(1));
    }

    @LoopTest(seeds = 1)
    void failsWatched() {
      var task = Loop.current().spawn(failing("somebody looks"));
      assertThrows(IllegalStateException.class, task::await);
    }

    @LoopTest
    void waitsForOneWhoFailed() throws InterruptedException {
      Loop.current().spawn(failing("the one who was waited for"));
      event.whenSet().await();
    }

    @LoopTest
    void throwsAThrowable() throws Throwable {
      throw new Throwable("neither an exception nor an error");
    }

    @LoopTest(seeds = 2)
    void assumesMuch() {
      assumeTrue(Loop.current() == null, "there is a loop");
    }

    @LoopTest(seeds = 1)
    @Timeout(value = 50, unit = TimeUnit.MILLISECONDS)
    void takesTooLong(long seed) throws InterruptedException {
      try {
        while (true) {
          Loop.sleep(Duration.ofDays(1));
        }
      } finally {
        ENDED.add(seed);
      }
    }

    private static Block failing(String message) {
      return () -> {
        throw new IllegalStateException(message);
      };
    }

    private static void waitFor(AsyncEvent event, long seed) throws InterruptedException {
      try {
        event.whenSet().await();
      } finally {
        ENDED.add(seed);
      }
    }
  }

  static class BrokenBefore {
    @BeforeEach
    void breakDown() {
      fail("before");
    }

    @LoopTest(seeds = 5)
    void never() {}
  }
}
