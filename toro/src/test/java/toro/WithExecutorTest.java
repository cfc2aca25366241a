package toro;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.failure;
import static toro.Probe.assertPending;
import static toro.Probe.granted;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code with(executor, body)}: the same rules for every primitive that has one. */
@Timeout(60)
class WithExecutorTest {
  private final ArrayDeque<Runnable> eventLoop = new ArrayDeque<>();

  interface Runner {
    <R> Wait<R> with(Executor executor, Supplier<? extends CompletionStage<R>> body);
  }

  /** Something for one at a time. */
  record Inside(String name, Runner runner, Supplier<Permit> tryAcquire) {
    boolean isFree() {
      Permit permit = tryAcquire.get();
      if (permit != null) {
        permit.close();
      }
      return permit != null;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Inside> everywhere() {
    var lock = new AsyncLock();
    var semaphore = AsyncSemaphore.bounded(1);
    var several = AsyncSemaphore.bounded(3);
    var read = new AsyncReadWriteLock(1);
    var write = new AsyncReadWriteLock();
    Runner allThree =
        new Runner() {
          @Override
          public <R> Wait<R> with(Executor executor, Supplier<? extends CompletionStage<R>> body) {
            return several.with(3, executor, body);
          }
        };
    return Stream.of(
        new Inside("lock", lock::with, lock::tryAcquire),
        new Inside("semaphore", semaphore::with, semaphore::tryAcquire),
        new Inside("three permits", allThree, () -> several.tryAcquire(3)),
        new Inside("read", read::withRead, read::tryAcquireRead),
        new Inside("write", write::withWrite, write::tryAcquireWrite));
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void with_free_beginsTheBodyOnTheExecutor(Inside inside) {
    CompletableFuture<String> stage = new CompletableFuture<>();
    List<String> began = new ArrayList<>();
    Wait<String> with =
        inside.runner.with(
            eventLoop::add,
            () -> {
              began.add("body");
              return stage;
            });
    assertEquals(List.of(), began);
    assertFalse(inside.isFree());
    eventLoop.remove().run();
    assertEquals(List.of("body"), began);
    assertPending(with);
    assertFalse(inside.isFree());
    stage.complete("result");
    assertEquals("result", granted(with));
    assertTrue(inside.isFree());
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void with_waiting_beginsTheBodyOnTheExecutorToo(Inside inside) {
    Permit held = inside.tryAcquire.get();
    Wait<String> with = inside.runner.with(eventLoop::add, () -> completedFuture("result"));
    assertTrue(eventLoop.isEmpty());
    held.close();
    assertPending(with);
    eventLoop.remove().run();
    assertEquals("result", granted(with));
    assertTrue(inside.isFree());
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void with_executorRefuses_failsAndThePermitGoesBack(Inside inside) {
    for (var refusal : List.of(new RejectedExecutionException("full"), new Error("broken"))) {
      Wait<String> with =
          inside.runner.with(
              task -> {
                if (refusal instanceof Error error) {
                  throw error;
                }
                throw (RuntimeException) refusal;
              },
              () -> completedFuture("never"));
      assertSame(refusal, failure(with));
      assertTrue(inside.isFree());
    }
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void with_cancelledBeforeTheExecutorRunsTheBody_neverRunsItAndThePermitGoesBack(Inside inside) {
    List<String> began = new ArrayList<>();
    Wait<String> with =
        inside.runner.with(
            eventLoop::add,
            () -> {
              began.add("body");
              return completedFuture("never");
            });
    assertTrue(with.cancel(false));
    assertTrue(inside.isFree());
    eventLoop.remove().run();
    assertEquals(List.of(), began);
    assertTrue(inside.isFree());
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void with_nullArguments_areRefusedWithNothingTaken(Inside inside) {
    assertThrows(
        NullPointerException.class, () -> inside.runner.with(null, () -> completedFuture("never")));
    assertThrows(NullPointerException.class, () -> inside.runner.with(eventLoop::add, null));
    assertTrue(inside.isFree());
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void with_bodyFailsOrReturnsNothing_failsAndThePermitGoesBack(Inside inside) {
    var broken = new IllegalStateException("broken");
    Wait<String> fails =
        inside.runner.with(
            Runnable::run,
            () -> {
              throw broken;
            });
    assertSame(broken, failure(fails));
    assertTrue(inside.isFree());
    Wait<String> none = inside.runner.with(Runnable::run, () -> null);
    assertEquals(NullPointerException.class, failure(none).getClass());
    assertTrue(inside.isFree());
  }

  @Test
  void semaphoreWith_badNumber_isRefusedWithNothingTaken() {
    var semaphore = AsyncSemaphore.bounded(3);
    for (int n : new int[] {0, -1, 4}) {
      assertThrows(
          IllegalArgumentException.class, () -> semaphore.with(n, () -> completedFuture("never")));
      assertThrows(
          IllegalArgumentException.class,
          () -> semaphore.with(n, eventLoop::add, () -> completedFuture("never")));
    }
    assertThrows(NullPointerException.class, () -> semaphore.with(2, null));
    assertEquals(3, semaphore.available());
    Wait<String> two = semaphore.with(2, () -> completedFuture(semaphore.available() + " left"));
    assertEquals("1 left", granted(two));
    assertEquals(3, semaphore.available());
  }
}
