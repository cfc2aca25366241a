package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.granted;
import static toro.Probe.startVirtual;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import toro.AsyncBroadcast.Subscription;

/** What the broadcasts that came before promise, kept by {@link AsyncBroadcast}. */
@Timeout(60)
class BroadcastBehavioursTest {
  private static AsyncBroadcast<Integer> of(int capacity) {
    return AsyncBroadcast.lossy(capacity);
  }

  private static void put(AsyncBroadcast<Integer> broadcast, int from, int to) {
    IntStream.range(from, to).forEach(i -> assertTrue(broadcast.offer(i)));
  }

  private static void assertLagged(long missed, Subscription<Integer> subscription) {
    assertEquals(missed, assertThrows(LaggedException.class, subscription::poll).missed());
  }

  private static void assertTakes(Subscription<Integer> subscription, int from, int to) {
    IntStream.range(from, to).forEach(i -> assertEquals(i, granted(subscription.take())));
  }

  private static void assertClosed(Subscription<Integer> subscription) {
    assertInstanceOf(ClosedException.class, failed(subscription.take()));
    assertNull(subscription.poll());
  }

  // tokio sync_broadcast.rs: send_try_recv_bounded, send_recv_bounded
  @Test
  void oneSubscription_itemsBeforeAndAfterItWaits_getsEach() {
    var broadcast = of(16);
    var one = broadcast.subscribe();
    assertNull(one.poll());
    Wait<Integer> waiting = one.take();
    assertPending(waiting);
    put(broadcast, 0, 2);
    assertEquals(0, granted(waiting));
    assertTakes(one, 1, 2);
    assertNull(one.poll());
  }

  // tokio sync_broadcast.rs: send_two_recv, send_two_recv_bounded
  @Test
  void twoSubscriptions_oneWaits_eachGetsEach() {
    var broadcast = of(16);
    var one = broadcast.subscribe();
    var other = broadcast.subscribe();
    Wait<Integer> first = one.take();
    Wait<Integer> second = other.take();
    put(broadcast, 0, 1);
    assertEquals(0, granted(first));
    assertEquals(0, granted(second));
    assertEquals(2, broadcast.subscriptions());
    put(broadcast, 1, 2);
    assertTakes(one, 1, 2);
    assertTakes(other, 1, 2);
  }

  // tokio sync_broadcast.rs: change_tasks
  @Test
  void take_awaitedByAnotherThreadThanItsMaker_wakesWhoAwaits() throws Exception {
    var broadcast = of(1);
    Wait<Integer> take = broadcast.subscribe().take();
    var first = startVirtual(() -> take.await()).parked();
    var second = startVirtual(() -> take.await()).parked();
    put(broadcast, 7, 8);
    assertEquals(7, first.result());
    assertEquals(7, second.result());
  }

  // tokio sync_broadcast.rs: send_slow_rx, slow_receiver_within_capacity_does_not_lag
  @Test
  void slowSubscription_withinTheCapacity_seesAllInOrder() {
    for (var broadcast : List.of(of(16), AsyncBroadcast.<Integer>lossless(16))) {
      var fast = broadcast.subscribe();
      var slow = broadcast.subscribe();
      for (int i = 0; i < 16; i++) {
        Wait<Integer> take = fast.take();
        put(broadcast, i, i + 1);
        assertEquals(i, granted(take));
      }
      assertTakes(slow, 0, 16);
    }
  }

  // tokio sync_broadcast.rs: drop_rx_while_values_remain
  @Test
  void subscription_closedWithUnreadItems_leavesTheOthersAlone() {
    var broadcast = of(16);
    var one = broadcast.subscribe();
    var other = broadcast.subscribe();
    put(broadcast, 0, 2);
    assertTakes(one, 0, 1);
    one.close();
    assertTakes(other, 0, 2);
    other.close();
    assertEquals(0, broadcast.subscriptions());
  }

  // tokio sync_broadcast.rs: lagging_rx, capacity_overflow_reports_lagged_then_oldest_retained
  @Test
  void slowSubscription_beyondTheCapacity_isToldThenGoesOnWithTheOldest() {
    var broadcast = of(2);
    var fast = broadcast.subscribe();
    var slow = broadcast.subscribe();
    put(broadcast, 0, 2);
    assertTakes(fast, 0, 2);
    put(broadcast, 2, 3);
    assertTakes(fast, 2, 3);
    assertLagged(1, slow);
    assertTakes(slow, 1, 3);
    assertNull(slow.poll());
    put(broadcast, 3, 6);
    assertLagged(1, slow);
    assertLagged(1, fast);
  }

  // tokio sync_broadcast.rs: send_no_rx
  @Test
  void put_withoutSubscriptions_isSeenByNobodyWhoComesLater() {
    var broadcast = of(16);
    put(broadcast, 0, 1);
    var late = broadcast.subscribe();
    assertNull(late.poll());
    put(broadcast, 1, 2);
    assertTakes(late, 1, 2);
  }

  // tokio sync_broadcast.rs: zero_capacity, capacity_too_big
  @Test
  void capacity_zeroOrNegative_isRefused_andAnyOtherIsNot() {
    assertThrows(IllegalArgumentException.class, () -> of(0));
    assertThrows(IllegalArgumentException.class, () -> of(-1));
    assertEquals(Integer.MAX_VALUE, of(Integer.MAX_VALUE).capacity());
  }

  // tokio sync_broadcast.rs: panic_in_clone
  @Test
  void function_thatThrows_harmsNoOtherTaker() {
    var broadcast = of(16);
    var one = broadcast.subscribe();
    var other = broadcast.subscribe();
    Wait<Void> bad =
        one.take()
            .thenAccept(
                item -> {
                  throw new IllegalStateException("bad");
                });
    Wait<Integer> good = other.take();
    put(broadcast, 0, 2);
    assertInstanceOf(IllegalStateException.class, failed(bad));
    assertEquals(0, granted(good));
    assertTakes(one, 1, 2);
    assertTakes(other, 1, 2);
  }

  // tokio sync_broadcast.rs: dropping_tx_notifies_rx, broadcast_sender_closed
  @Test
  void close_whoWaits_learnsOfIt() {
    var broadcast = of(16);
    Wait<Integer> one = broadcast.subscribe().take();
    Wait<Integer> other = broadcast.subscribe().take();
    assertPending(one, other);
    broadcast.close();
    assertInstanceOf(ClosedException.class, failed(one));
    assertInstanceOf(ClosedException.class, failed(other));
  }

  // tokio sync_broadcast.rs: broadcast_sender_closed_with_extra_subscribe
  @Test
  void subscriptions_allClosedThenOneMore_areCountedAnew() {
    var broadcast = of(16);
    var one = broadcast.subscribe();
    var other = broadcast.subscribe();
    one.close();
    other.close();
    assertEquals(0, broadcast.subscriptions());
    var third = broadcast.subscribe();
    assertEquals(1, broadcast.subscriptions());
    put(broadcast, 0, 1);
    assertTakes(third, 0, 1);
  }

  // tokio sync_broadcast.rs: unconsumed_messages_are_dropped
  @Test
  void broadcast_forgotten_keepsNoItem() {
    var gone = new WeakReference<>(new Object());
    AsyncBroadcast<Object> broadcast = AsyncBroadcast.lossy(16);
    broadcast.subscribe();
    assertTrue(broadcast.offer(gone.get()));
    broadcast = null;
    Eventually.until(
        "the item is collected",
        () -> {
          System.gc();
          return gone.refersTo(null);
        });
  }

  // tokio sync_broadcast.rs: single_capacity_recvs
  @Test
  void capacityOne_takenAtOnce_losesNothing() {
    var broadcast = of(1);
    var one = broadcast.subscribe();
    for (int i = 0; i < 3; i++) {
      put(broadcast, i, i + 1);
      assertTakes(one, i, i + 1);
    }
  }

  // tokio sync_broadcast.rs: single_capacity_recvs_after_drop_1
  @Test
  void capacityOne_closedWithTheItemUnread_isReadThenClosed() {
    var broadcast = of(1);
    var one = broadcast.subscribe();
    put(broadcast, 1, 2);
    broadcast.close();
    assertTakes(one, 1, 2);
    assertClosed(one);
  }

  // tokio sync_broadcast.rs: single_capacity_recvs_after_drop_2
  @Test
  void capacityOne_closedAfterAnOverwrite_tellsTheGapThenTheItemThenTheEnd() {
    var broadcast = of(1);
    var one = broadcast.subscribe();
    put(broadcast, 1, 3);
    broadcast.close();
    assertLagged(1, one);
    assertTakes(one, 2, 3);
    assertClosed(one);
  }

  // tokio sync_broadcast.rs: dropping_sender_does_not_overwrite
  @Test
  void close_fullRing_overwritesNothing() {
    var broadcast = of(2);
    var one = broadcast.subscribe();
    put(broadcast, 0, 2);
    broadcast.close();
    assertTakes(one, 0, 2);
    assertClosed(one);
  }

  // tokio sync_broadcast.rs: lagging_receiver_recovers_after_wrap_closed_1
  @Test
  void lagging_byOneThenClosed_recovers() {
    var broadcast = of(2);
    var one = broadcast.subscribe();
    put(broadcast, 0, 3);
    broadcast.close();
    assertLagged(1, one);
    assertTakes(one, 1, 3);
    assertClosed(one);
  }

  // tokio sync_broadcast.rs: lagging_receiver_recovers_after_wrap_closed_2
  @Test
  void lagging_byAWholeRingThenClosed_recovers() {
    var broadcast = of(2);
    var one = broadcast.subscribe();
    put(broadcast, 0, 4);
    broadcast.close();
    assertLagged(2, one);
    assertTakes(one, 2, 4);
    assertClosed(one);
  }

  // tokio sync_broadcast.rs: lagging_receiver_recovers_after_wrap_open
  @Test
  void lagging_stillOpen_recovers() {
    var broadcast = of(2);
    var one = broadcast.subscribe();
    put(broadcast, 0, 3);
    assertLagged(1, one);
    assertTakes(one, 1, 3);
    Wait<Integer> next = one.take();
    assertPending(next);
    put(broadcast, 3, 4);
    assertEquals(3, granted(next));
  }

  // tokio sync_broadcast.rs: receiver_len_with_lagged; unlike there, what was missed is not counted
  @Test
  void size_lagging_isWhatCanStillBeTaken() {
    var broadcast = of(3);
    var one = broadcast.subscribe();
    put(broadcast, 0, 4);
    assertEquals(3, one.size());
    assertLagged(1, one);
    assertTakes(one, 1, 2);
    put(broadcast, 4, 6);
    assertEquals(3, one.size());
    assertLagged(1, one);
    assertEquals(3, one.size());
  }

  // tokio sync_broadcast.rs: receiver_len_after_lag_error_advances_cursor
  @Test
  void size_afterTheGapWasTold_isWhatIsLeft() {
    var broadcast = of(2);
    var one = broadcast.subscribe();
    put(broadcast, 0, 4);
    assertLagged(2, one);
    assertEquals(2, one.size());
    assertTakes(one, 2, 3);
    assertEquals(1, one.size());
    assertTakes(one, 3, 4);
    assertEquals(0, one.size());
  }

  // tokio sync_broadcast.rs: resubscribe_points_to_tail
  @Test
  void subscribe_besideOneWithUnreadItems_beginsAtTheEnd() {
    var broadcast = of(3);
    var one = broadcast.subscribe();
    put(broadcast, 0, 1);
    var other = broadcast.subscribe();
    assertNull(other.poll());
    put(broadcast, 1, 2);
    assertTakes(one, 0, 2);
    assertTakes(other, 1, 2);
  }

  // tokio sync_broadcast.rs: resubscribe_lagged
  @Test
  void subscribe_besideOneThatLags_doesNotLag() {
    var broadcast = of(1);
    var one = broadcast.subscribe();
    put(broadcast, 0, 2);
    var other = broadcast.subscribe();
    assertLagged(1, one);
    assertTakes(one, 1, 2);
    assertNull(other.poll());
  }

  // tokio sync_broadcast.rs: resubscribe_to_closed_channel
  @Test
  void subscribe_closed_isRefusedAtOnce() {
    var broadcast = of(2);
    broadcast.close();
    assertThrows(ClosedException.class, broadcast::subscribe);
    assertThrows(ClosedException.class, () -> broadcast.subscribe(1));
    assertEquals(0, broadcast.subscriptions());
  }

  // tokio sync_broadcast.rs: sender_len
  @Test
  void size_ofTheSlowest_isWhatIsKeptForIt() {
    var broadcast = of(4);
    var slow = broadcast.subscribe();
    var fast = broadcast.subscribe();
    put(broadcast, 0, 3);
    assertTakes(fast, 0, 3);
    assertEquals(3, slow.size());
    assertEquals(0, fast.size());
    assertTakes(slow, 0, 1);
    assertEquals(2, slow.size());
    slow.close();
    assertEquals(0, slow.size());
  }

  // tokio sync_broadcast.rs: sender_len_random
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 17, 64})
  void anySteps_always_areAsThePlainModelHasThem(int capacity) {
    for (int seed = 0; seed < 40; seed++) {
      for (boolean isLossless : new boolean[] {false, true}) {
        new Model(capacity, isLossless, seed).run(2_000);
      }
    }
  }

  /** Every subscription as a plain list of what it has still to see. */
  private static final class Model {
    private static final class Follower {
      final Subscription<Integer> real;
      final Deque<Integer> unread = new ArrayDeque<>();
      final Deque<Wait<Integer>> takes = new ArrayDeque<>();
      long missed; // and not told

      Follower(Subscription<Integer> real) {
        this.real = real;
      }
    }

    private final int capacity;
    private final boolean isLossless;
    private final Random random;
    private final AsyncBroadcast<Integer> real;
    private final List<Follower> followers = new ArrayList<>();
    private final Deque<Integer> kept = new ArrayDeque<>();
    private final Deque<Integer> putting = new ArrayDeque<>();
    private final Deque<Wait<Void>> puts = new ArrayDeque<>();
    private int last;

    Model(int capacity, boolean isLossless, int seed) {
      this.capacity = capacity;
      this.isLossless = isLossless;
      random = new Random(seed);
      real = isLossless ? AsyncBroadcast.lossless(capacity) : AsyncBroadcast.lossy(capacity);
    }

    void run(int steps) {
      for (int i = 0; i < steps; i++) {
        switch (random.nextInt(10)) {
          case 0 -> subscribe();
          case 1 -> close();
          case 2, 3, 4, 5 -> put();
          case 6 -> leave();
          default -> take();
        }
        check();
      }
    }

    private void subscribe() {
      if (followers.size() < 5) {
        int replay = random.nextInt(capacity + 1);
        var follower = new Follower(real.subscribe(replay));
        kept.stream().skip(Math.max(0, kept.size() - replay)).forEach(follower.unread::add);
        followers.add(follower);
      }
    }

    private void close() {
      if (!followers.isEmpty() && random.nextInt(3) == 0) {
        var follower = followers.remove(random.nextInt(followers.size()));
        follower.real.close();
        follower.takes.forEach(take -> assertInstanceOf(ClosedException.class, failed(take)));
        admit();
      }
    }

    private void put() {
      int item = last++;
      if (hasRoom()) {
        accept(item);
        if (random.nextBoolean()) {
          granted(real.put(item));
        } else {
          assertTrue(real.offer(item));
        }
        hand();
      } else if (random.nextBoolean()) {
        assertTrue(!real.offer(item));
      } else {
        putting.add(item);
        puts.add(real.put(item));
      }
    }

    /** The first or the last of those who wait somewhere gives up. */
    private void leave() {
      if (!puts.isEmpty() && random.nextBoolean()) {
        boolean first = random.nextBoolean();
        assertTrue((first ? puts.removeFirst() : puts.removeLast()).cancel(false));
        var unused = first ? putting.removeFirst() : putting.removeLast();
      } else if (!followers.isEmpty()) {
        var takes = followers.get(random.nextInt(followers.size())).takes;
        if (!takes.isEmpty()) {
          assertTrue(
              (random.nextBoolean() ? takes.removeFirst() : takes.removeLast()).cancel(false));
        }
      }
    }

    private void take() {
      if (followers.isEmpty()) {
        return;
      }
      var follower = followers.get(random.nextInt(followers.size()));
      if (follower.missed > 0) {
        assertLagged(follower.missed, follower.real);
        follower.missed = 0;
      } else if (follower.unread.isEmpty()) {
        if (random.nextBoolean()) {
          assertNull(follower.real.poll());
        } else {
          follower.takes.add(follower.real.take());
        }
      } else {
        int expected = follower.unread.remove();
        assertEquals(expected, granted(follower.real.take()));
        admit();
      }
    }

    private boolean hasRoom() {
      return !isLossless || followers.stream().noneMatch(f -> f.unread.size() >= capacity);
    }

    private void admit() {
      while (!putting.isEmpty() && hasRoom()) {
        accept(putting.remove());
        granted(puts.remove());
        hand();
      }
    }

    private void accept(int item) {
      kept.add(item);
      if (kept.size() > capacity) {
        kept.remove();
      }
      for (var follower : followers) {
        follower.unread.add(item);
        if (follower.unread.size() > capacity) {
          follower.unread.remove();
          follower.missed++;
        }
      }
    }

    private void hand() {
      for (var follower : followers) {
        if (!follower.takes.isEmpty()) {
          int item = follower.unread.remove();
          assertEquals(item, granted(follower.takes.remove()));
        }
      }
    }

    private void check() {
      assertEquals(followers.size(), real.subscriptions());
      int taking = 0;
      for (var follower : followers) {
        assertEquals(follower.unread.size(), follower.real.size());
        follower.takes.forEach(Probe::assertPending);
        taking += follower.takes.size();
      }
      puts.forEach(Probe::assertPending);
      assertEquals(puts.size() + taking, real.waiting());
    }
  }

  // tokio sync_broadcast.rs: send_in_waker_drop
  @Test
  void put_fromAFunctionThatAGiveUpCalls_meetsNoLock() {
    var broadcast = of(16);
    var one = broadcast.subscribe();
    Wait<Integer> take = one.take();
    take.whenComplete((item, failure) -> put(broadcast, 7, 8));
    Wait<Integer> behind = one.take();
    take.cancel(false);
    assertEquals(7, granted(behind));
  }

  // tokio sync_broadcast.rs: receiver_recv_is_cooperative
  @Test
  void loopOverItems_onALoop_letsOthersRunWhereItYields() throws Exception {
    Loop.simulate(
        1,
        () -> {
          var broadcast = of(1024);
          var one = broadcast.subscribe();
          put(broadcast, 0, 1000);
          boolean[] ran = new boolean[1];
          Task<?> other =
              Loop.current()
                  .spawn(
                      () -> {
                        ran[0] = true;
                        return null;
                      });
          for (int i = 0; i < 1000 && !ran[0]; i++) {
            assertEquals(i, one.take().await());
            Loop.yieldNow();
          }
          assertTrue(ran[0]);
          return other.await();
        });
  }

  // tokio sync_broadcast.rs: lagged_count_matches_number_of_overwritten_messages
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 100})
  void gap_anyNumber_isExact(int missed) {
    var broadcast = of(4);
    var one = broadcast.subscribe();
    put(broadcast, 0, 4 + missed);
    assertLagged(missed, one);
    assertTakes(one, missed, 4 + missed);
  }

  // tokio sync_broadcast.rs: lag_uses_power_of_two_buffer_length; not so here
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5, 6, 7, 9, 17, 100})
  void capacity_noPowerOfTwo_isExact(int capacity) {
    var broadcast = of(capacity);
    var one = broadcast.subscribe();
    put(broadcast, 0, capacity);
    assertEquals(0, one.missed());
    put(broadcast, capacity, capacity + 1);
    assertLagged(1, one);
    assertTakes(one, 1, capacity + 1);
  }

  // tokio sync_broadcast.rs: async_recv_lagged_then_resumes_from_oldest_retained
  @Test
  void take_lagging_failsThenTheNextTakesTheOldest() {
    var broadcast = of(2);
    var one = broadcast.subscribe();
    put(broadcast, 0, 5);
    assertEquals(3, assertInstanceOf(LaggedException.class, failed(one.take())).missed());
    assertTakes(one, 3, 5);
  }

  // tokio sync_broadcast.rs: lag_catch_up_then_lag_again
  @Test
  void lag_caughtUp_mayLagAgain() {
    var broadcast = of(2);
    var one = broadcast.subscribe();
    put(broadcast, 0, 3);
    assertLagged(1, one);
    assertTakes(one, 1, 3);
    put(broadcast, 3, 7);
    assertLagged(2, one);
    assertTakes(one, 5, 7);
    assertEquals(3, one.missed());
  }

  // tokio sync_broadcast.rs: lag_is_per_receiver
  @Test
  void lag_ofOne_isNotTheOthers() {
    var broadcast = of(2);
    var slow = broadcast.subscribe();
    var fast = broadcast.subscribe();
    for (int i = 0; i < 4; i++) {
      put(broadcast, i, i + 1);
      assertTakes(fast, i, i + 1);
    }
    assertLagged(2, slow);
    assertEquals(0, fast.missed());
    assertEquals(2, slow.missed());
  }

  // tokio sync_broadcast.rs: lag_again_before_reading_retained_messages
  @Test
  void lag_toldAndThenMoreIsOverwritten_isToldAgain() {
    var broadcast = of(2);
    var one = broadcast.subscribe();
    put(broadcast, 0, 4);
    assertLagged(2, one);
    put(broadcast, 4, 7);
    assertLagged(3, one);
    assertTakes(one, 5, 7);
  }

  // tokio sync_broadcast.rs: single_slot_capacity_lag_semantics
  @Test
  void capacityOne_lag_keepsTheNewest() {
    var broadcast = of(1);
    var one = broadcast.subscribe();
    put(broadcast, 0, 1);
    assertEquals(0, one.missed());
    put(broadcast, 1, 2);
    assertLagged(1, one);
    assertTakes(one, 1, 2);
    put(broadcast, 2, 5);
    assertLagged(2, one);
    assertTakes(one, 4, 5);
  }
}
