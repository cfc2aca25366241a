package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Eventually.value;
import static toro.Probe.drain;
import static toro.Probe.failureOf;
import static toro.Probe.granted;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two threads at what not every queue has, at the same moment: nothing is lost or doubled. */
@Timeout(120)
class QueueRaceTest {
  private static final int ROUNDS = 10_000;

  private final SecondThread second = new SecondThread();

  @AfterEach
  void stop() {
    second.close();
  }

  /** Whether the action did what it does, and was not refused. */
  private static boolean did(Runnable action) {
    try {
      action.run();
      return true;
    } catch (IllegalStateException refused) { // ClosedException is one
      return false;
    }
  }

  /** Gives a wait up by one of the doors, by the round. */
  private static void giveUp(int round, Wait<?> wait, Wait<?> stage, Wait<?> deeper) {
    switch (round % 4) {
      case 0 -> wait.cancel(false);
      case 1 -> stage.cancel(false);
      case 2 -> deeper.within(Duration.ZERO);
      default -> deeper.toCompletableFuture().cancel(false);
    }
  }

  @Test
  void slotPut_againstClose_isAccepted() {
    for (int i = 0; i < ROUNDS; i++) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
      Slot<Integer> slot = queue.tryReserve();
      second.race(i, queue::close, () -> slot.put(1));
      assertEquals(1, queue.poll());
      assertInstanceOf(ClosedException.class, failureOf(queue.take()));
    }
  }

  @Test
  void slotPut_againstCloseNow_isInTheListOrRefused() {
    for (int i = 0; i < ROUNDS; i++) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
      Slot<Integer> slot = queue.tryReserve();
      var list = new ArrayList<Integer>();
      boolean[] put = new boolean[1];
      second.race(i, () -> list.addAll(queue.closeNow()), () -> put[0] = did(() -> slot.put(1)));
      assertEquals(put[0] ? List.of(1) : List.of(), list);
      assertEquals(0, queue.size());
      assertEquals(0, queue.unfinishedTasks());
    }
  }

  @Test
  void slotPut_againstItsClose_oneWins() {
    for (int i = 0; i < ROUNDS; i++) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
      Slot<Integer> slot = queue.tryReserve();
      boolean[] put = new boolean[1];
      second.race(i, slot::close, () -> put[0] = did(() -> slot.put(1)));
      assertEquals(put[0] ? 1 : 0, queue.size());
      assertEquals(put[0] ? 0 : 1, queue.remainingCapacity());
    }
  }

  @Test
  void lastSlotEnds_againstATakeThatJoins_itGetsTheItemOrFails() {
    for (int i = 0; i < ROUNDS; i++) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
      Slot<Integer> slot = queue.tryReserve();
      queue.close();
      boolean puts = i % 2 == 0;
      var take = new AtomicReference<Wait<Integer>>();
      second.race(i, () -> take.set(queue.take()), puts ? () -> slot.put(1) : slot::close);
      if (puts) {
        assertEquals(1, granted(take.get()));
      } else {
        assertInstanceOf(ClosedException.class, failureOf(take.get()));
      }
    }
  }

  @Test
  void lastLeaseEnds_againstATakeThatJoins_itGetsTheItemOrFails() {
    for (int i = 0; i < ROUNDS; i++) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
      queue.offer(1);
      Lease<Integer> lease = queue.tryLease();
      queue.close();
      int how = i % 3;
      var take = new AtomicReference<Wait<Integer>>();
      Runnable ending = how == 0 ? lease::done : how == 1 ? lease::close : lease::defer;
      second.race(i, () -> take.set(queue.take()), ending);
      if (how > 0) {
        assertEquals(1, granted(take.get()));
      } else {
        assertInstanceOf(ClosedException.class, failureOf(take.get()));
      }
    }
  }

  @Test
  void leaseClose_againstCloseNow_itemIsInTheListOrInTheQueue() {
    for (int i = 0; i < ROUNDS; i++) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
      queue.offer(1);
      Lease<Integer> lease = queue.tryLease();
      List<Integer> found = Collections.synchronizedList(new ArrayList<>());
      second.race(i, () -> found.addAll(queue.closeNow()), lease::close);
      found.addAll(drain(queue));
      assertEquals(List.of(1), found);
      assertEquals(0, queue.stats().leased());
    }
  }

  @Test
  void leaseEnds_twoAtOnce_oneWins() {
    for (int i = 0; i < ROUNDS; i++) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
      queue.offer(1);
      Lease<Integer> lease = queue.tryLease();
      boolean[] did = new boolean[2];
      boolean defers = i % 2 == 0;
      second.race(
          i,
          () -> did[0] = did(lease::done),
          () -> did[1] = defers ? did(lease::defer) : closed(lease));
      assertEquals(did[0] ? 0 : 1, queue.size());
      assertEquals(did[0] ? 0 : 1, queue.unfinishedTasks());
      if (defers) {
        assertTrue(did[0] ^ did[1]);
      }
      assertEquals(0, queue.stats().leased());
    }
  }

  private static boolean closed(Lease<?> lease) {
    lease.close();
    return true;
  }

  @Test
  void lease_givenUpWhileItIsGranted_itemIsLeasedOnceOrThere() {
    for (int i = 0; i < ROUNDS; i++) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
      var got = new AtomicReference<Lease<Integer>>();
      Wait<Lease<Integer>> lease = queue.lease();
      Wait<Void> stage = lease.thenAccept(got::set);
      Wait<Void> deeper = stage.thenRun(() -> {});
      int round = i;
      second.race(i, () -> queue.offer(1), () -> giveUp(round, lease, stage, deeper));
      if (got.get() == null) {
        until("back", () -> queue.size() == 1);
        assertEquals(1, queue.tryLease().attempts());
      } else {
        assertEquals(0, queue.size());
        assertEquals(1, queue.stats().leased());
      }
    }
  }

  @Test
  void reserve_givenUpWhileItIsGranted_roomIsReservedOnceOrFree() {
    for (int i = 0; i < ROUNDS; i++) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
      Slot<Integer> held = queue.tryReserve();
      var got = new AtomicReference<Slot<Integer>>();
      Wait<Slot<Integer>> reserve = queue.reserve();
      Wait<Void> stage = reserve.thenAccept(got::set);
      Wait<Void> deeper = stage.thenRun(() -> {});
      int round = i;
      second.race(i, held::close, () -> giveUp(round, reserve, stage, deeper));
      if (got.get() == null) {
        until("free", () -> queue.remainingCapacity() == 1);
      } else {
        assertEquals(1, queue.stats().reserved());
        got.get().put(1);
      }
      assertEquals(0, queue.waiting());
    }
  }

  @Test
  void reserveLeaves_putsBehindItAndATakerWait_theyMeet() {
    for (int i = 0; i < ROUNDS; i++) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
      Slot<Integer> held = queue.tryReserve();
      var stop = new AsyncEvent();
      boolean selects = i % 2 == 0;
      Wait<?> reserve =
          selects
              ? Select.ordered(Clause.reserve(queue), Clause.whenSet(stop)).select()
              : queue.reserve();
      Wait<Integer> take = queue.take();
      var offered = new AtomicReference<Wait<Void>>();
      second.race(
          i,
          () -> {
            if (selects) {
              stop.set();
            } else {
              reserve.cancel(false);
            }
          },
          () -> offered.set(queue.put(1)));
      assertEquals(1, value(take));
      value(offered.get());
      assertTrue(held.isOpen());
      assertEquals(0, queue.waiting());
    }
  }

  @Test
  void lingerEnds_againstAnItemAndTheEnd_nothingIsLost() {
    for (int i = 0; i < 3_000; i++) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(4);
      Wait<List<Integer>> batch = queue.takeBatch(4, Duration.ofNanos(1 + i % 100_000));
      queue.offer(1);
      boolean closes = i % 2 == 0;
      second.race(i, () -> did(() -> queue.offer(2)), closes ? queue::close : () -> {});
      var all = new ArrayList<>(value(batch));
      assertFalse(all.isEmpty());
      all.addAll(drain(queue));
      assertEquals(closes && all.size() == 1 ? List.of(1) : List.of(1, 2), all);
      assertEquals(0, queue.waiting());
    }
  }

  @Test
  void batch_givenUpWhileItemsCome_allAreThereInOrder() {
    for (int i = 0; i < ROUNDS; i++) {
      AsyncQueue<Integer> queue = AsyncQueue.unbounded();
      var got = new AtomicReference<List<Integer>>();
      Wait<List<Integer>> batch = queue.takeBatch(3, Duration.ofHours(1));
      Wait<Void> stage = batch.thenAccept(got::set);
      Wait<Void> deeper = stage.thenRun(() -> {});
      int round = i;
      second.race(
          i,
          () -> IntStream.range(0, 5).forEach(queue::offer),
          () -> giveUp(round, batch, stage, deeper));
      until("left", () -> queue.waiting() == 0);
      var all = new ArrayList<Integer>();
      if (got.get() != null) {
        all.addAll(got.get());
      }
      until("all are back", () -> queue.size() == 5 - all.size());
      all.addAll(drain(queue));
      assertEquals(List.of(0, 1, 2, 3, 4), all);
    }
  }

  @Test
  void batch_seenToBeGivenUp_getsNothingMore() {
    for (int i = 0; i < ROUNDS; i++) {
      AsyncQueue<Integer> queue = AsyncQueue.unbounded();
      Wait<List<Integer>> batch = queue.takeBatch(1);
      second.start(i % 37, () -> batch.cancel(false));
      while (!batch.isDone()) {
        Thread.onSpinWait();
      }
      queue.offer(1);
      assertEquals(1, queue.poll());
      second.await();
    }
  }

  @Test
  void batch_twoGivenUpAndTakersComing_nothingIsLost() {
    for (int i = 0; i < ROUNDS; i++) {
      AsyncQueue<Integer> queue = AsyncQueue.unbounded();
      List<Integer> got = Collections.synchronizedList(new ArrayList<>());
      Wait<Void> one = queue.takeBatch(2, Duration.ofHours(1)).thenAccept(got::addAll);
      second.race(
          i,
          () -> {
            queue.offer(1);
            queue.offer(2);
            queue.offer(3);
          },
          () -> {
            one.cancel(false);
            queue.take().thenAccept(got::add);
          });
      until("all are there", () -> got.size() + queue.size() == 3);
      got.addAll(drain(queue));
      assertEquals(List.of(1, 2, 3), got.stream().sorted().toList());
    }
  }

  @Test
  void resize_againstPutTakeAndSlot_keepsTheAccount() {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(2);
    for (int i = 0; i < ROUNDS; i++) {
      int round = i;
      var puts = new ArrayList<Wait<?>>();
      Wait<Slot<Integer>> reserve = queue.reserve();
      second.race(
          i,
          () -> queue.resize(1 + round % 3),
          () -> {
            puts.add(queue.put(1));
            puts.add(queue.put(2));
            value(reserve).put(3);
            puts.add(queue.take());
          });
      var left = new ArrayList<>(drain(queue));
      puts.forEach(Eventually::value);
      assertEquals(2, left.size());
      assertEquals(0, queue.waiting());
      assertEquals(queue.capacity(), queue.remainingCapacity());
    }
  }

  @Test
  void waitingPut_givenUpWhileResizeAdmitsIt_isInTheQueueOrNot() {
    for (int i = 0; i < ROUNDS; i++) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
      queue.offer(1);
      Wait<Void> put = queue.put(2);
      second.race(i, () -> queue.resize(2), () -> put.cancel(false));
      assertEquals(put.isCancelled() ? 1 : 2, queue.size());
      assertEquals(0, queue.waiting());
    }
  }

  @Test
  void dropHandler_thatPutsAgain_everyItemIsCountedOnce() {
    for (int i = 0; i < 1_000; i++) {
      var self = new AtomicReference<AsyncQueue<Integer>>();
      var told = new AtomicInteger();
      AsyncQueue<Integer> queue =
          AsyncQueue.droppingOldest(
              2,
              item -> {
                told.incrementAndGet();
                if (item < 3) {
                  self.get().put(item + 10);
                }
              });
      self.set(queue);
      Runnable putting = () -> IntStream.range(0, 6).forEach(queue::put);
      second.race(i, putting, putting);
      QueueStats stats = queue.stats();
      assertEquals(2, stats.size());
      assertEquals(stats.accepted(), stats.dropped() + stats.size());
      assertEquals(told.get(), stats.dropped());
    }
  }

  @Test
  void items_interruptedAtTheGrant_itemIsSeenOrThere() {
    var thread = Thread.currentThread();
    for (int i = 0; i < ROUNDS; i++) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
      var items = queue.items().iterator();
      second.start(
          i % 37,
          () -> {
            queue.offer(1);
            thread.interrupt();
          });
      Integer seen = null;
      try {
        seen = items.next();
      } catch (CancellationException interrupted) {
        assertTrue(thread.isInterrupted());
      }
      second.await();
      assertTrue(Thread.interrupted());
      assertEquals(seen == null ? 1 : null, queue.poll());
    }
  }

  @Test
  void producersLastClose_againstItsPutBeingGivenUpOrAccepted_closesOnce() {
    for (int i = 0; i < ROUNDS; i++) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
      var producer = queue.producer();
      producer.offer(1);
      Wait<Void> put = producer.put(2);
      boolean takes = i % 2 == 0;
      second.race(i, producer::close, takes ? queue::poll : () -> put.cancel(false));
      assertTrue(put.isDone());
      assertEquals(!takes, put.isCancelled());
      assertTrue(queue.isClosed());
      assertEquals(1, queue.size());
    }
  }

  @Test
  void producersLastClose_putGivenUpByItsOwnTaker_closes() {
    for (int i = 0; i < ROUNDS; i++) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
      var producer = queue.producer();
      producer.offer(1);
      Wait<Void> first = producer.put(2);
      Wait<Void> second = producer.put(3);
      first.thenRun(() -> second.cancel(false));
      this.second.race(i, producer::close, queue::poll);
      assertTrue(queue.isClosed());
      assertEquals(List.of(2), drain(queue));
    }
  }

  @Test
  void twoLastCloses_atOnce_closeTheQueue() {
    for (int i = 0; i < ROUNDS; i++) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
      var one = queue.producer();
      var two = queue.producer();
      Wait<Integer> take = queue.take();
      second.race(i, one::close, two::close);
      assertInstanceOf(ClosedException.class, failureOf(take));
    }
  }

  @Test
  void lastClose_againstANewProducer_isRefusedOrKeepsItOpen() {
    for (int i = 0; i < ROUNDS; i++) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
      var one = queue.producer();
      var two = new AtomicReference<AsyncQueue.Producer<Integer>>();
      second.race(i, one::close, () -> did(() -> two.set(queue.producer())));
      assertEquals(two.get() == null, queue.isClosed());
    }
  }

  @Test
  void lastConsumerCloses_againstAPut_itIsAcceptedOrFails() {
    for (int i = 0; i < ROUNDS; i++) {
      AsyncQueue<Integer> queue = AsyncQueue.rendezvous();
      var consumer = queue.consumer();
      Wait<Integer> take = consumer.take();
      var put = new AtomicReference<Wait<Void>>();
      second.race(i, consumer::close, () -> put.set(queue.put(1)));
      if (put.get().isCompletedExceptionally()) {
        assertInstanceOf(ClosedException.class, failureOf(take));
      } else {
        assertEquals(1, granted(take));
      }
    }
  }

  @Test
  void conflating_putAgainstAReturn_oneOfThemIsReplaced() {
    for (int i = 0; i < ROUNDS; i++) {
      var replaced = new AtomicInteger();
      AsyncQueue<Integer> queue =
          AsyncQueue.conflating(item -> 0, item -> replaced.incrementAndGet());
      queue.offer(1);
      Lease<Integer> lease = queue.tryLease();
      second.race(i, lease::close, () -> queue.offer(2));
      assertEquals(1, replaced.get());
      assertEquals(2, queue.poll());
      assertNull(queue.poll());
      assertEquals(1, queue.unfinishedTasks());
    }
  }

  @Test
  void manyThreads_slotsLeasesBatchesAndGivingUp_everyItemOnce() throws Exception {
    int each = 20_000;
    AsyncQueue<Integer> queue = AsyncQueue.bounded(3);
    var sum = new AtomicInteger();
    var failures = Collections.synchronizedList(new ArrayList<Throwable>());
    var takers = new ArrayList<Thread>();
    for (int t = 0; t < 3; t++) {
      int number = t;
      takers.add(started(failures, () -> consume(queue, number, sum)));
    }
    var producers = new ArrayList<Thread>();
    for (int t = 0; t < 3; t++) {
      int number = t;
      producers.add(started(failures, () -> produce(queue, number, each)));
    }
    for (Thread producer : producers) {
      producer.join();
    }
    queue.close();
    for (Thread taker : takers) {
      taker.join();
    }
    assertEquals(List.of(), failures);
    assertEquals(3 * each, sum.get());
    value(queue.whenDone());
    QueueStats stats = queue.stats();
    assertEquals(3 * each, stats.accepted());
    assertEquals(0, stats.reserved() + stats.leased() + stats.putting() + stats.taking());
    assertEquals(3, queue.remainingCapacity());
  }

  private static Thread started(List<Throwable> failures, Block body) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                body.run();
              } catch (Throwable failure) {
                failures.add(failure);
              }
            });
  }

  private static void produce(AsyncQueue<Integer> queue, int number, int items) throws Exception {
    for (int i = 0; i < items; i++) {
      if (i % 5 == 4) {
        Wait<Slot<Integer>> reserve = queue.reserve();
        if (!reserve.cancel(false)) {
          granted(reserve).close();
        }
      }
      if ((i + number) % 2 == 0) {
        queue.put(1).await();
      } else {
        queue.reserve().await().put(1);
      }
    }
  }

  private static void consume(AsyncQueue<Integer> queue, int number, AtomicInteger sum)
      throws Exception {
    BooleanSupplier more = () -> !(queue.isClosed() && queue.isEmpty());
    try {
      for (int i = number; more.getAsBoolean(); i++) {
        switch (i % 4) {
          case 0 -> sum.addAndGet(done(queue, queue.takeBatch(3, Duration.ofNanos(100)).await()));
          case 1 -> {
            try (Lease<Integer> lease = queue.lease().await()) {
              if (lease.attempts() > 1) {
                sum.addAndGet(lease.item());
                lease.done();
              }
            }
          }
          case 2 -> queue.take().thenAcceptAsync(item -> {}, ignored -> {}).cancel(false);
          default -> sum.addAndGet(done(queue, List.of(queue.take().await())));
        }
      }
    } catch (ClosedException ended) {
      assertTrue(queue.isEmpty());
    }
  }

  private static int done(AsyncQueue<Integer> queue, List<Integer> items) {
    items.forEach(item -> queue.taskDone());
    return items.size();
  }
}
