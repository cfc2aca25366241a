package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.hasValue;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.granted;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import toro.MuseumTest.Exclusive;
import toro.Subjects.Kind;

/** Bugs that locks elsewhere have had when two things happened at the same moment. */
@Timeout(120)
class MuseumRaceTest {
  private static final int ROUNDS = 1_000;

  static Stream<Kind<Exclusive>> exclusives() {
    return MuseumTest.exclusives();
  }

  // museum 5: Tornado, where a permit granted to a waiter that is then cancelled is lost
  @ParameterizedTest(name = "{0}")
  @MethodSource("exclusives")
  void permit_releasedWhileItsWaiterIsCancelled_hasOneReceiver(Kind<Exclusive> kind) {
    try (var second = new SecondThread()) {
      for (int round = 0; round < ROUNDS; round++) {
        Exclusive exclusive = kind.make();
        Permit held = exclusive.tryAcquire();
        Wait<Permit> first = exclusive.acquire();
        Wait<Permit> next = exclusive.acquire();
        boolean[] cancelled = {false};
        second.race(round, () -> cancelled[0] = first.cancel(true), held::close);
        assertEquals(cancelled[0], first.isCancelled());
        if (cancelled[0]) {
          assertTrue(granted(next).isOpen());
        } else {
          assertPending(next);
          granted(first).close();
          granted(next);
        }
        granted(next).close();
        assertNotNull(exclusive.tryAcquire());
      }
    }
  }

  // museum 5: the same with a function that another thread is about to run
  @ParameterizedTest(name = "{0}")
  @MethodSource("exclusives")
  void permit_releasedWhileItsFunctionIsCancelled_hasOneReceiver(Kind<Exclusive> kind) {
    try (var second = new SecondThread()) {
      for (int round = 0; round < ROUNDS; round++) {
        Exclusive exclusive = kind.make();
        var notYetRun = new ConcurrentLinkedQueue<Runnable>();
        List<Permit> received = new ArrayList<>();
        Permit held = exclusive.tryAcquire();
        Wait<Void> first = exclusive.acquire().thenAcceptAsync(received::add, notYetRun::add);
        Wait<Permit> next = exclusive.acquire();
        second.race(
            round,
            () -> first.cancel(true),
            () -> {
              held.close();
              for (Runnable task; (task = notYetRun.poll()) != null; ) {
                task.run();
              }
            });
        if (received.isEmpty()) {
          assertTrue(first.isCancelled());
        } else {
          assertPending(next);
          received.getFirst().close();
        }
        assertTrue(granted(next).isOpen());
        granted(next).close();
        assertNotNull(exclusive.tryAcquire());
      }
    }
  }

  // museum 5: the same with a coroutine that is interrupted
  @ParameterizedTest(name = "{0}")
  @MethodSource("exclusives")
  void permit_releasedWhileItsCoroutineIsInterrupted_hasOneReceiver(Kind<Exclusive> kind)
      throws Exception {
    try (var second = new SecondThread()) {
      for (int round = 0; round < ROUNDS / 5; round++) {
        Exclusive exclusive = kind.make();
        Permit held = exclusive.tryAcquire();
        Wait<Permit> first = exclusive.acquire();
        Wait<Permit> next = exclusive.acquire();
        var coroutine = Probe.startVirtual(first::await);
        if (round % 2 == 0) {
          coroutine.parked();
        }
        second.race(round, coroutine.thread()::interrupt, held::close);
        try {
          Permit mine = coroutine.result();
          assertTrue(mine.isOpen());
          assertPending(next);
          mine.close();
        } catch (ExecutionException interrupted) {
          assertInstanceOf(InterruptedException.class, interrupted.getCause());
          assertTrue(first.isCancelled());
        }
        assertTrue(granted(next).isOpen());
        granted(next).close();
        assertNotNull(exclusive.tryAcquire());
      }
    }
  }

  // museum 3: asyncio gh-112202, anyio #1075, trio and Tornado
  @Test
  void signalOfALock_whileItsReceiverIsCancelled_isUsedOnce() {
    try (var second = new SecondThread()) {
      for (int round = 0; round < ROUNDS; round++) {
        var lock = new AsyncLock();
        AsyncLock.Condition condition = lock.newCondition();
        Permit first = granted(lock.acquire());
        Wait<Void> firstWait = condition.releaseUntilSignalled(first);
        Permit next = granted(lock.acquire());
        Wait<Void> nextWait = condition.releaseUntilSignalled(next);
        Permit signaller = round % 2 == 0 ? granted(lock.acquire()) : null;
        boolean[] cancelled = {false};
        second.race(
            round,
            () -> cancelled[0] = firstWait.cancel(true),
            () -> {
              condition.signal();
              if (signaller != null) {
                signaller.close();
              }
            });
        assertEquals(!cancelled[0], hasValue(firstWait));
        assertEquals(!cancelled[0], first.isOpen());
        assertEquals(cancelled[0], nextWait.isDone());
        first.close();
        condition.signalAll();
        granted(nextWait);
        assertTrue(next.isOpen());
        next.close();
        assertFalse(lock.isHeld());
      }
    }
  }

  // museum 3: the same without a lock
  @Test
  void signal_whileItsReceiverIsCancelled_isUsedOnce() {
    try (var second = new SecondThread()) {
      for (int round = 0; round < ROUNDS; round++) {
        var condition = new AsyncCondition();
        Wait<Void> first = condition.whenSignalled();
        Wait<Void> next = condition.whenSignalled();
        boolean[] cancelled = {false};
        second.race(round, () -> cancelled[0] = first.cancel(true), condition::signal);
        assertEquals(!cancelled[0], hasValue(first));
        assertEquals(cancelled[0], hasValue(next));
      }
    }
  }

  // museum 13: close against waiting acquires, watchers and bodies, and a release for one of them
  @Test
  void closeOfASemaphore_whileAPermitComes_givesEachOneEnd() {
    try (var second = new SecondThread()) {
      for (int round = 0; round < ROUNDS; round++) {
        var semaphore = new AsyncSemaphore(0);
        var ran = new ArrayDeque<String>();
        Wait<Permit> acquire = semaphore.acquire();
        Wait<Void> available = semaphore.whenAvailable();
        Wait<String> with =
            semaphore.with(
                () -> {
                  ran.add("body");
                  return CompletableFuture.completedFuture("done");
                });
        boolean[] released = {true};
        second.race(
            round,
            semaphore::close,
            () -> {
              try {
                semaphore.release();
              } catch (ClosedException refusal) {
                released[0] = false;
              }
            });
        if (released[0]) {
          assertTrue(granted(acquire).isOpen());
        } else {
          assertInstanceOf(ClosedException.class, failed(acquire));
        }
        assertInstanceOf(ClosedException.class, failed(available));
        assertInstanceOf(ClosedException.class, failed(with));
        assertInstanceOf(ClosedException.class, failed(semaphore.acquire()));
        assertEquals(0, ran.size());
        assertFalse(semaphore.toString().contains("waiting"), semaphore::toString);
        assertEquals(0, semaphore.available());
      }
    }
  }

  // museum 13: close against an open permit that is closed at the same moment
  @Test
  void closeOfASemaphore_whileAPermitIsClosed_handsItOnOrCountsIt() {
    try (var second = new SecondThread()) {
      for (int round = 0; round < ROUNDS; round++) {
        var semaphore = AsyncSemaphore.bounded(1);
        Permit held = granted(semaphore.acquire());
        Wait<Permit> waiting = semaphore.acquire();
        Wait<Void> available = semaphore.whenAvailable();
        second.race(round, semaphore::close, held::close);
        boolean handedOn = hasValue(waiting);
        if (handedOn) {
          assertTrue(granted(waiting).isOpen());
          assertEquals(0, semaphore.available());
          granted(waiting).close();
        } else {
          assertInstanceOf(ClosedException.class, failed(waiting));
        }
        assertInstanceOf(ClosedException.class, failed(available));
        assertEquals(1, semaphore.available());
      }
    }
  }
}
