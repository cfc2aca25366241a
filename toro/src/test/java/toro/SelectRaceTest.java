package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Clause.acquire;
import static toro.Clause.after;
import static toro.Clause.put;
import static toro.Clause.take;
import static toro.Clause.whenSet;
import static toro.Clause.whenSignalled;
import static toro.Eventually.until;
import static toro.Eventually.value;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two threads and a select, at the same moment: one thing happens, and nothing is lost. */
@Timeout(120)
class SelectRaceTest {
  private static final int ROUNDS = 20_000;

  private final SecondThread second = new SecondThread();

  @AfterEach
  void stop() {
    second.close();
  }

  @Test
  void twoPrimitives_thatGrantAtOnce_giveOneOfThem() {
    for (int i = 0; i < ROUNDS; i++) {
      AsyncQueue<Integer> one = AsyncQueue.bounded(1);
      AsyncQueue<Integer> two = AsyncQueue.rendezvous();
      Clause<Integer> first = take(one);
      Clause<Integer> last = take(two);
      Wait<Selected> wait = Select.ordered(first, last).select();
      Wait<Void> offered = null;
      second.start(i % 37, () -> one.put(1));
      SecondThread.spin(i % 53);
      offered = two.put(2);
      second.await();
      Selected won = value(wait);
      if (won.is(first)) {
        assertEquals(1, won.get(first));
        assertFalse(offered.isDone());
        assertEquals(2, two.poll());
      } else {
        assertEquals(2, won.get(last));
        assertTrue(offered.isDone());
        assertEquals(1, one.poll());
      }
      assertEquals(0, one.waiting() + two.waiting());
    }
  }

  @Test
  void aGrant_againstACancel_isOneOfBoth() {
    for (int i = 0; i < ROUNDS; i++) {
      var lock = new AsyncLock();
      Permit held = lock.tryAcquire();
      Clause<Permit> locked = acquire(lock);
      Wait<Selected> wait = Select.ordered(locked, whenSet(new AsyncEvent())).select();
      Wait<Void> stage = wait.thenAccept(won -> won.get(locked).close());
      int round = i;
      second.race(i, held::close, () -> (round % 2 == 0 ? wait : stage).cancel(false));
      until("free", () -> !lock.isHeld());
      assertEquals(0, lock.waiting());
    }
  }

  @Test
  void aGrant_againstAClose_isOneOfBoth() {
    for (int i = 0; i < ROUNDS; i++) {
      var semaphore = new AsyncSemaphore(0);
      AsyncQueue<Integer> queue = AsyncQueue.unbounded();
      Clause<Permit> permit = acquire(semaphore);
      Wait<Selected> wait = Select.ordered(permit, take(queue)).select();
      second.race(i, semaphore::release, queue::close);
      until("ended", wait::isDone);
      if (wait.isCompletedExceptionally()) {
        assertEquals(1, semaphore.available());
      } else {
        assertEquals(0, semaphore.available());
        value(wait).get(permit).close();
        assertEquals(1, semaphore.available());
      }
      assertEquals(0, semaphore.waiting() + queue.waiting());
    }
  }

  @Test
  void aLoser_metByOthersBeforeItHasLeft_keepsNothingBack() {
    for (int i = 0; i < ROUNDS; i++) {
      var semaphore = new AsyncSemaphore(1);
      var event = new AsyncEvent();
      AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
      Wait<Selected> wait =
          Select.ordered(acquire(semaphore, 2), take(queue), whenSet(event)).select();
      Wait<Permit> small = semaphore.acquire();
      boolean[] offered = new boolean[1];
      second.race(i, event::set, () -> offered[0] = queue.offer(1));
      Selected won = value(wait);
      value(small).close();
      assertTrue(offered[0]);
      assertEquals(won.index() == 1 ? 0 : 1, queue.size());
      assertEquals(1, semaphore.available());
    }
  }

  @Test
  void aReleaseWithoutTheGuard_whileASelectJoins_isNotMissed() {
    for (int i = 0; i < ROUNDS; i++) {
      var semaphore = new AsyncSemaphore(0);
      var event = new AsyncEvent();
      Select select = Select.ordered(whenSet(event), acquire(semaphore));
      List<Wait<Selected>> wait = new ArrayList<>();
      second.race(i, semaphore::release, () -> wait.add(select.select()));
      assertEquals(1, value(wait.get(0)).index());
      assertEquals(0, semaphore.available());
      assertEquals(0, event.waiting());
    }
  }

  @Test
  void aTimer_thatFiresWhileItIsBeingSet_endsTheSelect() {
    for (int i = 0; i < 500; i++) {
      AsyncQueue<Integer> queue = AsyncQueue.unbounded();
      Wait<Selected> wait = Select.ordered(take(queue), after(Duration.ofNanos(1))).select();
      assertEquals(1, value(wait).index());
      assertEquals(0, queue.waiting());
    }
  }

  @Test
  void aSignal_toASelectThatIsLosing_reachesTheNext() {
    for (int i = 0; i < ROUNDS; i++) {
      var condition = new AsyncCondition();
      var event = new AsyncEvent();
      Clause<Void> signalled = whenSignalled(condition);
      Wait<Selected> wait = Select.ordered(signalled, whenSet(event)).select();
      Wait<Void> next = condition.whenSignalled();
      second.race(i, condition::signal, event::set);
      boolean won = value(wait).is(signalled);
      assertEquals(!won, next.isDone());
    }
  }

  @Test
  void aPutOfAPriorityQueue_givenUpWhileItsComparatorRuns_isInTheQueueOrNot() {
    for (int i = 0; i < ROUNDS; i++) {
      AsyncQueue<Integer> queue =
          AsyncQueue.priority(
              2,
              (a, b) -> {
                SecondThread.spin(20);
                return Integer.compare(a, b);
              });
      queue.offer(1);
      queue.offer(2);
      Wait<Selected> wait = Select.ordered(put(queue, 3), whenSet(new AsyncEvent())).select();
      Wait<Void> stage = wait.thenAccept(won -> {});
      int[] taken = new int[1];
      int round = i;
      second.race(
          i, () -> taken[0] = queue.poll(), () -> (round % 2 == 0 ? wait : stage).cancel(false));
      assertEquals(1, taken[0]);
      until("ended", wait::isDone);
      assertEquals(wait.isCompletedExceptionally() ? 1 : 2, queue.size());
      assertEquals(0, queue.waiting());
    }
  }

  @Test
  void selects_thatFaceEachOtherInOppositeOrder_alwaysMeet() {
    AsyncQueue<Integer> one = AsyncQueue.rendezvous();
    AsyncQueue<Integer> two = AsyncQueue.rendezvous();
    Select there = Select.ordered(put(one, 1), take(two));
    Select here = Select.ordered(put(two, 2), take(one));
    for (int i = 0; i < ROUNDS; i++) {
      List<Wait<Selected>> waits = new ArrayList<>();
      second.race(i, () -> there.select().thenRun(() -> {}), () -> waits.add(here.select()));
      value(waits.get(0));
      assertEquals(0, one.waiting() + two.waiting());
    }
  }

  @Test
  void manySelects_overTheSameLinesInAnyOrder_loseNothingAndNeverStandStill() throws Exception {
    int threads = 8;
    int each = 20_000;
    var lock = new AsyncLock();
    var semaphore = AsyncSemaphore.bounded(2);
    AsyncQueue<Integer> items = AsyncQueue.bounded(3);
    AsyncQueue<Integer> hands = AsyncQueue.rendezvous();
    var inside = new AtomicInteger();
    var given = new AtomicLong();
    var taken = new AtomicLong();
    var done = new AtomicInteger();
    TaskGroup.run(
        group -> {
          for (int t = 0; t < threads; t++) {
            int id = t;
            group.spawn(
                () -> {
                  Clause<Permit> locked = acquire(lock);
                  Clause<Permit> permit = acquire(semaphore, 2);
                  Clause<Integer> item = take(items);
                  Clause<Integer> hand = take(hands);
                  Clause<Void> giving = put(hands, 1);
                  Clause<Void> putting = put(items, 1);
                  Select select =
                      id % 2 == 0
                          ? Select.fair(locked, permit, item, giving, hand, putting)
                          : Select.fair(hand, putting, permit, giving, item, locked);
                  for (int i = 0; i < each; i++) {
                    Wait<Selected> wait = select.select();
                    if (i % 7 == 0 && wait.cancel(false)) {
                      continue;
                    }
                    Selected won = wait.await();
                    if (won.is(locked)) {
                      assertEquals(1, inside.incrementAndGet());
                      inside.decrementAndGet();
                      won.get(locked).close();
                    } else if (won.is(permit)) {
                      won.get(permit).close();
                    } else if (won.is(giving) || won.is(putting)) {
                      given.incrementAndGet();
                    } else {
                      taken.addAndGet(won.is(item) ? won.get(item) : won.get(hand));
                    }
                    done.incrementAndGet();
                  }
                });
          }
        });
    assertTrue(done.get() > threads * each / 2);
    assertFalse(lock.isHeld());
    assertEquals(2, semaphore.available());
    assertEquals(given.get(), taken.get() + items.size());
    assertEquals(0, lock.waiting() + semaphore.waiting() + items.waiting() + hands.waiting());
  }

  @Test
  void exchangers_onOneRendezvous_eachMeetAnother() throws Exception {
    AsyncQueue<Integer> hands = AsyncQueue.rendezvous();
    var met = new AtomicInteger();
    int rounds = 50_000;
    TaskGroup.run(
        group -> {
          for (int t = 0; t < 2; t++) {
            int id = t;
            Clause<Void> giving = put(hands, id);
            Clause<Integer> taking = take(hands);
            Select select =
                id == 0 ? Select.ordered(giving, taking) : Select.ordered(taking, giving);
            group.spawn(
                () -> {
                  for (int i = 0; i < rounds; i++) {
                    Selected won = select.select().await();
                    if (won.is(taking)) {
                      assertEquals(1 - id, won.get(taking), "it met itself");
                      met.incrementAndGet();
                    }
                  }
                });
          }
        });
    assertEquals(rounds, met.get());
    assertEquals(0, hands.waiting());
  }
}
