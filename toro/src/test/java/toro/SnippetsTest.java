package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the Javadoc shows does what it says. */
class SnippetsTest {
  private final Snippets snippets = new Snippets();
  private final AsyncLock lock = new AsyncLock();

  @Test
  void permit_closed_isBack() throws Exception {
    snippets.permit(lock);
    assertEquals(List.of("inside"), snippets.log);
    assertFalse(lock.isHeld());
  }

  @Test
  void deadline_forTwoWaits_bothInTime() throws Exception {
    AsyncQueue<String> queue = AsyncQueue.unbounded();
    queue.offer("item");
    snippets.deadline(lock, queue);
    assertEquals(List.of("item"), snippets.log);
    assertFalse(lock.isHeld());
  }

  @Test
  void wait_byThreadAndByCallback_eachGetsItsItem() throws Exception {
    AsyncQueue<String> queue = AsyncQueue.unbounded();
    queue.offer("first");
    var second = snippets.waiting(queue);
    assertFalse(second.isDone());
    queue.offer("four");
    assertEquals(4, second.get(30, TimeUnit.SECONDS));
    assertEquals(List.of("first"), snippets.log);
  }

  @Test
  void lock_threadAndCallback_bothWereInside() throws Exception {
    var counts = new HashMap<String, Integer>();
    snippets.lock(counts);
    assertEquals(Map.of("visits", 2), counts);
  }

  @Test
  void with_bodyEnded_lockIsBack() throws Exception {
    assertEquals("page /", snippets.with(lock).get(30, TimeUnit.SECONDS));
    assertFalse(lock.isHeld());
  }

  @Test
  void withExecutor_bodyEnded_beganThereAndLockIsBack() throws Exception {
    List<Runnable> eventLoop = new ArrayList<>();
    var page = snippets.withExecutor(lock, eventLoop::add);
    assertTrue(lock.isHeld());
    eventLoop.getFirst().run();
    assertEquals("page /", page.get(30, TimeUnit.SECONDS));
    assertFalse(lock.isHeld());
  }

  @Test
  void condition_signalled_waiterGoesOnWithTheLock() throws Exception {
    var notEmpty = lock.newCondition();
    var items = new ArrayDeque<String>();
    var waiter =
        new FutureTask<Void>(
            () -> {
              snippets.condition(lock, notEmpty, items);
              return null;
            });
    Thread.startVirtualThread(waiter);
    snippets.signalCondition(lock, notEmpty, items);
    waiter.get(30, TimeUnit.SECONDS);
    assertEquals(List.of("item"), snippets.log);
    assertTrue(items.isEmpty());
  }

  @Test
  void semaphore_threadAndCallback_bothWereInside() throws Exception {
    assertEquals("page /", snippets.semaphore().get(30, TimeUnit.SECONDS));
    assertEquals(List.of("one of ten"), snippets.log);
  }

  @Test
  void readWriteLock_readAfterWrite_seesIt() throws Exception {
    snippets.readWriteLock(new HashMap<>());
    assertEquals(List.of("red"), snippets.log);
  }

  @Test
  void eventSignalAndResult_set_waitersGoOn() {
    snippets.event();
    snippets.signal();
    snippets.result();
    assertEquals(List.of("it is ready", "something changed", "the answer is 42"), snippets.log);
  }

  @Test
  void wakeUp_signalledTwice_isTakenOnce() {
    snippets.wakeUp();
    assertEquals(List.of("there is work"), snippets.log);
  }

  @Test
  void latch_countedDown_bothHaveStarted() {
    snippets.latch();
    assertEquals(List.of("both have started"), snippets.log);
  }

  @Test
  void lazy_asked_isFetchedOnce() throws Exception {
    assertEquals("page /config", snippets.lazy().get(30, TimeUnit.SECONDS));
    until("the function has run, too", () -> List.of("page /config").equals(snippets.log));
  }

  @Test
  void flight_askedTwice_bothHaveThePage() throws Exception {
    assertEquals("page /, page /", snippets.flight().get(30, TimeUnit.SECONDS));
  }

  @Test
  void keyed_threadAndCallback_bothWereInside() throws Exception {
    var balances = new HashMap<String, Integer>();
    snippets.keyed(balances);
    assertEquals(Map.of("ann", 5), balances);
  }

  @Test
  void barrier_bothArrived_goOnWithTheirPlaces() {
    snippets.barrier();
    assertEquals(List.of("white at 0", "black at 1"), snippets.log);
  }

  @Test
  void tracker_closed_isDoneWhenTheLastHasLeft() throws Exception {
    snippets.tracker().get(30, TimeUnit.SECONDS);
  }

  @Test
  void select_untilItIsStopped_handlesWhatComes() throws Exception {
    Loop.simulate(
        1,
        () -> {
          AsyncQueue<String> orders = AsyncQueue.unbounded();
          var stopping = new AsyncEvent();
          TaskGroup.run(
              group -> {
                group.spawn(() -> snippets.select(orders, stopping));
                orders.offer("first");
                Loop.sleep(Duration.ofMillis(1500));
                orders.offer("second");
                Loop.sleep(Duration.ofMillis(500));
                stopping.set();
              });
          return null;
        });
    assertEquals(List.of("handled first", "nothing for a second", "handled second"), snippets.log);
  }

  @Test
  void slot_put_isTakenAndFreesNothingMore() throws Exception {
    AsyncQueue<String> queue = AsyncQueue.bounded(1);
    snippets.slot(queue);
    assertEquals("made for 0", queue.poll());
    assertEquals(1, queue.remainingCapacity());
  }

  @Test
  void lease_done_isFinished() throws Exception {
    AsyncQueue<String> queue = AsyncQueue.bounded(1);
    queue.put("order");
    snippets.lease(queue);
    assertEquals(List.of("handled order"), snippets.log);
    assertEquals(0, queue.unfinishedTasks());
  }

  @Test
  void queue_closedWhenDone_everyItemWasWorkedOnInOrder() throws Exception {
    snippets.queue();
    assertEquals(
        IntStream.range(0, 10).mapToObj(i -> "worked on item " + i).toList(), snippets.log);
  }
}
