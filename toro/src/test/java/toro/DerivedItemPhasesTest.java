package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.failure;
import static toro.Eventually.value;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import toro.Subjects.Items;
import toro.Subjects.Kind;

/** Items that nobody received, and waits on several others: what is given up, and where it goes. */
@Timeout(60)
class DerivedItemPhasesTest {
  private final ArrayDeque<Runnable> queued = new ArrayDeque<>();
  private final Executor later = queued::add;

  static List<Kind<Items>> queues() {
    return Subjects.queues();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("queues")
  void item_whoseFunctionNeverRan_goesToTheFirstTaker(Kind<Items> kind) {
    Items subject = kind.make();
    Wait<Void> stage = subject.take().thenAcceptAsync(item -> {}, later);
    Wait<Integer> next = subject.take();
    Wait<Integer> last = subject.take();
    assertTrue(subject.offer(1));

    assertTrue(stage.cancel(true));

    assertEquals(1, value(next));
    assertFalse(last.isDone());
    assertTrue(subject.offer(2));
    assertEquals(2, value(last));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("queues")
  void item_whoseFunctionNeverRan_goesBackToTheHead(Kind<Items> kind) {
    Items subject = kind.make();
    Wait<Void> stage = subject.take().thenAcceptAsync(item -> {}, later);
    assertTrue(subject.offer(1));
    for (int i = 2; i < 4 && i - 2 < subject.capacity(); i++) {
      assertTrue(subject.offer(i)); // now it is full, if it can be
    }

    assertTrue(stage.cancel(true));

    assertEquals(1, subject.poll(), "before all that came later");
    int left = 0;
    for (Integer item = subject.poll(); item != null; item = subject.poll()) {
      left++;
    }
    assertEquals(Math.min(2, subject.capacity()), left);
  }

  @Test
  void item_givenBack_mayExceedTheCapacityByOneAndDelaysThePutters() {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    Wait<Void> stage = queue.take().thenAcceptAsync(item -> {}, later);
    assertTrue(queue.offer(1));
    assertTrue(queue.offer(2));
    Wait<Void> put = queue.put(3);

    stage.cancel(true);

    assertEquals(2, queue.size());
    assertTrue(queue.isFull());
    assertEquals(0, queue.remainingCapacity());
    assertEquals(1, queue.poll());
    assertFalse(put.isDone(), "the queue is still full");
    assertEquals(2, queue.poll());
    assertTrue(put.isDone());
    assertEquals(3, queue.poll());
    assertEquals(3, queue.unfinishedTasks());
  }

  @Test
  void item_givenBackToAPriorityQueue_goesBeforeItsEquals() {
    AsyncQueue<int[]> queue = AsyncQueue.priority(9, (a, b) -> Integer.compare(a[0], b[0]));
    Wait<Void> stage = queue.take().thenAcceptAsync(item -> {}, later);
    int[][] items = {{5, 0}, {5, 1}, {4, 2}, {6, 3}};
    for (int[] item : items) {
      assertTrue(queue.offer(item));
    }

    stage.cancel(true);

    List<Integer> order = new ArrayList<>();
    for (int[] item = queue.poll(); item != null; item = queue.poll()) {
      order.add(item[1]);
    }
    assertEquals(List.of(2, 0, 1, 3), order);
  }

  @Test
  void item_givenBackAfterClose_isStillTakable() {
    AsyncQueue<Integer> queue = AsyncQueue.unbounded();
    Wait<Void> stage = queue.take().thenAcceptAsync(item -> {}, later);
    assertTrue(queue.offer(1));
    queue.close();

    stage.cancel(true);

    assertEquals(1, value(queue.take()));
    assertInstanceOf(ClosedException.class, failure(queue.take()));
    queue.taskDone();
    assertNull(failure(queue.whenDone()));
  }

  @Test
  void put_stageGivenUpAfterTheItemWasAccepted_leavesItInTheQueue() {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    Wait<Void> stage = queue.put(1).thenRunAsync(() -> {}, later);

    stage.cancel(true);

    assertEquals(1, queue.poll());
    assertNull(queue.poll());
  }

  @Test
  void allOf_givenUp_givesUpEveryMember() {
    var lock = new AsyncLock();
    Permit held = lock.tryAcquire();
    AsyncQueue<Integer> queue = AsyncQueue.unbounded();
    CompletableFuture<String> plain = new CompletableFuture<>();
    Wait<Permit> acquire = lock.acquire();
    Wait<Integer> take = queue.take();

    assertTrue(Wait.allOf(acquire, take, plain).cancel(true));

    assertTrue(acquire.isDone() && take.isDone());
    assertFalse(plain.isDone());
    assertEquals(0, plain.getNumberOfDependents());
    Subjects.assertNobodyWaits(lock);
    Subjects.assertNobodyWaits(queue);
    held.close();
    assertFalse(lock.isHeld());
  }

  @Test
  void allOf_timedOutBelow_givesUpEveryMember() {
    AsyncQueue<Integer> queue = AsyncQueue.unbounded();
    Wait<Integer> stage =
        Wait.allOf(queue.take(), queue.take()).thenApply(none -> 1).thenApply(i -> i);

    stage.within(Duration.ofMillis(1));

    assertInstanceOf(TimeoutException.class, failure(stage));
    Subjects.assertNobodyWaits(queue);
    assertTrue(queue.offer(1));
    assertEquals(1, queue.poll());
  }

  @Test
  void anyOf_won_givesUpTheLosers() {
    AsyncQueue<Integer> one = AsyncQueue.unbounded();
    AsyncQueue<Integer> two = AsyncQueue.unbounded();
    Wait<Object> any = Wait.anyOf(one.take(), two.take());

    assertTrue(two.offer(2));

    assertEquals(2, value(any));
    Subjects.assertNobodyWaits(one);
    assertTrue(one.offer(1));
    assertEquals(1, one.poll(), "the loser must not have taken it");
    assertNull(two.poll());
  }

  @Test
  void anyOf_givenUp_givesUpEveryMember() {
    var lock = new AsyncLock();
    Permit held = lock.tryAcquire();
    var event = new AsyncEvent();

    assertTrue(Wait.anyOf(lock.acquire(), event.whenSet()).cancel(true));

    Subjects.assertNobodyWaits(lock);
    Subjects.assertNobodyWaits(event);
    held.close();
    assertFalse(lock.isHeld());
  }

  @Test
  void waitOfAForeignStage_composedAndGivenUp_leavesTheLine() {
    var lock = new AsyncLock();
    Permit held = lock.tryAcquire();
    Wait<Void> stage =
        Wait.of(CompletableFuture.completedStage(1))
            .thenCompose(one -> lock.acquire())
            .thenAccept(Permit::close);

    stage.cancel(true);

    Subjects.assertNobodyWaits(lock);
    held.close();
    assertFalse(lock.isHeld());
  }

  @Test
  void waitOfAForeignStage_givenUp_cancelsIt() {
    CompletableFuture<Integer> foreign = new CompletableFuture<>();

    Wait.of(foreign).thenApply(i -> i).cancel(true);

    assertTrue(foreign.isCancelled());
  }

  @Test
  void wait_givenUpBelow_isCancelledForAllWhoRead() {
    AsyncQueue<Integer> queue = AsyncQueue.unbounded();
    Wait<Integer> take = queue.take();
    Wait<Integer> stage = take.thenApplyAsync(item -> item, later);
    assertTrue(queue.offer(1));

    assertTrue(stage.cancel(true));

    assertInstanceOf(CancellationException.class, failure(take));
    assertEquals(1, queue.poll());
    queued.forEach(Runnable::run);
    assertTrue(stage.isCancelled());
  }
}
