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
class AsyncConditionTest {
  private final AsyncCondition condition = new AsyncCondition();
  private final List<Integer> order = new ArrayList<>();

  private List<Wait<Void>> waiters(int count) {
    List<Wait<Void>> waits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      waits.add(condition.whenSignalled());
      waits.getLast().thenRun(() -> order.add(number));
    }
    return waits;
  }

  @Test
  void signal_oneWaiter_completesIt() {
    Wait<Void> wait = condition.whenSignalled();
    assertPending(wait);
    condition.signal();
    assertNull(granted(wait));
  }

  @Test
  void signal_severalWaiters_completesTheFirstOnly() {
    List<Wait<Void>> waits = waiters(3);
    condition.signal();
    granted(waits.get(0));
    assertPending(waits.get(1), waits.get(2));
    condition.signal();
    granted(waits.get(1));
    assertPending(waits.get(2));
  }

  @Test
  void signal_nobodyWaits_isNotStored() {
    condition.signal();
    condition.signal(5);
    condition.signalAll();
    assertPending(condition.whenSignalled());
  }

  @Test
  void signalN_severalWaiters_completesExactlyNInOrder() {
    waiters(6);
    condition.signal(3);
    assertEquals(List.of(0, 1, 2), order);
    condition.signal(1);
    assertEquals(List.of(0, 1, 2, 3), order);
    condition.signal(2);
    assertEquals(List.of(0, 1, 2, 3, 4, 5), order);
  }

  @Test
  void signalN_moreThanWait_completesAllAndStoresNothing() {
    waiters(2);
    condition.signal(Integer.MAX_VALUE);
    assertEquals(List.of(0, 1), order);
    assertPending(condition.whenSignalled());
  }

  @Test
  void signalAll_severalWaiters_completesAllInOrderBeforeItReturns() {
    waiters(5);
    condition.signalAll();
    assertEquals(List.of(0, 1, 2, 3, 4), order);
  }

  @Test
  void signalN_someGaveUp_doesNotCountThem() {
    List<Wait<Void>> waits = waiters(4);
    waits.get(0).cancel(false);
    assertInstanceOf(TimeoutException.class, failed(waits.get(2).within(Duration.ZERO)));
    condition.signal(2);
    assertEquals(List.of(1, 3), order);
  }

  @Test
  void signalAll_someGaveUp_wakesTheRest() {
    List<Wait<Void>> waits = waiters(3);
    assertInstanceOf(TimeoutException.class, failureOf(waits.get(1).within(Duration.ofMillis(1))));
    condition.signalAll();
    assertEquals(List.of(0, 2), order);
  }

  @Test
  void signal_beforeTheLimit_winsOverIt() {
    Wait<Void> wait = condition.whenSignalled().within(Duration.ofSeconds(30));
    condition.signal();
    assertNull(granted(wait));
    assertFalse(wait.cancel(false));
  }

  @Test
  void signal_fromInsideASignal_isNotLost() {
    List<Wait<Void>> waits = new ArrayList<>();
    waits.add(condition.whenSignalled());
    waits.getFirst().thenRun(() -> condition.signal());
    for (int i = 0; i < 3; i++) {
      waits.add(condition.whenSignalled());
    }
    condition.signal(2);
    granted(waits.get(0));
    granted(waits.get(1));
    granted(waits.get(2));
    assertPending(waits.get(3));
  }

  @Test
  void signalAll_continuationWaitsAgain_isNotWokenByTheSameSignal() {
    List<Wait<Void>> again = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      condition.whenSignalled().thenRun(() -> again.add(condition.whenSignalled()));
    }
    condition.signalAll();
    assertEquals(3, again.size());
    assertPending(again.toArray(Wait<?>[]::new));
    condition.signalAll();
    again.forEach(Probe::granted);
  }

  @Test
  void signalAll_oneContinuationThrows_wakesTheOthers() {
    condition
        .whenSignalled()
        .thenRun(
            () -> {
              throw new IllegalStateException("continuation");
            });
    waiters(2);
    condition.signalAll();
    assertEquals(List.of(0, 1), order);
  }

  @Test
  void whenSignalled_cancelled_leavesTheLine() {
    List<Wait<Void>> waits = waiters(2);
    assertTrue(waits.getFirst().cancel(true));
    assertTrue(waits.getFirst().isCancelled());
    assertTrue(condition.toString().contains("1 waiting"), condition.toString());
    condition.signal();
    granted(waits.get(1));
  }

  @Test
  void named_anyName_returnsTheConditionItself() {
    assertSame(condition, condition.named("changed"));
  }

  @Test
  void signalAll_aStageOfOneIsGivenUpBeforeItRan_wakesNobodyElse() {
    var condition = new AsyncCondition();
    List<Runnable> queued = new ArrayList<>();
    Wait<Void> stage = condition.whenSignalled().thenRunAsync(() -> {}, queued::add);
    condition.signalAll();
    Wait<Void> later = condition.whenSignalled();
    assertTrue(stage.cancel(false));
    assertFalse(later.isDone());
    Wait<Void> one = condition.whenSignalled().thenRunAsync(() -> {}, queued::add);
    condition.signal();
    assertTrue(later.isDone());
    condition.signal();
    Wait<Void> next = condition.whenSignalled();
    assertTrue(one.cancel(false)); // a signal to one goes on
    assertTrue(next.isDone());
  }
}
