package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Sleepers.assertNoInterruptLeft;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tasks inside of a context that the group's user has given, and the names of tasks. */
@Timeout(60)
class TaskGroupContextTest {
  private static final ThreadLocal<String> USER = new ThreadLocal<>();
  private final Sleepers sleepers = new Sleepers();
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  /** How the only task of a group ends, whose body logs and returns 1. */
  private Task<Object> inside(TaskGroup.Around context) throws Exception {
    log.clear();
    return TaskGroup.call(
        group ->
            group
                .tolerant()
                .around(context)
                .spawn(
                    "task",
                    () -> {
                      log.add("body");
                      return (Object) 1;
                    }));
  }

  private Task<Object> failingInside(Exception failure, TaskGroup.Around context) throws Exception {
    return TaskGroup.call(
        group -> group.tolerant().around(context).spawn(() -> sleepers.failing(0, failure)));
  }

  private static void assertMisused(String message, Task<?> task) {
    var failure = task.exceptionNow();
    assertTrue(failure instanceof IllegalStateException, failure::toString);
    assertTrue(failure.getMessage().startsWith(message), failure::getMessage);
  }

  @ParameterizedTest
  @EnumSource
  void around_tasks_runOnTheirThreadInsideOfIt(GroupPlace place) throws Exception {
    place.run(
        () -> {
          log.clear();
          TaskGroup.run(
              group -> {
                group
                    .limit(1)
                    .around(
                        body -> {
                          USER.set("ada");
                          log.add("before");
                          body.run();
                          log.add("after");
                          USER.remove();
                        });
                for (int i = 0; i < 2; i++) {
                  Task<String> task =
                      group.spawn(
                          () -> {
                            Loop.yieldNow();
                            log.add(USER.get());
                            return USER.get();
                          });
                  assertEquals("ada", task.await());
                }
              });
          assertEquals(List.of("before", "ada", "after", "before", "ada", "after"), log);
        });
  }

  @ParameterizedTest
  @EnumSource
  void around_calledTwice_laterIsInside(GroupPlace place) throws Exception {
    place.run(
        () -> {
          log.clear();
          TaskGroup.run(
              group ->
                  group
                      .around(logging("outer"))
                      .around(logging("inner"))
                      .spawn(() -> log.add("body")));
          assertEquals(
              List.of("outer begins", "inner begins", "body", "inner ends", "outer ends"), log);
        });
  }

  private TaskGroup.Around logging(String name) {
    return body -> {
      log.add(name + " begins");
      body.run();
      log.add(name + " ends");
    };
  }

  @ParameterizedTest
  @EnumSource
  void around_throwsBeforeOrAfterTheBody_taskFails(GroupPlace place) throws Exception {
    place.run(
        () -> {
          var failure = new IOException("context");
          Task<?> before =
              inside(
                  body -> {
                    throw failure;
                  });
          assertSame(failure, before.exceptionNow());
          assertEquals(List.of(), log);
          Task<?> after =
              inside(
                  body -> {
                    body.run();
                    throw failure;
                  });
          assertSame(failure, after.exceptionNow());
          assertEquals(List.of("body"), log);
        });
  }

  @ParameterizedTest
  @EnumSource
  void around_throwsInAGroupThatIsNotTolerant_groupFails(GroupPlace place) throws Exception {
    place.run(
        () -> {
          var failure = new IOException("context");
          TaskGroup.Around broken =
              body -> {
                throw failure;
              };
          assertSame(
              failure,
              assertThrows(
                  IOException.class,
                  () -> TaskGroup.run(group -> group.around(broken).spawn(() -> 1))));
        });
  }

  @ParameterizedTest
  @EnumSource
  void around_doesNotRunTheBody_taskFails(GroupPlace place) throws Exception {
    place.run(
        () -> assertMisused("the context has not run the body: Task[task", inside(body -> {})));
  }

  @ParameterizedTest
  @EnumSource
  void around_runsTheBodyTwice_runsOnceAndTaskFails(GroupPlace place) throws Exception {
    place.run(
        () -> {
          String twice = "the context has run the body twice: Task[task";
          assertMisused(
              twice,
              inside(
                  body -> {
                    body.run();
                    body.run();
                  }));
          assertEquals(List.of("body"), log);
          assertMisused(
              twice,
              inside(
                  body -> {
                    body.run();
                    assertThrows(IllegalStateException.class, body::run); // and hides it
                  }));
          assertEquals(List.of("body"), log);
        });
  }

  @ParameterizedTest
  @EnumSource
  void around_retriesABodyThatFailed_taskFailsWithBoth(GroupPlace place) throws Exception {
    place.run(
        () -> {
          var failure = new IOException("body");
          Task<?> task =
              failingInside(
                  failure,
                  body -> {
                    assertSame(failure, assertThrows(IOException.class, body::run));
                    body.run();
                  });
          assertMisused("the context has run the body twice", task);
          assertSame(failure, task.exceptionNow().getSuppressed()[0]);
        });
  }

  @ParameterizedTest
  @EnumSource
  void around_runsTheBodyElsewhere_isRefusedThereAndTaskFails(GroupPlace place) throws Exception {
    place.run(
        () -> {
          Task<?> task =
              inside(
                  body -> {
                    Runnable elsewhere = () -> assertThrows(IllegalStateException.class, body::run);
                    Wait.of(CompletableFuture.runAsync(elsewhere)).await();
                  });
          assertMisused("the context has run the body outside of it, on Thread[", task);
          assertEquals(List.of(), log);
        });
  }

  @ParameterizedTest
  @EnumSource
  void around_bodyIsRunWhenItIsOver_isRefused(GroupPlace place) throws Exception {
    place.run(
        () -> {
          var kept = new AtomicReference<Block>();
          Task<?> task =
              inside(
                  body -> {
                    kept.set(body);
                    body.run();
                  });
          assertEquals(1, task.resultNow());
          var refused = assertThrows(IllegalStateException.class, () -> kept.get().run());
          assertTrue(refused.getMessage().contains("outside of it"), refused.getMessage());
          assertEquals(List.of("body"), log);
        });
  }

  @ParameterizedTest
  @EnumSource
  void around_hidesOrWrapsTheFailureOfTheBody_taskFailsWithIt(GroupPlace place) throws Exception {
    place.run(
        () -> {
          var failure = new IOException("body");
          Task<?> hidden =
              failingInside(failure, body -> assertThrows(IOException.class, body::run));
          assertSame(failure, hidden.exceptionNow());
          Task<?> wrapped =
              failingInside(
                  failure,
                  body -> {
                    try {
                      body.run();
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  });
          assertSame(failure, wrapped.exceptionNow());
          assertEquals(0, failure.getSuppressed().length);
          var worse = new IllegalStateException("context");
          Task<?> both =
              failingInside(
                  failure,
                  body -> {
                    assertThrows(IOException.class, body::run);
                    throw worse;
                  });
          assertSame(failure, both.exceptionNow());
          assertEquals(List.of(worse), List.of(failure.getSuppressed()));
        });
  }

  @ParameterizedTest
  @EnumSource
  void around_taskIsCancelled_staysCancelled(GroupPlace place) throws Exception {
    place.run(
        () -> {
          sleepers.beginAnew();
          Task<Object> cancelled =
              TaskGroup.call(
                  group -> {
                    group.around(
                        body -> {
                          try {
                            body.run();
                          } catch (InterruptedException e) {
                            throw new IllegalStateException("as some libraries do", e);
                          }
                        });
                    Task<Object> task = group.spawn(() -> sleepers.sleep("task"));
                    sleepers.untilAsleep(1);
                    task.cancel(false);
                    return task;
                  });
          assertEquals(Future.State.CANCELLED, cancelled.state());
          assertEquals(List.of("task interrupted"), sleepers.log);
          assertNoInterruptLeft();
        });
  }

  @ParameterizedTest
  @EnumSource
  void around_failsAfterACancelledBody_failsTheGroup(GroupPlace place) throws Exception {
    place.run(
        () -> {
          sleepers.beginAnew();
          var failure = new IOException("clean-up of the context");
          assertSame(
              failure,
              assertThrows(
                  IOException.class,
                  () ->
                      TaskGroup.run(
                          group -> {
                            group.around(
                                body -> {
                                  assertThrows(InterruptedException.class, body::run);
                                  throw failure;
                                });
                            Task<?> task = group.spawn(() -> sleepers.sleep("task"));
                            sleepers.untilAsleep(1);
                            task.cancel(false);
                          })));
          assertNoInterruptLeft();
        });
  }

  @ParameterizedTest
  @EnumSource
  void around_taskCancelledBeforeItBegins_runsNeither(GroupPlace place) throws Exception {
    place.run(
        () -> {
          log.clear();
          TaskGroup.run(
              group -> {
                group.limit(1).around(logging("context"));
                var hold = new AsyncEvent();
                group.spawn(() -> hold.whenSet().await());
                Task<?> task = group.spawn(() -> log.add("body"));
                task.cancel(false);
                hold.set();
              });
          assertEquals(List.of("context begins", "context ends"), log);
        });
  }

  @ParameterizedTest
  @EnumSource
  void around_withLimit_contextsDoNotOverlap(GroupPlace place) throws Exception {
    place.run(
        () -> {
          log.clear();
          TaskGroup.run(
              group -> {
                group.limit(1).around(logging("context"));
                for (int i = 0; i < 5; i++) {
                  group.spawn(Loop::yieldNow);
                }
              });
          assertEquals(
              Collections.nCopies(5, List.of("context begins", "context ends")).stream()
                  .flatMap(List::stream)
                  .toList(),
              log);
        });
  }

  // ---- names

  @ParameterizedTest
  @EnumSource
  void named_tasks_haveTheGroupsName(GroupPlace place) throws Exception {
    place.run(
        () -> {
          var thread = new AtomicReference<String>();
          TaskGroup ended =
              TaskGroup.call(
                  group -> {
                    Task<?> unnamed = group.spawn(() -> 1);
                    assertFalse(unnamed.name().contains("/"), unnamed.name());
                    group.named("crawl");
                    Task<?> task =
                        group.spawn("fetch", () -> thread.set(Thread.currentThread().getName()));
                    assertEquals("crawl/fetch", task.name());
                    task.await();
                    Task<?> numbered = group.spawn(() -> 1);
                    assertTrue(
                        numbered.name().matches("crawl/(task|coroutine)-\\d+"), numbered.name());
                    return group;
                  });
          assertEquals("crawl/fetch", thread.get());
          assertEquals("TaskGroup[crawl, ended, 0 running]", ended.toString());
        });
  }

  @Test
  void named_simulatedDeadlock_namesTheTaskAndTheGroup() {
    var deadlock =
        assertThrows(
            DeadlockException.class,
            () ->
                Loop.simulate(
                    1,
                    () ->
                        TaskGroup.run(
                            group -> {
                              group.named("crawl");
                              group.spawn(
                                  "fetch",
                                  () -> new AsyncEvent().named("answer").whenSet().await());
                            })));
    String report = deadlock.getMessage();
    assertTrue(report.contains("crawl/fetch"), report);
    assertTrue(report.contains("AsyncEvent[answer"), report);
    assertTrue(report.contains("waits for AsyncEvent[end of crawl"), report);
  }
}
