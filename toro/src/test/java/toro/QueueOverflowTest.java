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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queues that drop or replace an item where others have a put wait. */
@Timeout(60)
class QueueOverflowTest {
  private final List<Object> dropped = new ArrayList<>();
  private final AsyncQueue<Integer> oldest = AsyncQueue.droppingOldest(3, dropped::add);
  private final AsyncQueue<Integer> incoming = AsyncQueue.droppingIncoming(3, dropped::add);

  /** An item with a key. */
  private record Price(String key, int value) {}

  private final AsyncQueue<Price> prices = AsyncQueue.conflating(Price::key, dropped::add);

  private static void fill(AsyncQueue<Integer> queue, int items) {
    for (int i = 1; i <= items; i++) {
      granted(queue.put(i));
    }
  }

  // dotnet/runtime#36522
  @Test
  void droppingOldest_full_theNewestRemainInOrder() {
    fill(oldest, 5);
    assertTrue(oldest.offer(6));
    assertEquals(List.of(1, 2, 3), dropped);
    assertEquals(3, oldest.size());
    assertEquals(3, oldest.stats().peak());
    assertEquals(List.of(4, 5, 6), drain(oldest));
    assertEquals(3, oldest.capacity());
  }

  // corefx#37447
  @Test
  void droppingIncoming_full_theOldestRemainInOrder() {
    fill(incoming, 5);
    assertFalse(incoming.offer(6));
    assertEquals(List.of(4, 5, 6), dropped);
    assertEquals(List.of(1, 2, 3), drain(incoming));
  }

  @Test
  void stats_always_acceptedIsTakenAndDroppedAndThere() {
    fill(oldest, 5);
    oldest.poll();
    assertEquals(new QueueStats(2, 3, 3, 0, 0, 0, 0, 5, 2, 2), oldest.stats());
    fill(incoming, 5);
    assertEquals(new QueueStats(3, 3, 3, 0, 0, 0, 0, 5, 2, 2), incoming.stats());
  }

  @Test
  void offer_refusedByDroppingIncoming_countsOnlyAsDropped() {
    fill(incoming, 3);
    QueueStats before = incoming.stats();
    assertFalse(incoming.offer(4));
    assertEquals(List.of(4), dropped);
    QueueStats after = incoming.stats();
    assertEquals(1, after.dropped());
    assertEquals(before.accepted(), after.accepted());
    assertEquals(before.finished(), after.finished());
  }

  // dotnet/runtime pull request 50331: the handler runs outside the lock
  @Test
  void handler_callsTheQueue_itIsNotLocked() throws Exception {
    var self = new AtomicReference<AsyncQueue<Integer>>();
    var sizes = new ArrayList<Integer>();
    AsyncQueue<Integer> queue =
        AsyncQueue.droppingOldest(
            1,
            item -> {
              sizes.add(self.get().size());
              var other = Thread.ofPlatform().start(() -> self.get().isFull());
              try {
                other.join();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    self.set(queue);
    fill(queue, 3);
    assertEquals(List.of(1, 1), sizes);
  }

  @Test
  void handler_putsAgain_inConstantStack() {
    var self = new AtomicReference<AsyncQueue<Integer>>();
    var count = new AtomicInteger();
    AsyncQueue<Integer> queue =
        AsyncQueue.droppingOldest(
            1,
            item -> {
              if (count.incrementAndGet() < 100_000) {
                self.get().put(item);
              }
            });
    self.set(queue);
    fill(queue, 2);
    assertEquals(100_000, count.get());
    assertEquals(1, queue.size());
    assertEquals(100_000, queue.stats().dropped());
  }

  @Test
  void handler_throws_isLoggedAndChangesNothing() {
    var failure = new IllegalStateException("a handler's");
    try (var logged = new Logged("what is told of dropped items failed")) {
      AsyncQueue<Integer> queue =
          AsyncQueue.<Integer>droppingOldest(
              1,
              item -> {
                throw failure;
              });
      fill(queue, 3);
      assertEquals(3, queue.poll());
      assertEquals(2, queue.stats().dropped());
      assertEquals(List.of(failure, failure), logged.failures());
    }
  }

  @Test
  void put_takerWaits_itGetsTheItemAndNothingIsDropped() {
    for (AsyncQueue<Integer> each : List.of(oldest, incoming)) {
      Wait<Integer> take = each.take();
      granted(each.put(1));
      assertEquals(1, granted(take));
      fill(each, 3);
      assertEquals(0, each.stats().dropped());
      drain(each);
    }
    assertEquals(List.of(), dropped);
  }

  @Test
  void whenDone_droppedItems_countAsFinished() {
    fill(oldest, 5);
    Wait<Void> done = oldest.whenDone();
    drain(oldest).forEach(item -> oldest.taskDone());
    granted(done);
    assertThrows(IllegalStateException.class, oldest::taskDone);
    fill(incoming, 5);
    drain(incoming).forEach(item -> incoming.taskDone());
    granted(incoming.whenDone());
  }

  @Test
  void whenDone_oneDroppedForAnother_isNotDoneBetween() {
    AsyncQueue<Integer> one = AsyncQueue.droppingOldest(1, dropped::add);
    granted(one.put(1));
    Wait<Void> done = one.whenDone();
    granted(one.put(2));
    assertPending(done);
    one.poll();
    one.taskDone();
    granted(done);
  }

  @Test
  void droppingOldest_itemWentBack_isNeverDropped() {
    fill(oldest, 3);
    Lease<Integer> lease = granted(oldest.lease());
    granted(oldest.put(4));
    lease.close();
    assertEquals(4, oldest.size(), "over by one");
    assertEquals(List.of(), dropped);
    granted(oldest.put(5));
    assertEquals(List.of(2, 3), dropped);
    assertEquals(List.of(1, 4, 5), drain(oldest));
  }

  @Test
  void droppingOldest_allWentBack_aPutIsOverTheCapacityUntilTheNext() {
    fill(oldest, 3);
    List<Lease<Integer>> leases = List.of(oldest.tryLease(), oldest.tryLease(), oldest.tryLease());
    leases.reversed().forEach(Lease::close);
    granted(oldest.put(4));
    assertEquals(4, oldest.size());
    granted(oldest.put(5));
    assertEquals(List.of(4), dropped);
    assertEquals(List.of(1, 2, 3, 5), drain(oldest));
  }

  @Test
  void droppingOldest_deferredAndUnreceived_areNotDropped() {
    fill(oldest, 3);
    granted(oldest.lease()).defer();
    oldest.take().thenAcceptAsync(item -> {}, ignored -> {}).cancel(false);
    granted(oldest.put(4));
    granted(oldest.put(5));
    assertEquals(List.of(3, 4), dropped);
    assertEquals(List.of(2, 1, 5), drain(oldest));
  }

  @Test
  void droppingIncoming_itemWentBack_isKeptOverTheCapacity() {
    fill(incoming, 3);
    Lease<Integer> lease = granted(incoming.lease());
    granted(incoming.put(4));
    lease.close();
    granted(incoming.put(5));
    assertEquals(List.of(5), dropped);
    assertEquals(List.of(1, 2, 3, 4), drain(incoming));
  }

  @Test
  void resize_smaller_dropsDownAtOnce() {
    fill(oldest, 3);
    oldest.resize(1);
    assertEquals(List.of(1, 2), dropped);
    fill(incoming, 3);
    incoming.resize(2);
    assertEquals(List.of(1, 2, 3), dropped);
    assertEquals(List.of(3), drain(oldest));
    assertEquals(List.of(1, 2), drain(incoming));
    oldest.resize(2);
    fill(oldest, 3);
    assertEquals(List.of(2, 3), drain(oldest));
  }

  @Test
  void closed_put_failsAndNothingIsDropped() {
    fill(oldest, 3);
    oldest.close();
    assertInstanceOf(ClosedException.class, failed(oldest.put(4)));
    assertThrows(ClosedException.class, () -> oldest.offer(4));
    assertEquals(List.of(), dropped);
    assertEquals(List.of(1, 2, 3), oldest.closeNow());
  }

  @Test
  void select_put_isReadyAtOnceAndDrops() {
    fill(oldest, 3);
    assertNotNull(Select.ordered(Clause.put(oldest, 4)).trySelect());
    assertEquals(List.of(1), dropped);
    Clause<Void> last = Clause.put(prices, new Price("a", 1));
    assertNotNull(Select.ordered(last).trySelect());
    assertNotNull(Select.ordered(last).trySelect());
    assertEquals(1, prices.size());
    assertEquals(2, dropped.size());
  }

  // apache/geode#7746
  @Test
  void conflating_sameKey_takesThePlaceOfTheOldOne() {
    granted(prices.put(new Price("a", 1)));
    granted(prices.put(new Price("b", 2)));
    granted(prices.put(new Price("a", 3)));
    assertTrue(prices.offer(new Price("b", 4)));
    assertEquals(List.of(new Price("a", 1), new Price("b", 2)), dropped);
    assertEquals(2, prices.size());
    assertEquals(new Price("a", 3), prices.peek());
    assertEquals(List.of(new Price("a", 3), new Price("b", 4)), drain(prices));
    assertEquals(2, prices.stats().dropped());
    assertEquals(Integer.MAX_VALUE, prices.capacity());
    assertEquals(Integer.MAX_VALUE, prices.remainingCapacity());
    assertEquals("AsyncQueue[0 items, 2 unfinished]", Probe.shown(prices));
  }

  @Test
  void conflating_itemWasTaken_theNextOneOfItsKeyQueuesAnew() {
    granted(prices.put(new Price("a", 1)));
    granted(prices.put(new Price("b", 2)));
    assertEquals(new Price("a", 1), prices.poll());
    granted(prices.put(new Price("a", 3)));
    assertEquals(List.of(new Price("b", 2), new Price("a", 3)), drain(prices));
    assertEquals(List.of(), dropped);
  }

  @Test
  void conflating_takerWaits_getsTheItem() {
    Wait<Price> take = prices.take();
    granted(prices.put(new Price("a", 1)));
    granted(prices.put(new Price("a", 2)));
    assertEquals(new Price("a", 1), granted(take));
    assertEquals(new Price("a", 2), granted(prices.take()));
    assertEquals(List.of(), dropped);
  }

  @Test
  void conflating_itemGoesBack_isReplacedIfANewerOneIsThere() {
    granted(prices.put(new Price("a", 1)));
    Lease<Price> lease = granted(prices.lease());
    granted(prices.put(new Price("b", 2)));
    granted(prices.put(new Price("a", 3)));
    lease.close();
    assertEquals(List.of(new Price("a", 1)), dropped);
    assertEquals(1, prices.stats().finished());
    Lease<Price> second = granted(prices.lease());
    second.close();
    assertEquals(List.of(new Price("b", 2), new Price("a", 3)), drain(prices));
    granted(prices.put(new Price("c", 4)));
    prices.take().thenAcceptAsync(p -> {}, ignored -> {}).cancel(false);
    granted(prices.put(new Price("c", 5)));
    assertEquals(List.of(new Price("c", 5)), drain(prices));
  }

  @Test
  void conflating_deferred_goesToTheEndAndConflates() {
    granted(prices.put(new Price("a", 1)));
    granted(prices.put(new Price("b", 2)));
    granted(prices.lease()).defer();
    assertEquals(new Price("b", 2), prices.peek());
    granted(prices.put(new Price("a", 3)));
    assertEquals(List.of(new Price("b", 2), new Price("a", 3)), drain(prices));
  }

  @Test
  void conflating_whenDone_replacedCountAsFinished() {
    granted(prices.put(new Price("a", 1)));
    granted(prices.put(new Price("a", 2)));
    Wait<Void> done = prices.whenDone();
    prices.poll();
    assertPending(done);
    prices.taskDone();
    granted(done);
  }

  @Test
  void conflating_slot_conflatesWhenItIsPut() {
    Slot<Price> slot = granted(prices.reserve());
    granted(prices.put(new Price("a", 1)));
    slot.put(new Price("a", 2));
    assertEquals(List.of(new Price("a", 1)), dropped);
    assertEquals(List.of(new Price("a", 2)), prices.closeNow());
  }

  @Test
  void conflating_keyFails_goesToWhoPutsAndNothingChanges() {
    AsyncQueue<Integer> queue = AsyncQueue.conflating(i -> 10 / i, dropped::add);
    assertInstanceOf(ArithmeticException.class, failed(queue.put(0)));
    assertThrows(ArithmeticException.class, () -> queue.offer(0));
    AsyncQueue<Integer> none = AsyncQueue.conflating(i -> null, dropped::add);
    assertThrows(NullPointerException.class, () -> none.put(1));
    assertThrows(NullPointerException.class, () -> none.offer(1));
    assertEquals(0, queue.stats().accepted() + none.stats().accepted());
  }

  /** A key whose equals does what a test says. */
  private record Key(Runnable comparing) {
    @Override
    public boolean equals(Object other) {
      comparing.run();
      return this == other;
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  @Test
  void conflating_equalsThrows_goesToWhoPutsAndNoItemIsLost() {
    var fails = new boolean[1];
    AsyncQueue<Key> queue = AsyncQueue.conflating(key -> key, dropped::add);
    Runnable comparing =
        () -> {
          if (fails[0]) {
            throw new IllegalStateException("not comparable");
          }
        };
    Key one = new Key(comparing);
    Key two = new Key(comparing);
    granted(queue.put(one));
    granted(queue.put(two));
    fails[0] = true;
    assertInstanceOf(IllegalStateException.class, failed(queue.put(new Key(comparing))));
    assertThrows(IllegalStateException.class, () -> queue.offer(new Key(comparing)));
    Slot<Key> slot = granted(queue.reserve());
    assertThrows(IllegalStateException.class, () -> slot.put(new Key(comparing)));
    assertTrue(slot.isOpen());
    assertSame(one, granted(queue.lease()).item());
    Lease<Key> lease = granted(queue.lease());
    granted(queue.put(one));
    lease.close();
    assertSame(two, queue.poll());
    assertSame(one, queue.poll());
    assertNull(queue.poll());
    assertEquals(List.of(), dropped);
  }

  @Test
  void conflating_equalsCallsTheQueue_isRefused() {
    var self = new AtomicReference<AsyncQueue<Key>>();
    AsyncQueue<Key> queue = AsyncQueue.conflating(key -> key, dropped::add);
    self.set(queue);
    Key calling = new Key(() -> self.get().size());
    granted(queue.put(calling));
    var failure = failed(queue.put(new Key(() -> self.get().size())));
    assertInstanceOf(IllegalStateException.class, failure);
    assertTrue(failure.getMessage().endsWith("called by its own key"), failure::getMessage);
    assertEquals(1, queue.size());
  }

  // tools4j/nobark#4
  @Test
  void conflating_millionKeysThenEmpty_nothingIsKept() throws Exception {
    AsyncQueue<Integer> queue = AsyncQueue.conflating(i -> i, dropped::add);
    for (int i = 0; i < 1_000_000; i++) {
      queue.offer(i);
    }
    for (int i = 0; i < 1_000_000; i++) {
      assertEquals(i, queue.poll());
    }
    var engine = (QueueConflated<Integer>) queue.engine();
    assertTrue(engine.isUnused(), "no place, no key, and no room for them");
  }

  @Test
  void racingPuts_always_acceptedIsTakenAndDroppedAndThere() throws Exception {
    for (int round = 0; round < 50; round++) {
      var told = new AtomicInteger();
      for (AsyncQueue<Integer> queue :
          List.of(
              AsyncQueue.<Integer>droppingOldest(4, i -> told.incrementAndGet()),
              AsyncQueue.<Integer>droppingIncoming(4, i -> told.incrementAndGet()),
              AsyncQueue.<Integer>conflating(i -> i % 7, i -> told.incrementAndGet()))) {
        told.set(0);
        var taken = new AtomicInteger();
        var ends = new CountDownLatch(2);
        Runnable putting =
            () -> {
              IntStream.range(0, 500).forEach(queue::put);
              ends.countDown();
            };
        Thread.ofPlatform().start(putting);
        Thread.ofPlatform().start(putting);
        while (ends.getCount() > 0) {
          if (queue.poll() != null) {
            taken.incrementAndGet();
          }
        }
        ends.await();
        QueueStats stats = queue.stats();
        assertEquals(1000, stats.accepted());
        assertEquals(1000, taken.get() + stats.dropped() + stats.size());
        assertEquals(stats.dropped(), told.get());
        assertEquals(stats.dropped(), stats.finished());
      }
    }
  }
}
