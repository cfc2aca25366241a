package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.assertPending;
import static toro.Probe.drain;
import static toro.Probe.failed;
import static toro.Probe.granted;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several items at once, and all of them one after the other. */
@Timeout(60)
class QueueBatchTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final AsyncQueue<Integer> queue = AsyncQueue.bounded(5);

  private void fill(int items) {
    for (int i = 1; i <= items; i++) {
      granted(queue.put(i));
    }
  }

  @Test
  void takeBatch_itemsAreThere_returnsThemAtOnceUpToTheLimit() {
    fill(5);
    assertEquals(List.of(1, 2, 3), granted(queue.takeBatch(3)));
    assertEquals(List.of(4, 5), granted(queue.takeBatch(3)));
    assertEquals(5, queue.unfinishedTasks());
  }

  @Test
  void takeBatch_nothingThere_waitsForOneItem() {
    Wait<List<Integer>> batch = queue.takeBatch(3);
    assertPending(batch);
    assertEquals(1, queue.waiting());
    granted(queue.put(1));
    granted(queue.put(2));
    assertEquals(List.of(1), granted(batch));
    assertEquals(2, queue.poll());
    assertThrows(UnsupportedOperationException.class, () -> granted(batch).add(2));
  }

  // tokio sync_mpsc.rs: recv_many limits
  @Test
  void takeBatch_waitingPuts_areAdmittedOneByOne() {
    fill(5);
    List<Wait<Void>> puts = IntStream.rangeClosed(6, 9).mapToObj(queue::put).toList();
    assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9), granted(queue.takeBatch(100)));
    puts.forEach(Probe::granted);
    AsyncQueue<Integer> handover = AsyncQueue.rendezvous();
    Wait<Void> one = handover.put(1);
    Wait<Void> two = handover.put(2);
    Wait<Void> three = handover.put(3);
    assertEquals(List.of(1, 2), granted(handover.takeBatch(2)));
    granted(one);
    granted(two);
    assertPending(three);
  }

  // JCTools#337, elastic/logstash#8632
  @Test
  void takeBatch_linger_countsFromTheFirstItemAndIsExactInSimulatedTime() throws Exception {
    Loop.simulate(
        7,
        () -> {
          AsyncQueue<Integer> slow = AsyncQueue.unbounded();
          long start = System.nanoTime();
          Loop.current()
              .spawn(
                  () -> {
                    for (int i = 0; i < 10; i++) {
                      Loop.sleep(Duration.ofMillis(20));
                      slow.offer(i);
                    }
                    return null;
                  });
          Deadline end = Deadline.after(LONG);
          List<Integer> batch = slow.takeBatch(100, Duration.ofMillis(50)).await();
          assertEquals(List.of(0, 1, 2), batch);
          assertEquals(Duration.ofMillis(70), LONG.minus(end.remaining()));
          assertEquals(List.of(3, 4), slow.takeBatch(2, LONG).await());
          assertEquals(Duration.ofMillis(100), LONG.minus(end.remaining()));
          assertTrue(start <= System.nanoTime());
          return null;
        });
  }

  @Test
  void takeBatch_zeroLinger_isNoLinger() {
    fill(2);
    assertEquals(List.of(1, 2), granted(queue.takeBatch(3, Duration.ZERO)));
  }

  @Test
  void takeBatch_lingering_completesWhenThereAreEnough() {
    Wait<List<Integer>> batch = queue.takeBatch(3, LONG);
    fill(2);
    assertPending(batch);
    granted(queue.put(3));
    assertEquals(List.of(1, 2, 3), granted(batch));
  }

  @Test
  void takeBatch_endedWhileLingering_completesWithWhatItHas() {
    Wait<List<Integer>> batch = queue.takeBatch(3, LONG);
    fill(2);
    queue.close(new IOException("disk"));
    assertEquals(List.of(1, 2), granted(batch));
    assertInstanceOf(ClosedException.class, failed(queue.takeBatch(3, LONG)));
  }

  @Test
  void takeBatch_closedWithALeaseOpen_waitsForWhatComesBack() {
    fill(1);
    Lease<Integer> lease = granted(queue.lease());
    Wait<List<Integer>> batch = queue.takeBatch(3, LONG);
    queue.close();
    assertPending(batch);
    lease.close();
    assertEquals(List.of(1), granted(batch));
  }

  @Test
  void takeBatch_givenUpBeforeTheFirst_tookNothing() {
    Wait<List<Integer>> batch = queue.takeBatch(3, LONG);
    assertTrue(batch.cancel(false));
    assertEquals(0, queue.waiting());
    fill(1);
    assertEquals(1, queue.size());
  }

  @Test
  void takeBatch_givenUpBetween_itemsGoBackInOrder() {
    Wait<List<Integer>> batch = queue.takeBatch(5, LONG);
    fill(3);
    assertEquals(0, queue.size());
    batch.within(Duration.ZERO);
    assertInstanceOf(TimeoutException.class, failed(batch));
    assertEquals(0, queue.waiting());
    assertEquals(List.of(1, 2, 3), drain(queue));
  }

  @Test
  void takeBatch_givenUpBetween_itemsAreBackBeforeItsFunctionsRun() {
    List<Integer> seen = new ArrayList<>();
    Wait<List<Integer>> batch = queue.takeBatch(3, Duration.ofHours(1));
    batch.whenComplete((items, failure) -> seen.addAll(drain(queue)));
    fill(2);
    assertTrue(batch.cancel(false));
    assertEquals(List.of(1, 2), seen);
  }

  @Test
  void takeBatch_unreceived_allItemsGoBackOverTheCapacity() {
    fill(5);
    Wait<List<Integer>> batch = queue.takeBatch(3);
    Wait<Void> stage = batch.thenAcceptAsync(items -> {}, ignored -> {});
    granted(queue.put(6));
    granted(queue.put(7));
    granted(queue.put(8));
    stage.cancel(false);
    assertEquals(8, queue.size());
    assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8), drain(queue));
    assertInstanceOf(CancellationException.class, Probe.failureOf(batch.thenRun(() -> {})));
  }

  @Test
  void takeBatch_unreceivedWhileOthersWait_theyGetTheItemsInOrder() {
    fill(3);
    Wait<Void> stage = queue.takeBatch(3).thenAcceptAsync(items -> {}, ignored -> {});
    Wait<Integer> first = queue.take();
    Wait<Integer> second = queue.take();
    stage.cancel(false);
    assertEquals(1, granted(first));
    assertEquals(2, granted(second));
    assertEquals(List.of(3), drain(queue));
  }

  @Test
  void takeBatch_received_isNotPutBack() {
    fill(3);
    Wait<List<Integer>> batch = queue.takeBatch(3);
    assertEquals(List.of(1, 2, 3), granted(batch));
    Wait<Void> stage = batch.thenAcceptAsync(items -> {}, ignored -> {});
    stage.cancel(false);
    assertEquals(0, queue.size());
  }

  @Test
  void takeBatch_lifoAndPriority_goBackInOrder() {
    for (AsyncQueue<Integer> each :
        List.of(AsyncQueue.<Integer>lifo(4), AsyncQueue.<Integer>priority(4))) {
      List.of(3, 1, 2, 4).forEach(each::put);
      List<Integer> order = each.poll(4);
      order.reversed().forEach(each::put);
      if (each.peek().equals(1)) {
        assertEquals(List.of(1, 2, 3, 4), order);
      }
      List<Integer> before = each.poll(4);
      before.reversed().forEach(each::put);
      each.takeBatch(3).thenAcceptAsync(items -> {}, ignored -> {}).cancel(false);
      assertEquals(before, each.poll(4));
    }
  }

  @Test
  void takeBatch_twoAtOnce_shareTheItemsByTheirPlacesInLine() {
    Wait<List<Integer>> first = queue.takeBatch(2, LONG);
    Wait<List<Integer>> second = queue.takeBatch(2, LONG);
    fill(4);
    assertEquals(List.of(1, 3), granted(first));
    assertEquals(List.of(2, 4), granted(second));
  }

  @Test
  void takeBatch_others_areNotHeldUp() {
    Wait<List<Integer>> batch = queue.takeBatch(3, LONG);
    fill(1);
    Wait<Integer> take = queue.take();
    granted(queue.put(2));
    granted(queue.put(3));
    assertEquals(3, granted(take));
    assertPending(batch);
    batch.cancel(false);
    assertEquals(List.of(1, 2), drain(queue));
  }

  @Test
  void takeBatch_leasedBefore_attemptsAreKeptWhenItGoesBack() {
    fill(2);
    granted(queue.lease()).close();
    queue.takeBatch(2).thenAcceptAsync(items -> {}, ignored -> {}).cancel(false);
    assertEquals(2, granted(queue.lease()).attempts());
  }

  @Test
  void takeBatch_badArguments_throwAtTheCall() {
    assertThrows(IllegalArgumentException.class, () -> queue.takeBatch(0));
    assertThrows(IllegalArgumentException.class, () -> queue.poll(0));
    assertThrows(IllegalArgumentException.class, () -> queue.takeBatch(1, Duration.ofNanos(-1)));
    assertThrows(NullPointerException.class, () -> queue.takeBatch(1, null));
  }

  @Test
  void takeBatch_interruptedBetween_itemsGoBack() throws Exception {
    var thread =
        Thread.ofVirtual()
            .start(
                () ->
                    assertThrows(
                        InterruptedException.class, () -> queue.takeBatch(5, LONG).await()));
    Eventually.until("waits", () -> queue.waiting() == 1);
    fill(2);
    Eventually.until("lingers", () -> queue.waiting() == 1 && queue.isEmpty());
    thread.interrupt();
    thread.join();
    assertEquals(List.of(1, 2), drain(queue));
  }

  @Test
  void takeBatch_loop_millionsInConstantStack() {
    AsyncQueue<Integer> many = AsyncQueue.unbounded();
    Wait<List<Integer>> batch = many.takeBatch(200_000, LONG);
    for (int i = 0; i < 200_000; i++) {
      many.offer(i);
    }
    assertEquals(200_000, granted(batch).size());
  }

  @Test
  void pollMany_always_takesWhatIsThere() {
    assertEquals(List.of(), queue.poll(3));
    fill(5);
    Wait<Void> put = queue.put(6);
    assertEquals(List.of(1, 2), queue.poll(2));
    granted(put);
    assertEquals(List.of(3, 4, 5, 6), queue.poll(10));
    queue.close();
    assertEquals(List.of(), queue.poll(3));
  }

  @Test
  void items_untilClosed_areAll() {
    fill(3);
    queue.close();
    var all = new ArrayList<Integer>();
    for (int item : queue.items()) {
      all.add(item);
    }
    assertEquals(List.of(1, 2, 3), all);
  }

  @Test
  void items_loopIsLeft_tookNothingAhead() {
    fill(3);
    for (int item : queue.items()) {
      if (item == 1) {
        break;
      }
    }
    assertEquals(List.of(2, 3), drain(queue));
  }

  // kotlinx#4065
  @Test
  void items_hasNextTwice_takesOne() {
    fill(2);
    Iterator<Integer> items = queue.items().iterator();
    assertTrue(items.hasNext());
    assertTrue(items.hasNext());
    assertEquals(1, items.next());
    assertEquals(2, items.next());
    queue.close();
    assertFalse(items.hasNext());
    assertThrows(NoSuchElementException.class, items::next);
  }

  @Test
  void items_closedWithACause_nextThrowsIt() {
    fill(1);
    var cause = new IOException("disk");
    queue.close(cause);
    Iterator<Integer> items = queue.items().iterator();
    assertEquals(1, items.next());
    assertTrue(items.hasNext());
    assertSame(cause, assertThrows(ClosedException.class, items::next).getCause());
  }

  @Test
  void items_interrupted_throwsAndKeepsTheFlagAndTakesNothing() {
    Thread.currentThread().interrupt();
    Iterator<Integer> items = queue.items().iterator();
    assertThrows(CancellationException.class, items::hasNext);
    assertTrue(Thread.interrupted());
    assertEquals(0, queue.waiting());
    fill(1);
    Thread.currentThread().interrupt();
    assertEquals(1, items.next(), "what is there is taken, and the flag stays");
    assertTrue(Thread.interrupted());
    assertNull(queue.poll());
  }

  @Test
  void items_coroutine_waitsForEach() throws Exception {
    Loop.simulate(
        1,
        () -> {
          AsyncQueue<Integer> slow = AsyncQueue.rendezvous();
          Loop.current()
              .spawn(
                  () -> {
                    for (int i = 0; i < 3; i++) {
                      Loop.sleep(Duration.ofSeconds(1));
                      slow.put(i).await();
                    }
                    slow.close();
                    return null;
                  });
          var all = new ArrayList<Integer>();
          slow.items().forEach(all::add);
          assertEquals(List.of(0, 1, 2), all);
          assertNotNull(slow);
          return null;
        });
  }

  @Test
  void close_batchThatNobodyReceives_comesBackForWhoComesLater() {
    fill(2);
    List<Runnable> tasks = new ArrayList<>();
    Wait<Integer> stage = queue.takeBatch(2).thenApplyAsync(List::size, tasks::add);
    queue.close();
    assertInstanceOf(ClosedException.class, failed(queue.take()));
    stage.cancel(false);
    assertEquals(1, granted(queue.take()));
    assertEquals(List.of(2), queue.closeNow());
  }
}
