package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.failure;
import static toro.Eventually.until;
import static toro.Eventually.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import toro.AsyncBroadcast.Subscription;

/** Two threads and a broadcast, at the same moment: one order, and nothing is lost or doubled. */
@Timeout(120)
class AsyncBroadcastRaceTest {
  private static final int ROUNDS = 20_000;

  private final SecondThread second = new SecondThread();

  @AfterEach
  void stop() {
    second.close();
  }

  private static List<Integer> drain(Subscription<Integer> subscription) {
    List<Integer> items = new ArrayList<>();
    assertEquals(0, drain(subscription, items));
    return items;
  }

  /** Adds all that is there to the items, and returns how many were told to be missed. */
  private static long drain(Subscription<Integer> subscription, List<Integer> items) {
    long missed = 0;
    while (true) {
      try {
        Integer item = subscription.poll();
        if (item == null) {
          return missed;
        }
        items.add(item);
      } catch (LaggedException lagged) {
        missed += lagged.missed();
      }
    }
  }

  @Test
  void aPut_againstASubscribe_isSeenWholeOrNotAtAll() { // N2
    for (int i = 0; i < ROUNDS; i++) {
      AsyncBroadcast<Integer> broadcast =
          i % 2 == 0 ? AsyncBroadcast.lossy(4) : AsyncBroadcast.lossless(4);
      List<Subscription<Integer>> late = new ArrayList<>();
      second.race(
          i,
          () -> {
            broadcast.put(0);
            broadcast.put(1);
          },
          () -> late.add(broadcast.subscribe()));
      broadcast.put(2);
      List<Integer> seen = drain(late.get(0));
      assertTrue(
          List.of(List.of(0, 1, 2), List.of(1, 2), List.of(2)).contains(seen), seen::toString);
    }
  }

  @Test
  void aPut_againstTheCloseOfTheSlowOne_isAcceptedOnce() { // N4
    for (int i = 0; i < ROUNDS; i++) {
      AsyncBroadcast<Integer> broadcast = AsyncBroadcast.lossless(1);
      var slow = broadcast.subscribe();
      var fast = broadcast.subscribe();
      broadcast.put(0);
      assertEquals(0, fast.poll());
      List<Wait<Void>> puts = new ArrayList<>();
      second.race(i, slow::close, () -> puts.add(broadcast.put(1)));
      value(puts.get(0));
      assertFalse(broadcast.offer(2), "there is room for one");
      assertEquals(1, fast.poll());
      assertTrue(broadcast.offer(3));
      assertEquals(List.of(3), drain(fast));
      assertEquals(0, broadcast.waiting());
      assertEquals(1, broadcast.subscriptions());
    }
  }

  @Test
  void twoSubscriptions_thatCloseAtOnce_freeTheRoomOnce() { // N4
    for (int i = 0; i < ROUNDS; i++) {
      AsyncBroadcast<Integer> broadcast = AsyncBroadcast.lossless(2);
      var one = broadcast.subscribe();
      var other = broadcast.subscribe();
      var reader = broadcast.subscribe();
      broadcast.put(0);
      broadcast.put(1);
      assertEquals(List.of(0, 1), drain(reader));
      List<Wait<Void>> puts = List.of(broadcast.put(2), broadcast.put(3), broadcast.put(4));
      second.race(i, one::close, other::close);
      value(puts.get(0));
      value(puts.get(1));
      assertFalse(puts.get(2).isDone());
      assertEquals(List.of(2, 3, 4), drain(reader));
      value(puts.get(2));
      assertEquals(1, broadcast.subscriptions());
    }
  }

  @Test
  void aPut_againstTheCloseOfOneWhoWaits_isTakenOrNot() {
    for (int i = 0; i < ROUNDS; i++) {
      AsyncBroadcast<Integer> broadcast = AsyncBroadcast.lossless(1);
      var one = broadcast.subscribe();
      var other = broadcast.subscribe();
      Wait<Integer> take = one.take();
      second.race(i, one::close, () -> broadcast.put(1));
      if (failure(take) != null) {
        assertInstanceOf(ClosedException.class, failure(take));
      } else {
        assertEquals(1, value(take));
      }
      assertEquals(1, other.poll());
      assertTrue(broadcast.offer(2));
      assertFalse(broadcast.offer(3));
      assertEquals(1, broadcast.subscriptions());
    }
  }

  @Test
  void anOverwrite_againstAGrant_deliversWhatWasGranted() { // N3
    for (int i = 0; i < ROUNDS; i++) {
      AsyncBroadcast<Integer> broadcast = AsyncBroadcast.lossy(1);
      var subscription = broadcast.subscribe();
      List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
      long[] told = new long[1];
      List<Wait<Integer>> takes = new ArrayList<>();
      second.race(
          i,
          () -> {
            broadcast.put(0);
            broadcast.put(1);
            broadcast.put(2);
          },
          () -> {
            takes.add(subscription.take());
            takes.add(subscription.take());
          });
      for (Wait<Integer> take : takes) {
        until("it has ended", take::isDone);
        if (failure(take) instanceof LaggedException lagged) {
          told[0] += lagged.missed();
        } else {
          seen.add(value(take));
        }
      }
      told[0] += drain(subscription, seen);
      assertEquals(seen.stream().sorted().distinct().toList(), seen);
      assertEquals(3, seen.size() + told[0], () -> seen + " and missed " + told[0]);
      assertEquals(2, seen.getLast());
      assertEquals(told[0], subscription.missed());
    }
  }

  @Test
  void aGiveBack_againstOverwrites_comesFirst() { // N5
    for (int i = 0; i < ROUNDS; i++) {
      AsyncBroadcast<Integer> broadcast = AsyncBroadcast.lossy(1);
      var subscription = broadcast.subscribe();
      AtomicInteger received = new AtomicInteger(-1);
      Wait<Void> stage = subscription.take().thenAccept(received::set);
      second.race(
          i,
          () -> {
            broadcast.put(0);
            broadcast.put(1);
            broadcast.put(2);
          },
          () -> stage.cancel(false));
      if (received.get() < 0) { // else the function had begun, and has it
        List<Integer> seen = new ArrayList<>();
        long told = drain(subscription, seen);
        assertEquals(3, seen.size() + told);
        assertTrue(seen.equals(List.of(0, 2)) || seen.equals(List.of(2)), seen::toString);
      } else {
        assertEquals(0, received.get());
        assertEquals(1, subscription.missed());
      }
    }
  }

  @Test
  void aGrant_againstAGiveUp_isOneOfBothAndNothingIsLost() { // N5
    for (int i = 0; i < ROUNDS; i++) {
      AsyncBroadcast<Integer> broadcast = AsyncBroadcast.lossless(2);
      var subscription = broadcast.subscribe();
      Wait<Integer> take = subscription.take();
      CompletableFuture<Integer> future = i % 3 == 0 ? take.toCompletableFuture() : null;
      AtomicInteger received = new AtomicInteger(-1);
      Wait<?> stage = i % 3 == 1 ? take.thenAccept(received::set) : take;
      Wait<Integer> behind = subscription.take();
      second.race(
          i,
          () -> broadcast.put(0),
          () -> {
            if (future == null) {
              stage.cancel(false);
            } else {
              future.cancel(false);
            }
          });
      boolean left = future == null ? stage.isCancelled() : future.isCancelled();
      if (left && received.get() < 0) { // else the function had begun, and has it
        assertEquals(0, value(behind));
      } else {
        value(take);
        broadcast.put(1);
        assertEquals(1, value(behind));
      }
      assertNull(subscription.poll());
    }
  }

  @Test
  void aPutThatWaits_givenUpWhileRoomIsMade_isOneOfBoth() {
    for (int i = 0; i < ROUNDS; i++) {
      AsyncBroadcast<Integer> broadcast = AsyncBroadcast.lossless(1);
      var subscription = broadcast.subscribe();
      broadcast.put(0);
      Wait<Void> put = broadcast.put(1);
      Wait<Void> behind = broadcast.put(2);
      boolean[] left = new boolean[1];
      List<Integer> seen = new ArrayList<>();
      second.race(i, () -> seen.add(subscription.poll()), () -> left[0] = put.cancel(false));
      until("somebody is let in", () -> subscription.size() == 1);
      seen.addAll(drain(subscription));
      assertEquals(left[0] ? List.of(0, 2) : List.of(0, 1, 2), seen);
      value(behind);
    }
  }

  @Test
  void aClose_againstAPut_isAcceptedAndReadableOrFails() { // N6
    for (int i = 0; i < ROUNDS; i++) {
      AsyncBroadcast<Integer> broadcast =
          i % 2 == 0 ? AsyncBroadcast.lossy(1) : AsyncBroadcast.lossless(1);
      var reading = broadcast.subscribe();
      var waiting = broadcast.subscribe();
      Wait<Integer> take = waiting.take();
      List<Wait<Void>> put = new ArrayList<>();
      second.race(i, broadcast::close, () -> put.add(broadcast.put(1)));
      boolean accepted = failure(put.get(0)) == null;
      assertEquals(accepted ? 1 : null, reading.poll());
      until("it has ended", take::isDone);
      assertEquals(accepted, failure(take) == null);
      assertInstanceOf(ClosedException.class, failure(reading.take()));
      assertEquals(0, broadcast.waiting());
    }
  }

  @Test
  void aSelect_thatJoinsWhileAnItemComes_getsIt() {
    var never = new AsyncEvent();
    for (int i = 0; i < ROUNDS; i++) {
      AsyncBroadcast<Integer> broadcast = AsyncBroadcast.lossless(1);
      var subscription = broadcast.subscribe();
      Clause<Integer> item = Clause.take(subscription);
      List<Wait<Selected>> wait = new ArrayList<>();
      second.race(
          i,
          () -> broadcast.put(1),
          () -> wait.add(Select.ordered(Clause.whenSet(never), item).select()));
      assertEquals(1, value(wait.get(0)).get(item));
      assertEquals(0, broadcast.waiting() + never.waiting());
      assertTrue(broadcast.offer(2), "it counts as read");
    }
  }

  @Test
  void aSelect_itemAgainstAnotherClause_losesNothing() {
    for (int i = 0; i < ROUNDS; i++) {
      AsyncBroadcast<Integer> broadcast = AsyncBroadcast.lossless(1);
      var subscription = broadcast.subscribe();
      var stop = new AsyncEvent();
      Clause<Integer> item = Clause.take(subscription);
      Wait<Selected> wait = Select.ordered(Clause.whenSet(stop), item).select();
      second.race(i, () -> broadcast.put(1), stop::set);
      Selected won = value(wait);
      assertEquals(won.is(item) ? null : 1, subscription.poll());
      assertTrue(broadcast.offer(2));
      assertEquals(0, broadcast.waiting() + stop.waiting());
    }
  }

  @Test
  void manyThreads_putTakeSubscribeAndLeave_everySubscriptionSeesAscendingNumbers() // N1
      throws Exception {
    for (boolean isLossless : new boolean[] {false, true}) {
      AsyncBroadcast<Integer> broadcast =
          isLossless ? AsyncBroadcast.lossless(7) : AsyncBroadcast.lossy(7);
      int items = 20_000;
      var ready = new CountDownLatch(6);
      List<Probe.Started<Long>> readers = new ArrayList<>();
      for (int r = 0; r < 6; r++) {
        int reader = r;
        readers.add(
            Probe.startVirtual(
                () -> {
                  long seen = 0;
                  int last = -1;
                  AtomicInteger received = new AtomicInteger();
                  try (var subscription = broadcast.subscribe()) {
                    ready.countDown();
                    while (true) {
                      try {
                        if (reader % 2 == 0 && seen % 5 == 0) {
                          subscription
                              .take()
                              .thenAccept(item -> received.incrementAndGet())
                              .cancel(false);
                        }
                        int item = subscription.take().await();
                        assertTrue(item > last, item + " after " + last);
                        last = item;
                        seen++;
                      } catch (LaggedException lagged) {
                        assertTrue(subscription.missed() >= lagged.missed());
                      } catch (ClosedException closed) {
                        return seen + received.get() + subscription.missed();
                      }
                    }
                  }
                }));
      }
      ready.await();
      for (int i = 0; i < items; i++) {
        broadcast.put(i).await();
        if (i % 64 == 0) {
          broadcast.subscribe(3).close();
        }
      }
      broadcast.close();
      for (var reader : readers) {
        assertEquals(items, reader.result());
      }
      assertEquals(0, broadcast.subscriptions());
    }
  }
}
