package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Eventually.untilParked;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import toro.Subjects.Kind;

/** Threads that park on a wait: interrupts, limits and grants at the same moment (law L2). */
@Timeout(7200) // a million rounds take their time
class ParkRaceTest {
  private final AsyncLock lock = new AsyncLock();

  @ParameterizedTest(name = "{0}, virtual: {1}")
  @MethodSource("toro.ParkContractTest#parkings")
  void interrupt_racingTheGrant_loseNothing(
      Kind<ParkContractTest.Parking> parking, boolean virtual) {
    int rounds = Integer.getInteger("toro.races", 500);
    try (var second = new SecondThread()) {
      for (int round = 0; round < rounds; round++) {
        Permit held = lock.tryAcquire();
        assertNotNull(held, () -> "a permit was lost: " + lock);
        Wait<Permit> wait = lock.acquire();
        AtomicReference<Object> outcome = new AtomicReference<>();
        AtomicBoolean interrupted = new AtomicBoolean();
        AtomicBoolean flag = new AtomicBoolean();
        Thread waiter =
            ParkContractTest.start(
                virtual,
                () -> {
                  outcome.set(outcome(parking.make(), wait));
                  until("it is interrupted", interrupted::get);
                  flag.set(Thread.interrupted());
                });
        if (round % 2 == 0) {
          untilParked(waiter);
        }
        second.start(ThreadLocalRandom.current().nextInt(100), held::close);
        SecondThread.spin(ThreadLocalRandom.current().nextInt(100));
        waiter.interrupt();
        interrupted.set(true);
        Eventually.join(waiter);
        second.await();
        if (outcome.get() instanceof Permit permit) {
          assertTrue(flag.get(), "the interrupt ended nothing, and its flag is lost");
          assertTrue(permit.isOpen());
          permit.close();
        } else {
          assertInstanceOf(InterruptedException.class, outcome.get());
          assertFalse(flag.get(), "the exception took the flag");
        }
        assertFalse(lock.isHeld(), () -> "not back: " + lock);
      }
    }
    Subjects.assertNobodyWaits(lock);
  }

  private static Object outcome(ParkContractTest.Parking parking, Wait<Permit> wait) {
    try {
      return parking.on(wait);
    } catch (Throwable thrown) {
      return thrown;
    }
  }

  @ParameterizedTest(name = "virtual: {0}")
  @ValueSource(booleans = {true, false})
  void limits_racingTheGrant_loseNothing(boolean virtual) {
    int rounds = Integer.getInteger("toro.races", 500);
    ParkContractTest.run(
        virtual,
        () -> {
          try (var second = new SecondThread()) {
            for (int round = 0; round < rounds; round++) {
              Permit held = lock.tryAcquire();
              assertNotNull(held, () -> "a permit was lost: " + lock);
              Wait<Permit> wait = lock.acquire();
              second.start(ThreadLocalRandom.current().nextInt(6_000), held::close);
              try {
                Permit permit =
                    round % 2 == 0
                        ? wait.await(Duration.ofNanos(40_000))
                        : wait.get(40_000, TimeUnit.NANOSECONDS);
                permit.close();
              } catch (TimeoutException gaveUp) {
                assertTrue(wait.isCompletedExceptionally());
              }
              second.await();
            }
          }
        });
    assertFalse(lock.isHeld());
  }

  @ParameterizedTest(name = "virtual: {0}")
  @ValueSource(booleans = {true, false})
  void crowd_halfOfItInterrupted_otherHalfServed(boolean virtual) {
    int crowd = virtual ? 1_000 : 200;
    AtomicInteger served = new AtomicInteger();
    AtomicInteger gaveUp = new AtomicInteger();
    Permit held = lock.tryAcquire();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < crowd; i++) {
      threads.add(
          ParkContractTest.start(
              virtual,
              () -> {
                try (var permit = lock.acquire().await()) {
                  assertTrue(permit.isOpen());
                  served.incrementAndGet();
                } catch (InterruptedException interrupted) {
                  gaveUp.incrementAndGet();
                }
              }));
    }
    for (int i = 0; i < crowd; i += 2) {
      threads.get(i).interrupt();
      if (i == crowd / 2) {
        held.close();
      }
    }
    threads.forEach(Eventually::join);

    assertEquals(crowd, served.get() + gaveUp.get());
    assertTrue(served.get() >= crowd / 2);
    assertFalse(lock.isHeld());
    Subjects.assertNobodyWaits(lock);
  }
}
