package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Sleepers.assertNoInterruptLeft;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a group's body may ask for: time, a limit, tasks as they end, results in order. */
@Timeout(60)
class TaskGroupOptionsTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private final Sleepers sleepers = new Sleepers();

  @ParameterizedTest
  @EnumSource
  void within_timePasses_failsWithTimeout(GroupPlace place) throws Exception {
    place.run(
        () -> {
          sleepers.beginAnew();
          assertThrows(
              TimeoutException.class,
              () ->
                  TaskGroup.run(
                      group -> {
                        group.spawn(() -> sleepers.sleep("child"));
                        sleepers.untilAsleep(1);
                        group.within(Duration.ofMillis(5));
                      }));
          assertEquals(List.of("child interrupted"), sleepers.log);
          int inTime = TaskGroup.call(group -> group.within(HOUR).spawn(() -> 1).await());
          assertEquals(1, inTime);
          assertThrows(
              TimeoutException.class,
              () ->
                  TaskGroup.run(
                      group -> {
                        group.within(HOUR).within(Duration.ofMillis(5));
                        sleepers.sleep("body");
                      }));
          assertNoInterruptLeft();
        });
  }

  @ParameterizedTest
  @EnumSource
  void limit_tasks_neverMoreRunAtATime(GroupPlace place) throws Exception {
    place.run(
        () -> {
          var running = new AtomicInteger();
          var most = new AtomicInteger();
          var three = new AsyncEvent();
          TaskGroup.run(
              group -> {
                group.limit(3);
                for (int i = 0; i < 20; i++) {
                  group.spawn(
                      () -> {
                        if (most.accumulateAndGet(running.incrementAndGet(), Math::max) >= 3) {
                          three.set();
                        }
                        three.whenSet().await();
                        Loop.sleep(Duration.ofMillis(1));
                        running.decrementAndGet();
                      });
                }
                assertThrows(IllegalStateException.class, () -> group.limit(4));
              });
          assertEquals(3, most.get());
        });
    assertThrows(IllegalArgumentException.class, () -> TaskGroup.run(group -> group.limit(0)));
  }

  @ParameterizedTest
  @EnumSource
  void limit_waitingTasks_beginInTheOrderOfTheirSpawns(GroupPlace place) throws Exception {
    place.run(
        () -> {
          var order = Collections.synchronizedList(new ArrayList<Integer>());
          TaskGroup.run(
              group -> {
                group.limit(1);
                for (int i = 0; i < 20; i++) {
                  int n = i;
                  group.spawn(() -> order.add(n));
                }
              });
          assertEquals(IntStream.range(0, 20).boxed().toList(), order);
        });
  }

  @ParameterizedTest
  @EnumSource
  void limit_waitingTasksCancelled_neverRun(GroupPlace place) throws Exception {
    place.run(
        () -> {
          sleepers.beginAnew();
          assertThrows(
              IOException.class,
              () ->
                  TaskGroup.run(
                      group -> {
                        group.limit(1);
                        group.spawn(() -> sleepers.failing(0, new IOException()));
                        Task<?> cancelled = group.spawn(() -> sleepers.log.add("cancelled"));
                        cancelled.cancel(false);
                        group.spawn(() -> sleepers.log.add("waiting"));
                      }));
          assertEquals(List.of(), sleepers.log);
        });
  }

  @ParameterizedTest
  @EnumSource
  void ended_tasks_comeAsTheyEnd(GroupPlace place) throws Exception {
    place.run(
        () -> {
          var queue = new AtomicReference<AsyncQueue<Task<?>>>();
          var slowMayEnd = new AsyncEvent();
          TaskGroup.run(
              group -> {
                queue.set(group.ended());
                group.spawn("slow", () -> slowMayEnd.whenSet().await());
                Task<?> first = group.spawn("first", () -> 1);
                first.await();
                assertSame(queue.get(), group.ended());
                Task<?> cancelled = group.spawn("cancelled", () -> sleepers.sleep("child"));
                assertSame(first, queue.get().take().await());
                cancelled.cancel(false);
                assertSame(cancelled, queue.get().take().await());
                slowMayEnd.set();
                assertEquals("slow", queue.get().take().await().name());
              });
          assertTrue(queue.get().isClosed());
        });
  }

  @Test
  void ended_bodyReturnsAsTasksEnd_noneIsMissing() throws Exception {
    for (int round = 0; round < 3_000; round++) {
      AsyncQueue<Task<?>> ended =
          TaskGroup.call(
              group -> {
                AsyncQueue<Task<?>> queue = group.ended();
                group.spawn(() -> 1);
                group.spawn(() -> 2).await();
                return queue;
              });
      assertEquals(2, ended.size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void ended_closedByItsUser_groupEndsAllTheSame(GroupPlace place) throws Exception {
    place.run(
        () ->
            TaskGroup.run(
                group -> {
                  group.limit(1).ended().close();
                  group.spawn(() -> 1);
                  group.spawn(() -> 2);
                }));
  }

  @ParameterizedTest
  @EnumSource
  void ended_afterTasksHaveEndedUnseen_isRefused(GroupPlace place) throws Exception {
    place.run(
        () -> {
          TaskGroup over =
              TaskGroup.call(
                  group -> {
                    group.spawn(() -> 1).await();
                    group.spawn(() -> 2).await();
                    untilEnded(group);
                    var refused = assertThrows(IllegalStateException.class, group::ended);
                    assertEquals(
                        "ended() after 2 tasks have ended unseen in TaskGroup[open, 0 running]",
                        refused.getMessage());
                    return group;
                  });
          assertThrows(IllegalStateException.class, over::ended);
          TaskGroup unused = TaskGroup.call(group -> group);
          assertTrue(unused.ended().isClosed());
        });
  }

  /** Who awaits a task may go on a moment before its group has noted the end. */
  private static void untilEnded(TaskGroup group) {
    Eventually.until("ended", () -> group.toString().contains("open, 0 running"));
  }

  @ParameterizedTest
  @EnumSource
  void task_thatHasEnded_isNotKept(GroupPlace place) throws Exception {
    place.run(
        () ->
            TaskGroup.run(
                group -> {
                  var task = new WeakReference<Object>(ended(group));
                  Runnable collect =
                      () ->
                          Eventually.until(
                              "it is collected",
                              () -> {
                                System.gc();
                                return task.refersTo(null);
                              });
                  // elsewhere: the carrier that ran the task keeps it until it runs another thread
                  Wait.of(CompletableFuture.runAsync(collect)).await();
                }));
  }

  private static Task<?> ended(TaskGroup group) throws Exception {
    Task<byte[]> task = group.spawn(() -> new byte[100]);
    task.await();
    return task;
  }

  @ParameterizedTest
  @EnumSource
  void within_zeroOrLess_failsAtOnce(GroupPlace place) throws Exception {
    place.run(
        () -> {
          for (Duration time : List.of(Duration.ZERO, Duration.ofSeconds(Long.MIN_VALUE))) {
            var failure =
                assertThrows(
                    TimeoutException.class,
                    () ->
                        TaskGroup.run(
                            group -> {
                              group.within(time);
                              assertTrue(group.spawn(() -> 1).isCancelled());
                            }));
            assertEquals(
                "TaskGroup[open, 0 running]: not ended within " + time, failure.getMessage());
            assertNoInterruptLeft();
          }
          int result =
              TaskGroup.call(
                  group -> {
                    assertThrows(NullPointerException.class, () -> group.within(null));
                    return group.spawn(() -> 1).await();
                  });
          assertEquals(1, result);
        });
  }

  @Test
  void all_oneIsNull_beginsNone() {
    var begun = new AtomicInteger();
    List<Callable<Integer>> bodies = Arrays.asList(begun::incrementAndGet, null);
    assertThrows(NullPointerException.class, () -> TaskGroup.all(bodies));
    assertEquals(0, begun.get());
  }

  @ParameterizedTest
  @EnumSource
  void all_bodies_resultsInOrder(GroupPlace place) throws Exception {
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
          bodies.add(() -> (Integer) sleepers.failing(0, new IOException("all")));
          bodies.add(() -> (Integer) sleepers.sleep("last"));
          assertThrows(IOException.class, () -> TaskGroup.all(bodies));
        });
  }
}
