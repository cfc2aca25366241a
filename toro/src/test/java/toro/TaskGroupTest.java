package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A group's rules, on loops and on plain threads. */
@Timeout(60)
class TaskGroupTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  private volatile AsyncSemaphore sleepers = new AsyncSemaphore(0); // how many have begun

  private void beginAnew() {
    log.clear();
    sleepers = new AsyncSemaphore(0);
  }

  private void untilAsleep(int n) throws InterruptedException {
    for (int i = 0; i < n; i++) {
      sleepers.acquire().await();
    }
  }

  private Object sleeper(String name) throws InterruptedException {
    sleepers.release();
    try {
      Loop.sleep(HOUR);
      return name;
    } catch (InterruptedException e) {
      log.add(name + " interrupted");
      throw e;
    }
  }

  private Object failing(int sleeping, Exception failure) throws Exception {
    untilAsleep(sleeping);
    throw failure;
  }

  private void assertNoInterruptLeft() {
    assertFalse(Thread.interrupted(), "an interrupt was left behind");
  }

  @ParameterizedTest
  @EnumSource
  void run_tasks_allHaveEndedWhenItReturns(GroupPlace place) throws Exception {
    place.run(
        () -> {
          var ended = new AtomicInteger();
          TaskGroup.run(
              group -> {
                for (int i = 0; i < 10; i++) {
                  int n = i;
                  group.spawn(
                      () -> {
                        Loop.sleep(Duration.ofMillis(n));
                        if (n < 3) {
                          group.spawn(ended::incrementAndGet);
                        }
                        ended.incrementAndGet();
                      });
                }
              });
          assertEquals(13, ended.get());
        });
  }

  @ParameterizedTest
  @EnumSource
  void call_body_returnsItsResult(GroupPlace place) throws Exception {
    place.run(
        () -> {
          int sum =
              TaskGroup.call(
                  group -> {
                    Task<Integer> a = group.spawn("a", () -> 1);
                    Task<Integer> b = group.spawn(() -> 2);
                    assertEquals("a", a.name());
                    return a.await() + b.await();
                  });
          assertEquals(3, sum);
        });
  }

  @ParameterizedTest
  @EnumSource
  void childFails_othersAreCancelled_bodyIsInterrupted_firstFailureIsThrown(GroupPlace place)
      throws Exception {
    place.run(
        () -> {
          beginAnew();
          var failure = new IOException("child");
          var thrown =
              assertThrows(
                  IOException.class,
                  () ->
                      TaskGroup.run(
                          group -> {
                            group.spawn(() -> sleeper("other"));
                            group.spawn(() -> failing(2, failure));
                            sleeper("body");
                          }));
          assertSame(failure, thrown);
          assertEquals(0, thrown.getSuppressed().length);
          assertEquals(
              List.of("body interrupted", "other interrupted"), log.stream().sorted().toList());
          assertNoInterruptLeft();
        });
  }

  @ParameterizedTest
  @EnumSource
  void childFails_bodyAwaitsIt_theChildsFailureIsThrownOnce(GroupPlace place) throws Exception {
    place.run(
        () -> {
          var failure = new IOException("child");
          var thrown =
              assertThrows(
                  IOException.class,
                  () -> TaskGroup.run(group -> group.spawn(() -> failing(0, failure)).await()));
          assertSame(failure, thrown);
          assertEquals(0, thrown.getSuppressed().length);
          assertNoInterruptLeft();
        });
  }

  @ParameterizedTest
  @EnumSource
  void childFails_bodyHasReturnedOrDoesNotAwait_noInterruptIsLeft(GroupPlace place)
      throws Exception {
    place.run(
        () -> {
          var failure = new IllegalArgumentException("child");
          for (boolean yields : new boolean[] {false, true}) {
            var thrown =
                assertThrows(
                    IllegalArgumentException.class,
                    () ->
                        TaskGroup.run(
                            group -> {
                              Task<?> child =
                                  group.spawn(
                                      () -> {
                                        throw failure;
                                      });
                              while (yields && !child.isDone()) {
                                Loop.yieldNow();
                              }
                            }));
            assertSame(failure, thrown);
            assertNoInterruptLeft();
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void bodyFails_childrenAreCancelledAndWaitedFor(GroupPlace place) throws Exception {
    place.run(
        () -> {
          beginAnew();
          var failure = new IOException("body");
          var second = new IllegalStateException("second");
          var thrown =
              assertThrows(
                  IOException.class,
                  () ->
                      TaskGroup.run(
                          group -> {
                            group.spawn(() -> sleeper("child"));
                            group.spawn(
                                () -> {
                                  try {
                                    sleeper("second");
                                  } catch (InterruptedException e) {
                                    throw second;
                                  }
                                });
                            untilAsleep(2);
                            throw failure;
                          }));
          assertSame(failure, thrown);
          assertEquals(
              List.of("child interrupted", "second interrupted"), log.stream().sorted().toList());
          assertSame(second, thrown.getSuppressed()[0]);
        });
  }

  @ParameterizedTest
  @EnumSource
  void cancel_byTheBody_endsWithoutAFailure(GroupPlace place) throws Exception {
    place.run(
        () -> {
          beginAnew();
          TaskGroup.run(
              group -> {
                group.spawn(() -> sleeper("child"));
                untilAsleep(1);
                group.cancel();
                Task<?> late = group.spawn(() -> log.add("late"));
                assertTrue(late.isCancelled());
                sleeper("body");
              });
          assertEquals(
              List.of("body interrupted", "child interrupted"), log.stream().sorted().toList());
          assertNoInterruptLeft();
          int result =
              TaskGroup.call(
                  group -> {
                    group.cancel();
                    return 7;
                  });
          assertEquals(7, result);
          assertNoInterruptLeft();
          assertThrows(
              CancellationException.class,
              () ->
                  TaskGroup.call(
                      group -> {
                        group.cancel();
                        return sleeper("body");
                      }));
        });
  }

  @ParameterizedTest
  @EnumSource
  void spawn_afterTheEnd_isRefused(GroupPlace place) throws Exception {
    place.run(
        () -> {
          TaskGroup group = TaskGroup.call(g -> g);
          var refused = assertThrows(IllegalStateException.class, () -> group.spawn(() -> 1));
          assertTrue(refused.getMessage().contains("TaskGroup[ended"), refused.getMessage());
          assertThrows(IllegalStateException.class, () -> group.within(HOUR));
        });
  }

  @ParameterizedTest
  @EnumSource
  void nestedGroups_innerFailure_reachesOutside(GroupPlace place) throws Exception {
    place.run(
        () -> {
          beginAnew();
          var failure = new IOException("inner");
          assertSame(
              failure,
              assertThrows(
                  IOException.class,
                  () ->
                      TaskGroup.run(
                          outer -> {
                            outer.spawn(() -> sleeper("outer child"));
                            outer.spawn(
                                () ->
                                    TaskGroup.run(inner -> inner.spawn(() -> failing(2, failure))));
                            TaskGroup.run(inner -> inner.spawn(() -> sleeper("inner child")));
                          })));
          assertEquals(
              List.of("inner child interrupted", "outer child interrupted"),
              log.stream().sorted().toList());
          assertNoInterruptLeft();
        });
  }

  @Test
  void run_callerInterrupted_cancelsAllAndThrowsInterrupted() throws Exception {
    for (boolean inBody : new boolean[] {true, false}) {
      beginAnew();
      var begun = new CountDownLatch(1);
      var outcome = new AtomicReference<Exception>();
      Thread caller =
          Thread.ofVirtual()
              .start(
                  () ->
                      outcome.set(
                          assertThrows(
                              Exception.class,
                              () ->
                                  TaskGroup.run(
                                      group -> {
                                        group.spawn(
                                            () -> {
                                              begun.countDown();
                                              return sleeper("child");
                                            });
                                        if (inBody) {
                                          sleeper("body");
                                        }
                                      }))));
      assertTrue(begun.await(30, TimeUnit.SECONDS));
      caller.interrupt();
      Eventually.join(caller);
      assertInstanceOf(InterruptedException.class, outcome.get());
      assertTrue(log.contains("child interrupted"));
    }
  }

  @Test
  void tasks_ofAGroupOutsideOfALoop_areVirtualThreads() throws Exception {
    TaskGroup.run(
        group ->
            group.spawn(
                "own",
                () -> {
                  assertTrue(Thread.currentThread().isVirtual());
                  assertEquals("own", Thread.currentThread().getName());
                  assertNull(Loop.current());
                }));
  }
}
