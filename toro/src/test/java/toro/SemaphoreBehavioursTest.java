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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import toro.Probe.Started;

/** What the semaphores that came before promise, kept by {@link AsyncSemaphore}. */
@Timeout(60)
class SemaphoreBehavioursTest {
  private static final Duration SHORT = Duration.ofMillis(5);

  private final List<Object> history = new ArrayList<>(); // by the test, or with the one permit

  private static AsyncSemaphore semaphore(boolean bounded, int permits) {
    return bounded ? AsyncSemaphore.bounded(permits) : new AsyncSemaphore(permits);
  }

  private static boolean somebodyWaits(AsyncSemaphore semaphore) {
    return semaphore.toString().contains("waiting");
  }

  private static List<Permit> drain(AsyncSemaphore semaphore) {
    return Stream.generate(semaphore::tryAcquire).takeWhile(permit -> permit != null).toList();
  }

  private Wait<Void> note(Wait<?> wait, Object what) {
    return wait.thenAccept(value -> history.add(what));
  }

  // toro BaseSemaphoreTests: test_constructor
  // tornado SemaphoreTest: test_negative_value
  // asyncio SemaphoreTests: test_semaphore_value
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void constructor_negativePermits_isRefused(boolean bounded) {
    for (int negative : List.of(-1, Integer.MIN_VALUE)) {
      var refusal =
          assertThrows(IllegalArgumentException.class, () -> semaphore(bounded, negative));
      assertTrue(refusal.getMessage().contains("" + negative), refusal.getMessage());
    }
  }

  // asyncio SemaphoreTests: test_initial_value_zero
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void constructor_zeroPermits_admitsNobody(boolean bounded) {
    var semaphore = semaphore(bounded, 0);
    assertEquals(0, semaphore.available());
    if (bounded) {
      assertThrows(IllegalArgumentException.class, semaphore::tryAcquire);
    } else {
      assertNull(semaphore.tryAcquire());
      assertPending(semaphore.acquire());
    }
  }

  // toro BaseSemaphoreTests: test_str
  // toro SemaphoreTests2: test_repr
  // tornado SemaphoreTest: test_repr
  // asyncio SemaphoreTests: test_repr
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void toString_everyState_saysItAndHowManyWait(boolean bounded) {
    var semaphore = semaphore(bounded, 1);
    assertEquals("AsyncSemaphore[1 of 1 available]", shown(semaphore));
    Permit held = granted(semaphore.acquire());
    assertEquals("AsyncSemaphore[0 of 1 available]", shown(semaphore));
    semaphore.acquire();
    semaphore.acquire();
    assertEquals("AsyncSemaphore[0 of 1 available, 2 waiting]", shown(semaphore));
    held.close();
    assertEquals("AsyncSemaphore[0 of 1 available, 1 waiting]", shown(semaphore));
  }

  // toro BaseSemaphoreTests: test_acquire
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whenAvailable_afterAnAcquireOfTheLastPermit_waitsForARelease(boolean bounded) {
    var semaphore = semaphore(bounded, 1);
    granted(semaphore.whenAvailable());
    Permit held = granted(semaphore.acquire());
    Wait<Void> available = semaphore.whenAvailable();
    assertPending(available);
    held.close();
    assertNull(granted(available));
    assertEquals(1, semaphore.available());
    assertNotNull(semaphore.tryAcquire());
    assertPending(semaphore.whenAvailable());
  }

  // toro BaseSemaphoreTests: test_acquire_contended
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void acquire_tenTasksTwiceEach_admitsAsManyAsAreReleased(boolean bounded) {
    var semaphore = semaphore(bounded, 7);
    var open = new ArrayDeque<Permit>();
    open.add(granted(semaphore.acquire()));
    for (int i = 0; i < 10; i++) {
      semaphore
          .acquire()
          .thenCompose(
              first -> {
                history.add("once");
                open.add(first);
                return semaphore.acquire();
              })
          .thenAccept(
              second -> {
                history.add("twice");
                open.add(second);
              });
    }
    assertEquals(6, history.size());
    for (int releases : new int[] {7, 6}) {
      int before = history.size();
      for (int i = 0; i < releases; i++) {
        open.remove().close();
      }
      assertEquals(before + releases, history.size());
      assertEquals(0, semaphore.available());
    }
    assertInstanceOf(TimeoutException.class, failureOf(semaphore.acquire().within(SHORT)));
    until("1 waits", () -> semaphore.toString().contains("1 waiting"));
    open.remove().close();
    assertEquals(20, history.size());
    assertEquals(10, Collections.frequency(history, "twice"));
    assertFalse(somebodyWaits(semaphore), semaphore::toString);
    open.forEach(Permit::close);
    assertEquals(7, semaphore.available());
  }

  // toro BaseSemaphoreTests: test_try_acquire
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void acquire_empty_timesOutAndWorksAfterARelease(boolean bounded) throws Exception {
    var semaphore = semaphore(bounded, 2);
    List<Permit> open = drain(semaphore);
    assertEquals(2, open.size());
    assertThrows(TimeoutException.class, () -> semaphore.acquire().await(SHORT));
    assertNull(semaphore.tryAcquire());
    open.getFirst().close();
    assertTrue(semaphore.acquire().await(SHORT).isOpen());
    assertEquals(0, semaphore.available());
  }

  // toro BaseSemaphoreTests: test_wait
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whenAvailable_limitPasses_failsWithTimeout(boolean bounded) {
    var semaphore = semaphore(bounded, 1);
    Permit held = granted(semaphore.acquire());
    Wait<Void> available = semaphore.whenAvailable().within(SHORT);
    assertInstanceOf(TimeoutException.class, failureOf(available));
    until("nobody waits", () -> !somebodyWaits(semaphore));
    held.close();
    assertEquals(1, semaphore.available());
  }

  // toro SemaphoreTests: test_release_unacquired
  // tornado SemaphoreTest: test_release_unacquired
  @Test
  void release_unboundedAndNothingHeld_addsAPermit() {
    var semaphore = new AsyncSemaphore(1);
    semaphore.release();
    assertEquals(2, semaphore.available());
    granted(semaphore.acquire());
    granted(semaphore.acquire());
    Wait<Permit> third = semaphore.acquire();
    assertPending(third);
    semaphore.release();
    assertTrue(granted(third).isOpen());
    assertEquals(0, semaphore.available());
  }

  // toro BoundedSemaphoreTests: test_release_unacquired
  // tornado BoundedSemaphoreTest: test_release_unacquired
  // asyncio SemaphoreTests: test_release_not_acquired
  @Test
  void release_bounded_isRefusedAlsoWhileSomebodyWaits() {
    var semaphore = AsyncSemaphore.bounded(1);
    assertThrows(IllegalStateException.class, semaphore::release);
    Permit held = granted(semaphore.acquire());
    Wait<Permit> waiting = semaphore.acquire();
    assertThrows(IllegalStateException.class, semaphore::release);
    assertPending(waiting);
    held.close();
    assertTrue(granted(waiting).isOpen());
    assertEquals(0, semaphore.available()); // handed over, never free in between
    held.close();
    assertEquals(0, semaphore.available());
    granted(waiting).close();
    assertEquals(1, semaphore.available());
    var refusal = assertThrows(IllegalStateException.class, semaphore::release);
    assertTrue(refusal.getMessage().contains("1 of 1"), refusal.getMessage());
  }

  // toro TestTimeoutAcquire: test_timeout_acquire
  @Test
  void acquire_noPermitsAtAll_timesOut() {
    var semaphore = new AsyncSemaphore(0);
    assertInstanceOf(TimeoutException.class, failureOf(semaphore.acquire().within(SHORT)));
    semaphore.release();
    assertEquals(1, semaphore.available());
  }

  // toro TestTimeoutAcquire: test_release_twice
  @Test
  void acquire_twoPairsWithFunctions_runsThemInOrder() {
    var semaphore = new AsyncSemaphore(1);
    note(semaphore.acquire(), "a");
    semaphore.release();
    note(semaphore.acquire(), "b");
    semaphore.release();
    assertEquals(List.of("a", "b"), history);
    assertEquals(1, semaphore.available());
  }

  // toro SemaphoreTests2: test_acquire_callback
  @Test
  void release_acquirersAndWatchers_servesAcquirersFirstAndWakesWatchersByASurplus() {
    var semaphore = new AsyncSemaphore(0);
    note(semaphore.whenAvailable(), "available 1");
    note(semaphore.acquire(), "acquire 1");
    note(semaphore.whenAvailable(), "available 2");
    note(semaphore.acquire(), "acquire 2");
    for (int i = 1; i <= 3; i++) {
      semaphore.release();
      history.add("release " + i);
    }
    assertEquals(
        List.of(
            "acquire 1",
            "release 1",
            "acquire 2",
            "release 2",
            "available 1",
            "available 2",
            "release 3"),
        history);
    assertEquals(1, semaphore.available());
  }

  // toro SemaphoreContextManagerTest: test_context_manager
  // tornado SemaphoreContextManagerTest: test_context_manager, test_context_manager_async_await
  @Test
  void tryWithResources_always_holdsInsideAndReleasesAfter() throws Exception {
    var semaphore = new AsyncSemaphore(1);
    try (var held = semaphore.acquire().await()) {
      assertTrue(held.isOpen());
      assertEquals(0, semaphore.available());
    }
    assertEquals(1, semaphore.available());
    CompletableFuture<String> body = new CompletableFuture<>();
    Wait<String> whole = semaphore.with(() -> body);
    assertEquals(0, semaphore.available());
    body.complete("done");
    assertEquals("done", granted(whole));
    assertEquals(1, semaphore.available());
  }

  // toro SemaphoreContextManagerTest: test_context_manager_exception
  // tornado SemaphoreContextManagerTest: test_context_manager_exception
  @Test
  void tryWithResources_bodyThrows_releases() {
    var semaphore = new AsyncSemaphore(1);
    var failure = new IllegalStateException("the body's own");
    var thrown =
        assertThrows(
            IllegalStateException.class,
            () -> {
              try (var held = semaphore.acquire().await()) {
                history.add(held.isOpen());
                throw failure;
              }
            });
    assertSame(failure, thrown);
    assertEquals(List.of(true), history);
    assertEquals(1, semaphore.available());
    Wait<Object> with = semaphore.with(() -> CompletableFuture.failedFuture(failure));
    assertSame(failure, failed(with));
    assertEquals(1, semaphore.available());
  }

  // tornado SemaphoreContextManagerTest: test_context_manager_timeout
  @Test
  void tryWithResources_limitAndFree_isInsideAtOnce() throws Exception {
    var semaphore = new AsyncSemaphore(1);
    try (var held = semaphore.acquire().await(SHORT)) {
      assertTrue(held.isOpen());
      assertEquals(0, semaphore.available());
    }
    assertEquals(1, semaphore.available());
  }

  // tornado SemaphoreContextManagerTest: test_context_manager_timeout_error
  @Test
  void tryWithResources_limitPasses_neverRunsTheBodyAndReleasesNothing() {
    var semaphore = new AsyncSemaphore(0);
    assertThrows(
        TimeoutException.class,
        () -> {
          try (var held = semaphore.acquire().await(SHORT)) {
            history.add(held);
          }
        });
    Wait<Object> with =
        semaphore.with(
            () -> {
              history.add("with");
              return new CompletableFuture<>();
            });
    assertInstanceOf(TimeoutException.class, failureOf(with.within(SHORT)));
    assertEquals(List.of(), history);
    assertEquals("AsyncSemaphore[0 of 0 available]", shown(semaphore));
  }

  // toro SemaphoreContextManagerTest: test_context_manager_contended
  // tornado SemaphoreContextManagerTest: test_context_manager_contended
  @Test
  void tryWithResources_contendedByCoroutines_letsThemInOneByOneInTheirOrder() throws Exception {
    var semaphore = new AsyncSemaphore(1);
    Permit first = granted(semaphore.acquire());
    List<Started<Object>> coroutines = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      int number = i;
      coroutines.add(
          Probe.startVirtual(
              () -> {
                try (var held = semaphore.acquire().await()) {
                  history.add(List.of("acquired", number, held.isOpen()));
                  Thread.yield();
                  return history.add(List.of("releasing", number, held.isOpen()));
                }
              }));
      String line = (i + 1) + " waiting";
      until(line, () -> semaphore.toString().contains(line));
    }
    first.close();
    for (Started<Object> coroutine : coroutines) {
      assertEquals(true, coroutine.result());
    }
    assertEquals(
        IntStream.range(0, 10)
            .boxed()
            .flatMap(i -> Stream.of(List.of("acquired", i, true), List.of("releasing", i, true)))
            .toList(),
        history);
    assertEquals(1, semaphore.available());
  }

  // What Python refuses when it runs does not compile here: there is nothing to close or to await.
  // toro SemaphoreContextManagerTest: test_context_manager_misuse
  // tornado SemaphoreContextManagerTest: test_yield_sem, test_context_manager_misuse
  // asyncio SemaphoreTests: test_semaphore
  @Test
  void semaphoreItself_always_isNeitherAResourceNorAStage() {
    assertFalse(AutoCloseable.class.isAssignableFrom(AsyncSemaphore.class));
    assertFalse(CompletionStage.class.isAssignableFrom(AsyncSemaphore.class));
    assertFalse(AutoCloseable.class.isAssignableFrom(Wait.class));
  }
}
