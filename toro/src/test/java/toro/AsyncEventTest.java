package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.failureOf;
import static toro.Probe.granted;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AsyncEventTest {
  private final AsyncEvent event = new AsyncEvent();

  @Test
  void isSet_always_followsSetAndClear() {
    assertFalse(event.isSet());
    event.set();
    assertTrue(event.isSet());
    event.clear();
    assertFalse(event.isSet());
  }

  @Test
  void whenSet_set_completesAtOnceAndOnlyObserves() {
    event.set();
    assertNull(granted(event.whenSet()));
    assertNull(granted(event.whenSet()));
    assertTrue(event.isSet());
  }

  @Test
  void set_waiters_completesAllInTheOrderOfTheirCalls() {
    List<Integer> order = new ArrayList<>();
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int number = i;
      expected.add(i);
      event.whenSet().thenRun(() -> order.add(number));
    }
    assertEquals(List.of(), order);
    event.set();
    assertEquals(expected, order);
  }

  @Test
  void clear_rightAfterSet_losesNoWaiter() {
    List<Wait<Void>> waits = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      waits.add(event.whenSet());
    }
    event.set();
    event.clear();
    waits.forEach(Probe::granted);
    assertPending(event.whenSet());
  }

  @Test
  void clear_pendingWaiter_keepsItInLine() {
    Wait<Void> wait = event.whenSet();
    event.clear();
    assertPending(wait);
    event.set();
    granted(wait);
  }

  @Test
  void set_clearedAndSetAgain_wakesEachWaiterOnce() {
    int[] wakes = {0};
    event.whenSet().thenRun(() -> wakes[0]++);
    event.set();
    event.clear();
    event.set();
    event.set();
    assertEquals(1, wakes[0]);
    assertTrue(event.isSet());
  }

  @Test
  void set_twice_isTheSameAsOnce() {
    event.set();
    event.set();
    event.clear();
    assertFalse(event.isSet());
    assertPending(event.whenSet());
  }

  @Test
  void set_whileAContinuationClears_stillWakesEveryWaiter() {
    Wait<Void> first = event.whenSet();
    first.thenRun(event::clear);
    Wait<Void> second = event.whenSet();
    event.set();
    granted(first);
    granted(second);
    assertFalse(event.isSet());
  }

  @Test
  void set_continuationWaitsAgainAfterClear_isNotWokenByTheSameSet() {
    List<Wait<Void>> again = new ArrayList<>();
    event
        .whenSet()
        .thenRun(
            () -> {
              event.clear();
              again.add(event.whenSet());
            });
    event.set();
    assertPending(again.getFirst());
    event.set();
    granted(again.getFirst());
  }

  @Test
  void set_oneContinuationThrows_wakesTheOthers() {
    Wait<Void> first = event.whenSet();
    first.thenRun(
        () -> {
          throw new AssertionError("continuation");
        });
    boolean[] ran = {false};
    event.whenSet().thenRun(() -> ran[0] = true);
    event.set();
    assertTrue(ran[0]);
  }

  @Test
  void whenSet_cancelled_leavesTheLine() {
    Wait<Void> first = event.whenSet();
    Wait<Void> second = event.whenSet();
    assertTrue(first.cancel(true));
    assertTrue(event.toString().contains("1 waiting"), event.toString());
    event.set();
    assertTrue(first.isCancelled());
    granted(second);
  }

  @Test
  void whenSet_limitPasses_theEventStaysUsable() {
    assertInstanceOf(
        TimeoutException.class, failureOf(event.whenSet().within(Duration.ofMillis(1))));
    Wait<Void> wait = event.whenSet();
    event.set();
    granted(wait);
  }

  @Test
  void whenSet_limitZero_isATry() {
    assertInstanceOf(TimeoutException.class, failed(event.whenSet().within(Duration.ZERO)));
    event.set();
    assertNull(granted(event.whenSet().within(Duration.ZERO)));
  }

  @Test
  void whenSet_itsFutureCompleted_doesNotSetTheEvent() {
    Wait<Void> forged = event.whenSet();
    Wait<Void> other = event.whenSet();
    assertTrue(forged.toCompletableFuture().complete(null));
    assertFalse(event.isSet());
    assertPending(other);
  }

  @Test
  void named_anyName_returnsTheEventItself() {
    assertSame(event, event.named("ready"));
  }
}
