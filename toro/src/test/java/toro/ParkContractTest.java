package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.untilParked;
import static toro.Eventually.value;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import toro.Subjects.Kind;

/**
 * Threads that park on one wait, step by step: who is served, who gives up, and where the flag
 * stays.
 */
@Timeout(60)
class ParkContractTest {
  private final AsyncLock lock = new AsyncLock();

  /** A way to park on a wait. */
  interface Parking {
    Permit on(Wait<Permit> wait) throws Exception;
  }

  private static final Kind<Parking> AWAIT = new Kind<>("await", () -> Wait::await);
  private static final Kind<Parking> GET = new Kind<>("get", () -> Wait::get);
  private static final Kind<Parking> AWAIT_LIMIT =
      new Kind<>("await(limit)", () -> wait -> wait.await(Duration.ofSeconds(29)));
  private static final Kind<Parking> GET_LIMIT =
      new Kind<>("get(limit)", () -> wait -> wait.get(29, TimeUnit.SECONDS));
  private static final Kind<Parking> JOIN = new Kind<>("join", () -> Wait::join);

  static Stream<Arguments> parkings() {
    return Stream.of(AWAIT, GET, AWAIT_LIMIT, GET_LIMIT)
        .flatMap(parking -> Stream.of(Arguments.of(parking, true), Arguments.of(parking, false)));
  }

  static Stream<Arguments> readings() {
    return Stream.concat(
        parkings(), Stream.of(Arguments.of(JOIN, true), Arguments.of(JOIN, false)));
  }

  static Thread start(boolean virtual, Runnable body) {
    return (virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon()).start(body);
  }

  /** Runs {@code body} on a thread of the kind and fails if it fails. */
  static void run(boolean virtual, Executable body) {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Eventually.join(
        start(
            virtual,
            () -> {
              try {
                body.execute();
              } catch (Throwable thrown) {
                failure.set(thrown);
              }
            }));
    if (failure.get() != null) {
      throw new AssertionError(failure.get());
    }
  }

  @ParameterizedTest(name = "{0}, virtual: {1}")
  @MethodSource("readings")
  void freeLock_interruptFlagSet_givesThePermitAndKeepsTheFlag(
      Kind<Parking> parking, boolean virtual) {
    run(
        virtual,
        () -> {
          Thread.currentThread().interrupt();
          Permit permit = parking.make().on(lock.acquire());
          assertTrue(Thread.interrupted(), "the flag is lost");
          permit.close();
        });
    assertFalse(lock.isHeld());
  }

  @ParameterizedTest(name = "{0}, virtual: {1}")
  @MethodSource("readings")
  void justGrantedLock_interruptFlagSet_givesThePermitAndKeepsTheFlag(
      Kind<Parking> parking, boolean virtual) {
    Permit held = lock.tryAcquire();
    Wait<Permit> wait = lock.acquire();
    held.close();
    run(
        virtual,
        () -> {
          Thread.currentThread().interrupt();
          Permit permit = parking.make().on(wait);
          assertTrue(Thread.interrupted(), "the flag is lost");
          permit.close();
        });
    assertFalse(lock.isHeld());
  }

  @ParameterizedTest(name = "{0}, virtual: {1}")
  @MethodSource("parkings")
  void heldLock_interruptFlagSet_givesUp(Kind<Parking> parking, boolean virtual) {
    Permit held = lock.tryAcquire();
    Wait<Permit> wait = lock.acquire();
    run(
        virtual,
        () -> {
          Thread.currentThread().interrupt();
          try {
            parking.make().on(wait);
            throw new AssertionError("came in");
          } catch (InterruptedException expected) {
            assertFalse(Thread.interrupted(), "the exception took the flag");
          }
        });
    assertTrue(wait.isCompletedExceptionally());
    Subjects.assertNobodyWaits(lock);
    held.close();
    assertFalse(lock.isHeld());
  }

  @ParameterizedTest(name = "virtual: {0}")
  @ValueSource(booleans = {true, false})
  void join_interrupted_waitsOnAndKeepsTheFlag(boolean virtual) {
    Permit held = lock.tryAcquire();
    Wait<Permit> wait = lock.acquire();
    AtomicReference<Boolean> flag = new AtomicReference<>();
    Thread joiner =
        start(
            virtual,
            () -> {
              Permit permit = wait.join();
              flag.set(Thread.interrupted());
              permit.close();
            });
    untilParked(joiner);
    joiner.interrupt();
    assertFalse(wait.isDone());

    held.close();

    Eventually.join(joiner);
    assertEquals(true, flag.get());
    assertFalse(lock.isHeld());
  }

  @ParameterizedTest(name = "{0}, virtual: {1}")
  @MethodSource("parkings")
  void severalThreads_onOneWait_oneInterrupted_theOthersAreServed(
      Kind<Parking> parking, boolean virtual) {
    Permit held = lock.tryAcquire();
    Wait<Permit> wait = lock.acquire();
    List<CompletableFuture<Permit>> ends = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      CompletableFuture<Permit> end = new CompletableFuture<>();
      ends.add(end);
      threads.add(start(virtual, () -> report(parking, wait, end)));
      untilParked(threads.get(i));
    }

    threads.get(1).interrupt();
    Eventually.join(threads.get(1));

    assertInstanceOf(InterruptedException.class, Eventually.failure(ends.get(1)));
    assertFalse(wait.isDone(), "two threads still wait for it");
    held.close();
    Permit permit = value(ends.get(0));
    assertSame(permit, value(ends.get(2)));
    permit.close();
    threads.forEach(Eventually::join);
    assertFalse(lock.isHeld());
  }

  private static void report(
      Kind<Parking> parking, Wait<Permit> wait, CompletableFuture<Permit> end) {
    try {
      end.complete(parking.make().on(wait));
    } catch (Throwable thrown) {
      end.completeExceptionally(thrown);
    }
  }

  @ParameterizedTest(name = "{0}, virtual: {1}")
  @MethodSource("parkings")
  void severalThreads_onOneWait_allInterrupted_giveItUp(Kind<Parking> parking, boolean virtual) {
    Permit held = lock.tryAcquire();
    Wait<Permit> wait = lock.acquire();
    List<CompletableFuture<Permit>> ends = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      CompletableFuture<Permit> end = new CompletableFuture<>();
      ends.add(end);
      threads.add(start(virtual, () -> report(parking, wait, end)));
      untilParked(threads.get(i));
    }

    threads.forEach(Thread::interrupt);
    threads.forEach(Eventually::join);

    ends.forEach(end -> assertTrue(end.isCompletedExceptionally()));
    assertTrue(wait.isCompletedExceptionally());
    Subjects.assertNobodyWaits(lock);
    held.close();
    assertFalse(lock.isHeld());
  }

  @ParameterizedTest(name = "{0}, virtual: {1}")
  @MethodSource("parkings")
  void parkedThread_besideALiveStage_interrupted_leavesTheStageItsPlace(
      Kind<Parking> parking, boolean virtual) {
    Permit held = lock.tryAcquire();
    Wait<Permit> wait = lock.acquire();
    Wait<Void> stage = wait.thenAccept(Permit::close);
    CompletableFuture<Permit> end = new CompletableFuture<>();
    Thread thread = start(virtual, () -> report(parking, wait, end));
    untilParked(thread);

    thread.interrupt();
    Eventually.join(thread);

    assertInstanceOf(InterruptedException.class, Eventually.failure(end));
    assertFalse(wait.isDone());
    held.close();
    assertNull(Eventually.failure(stage));
    assertFalse(lock.isHeld());
  }

  @ParameterizedTest(name = "virtual: {0}")
  @ValueSource(booleans = {true, false})
  void limitOfOneThread_besideAnotherThread_doesNotGiveUp(boolean virtual) {
    Permit held = lock.tryAcquire();
    Wait<Permit> wait = lock.acquire();
    CompletableFuture<Permit> end = new CompletableFuture<>();
    Thread thread = start(virtual, () -> report(AWAIT, wait, end));
    untilParked(thread);

    assertThrows(TimeoutException.class, () -> wait.await(Duration.ofMillis(1)));
    assertFalse(wait.isDone());
    assertThrows(TimeoutException.class, () -> wait.get(1, TimeUnit.MILLISECONDS));
    assertFalse(wait.isDone());

    held.close();
    value(end).close();
    Eventually.join(thread);
    assertFalse(lock.isHeld());
  }

  @ParameterizedTest(name = "virtual: {0}")
  @ValueSource(booleans = {true, false})
  void cancelOfTheStage_whileAThreadIsParked_leavesTheThreadItsPlace(boolean virtual) {
    Permit held = lock.tryAcquire();
    Wait<Permit> wait = lock.acquire();
    Wait<Void> stage = wait.thenAccept(Permit::close);
    CompletableFuture<Permit> end = new CompletableFuture<>();
    Thread thread = start(virtual, () -> report(AWAIT, wait, end));
    untilParked(thread);

    assertTrue(stage.cancel(true));

    assertFalse(wait.isDone());
    held.close();
    value(end).close();
    Eventually.join(thread);
    assertFalse(lock.isHeld());
  }
}
