package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.granted;
import static toro.Probe.shown;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import toro.Subjects.Kind;

/** Bugs that locks, semaphores and signals elsewhere have had, each shown to be absent here. */
@Timeout(60)
class MuseumTest {
  private static final int MANY = 100_000;

  private final List<Object> history = new ArrayList<>();
  private final ArrayDeque<Runnable> notYetRun = new ArrayDeque<>(); // "woken but not yet run"

  /** Something that one at a time may hold. */
  record Exclusive(Supplier<Wait<Permit>> line, Supplier<Permit> attempt, Object primitive) {
    Wait<Permit> acquire() {
      return line.get();
    }

    Permit tryAcquire() {
      return attempt.get();
    }

    void assertWaiting(int n) {
      String shown = primitive.toString();
      assertTrue(n == 0 ? !shown.contains("waiting") : shown.contains(" " + n + " waiting"), shown);
    }
  }

  static Stream<Kind<Exclusive>> exclusives() {
    return Stream.of(
        new Kind<>(
            "lock",
            () -> {
              var lock = new AsyncLock();
              return new Exclusive(lock::acquire, lock::tryAcquire, lock);
            }),
        new Kind<>("semaphore", () -> ofSemaphore(new AsyncSemaphore(1))),
        new Kind<>("bounded semaphore", () -> ofSemaphore(AsyncSemaphore.bounded(1))),
        new Kind<>(
            "writer",
            () -> {
              var lock = new AsyncReadWriteLock(10);
              return new Exclusive(lock::acquireWrite, lock::tryAcquireWrite, lock);
            }));
  }

  private static Exclusive ofSemaphore(AsyncSemaphore semaphore) {
    return new Exclusive(semaphore::acquire, semaphore::tryAcquire, semaphore);
  }

  // museum 1: Toro 1.0.1, where the permits that such a writer had gathered are lost
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void writer_givenUpWithSomeReadersGone_keepsNothing(boolean byLimit) {
    var lock = new AsyncReadWriteLock(5);
    List<Permit> readers = Stream.generate(lock::tryAcquireRead).limit(5).toList();
    Wait<Permit> writer = lock.acquireWrite();
    Wait<Permit> reader = lock.acquireRead();
    readers.subList(0, 3).forEach(Permit::close);
    assertPending(writer, reader);
    assertTrue(byLimit ? writer.within(Duration.ZERO).isDone() : writer.cancel(true));
    assertTrue(writer.isCompletedExceptionally());
    assertTrue(granted(reader).isOpen());
    assertEquals("AsyncReadWriteLock[3 reading]", shown(lock));
    granted(reader).close();
    readers.forEach(Permit::close);
    assertTrue(granted(lock.acquireWrite()).isOpen());
  }

  // museum 2: Toro 1.0.1, where such a release lets a reader in beside the writer
  @Test
  void readPermit_closedWhileAWriterIsInside_letsNobodyIn() {
    var lock = new AsyncReadWriteLock(5);
    Permit read = granted(lock.acquireRead());
    read.close();
    Permit write = granted(lock.acquireWrite());
    Wait<Permit> reader = lock.acquireRead();
    read.close();
    assertThrows(IllegalStateException.class, () -> lock.downgrade(read));
    assertPending(reader);
    assertNull(lock.tryAcquireRead());
    assertTrue(write.isOpen());
    write.close();
    assertTrue(granted(reader).isOpen());
  }

  /** Ways to stop waiting after the signal, while the lock is somebody else's. */
  enum Leaving {
    CANCEL,
    CANCEL_ITS_FUTURE,
    CLOSE_THE_PERMIT,
    CANCEL_A_STAGE,
    LIMIT_OF_A_STAGE;

    void leave(Wait<?> wait, Wait<?> stage, Permit held) {
      switch (this) {
        case CANCEL -> wait.cancel(true);
        case CANCEL_ITS_FUTURE -> wait.toCompletableFuture().cancel(true);
        case CLOSE_THE_PERMIT -> held.close();
        case CANCEL_A_STAGE -> stage.cancel(true);
        case LIMIT_OF_A_STAGE -> stage.within(Duration.ofSeconds(0));
      }
    }
  }

  // museum 3: asyncio gh-112202, anyio #1075, trio and Tornado
  @ParameterizedTest
  @EnumSource
  void signalOfALock_receiverLeavesWhileRetakingIt_goesToTheNext(Leaving leaving) {
    var lock = new AsyncLock();
    AsyncLock.Condition condition = lock.newCondition();
    Permit first = granted(lock.acquire());
    Wait<Void> firstWait = condition.releaseUntilSignalled(first);
    Wait<Void> stage = firstWait.thenRun(() -> history.add("first"));
    Permit second = granted(lock.acquire());
    Wait<Void> secondWait = condition.releaseUntilSignalled(second);
    Permit signaller = granted(lock.acquire());
    condition.signal();
    leaving.leave(firstWait, stage, first);
    assertPending(secondWait);
    signaller.close();
    assertEquals(leaving == Leaving.LIMIT_OF_A_STAGE, first.isOpen());
    first.close(); // as a finally block would
    assertNull(granted(secondWait));
    assertTrue(second.isOpen());
    assertEquals(List.of(), history);
    second.close();
    assertEquals("AsyncLock[free]", shown(lock));
  }

  // museum 3: the same without a lock, with the receiver's function not yet run
  @Test
  void signal_receiverCancelledBeforeItsFunctionRan_goesToTheNext() {
    var condition = new AsyncCondition();
    Wait<Void> first =
        condition.whenSignalled().thenRunAsync(() -> history.add("first"), notYetRun::add);
    Wait<Void> second = condition.whenSignalled();
    condition.signal();
    assertPending(first, second);
    assertTrue(first.cancel(true));
    assertNull(granted(second));
    notYetRun.forEach(Runnable::run);
    assertEquals(List.of(), history);
  }

  // museum 5: Tornado, where a permit granted to a waiter that is then cancelled is lost
  @ParameterizedTest(name = "{0}")
  @MethodSource("exclusives")
  void permit_receiverCancelledBeforeItsFunctionRan_goesToTheNext(Kind<Exclusive> kind) {
    Exclusive exclusive = kind.make();
    Permit held = exclusive.tryAcquire();
    Wait<Void> first = exclusive.acquire().thenAcceptAsync(history::add, notYetRun::add);
    Wait<Permit> second = exclusive.acquire();
    Wait<Permit> third = exclusive.acquire();
    held.close();
    assertPending(first, second);
    assertTrue(first.cancel(true));
    assertTrue(granted(second).isOpen());
    assertPending(third);
    notYetRun.forEach(Runnable::run);
    assertEquals(List.of(), history);
    granted(second).close();
    granted(third).close();
    assertNotNull(exclusive.tryAcquire());
  }

  // museum 5: a parked coroutine has its permit from the grant on, whatever comes then
  @ParameterizedTest(name = "{0}")
  @MethodSource("exclusives")
  void permit_receiverInterruptedAfterTheGrant_isReturnedToIt(Kind<Exclusive> kind)
      throws Exception {
    Exclusive exclusive = kind.make();
    Permit held = exclusive.tryAcquire();
    Wait<Permit> first = exclusive.acquire();
    Wait<Permit> second = exclusive.acquire();
    var coroutine =
        Probe.startVirtual(
                () -> {
                  try (var mine = first.await()) {
                    until("interrupted", Thread.currentThread()::isInterrupted);
                    return mine.isOpen();
                  }
                })
            .parked();
    first.thenRun(() -> coroutine.thread().interrupt()); // runs after the grant
    held.close();
    assertTrue(coroutine.result());
    assertTrue(granted(second).isOpen());
    exclusive.assertWaiting(0);
  }

  // museum 9: AsyncEx #36, p-queue #27
  @ParameterizedTest(name = "{0}")
  @MethodSource("exclusives")
  void holders_thatEachReleaseInline_doNotOverflowTheStack(Kind<Exclusive> kind) {
    Exclusive exclusive = kind.make();
    Permit held = exclusive.tryAcquire();
    int[] inside = {0};
    for (int i = 0; i < MANY; i++) {
      int number = i;
      exclusive
          .acquire()
          .thenAccept(
              permit -> {
                assertEquals(number, inside[0]++);
                permit.close();
              });
    }
    held.close();
    assertEquals(MANY, inside[0]);
    assertNotNull(exclusive.tryAcquire());
  }

  // museum 10: asyncio, where a woken waiter loses its place
  @ParameterizedTest(name = "{0}")
  @MethodSource("exclusives")
  void tryAcquire_betweenTheGrantAndTheWaitersFunction_stealsNothing(Kind<Exclusive> kind) {
    Exclusive exclusive = kind.make();
    Permit held = exclusive.tryAcquire();
    exclusive.acquire().thenAcceptAsync(p -> history.add(p.isOpen()), notYetRun::add);
    held.close();
    assertNull(exclusive.tryAcquire());
    Wait<Permit> newcomer = exclusive.acquire();
    assertPending(newcomer);
    notYetRun.forEach(Runnable::run);
    assertEquals(List.of(true), history);
    assertPending(newcomer);
    exclusive.assertWaiting(1);
  }

  // museum 11: tokio's notify_waiters_handles_panicking_waker shows the idea
  @Test
  void signalAll_aFunctionThrowsAndReEnters_stopsNobodyElse() {
    var condition = new AsyncCondition();
    var failure = new IllegalStateException("mine");
    List<Wait<Void>> waits = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int number = i;
      waits.add(condition.whenSignalled().thenRun(() -> history.add(number)));
      if (i == 0) {
        waits.add(
            condition
                .whenSignalled()
                .thenRun(
                    () -> {
                      waits.add(condition.whenSignalled().thenRun(() -> history.add("late")));
                      condition.signalAll();
                      assertEquals(List.of(0), history);
                      throw failure;
                    }));
      }
    }
    condition.signalAll(); // throws nothing
    assertSame(failure, failed(waits.get(1)));
    assertEquals(List.of(0, 1, 2, 3, "late"), history);
    assertEquals("AsyncCondition[idle]", shown(condition));
  }

  // museum 11: tokio's release_permits_at_drop shows the idea
  @ParameterizedTest(name = "{0}")
  @MethodSource("exclusives")
  void holdersFunction_thatReleasesCancelsAcquiresAndThrows_losesNothing(Kind<Exclusive> kind) {
    Exclusive exclusive = kind.make();
    var failure = new IllegalStateException("mine");
    List<Wait<Permit>> others = new ArrayList<>();
    Permit held = exclusive.tryAcquire();
    Wait<Void> first =
        exclusive
            .acquire()
            .thenAccept(
                permit -> {
                  assertTrue(others.get(0).cancel(true));
                  permit.close();
                  permit.close();
                  others.add(exclusive.acquire());
                  assertNull(exclusive.tryAcquire());
                  throw failure;
                });
    others.add(exclusive.acquire());
    others.add(exclusive.acquire());
    held.close(); // throws nothing
    assertSame(failure, failed(first));
    assertTrue(others.get(0).isCancelled());
    assertTrue(granted(others.get(1)).isOpen());
    assertPending(others.get(2));
    granted(others.get(1)).close();
    granted(others.get(2)).close();
    assertNotNull(exclusive.tryAcquire());
    exclusive.assertWaiting(0);
  }
}
