package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.failureOf;
import static toro.Probe.granted;
import static toro.Probe.shown;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import toro.Probe.Started;

/** What Toro's read-write lock promises, kept by {@link AsyncReadWriteLock}. */
@Timeout(60)
class ReadWriteLockBehavioursTest {
  private static final Duration SHORT = Duration.ofMillis(5);

  private final List<Object> history = new ArrayList<>(); // by the test, or by the one inside

  /** Ways to be alone inside. */
  enum Alone {
    READER_OF_ONE(1),
    WRITER_OF_ONE(1),
    WRITER_OF_TEN(10);

    final int maxReaders;

    Alone(int maxReaders) {
      this.maxReaders = maxReaders;
    }

    AsyncReadWriteLock lock() {
      return new AsyncReadWriteLock(maxReaders);
    }

    Wait<Permit> acquire(AsyncReadWriteLock lock) {
      return this == READER_OF_ONE ? lock.acquireRead() : lock.acquireWrite();
    }

    Permit tryAcquire(AsyncReadWriteLock lock) {
      return this == READER_OF_ONE ? lock.tryAcquireRead() : lock.tryAcquireWrite();
    }

    <R> Wait<R> with(AsyncReadWriteLock lock, Supplier<CompletionStage<R>> body) {
      return this == READER_OF_ONE ? lock.withRead(body) : lock.withWrite(body);
    }
  }

  private static void assertFree(AsyncReadWriteLock lock) {
    assertEquals("AsyncReadWriteLock[free]", shown(lock));
  }

  private static void assertFull(AsyncReadWriteLock lock, int waiting) {
    String inside = lock.isWriteHeld() ? "writing" : lock.readers() + " reading";
    assertEquals("AsyncReadWriteLock[" + inside + Names.waiting(waiting) + "]", shown(lock));
    assertNull(lock.tryAcquireRead());
    assertNull(lock.tryAcquireWrite());
  }

  private static List<Permit> readers(AsyncReadWriteLock lock, int n) {
    List<Permit> readers = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      readers.add(granted(lock.acquireRead()));
    }
    return readers;
  }

  // toro RWLockReadTests: test_acquire_release
  // toro RWLockWriteTests: test_acquire_release
  @ParameterizedTest
  @EnumSource
  void acquire_thenClose_flipsTheState(Alone alone) {
    var lock = alone.lock();
    assertFree(lock);
    Permit held = granted(alone.acquire(lock));
    assertFull(lock, 0);
    held.close();
    assertFree(lock);
  }

  // toro RWLockReadTests: test_acquire_contended
  // toro RWLockWriteTests: test_acquire_contended
  @ParameterizedTest
  @EnumSource
  void acquire_fiveWaiters_getItInTurn(Alone alone) {
    var lock = alone.lock();
    Permit held = granted(alone.acquire(lock));
    List<Wait<Permit>> waits = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waits.add(alone.acquire(lock));
    }
    for (int i = 0; i < 5; i++) {
      assertPending(waits.subList(i, 5).toArray(Wait<?>[]::new));
      held.close();
      held = granted(waits.get(i));
      assertFull(lock, 4 - i);
    }
    held.close();
    assertFree(lock);
  }

  // toro RWLockReadTests: test_reacquire
  // toro RWLockWriteTests: test_reacquire
  @ParameterizedTest
  @EnumSource
  void acquire_againByTheHolder_waitsForTheRelease(Alone alone) {
    var lock = alone.lock();
    CompletableFuture<Permit> gate = new CompletableFuture<>();
    Wait<Permit> second =
        alone
            .acquire(lock)
            .thenCompose(
                held -> {
                  gate.complete(held);
                  return alone.acquire(lock);
                });
    assertFull(lock, 1);
    assertPending(second);
    granted(gate).close();
    assertTrue(granted(second).isOpen());
    assertFull(lock, 0);
  }

  // toro RWLockReadTests2: test_str
  // toro RWLockWriteTests2: test_str
  @ParameterizedTest
  @EnumSource
  void toString_everyState_saysItAndHowManyWait(Alone alone) {
    var lock = alone.lock();
    assertEquals("AsyncReadWriteLock[free]", shown(lock));
    String inside = alone == Alone.READER_OF_ONE ? "1 reading" : "writing";
    Permit held = granted(alone.acquire(lock));
    assertEquals("AsyncReadWriteLock[" + inside + "]", shown(lock));
    alone.acquire(lock);
    assertEquals("AsyncReadWriteLock[" + inside + ", 1 waiting]", shown(lock));
    held.close();
    assertEquals("AsyncReadWriteLock[" + inside + "]", shown(lock));
  }

  // toro RWLockReadTests2: test_acquire_timeout
  // toro RWLockWriteTests2: test_acquire_timeout
  // toro RWLockTests3: test_write_acquire_timeout
  @ParameterizedTest
  @EnumSource
  void acquire_limitPasses_leavesTheLockWithItsHolder(Alone alone) {
    var lock = alone.lock();
    Permit held = granted(alone.acquire(lock));
    assertInstanceOf(TimeoutException.class, failureOf(alone.acquire(lock).within(SHORT)));
    assertThrows(TimeoutException.class, () -> alone.acquire(lock).await(SHORT));
    assertTrue(held.isOpen());
    assertFull(lock, 0);
    held.close();
    assertNotNull(alone.tryAcquire(lock));
  }

  // toro RWLockReadTests2: test_acquire_callback
  // toro RWLockWriteTests2: test_acquire_callback
  @ParameterizedTest
  @EnumSource
  void close_waiterWithAFunction_runsItBeforeItReturns(Alone alone) {
    var lock = alone.lock();
    CompletableFuture<Permit> first = new CompletableFuture<>();
    alone
        .acquire(lock)
        .thenAccept(
            held -> {
              history.add("acquire 1");
              first.complete(held);
            });
    alone.acquire(lock).thenAccept(held -> history.add("acquire 2"));
    granted(first).close();
    history.add("released");
    assertEquals(List.of("acquire 1", "acquire 2", "released"), history);
  }

  // A permit is what entitles to a release, once: a second close is nobody's release.
  // toro RWLockReadTests: test_release_unlocked
  // toro RWLockReadTests2: test_multi_release
  // toro RWLockWriteTests2: test_multi_release
  @ParameterizedTest
  @EnumSource
  void close_again_releasesNothing(Alone alone) {
    var lock = alone.lock();
    Permit first = granted(alone.acquire(lock));
    first.close();
    first.close();
    assertFree(lock);
    Permit second = granted(alone.acquire(lock));
    Wait<Permit> third = alone.acquire(lock);
    first.close();
    assertPending(third);
    assertTrue(second.isOpen());
    assertFull(lock, 1);
  }

  // toro RWLockWithReadDefaultContextManagerTest: test_context_manager
  // toro RWLockWithWriteDefaultContextManagerTest: test_context_manager
  // toro RWLockWithWriteMultipleReadersContextManagerTest: test_context_manager
  // toro RWLockTests3: test_write_context_managers
  @ParameterizedTest
  @EnumSource
  void tryWithResources_always_holdsInsideAndReleasesAfter(Alone alone) throws Exception {
    var lock = alone.lock();
    try (var held = alone.acquire(lock).await()) {
      assertTrue(held.isOpen());
      assertFull(lock, 0);
    }
    assertFree(lock);
    CompletableFuture<String> body = new CompletableFuture<>();
    Wait<String> whole = alone.with(lock, () -> body);
    assertFull(lock, 0);
    body.complete("done");
    assertEquals("done", granted(whole));
    assertFree(lock);
  }

  // toro RWLockWithReadDefaultContextManagerTest: test_context_manager_exception
  // toro RWLockWithWriteDefaultContextManagerTest: test_context_manager_exception
  // toro RWLockWithWriteMultipleReadersContextManagerTest: test_context_manager_exception
  @ParameterizedTest
  @EnumSource
  void tryWithResources_bodyThrows_releases(Alone alone) {
    var lock = alone.lock();
    var failure = new IllegalStateException("the body's own");
    var thrown =
        assertThrows(
            IllegalStateException.class,
            () -> {
              try (var held = alone.acquire(lock).await()) {
                history.add(held.isOpen());
                throw failure;
              }
            });
    assertSame(failure, thrown);
    assertEquals(List.of(true), history);
    assertFree(lock);
    assertSame(failure, failed(alone.with(lock, () -> CompletableFuture.failedFuture(failure))));
    assertFree(lock);
  }

  // toro RWLockWithReadDefaultContextManagerTest: test_context_manager_contended
  // toro RWLockWithWriteDefaultContextManagerTest: test_context_manager_contended
  // toro RWLockWithWriteMultipleReadersContextManagerTest: test_context_manager_contended
  @ParameterizedTest
  @EnumSource
  void tryWithResources_contendedByCoroutines_letsThemInOneByOneInTheirOrder(Alone alone)
      throws Exception {
    var lock = alone.lock();
    Permit first = granted(alone.acquire(lock));
    List<Started<Object>> coroutines = new ArrayList<>();
    List<Object> expected = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      int number = i;
      expected.add(List.of("acquired", number, true));
      expected.add(List.of("releasing", number, true));
      coroutines.add(
          Probe.startVirtual(
              () -> {
                try (var held = alone.acquire(lock).await()) {
                  history.add(List.of("acquired", number, held.isOpen()));
                  Thread.yield();
                  return history.add(List.of("releasing", number, held.isOpen()));
                }
              }));
      String line = (i + 1) + " waiting";
      until(line, () -> lock.toString().contains(line));
    }
    first.close();
    for (Started<Object> coroutine : coroutines) {
      assertEquals(true, coroutine.result());
    }
    assertEquals(expected, history);
    assertFree(lock);
  }

  // What Python refuses when it runs does not compile here: there is nothing to close.
  // toro RWLockWithReadDefaultContextManagerTest: test_context_manager_misuse
  // toro RWLockWithWriteDefaultContextManagerTest: test_context_manager_misuse
  // toro RWLockWithWriteMultipleReadersContextManagerTest: test_context_manager_misuse
  @Test
  void lockItself_always_isNoResource() {
    assertFalse(AutoCloseable.class.isAssignableFrom(AsyncReadWriteLock.class));
    assertFalse(AutoCloseable.class.isAssignableFrom(Wait.class));
  }

  // toro RWLockTests3: test_read_lock
  @Test
  void acquireRead_upToTheMaximum_fillsTheLockWithTheLast() {
    var lock = new AsyncReadWriteLock(7);
    for (int i = 0; i < 7; i++) {
      String state = i == 0 ? "free" : i + " reading";
      assertEquals("AsyncReadWriteLock[" + state + "]", shown(lock));
      granted(lock.acquireRead());
    }
    assertFull(lock, 0);
  }

  // toro RWLockTests3: test_write_lock
  @Test
  void acquireWrite_one_fillsTheWholeLock() {
    var lock = new AsyncReadWriteLock(7);
    assertFree(lock);
    granted(lock.acquireWrite());
    assertFull(lock, 0);
    assertPending(lock.acquireRead(), lock.acquireWrite());
  }

  // toro RWLockTests3: test_reacquire
  @Test
  void acquireWrite_byAReader_waitsUntilTheReaderLeaves() {
    var lock = new AsyncReadWriteLock(7);
    Permit reader = granted(lock.acquireRead());
    assertEquals("AsyncReadWriteLock[1 reading]", shown(lock));
    Wait<Permit> writer = lock.acquireWrite();
    assertPending(writer);
    reader.close();
    assertTrue(granted(writer).isOpen());
    assertFull(lock, 0);
  }

  // toro RWLockTests3: test_reacquire_concurrent
  @Test
  void acquireWrite_twoWritersWithAllReadersIn_runOneAfterTheOther() {
    var lock = new AsyncReadWriteLock(10);
    List<Permit> readers = readers(lock, 10);
    Wait<Permit> first = lock.acquireWrite();
    Wait<Permit> second = lock.acquireWrite();
    for (Permit reader : readers) {
      assertPending(first, second);
      reader.close();
    }
    assertTrue(granted(first).isOpen());
    assertPending(second);
    assertFull(lock, 1);
    granted(first).close();
    assertTrue(granted(second).isOpen());
    assertFull(lock, 0);
    granted(second).close();
    assertFree(lock);
  }

  // toro RWLockTests3: test_read_context_managers
  @Test
  void tryWithResources_nestedReaders_countUpAndDown() throws Exception {
    var lock = new AsyncReadWriteLock(2);
    try (var outer = lock.acquireRead().await()) {
      assertEquals("AsyncReadWriteLock[1 reading]", shown(lock));
      try (var inner = lock.acquireRead().await()) {
        assertTrue(outer.isOpen() && inner.isOpen());
        assertFull(lock, 0);
      }
      assertEquals("AsyncReadWriteLock[1 reading]", shown(lock));
    }
    assertFree(lock);
  }

  // toro RWLockTests3: test_partial_release, test_release_unlocked
  @Test
  void close_ofFiveReaders_letsAWriterInAndASixthTimeChangesNothing() {
    var lock = new AsyncReadWriteLock(5);
    List<Permit> readers = readers(lock, 5);
    readers.forEach(Permit::close);
    Permit writer = granted(lock.acquireWrite());
    readers.getLast().close();
    assertFull(lock, 0);
    writer.close();
    readers.getLast().close();
    assertFree(lock);
    assertEquals(5, readers(lock, 5).size());
    assertFull(lock, 0);
  }
}
