package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.granted;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens around a priority queue while its comparator, the user's code, runs. */
@Timeout(60)
class QueueComparatorTest {
  /** Runs inside the next comparison. */
  private final AtomicReference<Runnable> inside = new AtomicReference<>(() -> {});

  private final AsyncQueue<Integer> queue =
      AsyncQueue.priority(
          1,
          Comparator.comparing(
              (Integer i) -> {
                inside.getAndSet(() -> {}).run();
                return i;
              }));

  /** Has a put waiting, whose item is compared when the next one is taken. */
  private Wait<Void> waitingPut() {
    assertTrue(queue.offer(5));
    return queue.put(3);
  }

  @Test
  void put_cancelledWhileItIsGranted_isDecidedWhenCancelReturns() throws Exception {
    Wait<Void> put = waitingPut();
    var comparing = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    inside.set(
        () -> {
          comparing.countDown();
          try {
            goOn.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    var taker = Probe.start(queue::poll);
    comparing.await();
    var canceller = Probe.start(() -> List.of(put.cancel(false), put.isDone()));
    until(
        "it waits for the decision, or has not",
        () ->
            canceller.thread().getState() == Thread.State.TIMED_WAITING
                || canceller.thread().getState() == Thread.State.TERMINATED);
    goOn.countDown();
    assertEquals(List.of(false, true), canceller.result(), "cancelled, done");
    assertEquals(3, taker.result());
    assertNull(granted(put));
    assertEquals(List.of(5), Probe.drain(queue));
  }

  @Test
  void put_whoseItemCannotBeCompared_failsAndTheNextGetsTheRoom() {
    Wait<Void> put = waitingPut();
    Wait<Void> next = queue.put(4);
    var failure = new IllegalArgumentException("no order");
    inside.set(
        () -> {
          throw failure;
        });
    assertEquals(4, queue.poll());
    assertSame(failure, failed(put));
    assertNull(granted(next));
    assertEquals(List.of(5), Probe.drain(queue));
    assertEquals(2, queue.unfinishedTasks());
  }

  @Test
  void comparator_thatGivesUpWaitsOfItsQueue_isRefusedWithNothingChanged() {
    Wait<Void> put = waitingPut();
    Wait<Void> behind = queue.put(4);
    Wait<Void> end = queue.whenDone();
    List<String> refusals = new ArrayList<>();
    inside.set(
        () -> {
          for (Wait<?> wait : List.of(put, behind, end)) {
            var refusal = assertThrows(IllegalStateException.class, () -> wait.cancel(false));
            refusals.add(refusal.getMessage());
          }
        });
    assertEquals(3, queue.poll());
    assertEquals(3, refusals.size());
    assertTrue(refusals.getFirst().contains("comparator"), refusals::toString);
    assertNull(granted(put));
    assertPending(behind, end);
  }

  @Test
  void comparator_thatCallsItsQueue_failsThePutAndChangesNothing() {
    assertTrue(queue.offer(5));
    var full = queue.toString();
    Wait<Void> put = queue.put(3);
    inside.set(queue::close);
    assertEquals(5, queue.poll());
    assertInstanceOf(IllegalStateException.class, failed(put));
    assertFalse(queue.isClosed());
    assertTrue(full.contains("1 of 1"), full);
    assertEquals(0, queue.size());
  }

  @Test
  void item_thatGoesBackAndCannotBeCompared_isTheNextAllTheSame() {
    var broken = new AtomicBoolean();
    AsyncQueue<Integer> sorted =
        AsyncQueue.priority(
            9,
            (a, b) -> {
              if (broken.get()) {
                throw new IllegalArgumentException("broken");
              }
              return Integer.compare(a, b);
            });
    List<Runnable> queued = new ArrayList<>();
    List<Wait<Integer>> stages = new ArrayList<>();
    for (int i = 5; i < 7; i++) {
      stages.add(sorted.take().thenApplyAsync(item -> item, queued::add));
    }
    sorted.put(5);
    sorted.put(6);
    sorted.put(3);
    broken.set(true);
    assertTrue(stages.get(1).cancel(false));
    assertTrue(stages.get(0).cancel(false));
    broken.set(false);
    assertEquals(3, sorted.size());
    assertEquals(5, sorted.peek());
    assertEquals(5, sorted.poll());
    assertEquals(List.of(6, 3), Probe.drain(sorted));
    assertEquals(3, sorted.unfinishedTasks());
  }
}
