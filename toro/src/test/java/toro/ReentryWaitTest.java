package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static toro.Eventually.failure;
import static toro.Eventually.value;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import toro.Subjects.Kind;
import toro.Subjects.Permits;

/**
 * A continuation that closes its permit and then waits, on its own thread, for what that let in.
 */
@Timeout(60)
class ReentryWaitTest {

  /** A thread's way to wait for what was granted. */
  interface Waiting {
    Object value(Wait<?> wait) throws Exception;
  }

  static Stream<Arguments> locksAndWaitings() {
    List<Kind<Waiting>> waitings =
        List.of(
            new Kind<>("join", () -> Wait::join),
            new Kind<>("get", () -> Wait::get),
            new Kind<>("get(limit)", () -> wait -> wait.get(9, TimeUnit.SECONDS)),
            new Kind<>("await", () -> wait -> ((Wait<?>) wait).await()),
            new Kind<>(
                "await(limit)", () -> wait -> ((Wait<?>) wait).await(Duration.ofSeconds(9))));
    return Subjects.locks().stream()
        .flatMap(lock -> waitings.stream().map(waiting -> Arguments.of(lock, waiting)));
  }

  @ParameterizedTest(name = "{0} by {1}")
  @MethodSource("locksAndWaitings")
  void continuation_thatWaitsForWhatItsCloseGranted_doesNotHang(
      Kind<Permits> kind, Kind<Waiting> waiting) {
    Permits subject = kind.make();
    List<AutoCloseable> held = subject.drain();
    Wait<AutoCloseable> first = subject.acquire(1);
    Wait<AutoCloseable> second = subject.acquire(1);
    Wait<Object> inside =
        first.thenApply(
            permit -> {
              Subjects.close(permit);
              return wait(waiting, second);
            });

    Subjects.close(held.get(0));

    Subjects.close((AutoCloseable) value(inside));
    held.forEach(Subjects::close);
    subject.requireAllFree();
  }

  @ParameterizedTest(name = "{0} by {1}")
  @MethodSource("locksAndWaitings")
  void continuation_thatWaitsForTheFunctionBehindIt_runsIt(
      Kind<Permits> kind, Kind<Waiting> waiting) {
    Permits subject = kind.make();
    List<AutoCloseable> held = subject.drain();
    Wait<AutoCloseable> first = subject.acquire(1);
    Wait<String> second =
        subject
            .acquire(1)
            .thenApply(
                permit -> {
                  Subjects.close(permit);
                  return "ran";
                });
    Wait<AutoCloseable> third = subject.acquire(1);
    Wait<Object> inside =
        first.thenApply(
            permit -> {
              Subjects.close(permit);
              // the third comes in when the second's function, queued on this thread, has run
              AutoCloseable granted = (AutoCloseable) wait(waiting, third);
              Subjects.close(granted);
              return wait(waiting, second);
            });

    Subjects.close(held.get(0));

    assertEquals("ran", value(inside));
    held.forEach(Subjects::close);
    subject.requireAllFree();
  }

  @ParameterizedTest(name = "{0} by {1}")
  @MethodSource("locksAndWaitings")
  void continuation_thatWaitsForAStageOfTheNext_runsItsFunction(
      Kind<Permits> kind, Kind<Waiting> waiting) {
    Permits subject = kind.make();
    List<AutoCloseable> held = subject.drain();
    Wait<AutoCloseable> first = subject.acquire(1);
    Wait<Integer> second =
        subject
            .acquire(1)
            .thenApply(
                permit -> {
                  Subjects.close(permit);
                  return 1;
                })
            .thenApply(one -> one + 1);
    Wait<Object> inside =
        first.thenApply(
            permit -> {
              Subjects.close(permit);
              return wait(waiting, second);
            });

    Subjects.close(held.get(0));

    assertEquals(2, value(inside));
    held.forEach(Subjects::close);
    subject.requireAllFree();
  }

  private static Object wait(Kind<Waiting> waiting, Wait<?> wait) {
    try {
      return waiting.make().value(wait);
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void continuation_onAnotherThread_isNotHeldUpByOneThatWaits() throws InterruptedException {
    var lock = new AsyncLock();
    Permit held = lock.tryAcquire();
    Wait<Permit> first = lock.acquire();
    AtomicReference<Thread> ranOn = new AtomicReference<>();
    Wait<Void> second =
        lock.acquire()
            .thenAccept(
                permit -> {
                  ranOn.set(Thread.currentThread());
                  permit.close();
                });
    Thread other =
        Thread.ofVirtual()
            .start(
                () -> {
                  second.join();
                  value(lock.acquire()).close();
                });
    Eventually.untilParked(other);
    Wait<Void> inside =
        first.thenAccept(
            permit -> {
              permit.close();
              value(lock.acquire()).close(); // behind the second
            });

    held.close();

    assertNull(failure(inside));
    assertNull(failure(second));
    assertNotNull(ranOn.get());
    Eventually.join(other);
    assertFalse(lock.isHeld());
  }
}
