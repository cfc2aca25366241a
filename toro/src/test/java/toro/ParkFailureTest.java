package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.assertPending;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Parking that fails with an error, as without memory: nothing is taken, and no place is kept. */
@Timeout(60)
class ParkFailureTest {
  private static final Error FAILURE = new OutOfMemoryError("made by a test");

  private final AsyncLock lock = new AsyncLock();

  /** Where it fails. */
  enum At {
    PREPARING,
    PARKING,
    PARKING_AFTER_THE_GRANT
  }

  /** A thread that says it is a coroutine, and cannot park. */
  private static final class Broken
      implements Home.Resident, Thread.UncaughtExceptionHandler, AutoCloseable {
    private final Loop loop = Loop.start("broken");
    private final At at;
    private final Runnable grant;

    Broken(At at, Runnable grant) {
      this.at = at;
      this.grant = grant;
    }

    @Override
    public Home home() {
      return loop;
    }

    @Override
    public String whyNotPark() {
      return null;
    }

    @Override
    public void parkSkipped() {}

    @Override
    public void prepare(WaitParking p) {
      if (at == At.PREPARING) {
        throw FAILURE;
      }
    }

    @Override
    public boolean park(WaitParking p, Object blocker) {
      if (at == At.PARKING_AFTER_THE_GRANT) {
        grant.run();
      }
      throw FAILURE;
    }

    @Override
    public boolean wake(WaitParking p) {
      return false;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {}

    /** Runs the body on the thread. */
    void run(Executable body) {
      Throwable[] failed = {null};
      Eventually.join(
          Thread.ofVirtual()
              .uncaughtExceptionHandler(this)
              .start(
                  () -> {
                    try {
                      body.execute();
                    } catch (Throwable failure) {
                      failed[0] = failure;
                    }
                  }));
      if (failed[0] != null) {
        throw new AssertionError(failed[0]);
      }
    }

    @Override
    public void close() {
      loop.close();
    }
  }

  private static List<ParkContractTest.Parking> parkings() {
    return List.of(
        Wait::await,
        Wait::get,
        Wait::join,
        wait -> wait.await(Duration.ofDays(1)),
        wait -> wait.get(1, TimeUnit.DAYS));
  }

  @ParameterizedTest
  @EnumSource
  void parking_fails_leavesTheLineOrGivesBack(At at) {
    for (ParkContractTest.Parking parking : parkings()) {
      Permit held = lock.tryAcquire();
      assertNotNull(held, lock::toString);
      Wait<Permit> wait = lock.acquire();
      try (var broken = new Broken(at, held::close)) {
        broken.run(() -> assertSame(FAILURE, assertThrows(Error.class, () -> parking.on(wait))));
      }
      assertTrue(wait.isCompletedExceptionally());
      assertEquals(0, wait.receivers());
      Subjects.assertNobodyWaits(lock);
      held.close();
      assertFalse(lock.isHeld());
    }
  }

  @Test
  void parking_failsBesideALiveStage_leavesTheStageItsPlace() {
    Permit held = lock.tryAcquire();
    Wait<Permit> wait = lock.acquire();
    Wait<Void> stage = wait.thenAccept(Permit::close);
    try (var broken = new Broken(At.PARKING, () -> {})) {
      broken.run(() -> assertThrows(Error.class, wait::await));
    }
    assertPending(wait);
    assertEquals(1, wait.receivers());
    held.close();
    assertTrue(stage.isDone());
    assertFalse(lock.isHeld());
  }
}
