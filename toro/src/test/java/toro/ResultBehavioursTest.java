package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.assertPending;
import static toro.Probe.assertShows;
import static toro.Probe.failureOf;
import static toro.Probe.granted;
import static toro.Probe.shown;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Toro's result and its timeout promise, kept by {@link AsyncResult} and {@link Wait}. */
@Timeout(60)
class ResultBehavioursTest {
  private static final Duration SHORT = Duration.ofMillis(5);

  private final AsyncResult<Integer> result = new AsyncResult<>();
  private final List<Object> history = new ArrayList<>();

  // toro TestAsyncResult: test_str
  @Test
  void toString_everyState_saysTheValueOrHowManyWait() {
    assertEquals("AsyncResult[not set]", shown(result));
    result.whenDone();
    assertEquals("AsyncResult[not set, 1 waiting]", shown(result));
    result.set(1729);
    assertEquals("AsyncResult[set to 1729]", shown(result));
  }

  // toro TestAsyncResult: test_get_nowait
  @Test
  void getNow_notSet_throwsNotReady() {
    assertFalse(result.isDone());
    assertThrows(NotReadyException.class, result::getNow);
  }

  // toro TestAsyncResult: test_raises_after_timeout
  @Test
  void whenDone_limitPasses_throwsTimeoutNoSooner() {
    var limit = Duration.ofMillis(20);
    long start = System.nanoTime();
    assertThrows(TimeoutException.class, () -> result.whenDone().await(limit));
    assertTrue(System.nanoTime() - start >= limit.toNanos());
    start = System.nanoTime();
    assertInstanceOf(TimeoutException.class, failureOf(result.whenDone().within(limit)));
    assertTrue(System.nanoTime() - start >= limit.toNanos());
    assertShows("AsyncResult[not set]", result);
  }

  // toro TestAsyncResult: test_set
  @Test
  void set_later_wakesTheCoroutineAndStaysReadable() throws Exception {
    var coroutine = Probe.startVirtual(() -> result.whenDone().await()).parked();
    result.set(42);
    assertEquals(42, coroutine.result());
    assertEquals(42, result.whenDone().await());
    assertEquals(42, granted(result.whenDone()));
    assertEquals(42, result.getNow());
    assertTrue(result.isDone());
    assertThrows(AlreadySetException.class, () -> result.set(43));
    assertEquals(42, result.getNow());
  }

  // toro TestAsyncResult: test_get_callback
  @Test
  void set_functionsWaiting_runsThemInOrderBeforeItReturns() {
    for (String name : List.of("first", "second", "third")) {
      result.whenDone().thenAccept(value -> history.add(name + " " + value));
    }
    assertEquals(List.of(), history);
    result.set(7);
    history.add("set");
    assertEquals(List.of("first 7", "second 7", "third 7", "set"), history);
  }

  // toro TestAsyncResult: test_get_timeout
  @Test
  void set_afterAWaiterTimedOut_reachesTheOthers() {
    Wait<Integer> dead = result.whenDone().within(SHORT);
    Wait<Integer> live = result.whenDone();
    assertInstanceOf(TimeoutException.class, failureOf(dead));
    assertShows("AsyncResult[not set, 1 waiting]", result);
    assertPending(live);
    result.set(7);
    assertEquals(7, granted(live));
    assertInstanceOf(TimeoutException.class, failureOf(dead));
    assertEquals(7, result.getNow());
    assertEquals(7, granted(result.whenDone()));
  }

  // toro TestTimeout: test_str
  @Test
  void timeoutException_always_saysHowLongItWaited() {
    var parked = assertThrows(TimeoutException.class, () -> result.whenDone().await(SHORT));
    assertTrue(parked.getMessage().contains("" + SHORT), parked.getMessage());
    assertTrue(parked.getMessage().contains("AsyncResult"), parked.getMessage());
    Throwable limited = failureOf(result.whenDone().within(SHORT));
    assertTrue(limited.getMessage().contains("" + SHORT), limited.getMessage());
  }
}
