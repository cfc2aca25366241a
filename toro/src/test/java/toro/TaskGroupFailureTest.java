package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Sleepers.assertNoInterruptLeft;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Failures that come while a group is being cancelled, and cancellations that are failures. */
@Timeout(60)
class TaskGroupFailureTest {
  private final Sleepers sleepers = new Sleepers();
  private final IOException failure = new IOException("the clean-up failed");

  private Object failsInCleanUp() throws Exception {
    try {
      return sleepers.sleep("inner child");
    } catch (InterruptedException e) {
      throw failure;
    }
  }

  private void inner() throws Exception {
    TaskGroup.run(
        inner -> {
          inner.spawn(this::failsInCleanUp);
          sleepers.untilAsleep(1);
          sleepers.sleep("inner body");
        });
  }

  private void cancelWhenTheInnerOneRuns(TaskGroup outer) throws InterruptedException {
    sleepers.untilAsleep(1);
    outer.cancel();
  }

  // ---- what fails inside of what is cancelled

  @ParameterizedTest
  @EnumSource
  void innerFailure_outerIsCancelledAroundIt_isThrown(GroupPlace place) throws Exception {
    place.run(
        () -> {
          sleepers.beginAnew();
          Block running =
              () ->
                  TaskGroup.run(
                      outer -> {
                        outer.spawn(() -> cancelWhenTheInnerOneRuns(outer));
                        inner();
                      });
          assertSame(failure, assertThrows(IOException.class, running::run));
          assertNoInterruptLeft();
        });
  }

  @ParameterizedTest
  @EnumSource
  void innerFailure_outerWithAResultIsCancelled_isThrown(GroupPlace place) throws Exception {
    place.run(
        () -> {
          sleepers.beginAnew();
          assertSame(
              failure,
              assertThrows(
                  IOException.class,
                  () ->
                      TaskGroup.call(
                          outer -> {
                            outer.spawn(() -> cancelWhenTheInnerOneRuns(outer));
                            inner();
                            return 1;
                          })));
        });
  }

  @ParameterizedTest
  @EnumSource
  void innerFailure_ofATaskOfTheCancelledGroup_isThrown(GroupPlace place) throws Exception {
    place.run(
        () -> {
          sleepers.beginAnew();
          Block running =
              () ->
                  TaskGroup.run(
                      outer -> {
                        Task<?> task = outer.spawn(this::inner);
                        cancelWhenTheInnerOneRuns(outer);
                        assertThrows(InterruptedException.class, task::await);
                      });
          assertSame(failure, assertThrows(IOException.class, running::run));
        });
  }

  @ParameterizedTest
  @EnumSource
  void innerFailure_outerFailedFirst_isSuppressedInThat(GroupPlace place) throws Exception {
    place.run(
        () -> {
          sleepers.beginAnew();
          var first = new IllegalStateException("first");
          Block running =
              () ->
                  TaskGroup.run(
                      outer -> {
                        outer.spawn(() -> sleepers.failing(1, first));
                        inner();
                      });
          assertSame(first, assertThrows(IllegalStateException.class, running::run));
          assertEquals(List.of(failure), List.of(first.getSuppressed()));
        });
  }

  @ParameterizedTest
  @EnumSource
  void innerFailure_outersTimeIsUp_isSuppressedInTheTimeout(GroupPlace place) throws Exception {
    place.run(
        () -> {
          sleepers.beginAnew();
          Block running =
              () ->
                  TaskGroup.run(
                      outer -> {
                        outer.spawn(
                            () -> {
                              sleepers.untilAsleep(1);
                              outer.within(Duration.ofMillis(1));
                            });
                        inner();
                      });
          var timeout = assertThrows(TimeoutException.class, running::run);
          assertEquals(List.of(failure), List.of(timeout.getSuppressed()));
        });
  }

  @ParameterizedTest
  @EnumSource
  void failureOfAClose_bodyOrTaskGaveIn_isThrown(GroupPlace place) throws Exception {
    AutoCloseable resource =
        () -> {
          throw failure;
        };
    for (boolean inBody : new boolean[] {true, false}) {
      place.run(
          () -> {
            sleepers.beginAnew();
            Block work =
                () -> {
                  try (AutoCloseable open = resource) {
                    sleepers.sleep("with a resource");
                  }
                };
            Block running =
                () ->
                    TaskGroup.run(
                        group -> {
                          if (inBody) {
                            group.spawn(() -> cancelWhenTheInnerOneRuns(group));
                            work.run();
                          } else {
                            group.spawn(work);
                            cancelWhenTheInnerOneRuns(group);
                          }
                        });
            assertSame(failure, assertThrows(IOException.class, running::run));
          });
    }
  }

  @Test
  void suppressed_inACircle_areFoundOnce() {
    var outer = new InterruptedException();
    var inner = new CancellationException();
    outer.addSuppressed(inner);
    inner.addSuppressed(outer);
    inner.addSuppressed(failure);
    outer.addSuppressed(failure);
    assertEquals(List.of(failure), TaskGroupFailures.suppressedIn(outer));
  }

  // ---- cancellations that nobody in the group asked for

  @ParameterizedTest
  @EnumSource
  void task_awaitsWhatSomebodyElseCancelled_failsTheGroup(GroupPlace place) throws Exception {
    var theirs = new CompletableFuture<String>();
    theirs.cancel(false);
    for (boolean bodyAwaits : new boolean[] {true, false}) {
      place.run(
          () -> {
            var thrown =
                assertThrows(
                    CancellationException.class,
                    () ->
                        TaskGroup.run(
                            group -> {
                              Task<?> task = group.spawn(() -> Wait.of(theirs).await());
                              if (bodyAwaits) {
                                task.await();
                              }
                            }));
            assertSame(CancellationException.class, thrown.getClass());
            assertEquals(0, thrown.getSuppressed().length);
            assertNoInterruptLeft();
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void task_cancelled_isNoFailure(GroupPlace place) throws Exception {
    place.run(
        () -> {
          sleepers.beginAnew();
          TaskGroup.run(
              group -> {
                Task<?> task = group.spawn(() -> sleepers.sleep("child"));
                sleepers.untilAsleep(1);
                task.cancel(false);
                assertThrows(CancellationException.class, task::await);
                assertTrue(task.isCancelled());
              });
        });
  }

  @ParameterizedTest
  @EnumSource
  void tasks_awaitEachOtherInACancelledGroup_noneHasFailed(GroupPlace place) throws Exception {
    for (int round = 0; round < 50; round++) {
      place.run(
          () -> {
            sleepers.beginAnew();
            TaskGroup.run(
                group -> {
                  Task<?> first = group.spawn(() -> sleepers.sleep("first"));
                  Task<?> second = group.spawn(() -> first.await());
                  group.spawn(() -> second.await());
                  sleepers.untilAsleep(1);
                  group.cancel();
                });
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void call_bodyGaveInToACancel_saysSo(GroupPlace place) throws Exception {
    place.run(
        () -> {
          var thrown =
              assertThrows(
                  CancellationException.class,
                  () ->
                      TaskGroup.call(
                          group -> {
                            group.cancel();
                            return sleepers.sleep("body");
                          }));
          assertSame(CancellationException.class, thrown.getClass());
          assertEquals(
              "TaskGroup[ended, 0 running]: cancelled, its body has no result",
              thrown.getMessage());
          assertSame(InterruptedException.class, thrown.getCause().getClass());
          assertFalse(Thread.currentThread().isInterrupted());
        });
  }
}
