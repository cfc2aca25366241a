package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.failureOf;
import static toro.Probe.granted;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AsyncResultTest {
  private final AsyncResult<String> result = new AsyncResult<>();

  @Test
  void set_waiters_completesAllWithTheValue() {
    Wait<String> first = result.whenDone();
    Wait<String> second = result.whenDone();
    assertPending(first, second);
    assertFalse(result.isDone());
    result.set("value");
    assertTrue(result.isDone());
    assertEquals("value", granted(first));
    assertEquals("value", granted(second));
  }

  @Test
  void whenDone_set_completesAtOnceEveryTime() {
    result.set("value");
    assertEquals("value", granted(result.whenDone()));
    assertEquals("value", granted(result.whenDone()));
    assertEquals("value", result.getNow());
    assertEquals("value", result.getNow());
  }

  @Test
  void set_null_isAValue() {
    Wait<String> wait = result.whenDone();
    result.set(null);
    assertTrue(result.isDone());
    assertNull(granted(wait));
    assertNull(result.getNow());
    assertThrows(AlreadySetException.class, () -> result.set(null));
  }

  @Test
  void set_callbacks_runInTheOrderOfTheCallsBeforeItReturns() {
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int number = i;
      result.whenDone().thenAccept(value -> order.add(number + value));
    }
    result.set("v");
    assertEquals(List.of("0v", "1v", "2v"), order);
  }

  @Test
  void fail_waiters_failsAllWithTheFailure() {
    IOException failure = new IOException("disk");
    Wait<String> wait = result.whenDone();
    result.fail(failure);
    assertTrue(result.isDone());
    assertSame(failure, failed(wait));
    assertSame(failure, failed(result.whenDone()));
  }

  @Test
  void getNow_failedUnchecked_throwsTheFailureItself() {
    IllegalArgumentException failure = new IllegalArgumentException("bad");
    result.fail(failure);
    assertSame(failure, assertThrows(IllegalArgumentException.class, result::getNow));
  }

  @Test
  void getNow_failedWithAnError_throwsTheErrorItself() {
    Error failure = new AssertionError("broken");
    result.fail(failure);
    assertSame(failure, assertThrows(AssertionError.class, result::getNow));
  }

  @Test
  void getNow_failedChecked_throwsItWrapped() {
    IOException failure = new IOException("disk");
    result.fail(failure);
    assertSame(failure, assertThrows(CompletionException.class, result::getNow).getCause());
  }

  @Test
  void getNow_tooEarly_throwsNotReady() {
    assertThrows(NotReadyException.class, result::getNow);
    assertFalse(result.isDone());
    result.set("value");
    assertEquals("value", result.getNow());
  }

  @Test
  void set_twice_throwsAlreadySetAndKeepsTheFirst() {
    result.set("first");
    assertThrows(AlreadySetException.class, () -> result.set("second"));
    assertThrows(AlreadySetException.class, () -> result.fail(new IOException("late")));
    assertEquals("first", result.getNow());
  }

  @Test
  void set_afterFail_throwsAlreadySetAndKeepsTheFailure() {
    IllegalStateException failure = new IllegalStateException("first");
    result.fail(failure);
    assertThrows(AlreadySetException.class, () -> result.set("value"));
    assertThrows(AlreadySetException.class, () -> result.fail(new IOException("late")));
    assertSame(failure, failed(result.whenDone()));
  }

  @Test
  void trySet_once_wins() {
    assertTrue(result.trySet("first"));
    assertFalse(result.trySet("second"));
    assertFalse(result.tryFail(new IOException("late")));
    assertEquals("first", result.getNow());
  }

  @Test
  void tryFail_once_wins() {
    IllegalStateException failure = new IllegalStateException("first");
    Wait<String> wait = result.whenDone();
    assertTrue(result.tryFail(failure));
    assertFalse(result.tryFail(new IllegalStateException("second")));
    assertFalse(result.trySet("value"));
    assertSame(failure, failed(wait));
  }

  @Test
  void set_byTwoThreads_hasOneWinner() throws Exception {
    for (int round = 0; round < 100; round++) {
      AsyncResult<String> contested = new AsyncResult<>();
      Wait<String> wait = contested.whenDone();
      var other = Probe.start(() -> contested.trySet("other"));
      boolean mine = contested.trySet("mine");
      assertEquals(mine, !other.result());
      assertEquals(mine ? "mine" : "other", granted(wait));
    }
  }

  @Test
  void whenDone_cancelled_leavesAndHarmsNobody() {
    Wait<String> first = result.whenDone();
    Wait<String> second = result.whenDone();
    assertTrue(first.cancel(true));
    assertFalse(result.isDone());
    result.set("value");
    assertTrue(first.isCancelled());
    assertEquals("value", granted(second));
  }

  @Test
  void whenDone_limitPasses_theValueIsStillReadable() {
    assertInstanceOf(
        TimeoutException.class, failureOf(result.whenDone().within(Duration.ofMillis(1))));
    result.set("value");
    assertEquals("value", result.getNow());
    assertEquals("value", granted(result.whenDone()));
  }

  @Test
  void whenDone_itsFutureCompleted_doesNotSetTheResult() {
    Wait<String> forged = result.whenDone();
    Wait<String> other = result.whenDone();
    assertTrue(forged.toCompletableFuture().complete("forged"));
    assertTrue(forged.isCancelled());
    assertFalse(result.isDone());
    assertPending(other);
    result.set("value");
    assertEquals("value", granted(other));
  }

  @Test
  void fail_null_throwsNullPointerAndSetsNothing() {
    assertThrows(NullPointerException.class, () -> result.fail(null));
    assertThrows(NullPointerException.class, () -> result.tryFail(null));
    assertFalse(result.isDone());
  }

  @Test
  void exceptions_always_areUncheckedIllegalStates() {
    result.set("value");
    assertInstanceOf(
        IllegalStateException.class,
        assertThrows(AlreadySetException.class, () -> result.set("again")));
    assertInstanceOf(
        IllegalStateException.class,
        assertThrows(NotReadyException.class, () -> new AsyncResult<String>().getNow()));
  }

  @Test
  void named_anyName_returnsTheResultItself() {
    assertSame(result, result.named("config"));
  }
}
