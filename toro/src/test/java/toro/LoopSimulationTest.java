package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Virtual time, seeded schedules, and what happens when everybody waits. */
@Timeout(60)
class LoopSimulationTest {
  private static final Instant START = Instant.parse("2000-01-01T00:00:00Z");

  private static Loop here() {
    return Loop.current();
  }

  // ---- the schedule

  /** A thousand coroutines over a virtual hour, with a lock, callbacks, limits and a queue. */
  private static List<Object> trace(long seed) throws Exception {
    var trace = new ArrayList<Object>();
    Loop.simulate(
        seed,
        () -> {
          var lock = new AsyncLock();
          var queue = AsyncQueue.<Integer>bounded(2);
          var random = new Random(1);
          TaskGroup.run(
              group -> {
                for (int i = 0; i < 1_000; i++) {
                  int n = i;
                  int millis = random.nextInt(600_000);
                  group.spawn(() -> visit(trace, lock, n, millis));
                }
                Task<?> consumer =
                    group.spawn(() -> queue.forEach(trace(trace)).await(Duration.ofHours(1)));
                for (int i = 0; i < 100; i++) {
                  queue.put(i).await();
                }
                queue.close();
                consumer.await();
              });
          Loop.sleep(Duration.ofHours(1));
          assertTrue(here().now().isAfter(START.plus(Duration.ofHours(1))));
          trace.add(here().now());
          trace.add(here().stats());
        });
    return trace;
  }

  private static Function<Integer, Wait<?>> trace(List<Object> to) {
    return item -> {
      to.add("item " + item);
      return here().after(Duration.ofMillis(item));
    };
  }

  private static void visit(List<Object> trace, AsyncLock lock, int n, int millis)
      throws InterruptedException {
    for (int round = 0; round < 6; round++) {
      Loop.sleep(Duration.ofMillis(millis + round));
      try (var held = lock.acquire().await(Duration.ofMinutes(1))) {
        trace.add(n);
        Loop.yieldNow();
        here().execute(() -> trace.add(-n));
      } catch (TimeoutException e) {
        trace.add("timeout " + n);
      }
    }
  }

  @Test
  void trace_sameSeed_isTheSameTenTimesOfTen() throws Exception {
    List<Object> first = trace(42);
    assertTrue(first.size() > 10_000);
    assertTrue(first.stream().anyMatch(each -> each instanceof LoopStats));
    for (int i = 1; i < 10; i++) {
      assertEquals(first, trace(42));
    }
  }

  private static LoopStats shortRun(long seed) throws Exception {
    return Loop.simulate(
        seed,
        () -> {
          for (int i = 0; i < 5; i++) {
            here().spawn(Loop::yieldNow);
          }
          Loop.sleep(Duration.ofSeconds(1));
          return here().stats();
        });
  }

  @Test
  void schedule_differentSeeds_differ() throws Exception {
    var hashes = new HashSet<Long>();
    for (long seed = 0; seed < 100; seed++) {
      LoopStats stats = shortRun(seed);
      assertEquals(stats, shortRun(seed));
      hashes.add(stats.scheduleHash());
    }
    assertTrue(hashes.size() > 90, () -> hashes.size() + " schedules of 100 seeds");
    assertNotEquals(trace(1), trace(2));
  }

  @Test
  void schedule_ofAKnownSeed_staysWhatItIs() throws Exception {
    var order = new StringBuilder();
    Loop.simulate(
        7,
        () -> {
          for (char c = 'a'; c < 'k'; c++) {
            char name = c;
            here().spawn(() -> order.append(name));
          }
          Loop.sleep(Duration.ofSeconds(1));
        });
    assertEquals(KNOWN_ORDER, order.toString());
  }

  private static final String KNOWN_ORDER = "aiedbcfjhg";

  @Test
  void callbacks_always_keepTheirOrder() throws Exception {
    for (long seed = 0; seed < 20; seed++) {
      var order = new ArrayList<Integer>();
      Loop.simulate(
          seed,
          () -> {
            for (int i = 0; i < 10; i++) {
              int n = i;
              here().spawn(Loop::yieldNow);
              here().execute(() -> order.add(n));
            }
            Loop.sleep(Duration.ofSeconds(1));
          });
      assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), order);
    }
  }

  // ---- the clock

  @Test
  void sleep_virtualTime_passesExactly() throws Exception {
    Loop.simulate(
        1,
        () -> {
          assertEquals(START, here().now());
          Loop.sleep(Duration.ofDays(365));
          here().after(Duration.ofNanos(1)).await();
          assertEquals(START.plus(Duration.ofDays(365)).plusNanos(1), here().now());
        });
  }

  @Test
  void limits_onASimulatedLoop_keepItsTime() throws Exception {
    Loop.simulate(
        1,
        () -> {
          var event = new AsyncEvent();
          Duration hour = Duration.ofHours(1);
          assertThrows(TimeoutException.class, () -> event.whenSet().await(hour));
          assertThrows(
              TimeoutException.class, () -> event.whenSet().within(hour).await(hour.plus(hour)));
          Deadline deadline = Deadline.after(hour);
          assertEquals(hour, deadline.remaining());
          assertThrows(
              TimeoutException.class, () -> event.whenSet().by(deadline).await(hour.plus(hour)));
          assertTrue(deadline.isExpired());
          var derived = event.whenSet().thenRun(() -> {}).within(hour);
          assertInstanceOf(
              TimeoutException.class, assertThrows(Exception.class, derived::await).getCause());
          Loop.sleep(Duration.ofHours(2));
          assertEquals(START.plus(Duration.ofHours(6)), here().now());
        });
  }

  @Test
  void deadline_ofAnotherClock_isRefused() throws Exception {
    Deadline real = Deadline.after(Duration.ofHours(1));
    Deadline virtual =
        Loop.simulate(
            1,
            () -> {
              var wait = new AsyncEvent().whenSet();
              assertThrows(IllegalArgumentException.class, () -> wait.by(real));
              assertThrows(IllegalArgumentException.class, () -> wait.await(real));
              assertFalse(wait.isDone());
              return Deadline.after(Duration.ofHours(1));
            });
    var wait = new AsyncEvent().whenSet();
    assertThrows(IllegalArgumentException.class, () -> wait.by(virtual));
    assertThrows(IllegalArgumentException.class, () -> wait.await(virtual));
    assertFalse(wait.isDone());
    Loop.run(() -> new AsyncLock().acquire().by(real).await().close());
  }

  @Test
  void offload_pending_holdsTimeStill() throws Exception {
    Loop.simulate(
        1,
        () -> {
          var release = new CountDownLatch(1);
          var log = new ArrayList<String>();
          here()
              .spawn(
                  () -> {
                    Loop.sleep(Duration.ofHours(1));
                    log.add("slept");
                  });
          var work =
              here()
                  .offload(
                      () -> {
                        release.await();
                        return "worked";
                      });
          here().spawn(release::countDown);
          log.add(work.await());
          assertEquals(START, here().now());
          Loop.sleep(Duration.ofHours(2));
          assertEquals(List.of("worked", "slept"), log);
        });
  }

  @Test
  void foreignStage_pending_holdsTimeStill() throws Exception {
    var stage = new CompletableFuture<String>();
    var pending = new CountDownLatch(1);
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    pending.await();
                    stage.complete("foreign");
                  } catch (InterruptedException e) {
                    stage.completeExceptionally(e);
                  }
                });
    Loop.simulate(
        1,
        () -> {
          Wait<String> wait = Wait.of(stage);
          here().spawn(pending::countDown);
          assertThrows(
              TimeoutException.class, () -> new AsyncEvent().whenSet().await(Duration.ofHours(1)));
          assertTrue(wait.isDone());
          assertEquals("foreign", wait.await());
        });
    Eventually.join(other);
  }

  @Test
  void taskOfAnotherLoop_awaited_isNoDeadlock() throws Exception {
    try (Loop other = Loop.start("other")) {
      var release = new AsyncEvent();
      Task<String> task =
          other.spawn(
              () -> {
                release.whenSet().await();
                return "elsewhere";
              });
      Loop.simulate(
          1,
          () -> {
            here().execute(release::set);
            assertEquals("elsewhere", task.await());
            assertEquals(START, here().now());
          });
    }
  }

  // ---- deadlock

  @Test
  void everybodyWaits_isReportedWithNamesHoldersAndPlaces() {
    var deadlock =
        assertThrows(
            DeadlockException.class,
            () ->
                Loop.simulate(
                    5,
                    () -> {
                      var a = new AsyncLock().named("a");
                      var b = new AsyncLock().named("b");
                      here().spawn("left", () -> inBoth(a, b));
                      here().spawn("right", () -> inBoth(b, a));
                      Loop.sleep(Duration.ofMinutes(1));
                      new AsyncEvent().named("never").whenSet().await();
                    }));
    String report = deadlock.getMessage();
    for (String expected :
        List.of(
            "3 alive",
            "seed 5",
            "main waits for AsyncEvent[never",
            "left waits for AsyncLock[b, held, 1 waiting], held by right",
            "right waits for AsyncLock[a, held, 1 waiting], held by left",
            "at toro.LoopSimulationTest.inBoth(LoopSimulationTest.java:")) {
      assertTrue(report.contains(expected), () -> expected + " is not in\n" + report);
    }
    assertFalse(report.contains("at java."), report);
  }

  @Test
  void permits_takenWithoutWaiting_areReportedWithTheirHolder() {
    String report =
        assertThrows(
                DeadlockException.class,
                () ->
                    Loop.simulate(
                        1,
                        Duration.ofMinutes(1),
                        () -> {
                          var pool = new AsyncSemaphore(2).named("pool");
                          var table = new AsyncReadWriteLock().named("table");
                          Permit two = pool.tryAcquire(2);
                          Permit writing = table.tryAcquireWrite();
                          here().spawn("left", () -> pool.acquire().await());
                          here().spawn("right", () -> table.acquireRead().await());
                          new AsyncEvent().whenSet().await();
                        }))
            .getMessage();
    for (String who : List.of("left waits for AsyncSemaphore[pool", "right waits for AsyncReadW")) {
      String line = report.lines().filter(each -> each.contains(who)).findAny().orElse(report);
      assertTrue(line.endsWith(", held by main"), report);
    }
  }

  private static void inBoth(AsyncLock first, AsyncLock second) throws InterruptedException {
    try (var one = first.acquire().await()) {
      Loop.sleep(Duration.ofSeconds(1));
      second.acquire().await().close();
    }
  }

  @Test
  void deadlock_coroutines_areCancelledAndCleanUp() {
    var log = new ArrayList<String>();
    assertThrows(
        DeadlockException.class,
        () ->
            Loop.simulate(
                1,
                () -> {
                  try {
                    new AsyncEvent().whenSet().await();
                  } finally {
                    Loop.sleep(Duration.ofHours(1));
                    log.add("cleaned up");
                  }
                }));
    assertEquals(List.of("cleaned up"), log);
  }

  @Test
  void deadlock_joinAndStubbornCoroutines_endsAllTheSame() {
    assertThrows(
        DeadlockException.class,
        () ->
            Loop.simulate(
                1,
                () -> {
                  here()
                      .spawn(
                          () -> {
                            while (true) {
                              try {
                                new AsyncEvent().whenSet().await();
                              } catch (InterruptedException e) {
                                // stubborn
                              }
                            }
                          });
                  new AsyncEvent().whenSet().join();
                }));
  }
}
