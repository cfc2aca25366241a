package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Sleepers.assertNoInterruptLeft;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The first of many that succeeds, all of many as they end, and groups that tolerate failures. */
@Timeout(60)
class TaskGroupManyTest {
  private static final int ROUNDS = 3_000;
  private final Sleepers sleepers = new Sleepers();

  private Callable<Object> sleeping(String name) {
    return () -> sleepers.sleep(name);
  }

  private Callable<Object> failing(int sleeping, Exception failure) {
    return () -> sleepers.failing(sleeping, failure);
  }

  // ---- any

  @ParameterizedTest
  @EnumSource
  void any_oneSucceeds_othersAreCancelledAndWaitedFor(GroupPlace place) throws Exception {
    place.run(
        () -> {
          sleepers.beginAnew();
          Callable<Object> winner =
              () -> {
                sleepers.untilAsleep(2);
                return "first";
              };
          assertEquals("first", TaskGroup.any(List.of(sleeping("a"), winner, sleeping("b"))));
          assertEquals(Set.of("a interrupted", "b interrupted"), Set.copyOf(sleepers.log));
          assertEquals(2, sleepers.log.size());
          assertNoInterruptLeft();
        });
  }

  @ParameterizedTest
  @EnumSource
  void any_slowToGiveIn_isWaitedFor(GroupPlace place) throws Exception {
    place.run(
        () -> {
          sleepers.beginAnew();
          Callable<Object> slow =
              () -> {
                try {
                  return sleepers.sleep("slow");
                } catch (InterruptedException e) {
                  Loop.sleep(Duration.ofMillis(3));
                  sleepers.log.add("cleaned up");
                  throw e;
                }
              };
          Callable<Object> winner =
              () -> {
                sleepers.untilAsleep(1);
                return 1;
              };
          assertEquals(1, TaskGroup.any(List.of(slow, winner)));
          assertEquals(List.of("slow interrupted", "cleaned up"), sleepers.log);
        });
  }

  @ParameterizedTest
  @EnumSource
  void any_allFail_firstFailureWithTheOthersSuppressed(GroupPlace place) throws Exception {
    place.run(
        () -> {
          var firstHasFailed = new AsyncEvent();
          var first = new IOException("first");
          var second = new IllegalStateException("second");
          Callable<Object> fails =
              () -> {
                firstHasFailed.set();
                throw first;
              };
          Callable<Object> failsLater =
              () -> {
                firstHasFailed.whenSet().await();
                Loop.sleep(Duration.ofMillis(5));
                throw second;
              };
          var thrown =
              assertThrows(
                  Exception.class, () -> TaskGroup.any(List.of(failsLater, fails, failsLater)));
          assertTrue(thrown == first || thrown == second, thrown::toString); // as they end
          assertEquals(1, thrown.getSuppressed().length);
          assertNoInterruptLeft();
        });
  }

  @ParameterizedTest
  @EnumSource
  void any_failsBeforeAnotherSucceeds_isForgotten(GroupPlace place) throws Exception {
    place.run(
        () -> {
          var failed = new AsyncEvent();
          Callable<Object> fails =
              () -> {
                failed.set();
                throw new IOException();
              };
          Callable<Object> winner = () -> failed.whenSet().await();
          assertNull(TaskGroup.any(List.of(fails, winner)));
        });
  }

  @ParameterizedTest
  @EnumSource
  void any_loserFailsInItsCleanUp_isForgotten(GroupPlace place) throws Exception {
    place.run(
        () -> {
          sleepers.beginAnew();
          Callable<Object> loser =
              () -> {
                try {
                  return sleepers.sleep("loser");
                } catch (InterruptedException e) {
                  throw new IOException(e);
                }
              };
          Callable<Object> winner =
              () -> {
                sleepers.untilAsleep(1);
                return 1;
              };
          assertEquals(1, TaskGroup.any(List.of(loser, winner)));
          assertNoInterruptLeft();
        });
  }

  @ParameterizedTest
  @EnumSource
  void any_bodyCancelledByNobody_hasFailed(GroupPlace place) throws Exception {
    place.run(
        () -> {
          Callable<Object> cancelled =
              () -> {
                throw new CancellationException("another's");
              };
          var thrown =
              assertThrows(CompletionException.class, () -> TaskGroup.any(List.of(cancelled)));
          assertEquals("another's", thrown.getCause().getMessage());
        });
  }

  @ParameterizedTest
  @EnumSource
  void any_error_isThrownAsItself(GroupPlace place) throws Exception {
    place.run(
        () -> {
          var error = new AssertionError("broken");
          Callable<Object> breaks =
              () -> {
                throw error;
              };
          assertSame(
              error, assertThrows(AssertionError.class, () -> TaskGroup.any(List.of(breaks))));
        });
  }

  @ParameterizedTest
  @EnumSource
  void any_interrupted_allAreCancelledAndWaitedFor(GroupPlace place) throws Exception {
    place.run(
        () -> {
          sleepers.beginAnew();
          TaskGroup.run(
              group -> {
                Task<Object> any =
                    group.spawn(() -> TaskGroup.any(List.of(sleeping("a"), sleeping("b"))));
                sleepers.untilAsleep(2);
                any.cancel(false);
                assertThrows(CancellationException.class, any::await);
                assertEquals(2, sleepers.log.size());
              });
        });
  }

  @ParameterizedTest
  @EnumSource
  void any_nested_innermostWinnerIsTheResult(GroupPlace place) throws Exception {
    place.run(
        () -> {
          sleepers.beginAnew();
          Callable<Object> inner =
              () ->
                  TaskGroup.any(
                      List.of(
                          sleeping("inner"),
                          () -> {
                            sleepers.untilAsleep(2);
                            return "inner first";
                          }));
          assertEquals("inner first", TaskGroup.any(List.of(sleeping("outer"), inner)));
          assertEquals(List.of("inner interrupted", "outer interrupted"), sleepers.log);
          assertNoInterruptLeft();
        });
  }

  @ParameterizedTest
  @EnumSource
  void any_nestedLoser_itsTasksAreCancelled(GroupPlace place) throws Exception {
    place.run(
        () -> {
          sleepers.beginAnew();
          Callable<Object> inner = () -> TaskGroup.any(List.of(sleeping("a"), sleeping("b")));
          Callable<Object> winner =
              () -> {
                sleepers.untilAsleep(2);
                return "winner";
              };
          assertEquals("winner", TaskGroup.any(List.of(inner, winner)));
          assertEquals(2, sleepers.log.size());
          assertNoInterruptLeft();
        });
  }

  @Test
  void any_winnerAndFailureAtOnce_isTheWinner() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Callable<Integer> fails =
          () -> {
            throw new IOException();
          };
      int result = TaskGroup.any(List.of(fails, () -> 7, fails));
      assertEquals(7, result);
      assertNoInterruptLeft();
    }
  }

  @Test
  void any_ofNone_isRefused() {
    var refused =
        assertThrows(
            IllegalArgumentException.class, () -> TaskGroup.any(List.<Callable<Object>>of()));
    assertEquals("any() of no bodies: none can succeed", refused.getMessage());
  }

  @Test
  void manyBodies_oneIsNull_beginsNone() {
    var begun = new AtomicInteger();
    List<Callable<Integer>> bodies = Arrays.asList(begun::incrementAndGet, null);
    assertThrows(NullPointerException.class, () -> TaskGroup.any(bodies));
    assertThrows(NullPointerException.class, () -> TaskGroup.settled(bodies));
    assertEquals(0, begun.get());
  }

  // ---- settled

  @ParameterizedTest
  @EnumSource
  void settled_someFail_allRunToTheirEndInOrder(GroupPlace place) throws Exception {
    place.run(
        () -> {
          var failure = new IOException("second");
          List<Callable<Object>> bodies =
              List.of(
                  () -> {
                    Loop.sleep(Duration.ofMillis(5));
                    return "slow";
                  },
                  failing(0, failure),
                  () -> "quick");
          List<Task<Object>> ended = TaskGroup.settled(bodies);
          assertEquals("slow", ended.get(0).resultNow());
          assertSame(failure, ended.get(1).exceptionNow());
          assertEquals("quick", ended.get(2).resultNow());
          assertThrows(UnsupportedOperationException.class, () -> ended.remove(0));
          assertNoInterruptLeft();
        });
  }

  @ParameterizedTest
  @EnumSource
  void settled_ofNone_isEmpty(GroupPlace place) throws Exception {
    place.run(() -> assertEquals(List.of(), TaskGroup.settled(List.<Callable<Object>>of())));
  }

  @ParameterizedTest
  @EnumSource
  void settled_interrupted_allAreCancelledAndWaitedFor(GroupPlace place) throws Exception {
    place.run(
        () -> {
          sleepers.beginAnew();
          TaskGroup.run(
              group -> {
                Task<Object> settled =
                    group.spawn(() -> TaskGroup.settled(List.of(sleeping("a"), sleeping("b"))));
                sleepers.untilAsleep(2);
                settled.cancel(false);
                assertThrows(CancellationException.class, settled::await);
                assertEquals(2, sleepers.log.size());
              });
        });
  }

  // ---- tolerant

  @ParameterizedTest
  @EnumSource
  void tolerant_taskFails_groupGoesOn(GroupPlace place) throws Exception {
    place.run(
        () -> {
          var failure = new IOException("its own affair");
          List<Task<Object>> tasks =
              TaskGroup.call(
                  group -> {
                    group.tolerant();
                    Task<Object> fails = group.spawn(failing(0, failure));
                    Task<Object> works = group.spawn(() -> "works");
                    assertEquals("works", works.await());
                    return List.of(fails, works);
                  });
          assertSame(failure, tasks.get(0).exceptionNow());
          assertNoInterruptLeft();
        });
  }

  @ParameterizedTest
  @EnumSource
  void tolerant_taskIsCancelled_isShown(GroupPlace place) throws Exception {
    place.run(
        () -> {
          sleepers.beginAnew();
          Task<Object> cancelled =
              TaskGroup.call(
                  group -> {
                    Task<Object> task = group.tolerant().spawn(sleeping("task"));
                    sleepers.untilAsleep(1);
                    task.cancel(false);
                    return task;
                  });
          assertEquals(Future.State.CANCELLED, cancelled.state());
        });
  }

  @ParameterizedTest
  @EnumSource
  void tolerant_bodyFails_cancelsTheTasks(GroupPlace place) throws Exception {
    place.run(
        () -> {
          sleepers.beginAnew();
          assertThrows(
              IOException.class,
              () ->
                  TaskGroup.run(
                      group -> {
                        group.tolerant().spawn(sleeping("task"));
                        sleepers.untilAsleep(1);
                        throw new IOException();
                      }));
          assertEquals(List.of("task interrupted"), sleepers.log);
        });
  }

  @ParameterizedTest
  @EnumSource
  void tolerant_timePasses_failsWithTimeout(GroupPlace place) throws Exception {
    place.run(
        () -> {
          sleepers.beginAnew();
          assertThrows(
              TimeoutException.class,
              () ->
                  TaskGroup.run(
                      group -> {
                        group.tolerant().spawn(sleeping("task"));
                        sleepers.untilAsleep(1);
                        group.within(Duration.ofMillis(3));
                      }));
          assertEquals(List.of("task interrupted"), sleepers.log);
        });
  }

  @ParameterizedTest
  @EnumSource
  void tolerant_withLimit_allRunInOrder(GroupPlace place) throws Exception {
    place.run(
        () -> {
          var order = new ArrayList<Integer>();
          TaskGroup.run(
              group -> {
                group.tolerant().limit(1);
                for (int i = 0; i < 10; i++) {
                  int n = i;
                  group.spawn(
                      () -> {
                        order.add(n); // one at a time
                        throw new IOException();
                      });
                }
                assertTrue(group.waiting() <= 9);
              });
          assertEquals(IntStream.range(0, 10).boxed().toList(), order);
        });
  }

  @Test
  void waiting_limitReached_countsThoseThatHaveNotBegun() throws Exception {
    TaskGroup.run(
        group -> {
          group.limit(1);
          group.spawn(sleeping("first"));
          sleepers.untilAsleep(1);
          group.spawn(sleeping("second"));
          group.spawn(sleeping("third"));
          assertEquals(2, group.waiting());
          assertEquals("TaskGroup[open, 1 running, 2 waiting]", group.toString());
          group.cancel();
        });
  }

  @Test
  void tolerant_onALoop_nobodyElseIsToldOfTheFailure() throws Exception {
    var told = new ArrayList<Throwable>();
    Loop.run(
        () -> {
          Loop.current().onFailure((task, failure) -> told.add(failure));
          TaskGroup.run(group -> group.tolerant().spawn(failing(0, new IOException())));
          Loop.sleep(Duration.ofMillis(1));
        });
    assertEquals(List.of(), told);
  }

  @Test
  void options_afterTheFirstSpawn_areRefused() throws Exception {
    TaskGroup.run(
        group -> {
          group.named("late");
          group.spawn(() -> 1).await();
          var refused = assertThrows(IllegalStateException.class, group::tolerant);
          assertTrue(
              refused.getMessage().startsWith("tolerant() after the first spawn in TaskGroup[late"),
              refused.getMessage());
          assertThrows(IllegalStateException.class, () -> group.around(Block::run));
          assertThrows(NullPointerException.class, () -> group.around(null));
          assertThrows(NullPointerException.class, () -> group.named(null));
        });
  }
}
