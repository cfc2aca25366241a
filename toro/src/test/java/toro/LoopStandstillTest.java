package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Simulated loops that cannot go on, and not because everybody waits for each other. */
@Timeout(60)
class LoopStandstillTest {
  private static final Duration SHORT = Duration.ofMillis(2);
  private final List<String> log = new ArrayList<>();

  private static Loop here() {
    return Loop.current();
  }

  private static void assertSays(DeadlockException report, String... expected) {
    for (String part : expected) {
      assertTrue(report.getMessage().contains(part), () -> part + " is not in " + report);
    }
  }

  private static DeadlockException standstill(Block main) {
    return assertThrows(DeadlockException.class, () -> Loop.simulate(3, SHORT, main));
  }

  // ---- something outside

  @Test
  void foreignStage_thatNeverEnds_isReportedAndEverybodyCleansUp() {
    var report =
        standstill(
            () -> {
              var lock = new AsyncLock().named("db");
              here().spawn("waiter", () -> lock.acquire().await());
              try (var held = lock.acquire().await()) {
                Loop.yieldNow();
                Loop.yieldNow();
                Wait.of(new CompletableFuture<String>()).await();
              } finally {
                log.add("cleaned up");
              }
            });
    assertSays(
        report,
        "something outside has not ended within PT0.002S; seed 3, after PT0S",
        "main waits for java.util.concurrent.CompletableFuture@",
        "at toro.LoopStandstillTest.",
        "waiter waits for AsyncLock[db, held, 1 waiting], held by main");
    assertEquals(List.of("cleaned up"), log);
  }

  @Test
  void offload_thatHangs_isReportedAndInterrupted() throws Exception {
    var interrupted = new CountDownLatch(1);
    var report =
        standstill(
            () ->
                here()
                    .offload(
                        () -> {
                          try {
                            new CountDownLatch(1).await();
                          } finally {
                            interrupted.countDown();
                          }
                        })
                    .await());
    assertSays(report, "main waits for Offload[", "\n  Offload[");
    interrupted.await();
  }

  @Test
  void offload_thatNobodyAwaits_isReportedToo() {
    var report =
        standstill(
            () -> {
              here().offload(() -> new CountDownLatch(1).await());
              Loop.sleep(Duration.ofHours(1));
            });
    assertSays(report, "main waits for Timer[PT1H]", "  Offload[", "running]\n      at toro.Loop");
  }

  @Test
  void zeroLimit_reportsAsSoonAsItIsSeen() {
    Block waits = () -> Wait.of(new CompletableFuture<String>()).await();
    for (Duration limit : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
      assertThrows(DeadlockException.class, () -> Loop.simulate(1, limit, waits));
    }
    assertThrows(NullPointerException.class, () -> Loop.simulate(1, (Duration) null, waits));
  }

  @Test
  void foreignStage_joined_isGivenUp() {
    var foreign = new CompletableFuture<String>();
    standstill(() -> Wait.of(foreign).join());
    assertTrue(foreign.isCancelled());
  }

  @Test
  void cleanUp_thatHangsToo_isLeftBehind() {
    var report =
        standstill(
            () -> {
              try {
                Wait.of(new CompletableFuture<String>()).await();
              } finally {
                Wait.of(new CompletableFuture<String>()).await();
              }
            });
    assertSays(report, "something outside");
  }

  @Test
  void mainHasEnded_cleanUpThatHangs_isReported() {
    var report =
        standstill(
            () -> {
              here()
                  .spawn(
                      "cleaner",
                      () -> {
                        try {
                          new AsyncEvent().whenSet().await();
                        } finally {
                          Wait.of(new CompletableFuture<String>()).await();
                        }
                      });
              Loop.sleep(Duration.ofSeconds(1));
            });
    assertSays(report, "cleaner waits for");
    assertFalse(report.getMessage().contains("main waits"), report.getMessage());
  }

  @Test
  void outside_thatEndsInTime_isNoStandstill() throws Exception {
    String result =
        Loop.simulate(
            1,
            () -> {
              for (int i = 0; i < 100; i++) {
                here().offload(() -> 1).await();
              }
              return "worked";
            });
    assertEquals("worked", result);
  }

  // ---- a coroutine that blocks its thread

  @Test
  void coroutine_blockedByAPlainFuture_isReportedAndInterrupted() {
    var report =
        standstill(
            () -> {
              here().spawn("other", () -> log.add("never"));
              try {
                new CompletableFuture<String>().get();
              } catch (InterruptedException e) {
                log.add("interrupted");
                throw e;
              }
            });
    assertSays(report, "main has blocked the loop for PT0.002S", "main blocks", "at toro.");
    assertEquals(List.of("interrupted"), log);
  }

  @Test
  void callback_blockedByAPlainFuture_isReported() {
    var report =
        standstill(
            () -> {
              here()
                  .execute(
                      () -> assertThrows(Exception.class, new CompletableFuture<String>()::get));
              new AsyncEvent().named("never").whenSet().await();
            });
    assertSays(report, "a callback has blocked the loop", "main waits for AsyncEvent[never");
  }

  @Test
  void coroutine_blockedForGood_isLeftBehind() {
    var foreign = new CompletableFuture<String>();
    var report = standstill(() -> foreign.join());
    assertSays(report, "main has blocked the loop");
    foreign.complete("too late");
  }

  // ---- those who spin

  @Test
  void coroutine_thatPolls_isNamed() {
    var report =
        assertThrows(
            DeadlockException.class,
            () ->
                Loop.simulate(
                    1,
                    () -> {
                      here().spawn("idle", () -> new AsyncEvent().named("e").whenSet().await());
                      here().spawn("poller", LoopStandstillTest::poll);
                      Loop.sleep(Duration.ofHours(1));
                    }));
    assertSays(
        report,
        "1000000 turns, and time has not moved: spinning poller; seed 1",
        "  poller spins",
        "at toro.LoopStandstillTest.poll(",
        "idle waits for AsyncEvent[e",
        "main waits for");
  }

  @Test
  void coroutines_manyThatPoll_areNamedAndCounted() {
    var report =
        assertThrows(
            DeadlockException.class,
            () ->
                Loop.simulate(
                    1,
                    () -> {
                      for (int i = 1; i <= 12; i++) {
                        here().spawn("poller", LoopStandstillTest::poll);
                      }
                      Loop.sleep(Duration.ofHours(1));
                    }));
    assertSays(report, "spinning poller, poller, ", " and 2 more; seed 1", "  poller spins");
  }

  private static void poll() {
    while (true) {
      Loop.yieldNow();
    }
  }

  @Test
  void callback_thatPostsItself_isNamed() {
    var report =
        assertThrows(
            DeadlockException.class,
            () ->
                Loop.simulate(
                    1,
                    () -> {
                      Runnable[] again = {null};
                      Loop loop = here();
                      again[0] = () -> loop.execute(again[0]);
                      loop.execute(again[0]);
                      Loop.sleep(Duration.ofHours(1));
                    }));
    assertSays(report, "spinning a callback;");
  }

  @Test
  void spinner_thatGivesIn_cleansUp() {
    assertThrows(
        DeadlockException.class,
        () ->
            Loop.simulate(
                1,
                () -> {
                  try {
                    while (true) {
                      Loop.sleep(Duration.ZERO);
                    }
                  } finally {
                    Loop.sleep(Duration.ofHours(1));
                    log.add("cleaned up at " + here().now());
                  }
                }));
    assertEquals(List.of("cleaned up at 2000-01-01T01:00:00Z"), log);
  }

  @Test
  void turns_whileTimeMoves_areAsManyAsTheyLike() throws Exception {
    long turns =
        Loop.simulate(
            1,
            () -> {
              for (int hour = 0; hour < 12; hour++) {
                Loop.sleep(Duration.ofHours(1));
                for (int i = 0; i < 100_000; i++) {
                  Loop.yieldNow();
                }
              }
              return 1_200_000L;
            });
    assertEquals(1_200_000L, turns);
  }

  // ---- an interrupt found in time

  @Test
  void deadlock_foundByAThreadOfTheOutside_lastEverybodyCleansUp() {
    var cleanedUp = new ArrayList<String>();
    assertThrows(
        DeadlockException.class,
        () ->
            Loop.simulate(
                1,
                () -> {
                  var released = new CountDownLatch(1);
                  var work = here().offload(() -> released.await());
                  here().spawn(released::countDown);
                  assertFalse(work.isDone());
                  try {
                    new AsyncEvent().whenSet().await();
                  } finally {
                    Loop.sleep(Duration.ofHours(1));
                    cleanedUp.add("main");
                  }
                }));
    assertEquals(List.of("main"), cleanedUp);
  }

  @Test
  void main_failsWhileItCleansUp_isSuppressedInTheReport() {
    var failure = new IllegalStateException("clean-up");
    var report =
        assertThrows(
            DeadlockException.class,
            () ->
                Loop.simulate(
                    1,
                    () -> {
                      try {
                        new AsyncEvent().whenSet().await();
                      } catch (InterruptedException e) {
                        throw failure;
                      }
                    }));
    assertEquals(List.of(failure), List.of(report.getSuppressed()));
  }

  @Test
  void main_fails_isThrownThoughOthersWait() {
    var failure = new IllegalStateException("main");
    Block main =
        () -> {
          here().spawn(() -> new AsyncEvent().whenSet().await());
          throw failure;
        };
    assertSame(
        failure, assertThrows(IllegalStateException.class, () -> Loop.simulate(1, SHORT, main)));
  }
}
