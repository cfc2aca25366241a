package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Sleepers.assertNoInterruptLeft;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
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
  private final Sleepers sleepers = new Sleepers();

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
          sleepers.beginAnew();
          var failure = new IOException("child");
          var thrown =
              assertThrows(
                  IOException.class,
                  () ->
                      TaskGroup.run(
                          group -> {
                            group.spawn(() -> sleepers.sleep("other"));
                            group.spawn(() -> sleepers.failing(2, failure));
                            sleepers.sleep("body");
                          }));
          assertSame(failure, thrown);
          assertEquals(0, thrown.getSuppressed().length);
          assertEquals(
              List.of("body interrupted", "other interrupted"),
              sleepers.log.stream().sorted().toList());
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
                  () ->
                      TaskGroup.run(
                          group -> group.spawn(() -> sleepers.failing(0, failure)).await()));
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
          sleepers.beginAnew();
          var failure = new IOException("body");
          var second = new IllegalStateException("second");
          var thrown =
              assertThrows(
                  IOException.class,
                  () ->
                      TaskGroup.run(
                          group -> {
                            group.spawn(() -> sleepers.sleep("child"));
                            group.spawn(
                                () -> {
                                  try {
                                    sleepers.sleep("second");
                                  } catch (InterruptedException e) {
                                    throw second;
                                  }
                                });
                            sleepers.untilAsleep(2);
                            throw failure;
                          }));
          assertSame(failure, thrown);
          assertEquals(
              List.of("child interrupted", "second interrupted"),
              sleepers.log.stream().sorted().toList());
          assertSame(second, thrown.getSuppressed()[0]);
        });
  }

  @ParameterizedTest
  @EnumSource
  void cancel_byTheBody_endsWithoutAFailure(GroupPlace place) throws Exception {
    place.run(
        () -> {
          sleepers.beginAnew();
          TaskGroup.run(
              group -> {
                group.spawn(() -> sleepers.sleep("child"));
                sleepers.untilAsleep(1);
                group.cancel();
                Task<?> late = group.spawn(() -> sleepers.log.add("late"));
                assertTrue(late.isCancelled());
                sleepers.sleep("body");
              });
          assertEquals(
              List.of("body interrupted", "child interrupted"),
              sleepers.log.stream().sorted().toList());
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
                        return sleepers.sleep("body");
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
          sleepers.beginAnew();
          var failure = new IOException("inner");
          assertSame(
              failure,
              assertThrows(
                  IOException.class,
                  () ->
                      TaskGroup.run(
                          outer -> {
                            outer.spawn(() -> sleepers.sleep("outer child"));
                            outer.spawn(
                                () ->
                                    TaskGroup.run(
                                        inner -> inner.spawn(() -> sleepers.failing(2, failure))));
                            TaskGroup.run(
                                inner -> inner.spawn(() -> sleepers.sleep("inner child")));
                          })));
          assertEquals(
              List.of("inner child interrupted", "outer child interrupted"),
              sleepers.log.stream().sorted().toList());
          assertNoInterruptLeft();
        });
  }

  @Test
  void run_callerInterrupted_cancelsAllAndThrowsInterrupted() throws Exception {
    for (boolean inBody : new boolean[] {true, false}) {
      sleepers.beginAnew();
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
                                              return sleepers.sleep("child");
                                            });
                                        if (inBody) {
                                          sleepers.sleep("body");
                                        }
                                      }))));
      assertTrue(begun.await(30, TimeUnit.SECONDS));
      caller.interrupt();
      Eventually.join(caller);
      assertInstanceOf(InterruptedException.class, outcome.get());
      assertTrue(sleepers.log.contains("child interrupted"));
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

  @ParameterizedTest
  @EnumSource
  void childFails_withAnError_isThrownAsItIs(GroupPlace place) throws Exception {
    var error = new AssertionError("child");
    place.run(
        () ->
            assertSame(
                error,
                assertThrows(
                    AssertionError.class,
                    () ->
                        TaskGroup.run(
                            group ->
                                group.spawn(
                                    () -> {
                                      throw error;
                                    })))));
  }

  @ParameterizedTest
  @EnumSource
  void childFails_withWhatJavaDoesNotLetItThrow_isThrownWrapped(GroupPlace place) throws Exception {
    var strange = new Throwable("strange");
    place.run(
        () ->
            assertSame(
                strange,
                assertThrows(
                        CompletionException.class,
                        () -> TaskGroup.run(group -> group.spawn(() -> throwAnything(strange))))
                    .getCause()));
  }

  @SuppressWarnings("unchecked")
  static <X extends Throwable> void throwAnything(Throwable thrown) throws X {
    throw (X) thrown;
  }

  @Test
  void childFails_callerInterruptedWhileTheOthersEnd_keepsTheFlag() throws Exception {
    var failure = new IOException("first");
    var cleaningUp = new CountDownLatch(1);
    var goOn = new AsyncEvent();
    var flag = new AtomicReference<Boolean>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  assertSame(
                      failure,
                      assertThrows(
                          IOException.class,
                          () ->
                              TaskGroup.run(
                                  group -> {
                                    group.spawn(
                                        () -> {
                                          try {
                                            return sleepers.sleep("other");
                                          } finally {
                                            cleaningUp.countDown();
                                            goOn.whenSet().join();
                                          }
                                        });
                                    group.spawn(() -> sleepers.failing(1, failure));
                                  })));
                  flag.set(Thread.currentThread().isInterrupted());
                });
    assertTrue(cleaningUp.await(30, TimeUnit.SECONDS));
    Eventually.untilParked(caller);
    caller.interrupt();
    Eventually.until("the interrupt has come", () -> !caller.isInterrupted());
    goOn.set();
    Eventually.join(caller);
    assertTrue(flag.get());
  }

  @ParameterizedTest
  @EnumSource
  void innerBody_cancelledWithTheOuterGroup_leavesTheOuterOnesInterrupt(GroupPlace place)
      throws Exception {
    place.run(
        () ->
            TaskGroup.run(
                outer -> {
                  TaskGroup.run(
                      middle ->
                          TaskGroup.run(
                              inner -> {
                                inner.cancel();
                                outer.cancel();
                              }));
                  assertTrue(Thread.currentThread().isInterrupted());
                }));
  }

  @ParameterizedTest
  @EnumSource
  void innerBody_cancelledWithItsTask_leavesTheTasksInterrupt(GroupPlace place) throws Exception {
    place.run(
        () ->
            TaskGroup.run(
                outer -> {
                  var self = new AsyncResult<Task<?>>();
                  Task<Boolean> task =
                      outer.spawn(
                          () -> {
                            Task<?> me = self.whenDone().await();
                            TaskGroup.run(
                                inner -> {
                                  inner.cancel();
                                  me.cancel(true);
                                });
                            return Thread.interrupted();
                          });
                  self.set(task);
                  assertTrue(task.await());
                }));
  }

  @ParameterizedTest
  @EnumSource
  void toString_always_saysHowFarItIs(GroupPlace place) throws Exception {
    place.run(
        () -> {
          var groups = new AtomicReference<TaskGroup>();
          var release = new AsyncEvent();
          TaskGroup.run(
              group -> {
                groups.set(group);
                group.limit(1);
                assertEquals("TaskGroup[open, 0 running]", group.toString());
                group.spawn(() -> release.whenSet().await());
                group.spawn(() -> release.whenSet().await());
                assertEquals("TaskGroup[open, 1 running, 1 waiting]", group.toString());
                release.set();
              });
          assertEquals("TaskGroup[ended, 0 running]", groups.get().toString());
          TaskGroup.run(
              group -> {
                group.cancel();
                assertEquals("TaskGroup[cancelled, 0 running]", group.toString());
              });
          assertTrue(!Thread.interrupted());
        });
  }

  @Test
  void loop_endsWhileTasksWaitForTheirTurn_theyNeverBegin() throws Exception {
    for (long seed = 0; seed < 20; seed++) {
      var second = new AtomicReference<Task<?>>();
      Loop.simulate(
          seed,
          () -> {
            Loop.current()
                .spawn(
                    () ->
                        TaskGroup.run(
                            group -> {
                              group.limit(1);
                              group.spawn(
                                  () -> {
                                    try {
                                      Loop.sleep(HOUR);
                                    } catch (InterruptedException e) {
                                      return "ends well";
                                    }
                                    return "slept";
                                  });
                              second.set(group.spawn(() -> sleepers.log.add("begun")));
                            }));
            Loop.sleep(Duration.ofMinutes(1));
          });
      assertTrue(second.get().isCancelled());
      assertEquals(List.of(), sleepers.log);
    }
  }
}
