package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import toro.MuseumTest.Exclusive;
import toro.Subjects.Kind;

/** Bugs that limits and waiters that leave have had elsewhere, each shown to be absent here. */
@Timeout(60)
class MuseumLeavingTest {
  private static final int MANY = 100_000;
  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

  static Stream<Kind<Exclusive>> exclusives() {
    return MuseumTest.exclusives();
  }

  /** Lines that nobody is let out of. */
  static Stream<Kind<Supplier<Wait<?>>>> lines() {
    return Stream.concat(
        exclusives()
            .map(
                kind ->
                    new Kind<Supplier<Wait<?>>>(
                        kind.name(),
                        () -> {
                          Exclusive exclusive = kind.make();
                          assertNotNull(exclusive.tryAcquire());
                          return exclusive::acquire;
                        })),
        Stream.of(
            new Kind<>("whenAvailable", () -> new AsyncSemaphore(0)::whenAvailable),
            new Kind<>("event", () -> new AsyncEvent()::whenSet),
            new Kind<>("condition", () -> new AsyncCondition()::whenSignalled),
            new Kind<>("result", () -> new AsyncResult<Integer>()::whenDone)));
  }

  // museum 7: Tornado keeps thousands of dead waiters behind a live one, Toro a thousand
  @ParameterizedTest(name = "{0}")
  @MethodSource("lines")
  void waitersThatTimedOut_behindALiveOne_areForgottenWithoutAnyOtherCall(
      Kind<Supplier<Wait<?>>> kind) {
    Supplier<Wait<?>> line = kind.make();
    Wait<?> live = line.get();
    List<WeakReference<?>> dead = new ArrayList<>();
    Wait<?> last = null;
    for (int i = 0; i < MANY; i++) {
      last = line.get().within(Duration.ofMillis(1));
      if (i % 100 == 0) {
        dead.add(new WeakReference<>(last));
      }
    }
    assertInstanceOf(TimeoutException.class, failureOf(last));
    until(
        "the dead are collected",
        () -> {
          System.gc();
          return dead.stream().allMatch(gone -> gone.get() == null);
        });
    assertPending(live);
    assertTrue(live.cancel(true));
  }

  // museum 8: asyncio's lock needs a second for 8,000; a search for each would take minutes here
  @ParameterizedTest(name = "{0}")
  @MethodSource("lines")
  void waiters_manyCancelledFromTheEnd_leaveWithoutASearch(Kind<Supplier<Wait<?>>> kind) {
    Supplier<Wait<?>> line = kind.make();
    List<Wait<?>> waits = Stream.generate(line).limit(3 * MANY).toList();
    for (Wait<?> wait : waits.reversed()) {
      assertTrue(wait.cancel(false));
    }
    assertPending(line.get());
  }

  // museum 14: Tornado #3621, where 0 was for ever
  @ParameterizedTest(name = "{0}")
  @MethodSource("exclusives")
  void limits_zeroAndHuge_areATryAndForEver(Kind<Exclusive> kind) throws Exception {
    Exclusive exclusive = kind.make();
    Permit held = exclusive.acquire().await(Duration.ZERO); // free: at once
    assertThrows(TimeoutException.class, () -> exclusive.acquire().await(Duration.ZERO));
    assertThrows(TimeoutException.class, () -> exclusive.acquire().get(0, TimeUnit.SECONDS));
    assertInstanceOf(TimeoutException.class, failed(exclusive.acquire().within(Duration.ZERO)));
    assertInstanceOf(
        TimeoutException.class, failed(exclusive.acquire().within(Duration.ofDays(0))));
    exclusive.assertWaiting(0);
    Wait<Permit> patient = exclusive.acquire();
    assertSame(patient, patient.within(FOR_EVER).by(Deadline.after(FOR_EVER)));
    assertSame(patient, patient.within(Duration.ofSeconds(Long.MAX_VALUE)));
    var coroutine = Probe.startVirtual(() -> patient.await(FOR_EVER)).parked();
    assertPending(patient);
    held.close();
    assertTrue(coroutine.result().isOpen());
    assertTrue(patient.within(Duration.ZERO).get(0, TimeUnit.SECONDS).isOpen());
  }

  // museum 14: a limit that has passed takes what is free, and nothing else
  @ParameterizedTest(name = "{0}")
  @MethodSource("exclusives")
  void deadline_expired_takesWhatIsFree(Kind<Exclusive> kind) {
    Exclusive exclusive = kind.make();
    Deadline past = Deadline.after(Duration.ZERO);
    assertTrue(past.isExpired());
    Permit held = granted(exclusive.acquire().by(past));
    assertInstanceOf(TimeoutException.class, failed(exclusive.acquire().by(past)));
    exclusive.assertWaiting(0);
    held.close();
    assertTrue(granted(exclusive.acquire().by(past)).isOpen());
  }

  // museum 14: a negative limit is a try, and not for ever
  @ParameterizedTest(name = "{0}")
  @MethodSource("exclusives")
  void limits_negative_areATry(Kind<Exclusive> kind) throws Exception {
    Exclusive exclusive = kind.make();
    Permit held = exclusive.tryAcquire();
    Duration negative = Duration.ofNanos(-1);
    assertInstanceOf(TimeoutException.class, failed(exclusive.acquire().within(negative)));
    assertThrows(TimeoutException.class, () -> exclusive.acquire().await(negative));
    assertThrows(TimeoutException.class, () -> exclusive.acquire().get(-1, TimeUnit.NANOSECONDS));
    exclusive.assertWaiting(0);
    held.close();
    exclusive.acquire().await(negative).close();
    assertTrue(granted(exclusive.acquire().within(negative)).isOpen());
  }

  // museum 15: Go #37852, tokio's cancel_acquire_releases_permits
  @ParameterizedTest
  @ValueSource(strings = {"cancel", "limit", "future", "interrupt"})
  void largeRequest_givenUpAtTheHead_letsTheSmallOnesBehindItIn(String how) throws Exception {
    var semaphore = new AsyncSemaphore(5);
    Permit held = granted(semaphore.acquire(3));
    Wait<Permit> large = semaphore.acquire(4);
    List<Wait<Permit>> small = List.of(semaphore.acquire(), semaphore.acquire());
    Wait<Permit> behind = semaphore.acquire(2);
    assertPending(large, small.get(0), small.get(1), behind);
    assertEquals(2, semaphore.available());
    assertNull(semaphore.tryAcquire());
    switch (how) {
      case "cancel" -> assertTrue(large.cancel(true));
      case "limit" -> assertInstanceOf(TimeoutException.class, failed(large.within(Duration.ZERO)));
      case "future" -> assertTrue(large.toCompletableFuture().complete(null));
      default -> {
        var coroutine = Probe.startVirtual(large::await).parked();
        coroutine.thread().interrupt();
        assertInstanceOf(InterruptedException.class, coroutine.failure());
      }
    }
    small.forEach(wait -> assertTrue(granted(wait).isOpen()));
    assertPending(behind);
    assertEquals(0, semaphore.available());
    held.close();
    assertTrue(granted(behind).isOpen());
    assertEquals(1, semaphore.available());
  }

  // museum 15: the same with a writer at the head, and readers behind it
  @Test
  void writer_givenUpAtTheHead_letsTheReadersBehindItInUpToTheNextWriter() {
    var lock = new AsyncReadWriteLock();
    Permit inside = granted(lock.acquireRead());
    Wait<Permit> writer = lock.acquireWrite();
    List<Wait<Permit>> readers = List.of(lock.acquireRead(), lock.acquireRead());
    Wait<Permit> nextWriter = lock.acquireWrite();
    Wait<Permit> lastReader = lock.acquireRead();
    assertTrue(writer.cancel(true));
    readers.forEach(reader -> assertTrue(granted(reader).isOpen()));
    assertPending(nextWriter, lastReader);
    inside.close();
    readers.forEach(reader -> granted(reader).close());
    assertTrue(granted(nextWriter).isOpen());
    assertPending(lastReader);
  }
}
