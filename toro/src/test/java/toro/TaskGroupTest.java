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
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

  /** Where a group runs. */
  enum Place {
    THREAD {
      @Override
      void run(Block body) throws Exception {
        body.run();
      }
    },
    LOOP {
      @Override
      void run(Block body) throws Exception {
        Loop.run(body);
      }
    },
    SIMULATION {
      @Override
      void run(Block body) throws Exception {
        for (long seed = 0; seed < 20; seed++) {
          Loop.simulate(seed, body);
        }
      }
    };

    abstract void run(Block body) throws Exception;
  }

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
  void run_tasks_allHaveEndedWhenItReturns(Place place) throws Exception {
    place.run(
        () -> {
          var ended = new AtomicInteger();
          var tasks = new ArrayList<Task<?>>();
          TaskGroup.run(
              group -> {
                for (int i = 0; i < 10; i++) {
                  int n = i;
                  tasks.add(
                      group.spawn(
                          () -> {
                            Loop.sleep(Duration.ofMillis(n));
                            if (n < 3) {
                              tasks.add(group.spawn(ended::incrementAndGet));
                            }
                            ended.incrementAndGet();
                          }));
                }
              });
          assertEquals(13, ended.get());
        });
  }

  @ParameterizedTest
  @EnumSource
  void call_body_returnsItsResult(Place place) throws Exception {
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
  void childFails_othersAreCancelled_bodyIsInterrupted_firstFailureIsThrown(Place place)
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
  void childFails_bodyAwaitsIt_theChildsFailureIsThrownOnce(Place place) throws Exception {
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
  void childFails_bodyHasReturnedOrDoesNotAwait_noInterruptIsLeft(Place place) throws Exception {
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
  void bodyFails_childrenAreCancelledAndWaitedFor(Place place) throws Exception {
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
  void cancel_byTheBody_endsWithoutAFailure(Place place) throws Exception {
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
  void within_timePasses_failsWithTimeout(Place place) throws Exception {
    place.run(
        () -> {
          beginAnew();
          assertThrows(
              TimeoutException.class,
              () ->
                  TaskGroup.run(
                      group -> {
                        group.spawn(() -> sleeper("child"));
                        untilAsleep(1);
                        group.within(Duration.ofMillis(5));
                      }));
          assertEquals(List.of("child interrupted"), log);
          int inTime = TaskGroup.call(group -> group.within(HOUR).spawn(() -> 1).await());
          assertEquals(1, inTime);
          assertThrows(
              TimeoutException.class,
              () ->
                  TaskGroup.run(
                      group -> {
                        group.within(HOUR).within(Duration.ofMillis(5));
                        sleeper("body");
                      }));
          assertNoInterruptLeft();
        });
  }

  @ParameterizedTest
  @EnumSource
  void limit_tasks_neverMoreRunAtATime(Place place) throws Exception {
    place.run(
        () -> {
          var running = new AtomicInteger();
          var most = new AtomicInteger();
          var order = Collections.synchronizedList(new ArrayList<Integer>());
          TaskGroup.run(
              group -> {
                group.limit(3);
                for (int i = 0; i < 20; i++) {
                  int n = i;
                  group.spawn(
                      () -> {
                        order.add(n);
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        Loop.sleep(Duration.ofMillis(1));
                        running.decrementAndGet();
                      });
                }
                assertThrows(IllegalStateException.class, () -> group.limit(4));
              });
          assertEquals(3, most.get());
          assertEquals(20, order.size());
          assertTrue(order.indexOf(19) > order.indexOf(4));
        });
    assertThrows(IllegalArgumentException.class, () -> TaskGroup.run(group -> group.limit(0)));
  }

  @ParameterizedTest
  @EnumSource
  void limit_waitingTasksCancelled_neverRun(Place place) throws Exception {
    place.run(
        () -> {
          beginAnew();
          assertThrows(
              IOException.class,
              () ->
                  TaskGroup.run(
                      group -> {
                        group.limit(1);
                        group.spawn(() -> failing(0, new IOException()));
                        Task<?> cancelled = group.spawn(() -> log.add("cancelled"));
                        cancelled.cancel(false);
                        group.spawn(() -> log.add("waiting"));
                      }));
          assertEquals(List.of(), log);
        });
  }

  @ParameterizedTest
  @EnumSource
  void ended_tasks_comeAsTheyEnd(Place place) throws Exception {
    place.run(
        () -> {
          var queue = new AtomicReference<AsyncQueue<Task<?>>>();
          TaskGroup.run(
              group -> {
                group.spawn("slow", () -> Loop.sleep(Duration.ofMillis(60)));
                Task<?> first = group.spawn("first", () -> 1);
                first.await();
                queue.set(group.ended());
                Task<?> cancelled = group.spawn("cancelled", () -> sleeper("child"));
                assertSame(first, queue.get().take().await());
                cancelled.cancel(false);
                assertSame(cancelled, queue.get().take().await());
                assertEquals("slow", queue.get().take().await().name());
              });
          assertTrue(queue.get().isClosed());
        });
  }

  @ParameterizedTest
  @EnumSource
  void all_bodies_resultsInOrder(Place place) throws Exception {
    place.run(
        () -> {
          List<Callable<Integer>> bodies = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            int n = i;
            bodies.add(
                () -> {
                  Loop.sleep(Duration.ofMillis(10 - 2 * n));
                  return n == 3 ? null : n;
                });
          }
          assertEquals(Arrays.asList(0, 1, 2, null, 4), TaskGroup.all(bodies));
          bodies.add(() -> (Integer) failing(0, new IOException("all")));
          bodies.add(() -> (Integer) sleeper("last"));
          assertThrows(IOException.class, () -> TaskGroup.all(bodies));
        });
  }

  @ParameterizedTest
  @EnumSource
  void spawn_afterTheEnd_isRefused(Place place) throws Exception {
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
  void nestedGroups_innerFailure_reachesOutside(Place place) throws Exception {
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
