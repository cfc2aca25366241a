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
import static toro.Probe.failed;
import static toro.Probe.granted;
import static toro.Probe.shown;
import static toro.Probe.startVirtual;

import java.lang.ref.WeakReference;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import toro.AsyncBroadcast.Subscription;

@Timeout(60)
class AsyncBroadcastTest {
  private final AsyncBroadcast<Integer> lossy = AsyncBroadcast.lossy(3);
  private final AsyncBroadcast<Integer> lossless = AsyncBroadcast.lossless(3);

  private static void put(AsyncBroadcast<Integer> broadcast, int from, int to) {
    IntStream.range(from, to).forEach(i -> assertTrue(broadcast.offer(i)));
  }

  private static List<Integer> drain(Subscription<Integer> subscription) {
    List<Integer> items = new ArrayList<>();
    for (Integer item = subscription.poll(); item != null; item = subscription.poll()) {
      items.add(item);
    }
    return items;
  }

  private static void assertLagged(long missed, Wait<Integer> take) {
    assertEquals(missed, assertInstanceOf(LaggedException.class, failed(take)).missed());
  }

  // ---- subscribing

  @Test
  void put_twoSubscriptions_bothSeeEveryItemInOrder() {
    for (var broadcast : List.of(lossy, lossless)) {
      var one = broadcast.subscribe();
      var other = broadcast.subscribe();
      put(broadcast, 0, 3);
      assertEquals(List.of(0, 1, 2), drain(one));
      assertEquals(List.of(0, 1, 2), drain(other));
      assertNull(one.poll());
    }
  }

  @Test
  void subscribe_later_seesOnlyWhatComesAfter() {
    put(lossy, 0, 2);
    var late = lossy.subscribe();
    put(lossy, 2, 4);
    assertEquals(List.of(2, 3), drain(late));
  }

  @Test
  void subscribe_replay_seesTheLastItemsFirst() {
    for (var broadcast : List.of(lossy, lossless)) {
      put(broadcast, 0, 5); // 2, 3 and 4 are kept
      var none = broadcast.subscribe(0);
      var two = broadcast.subscribe(2);
      var all = broadcast.subscribe(3);
      assertEquals(List.of(3, 4), drain(two));
      assertEquals(List.of(2, 3, 4), drain(all));
      put(broadcast, 5, 6);
      assertEquals(List.of(5), drain(none));
      assertEquals(List.of(5), drain(two));
    }
  }

  @Test
  void subscribe_replayMoreThanWasPut_seesWhatThereIs() {
    put(lossy, 0, 1);
    assertEquals(List.of(0), drain(lossy.subscribe(3)));
    assertEquals(List.of(), drain(lossless.subscribe(3)));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 4, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void subscribe_replayOutOfRange_isRefused(int replay) {
    var refused = assertThrows(IllegalArgumentException.class, () -> lossy.subscribe(replay));
    assertTrue(refused.getMessage().contains("replay " + replay + " of 3"), refused.getMessage());
    assertEquals(0, lossy.subscriptions());
  }

  @Test
  void subscriptions_openedAndClosed_areCounted() {
    var one = lossy.subscribe();
    var other = lossy.subscribe(3);
    assertEquals(2, lossy.subscriptions());
    one.close();
    one.close();
    assertEquals(1, lossy.subscriptions());
    other.close();
    assertEquals(0, lossy.subscriptions());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void capacity_notPositive_isRefused(int capacity) {
    assertThrows(IllegalArgumentException.class, () -> AsyncBroadcast.lossy(capacity));
    assertThrows(IllegalArgumentException.class, () -> AsyncBroadcast.lossless(capacity));
  }

  @Test
  void capacity_huge_takesNoRoomBeforeItIsUsed() {
    AsyncBroadcast<Integer> huge = AsyncBroadcast.lossless(Integer.MAX_VALUE);
    var subscription = huge.subscribe();
    put(huge, 0, 1000);
    assertEquals(Integer.MAX_VALUE, huge.capacity());
    assertEquals(1000, drain(subscription).size());
  }

  @Test
  void ring_growsWhileSomeAreBehind_keepsEachAtItsPlace() {
    for (AsyncBroadcast<Integer> broadcast :
        List.of(AsyncBroadcast.<Integer>lossy(100), AsyncBroadcast.<Integer>lossless(100))) {
      List<Subscription<Integer>> subscriptions = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        subscriptions.add(broadcast.subscribe());
        assertTrue(broadcast.offer(i));
      }
      for (int i = 0; i < 100; i++) {
        assertEquals(IntStream.range(i, 100).boxed().toList(), drain(subscriptions.get(i)));
      }
    }
  }

  @Test
  void nulls_anywhere_areRefused() {
    var subscription = lossy.subscribe();
    assertThrows(NullPointerException.class, () -> lossy.put(null));
    assertThrows(NullPointerException.class, () -> lossy.offer(null));
    assertThrows(NullPointerException.class, () -> lossy.close(null));
    assertThrows(NullPointerException.class, () -> lossy.named(null));
    assertThrows(NullPointerException.class, () -> subscription.tolerant(null));
    assertEquals(0, subscription.size());
    assertFalse(lossy.isClosed());
  }

  // ---- taking

  @Test
  void take_nothingThere_completesWithTheNextItem() {
    var subscription = lossy.subscribe();
    Wait<Integer> first = subscription.take();
    Wait<Integer> second = subscription.take();
    assertPending(first, second);
    put(lossy, 1, 2);
    assertEquals(1, granted(first));
    assertPending(second);
    put(lossy, 2, 3);
    assertEquals(2, granted(second));
    assertEquals(0, lossy.waiting());
  }

  @Test
  void put_someWaitSomeDoNot_eachSeesItOnce() {
    List<Subscription<Integer>> subscriptions = new ArrayList<>();
    List<Wait<Integer>> takes = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      subscriptions.add(lossless.subscribe());
      if (i % 3 == 0) {
        takes.add(subscriptions.get(i).take());
      }
    }
    put(lossless, 7, 8);
    takes.forEach(take -> assertEquals(7, granted(take)));
    for (int i = 0; i < 10; i++) {
      assertEquals(i % 3 == 0 ? List.of() : List.of(7), drain(subscriptions.get(i)));
    }
    put(lossless, 8, 11); // all have read all: there is room for three
    assertFalse(lossless.offer(11));
  }

  @Test
  void put_severalSubscriptionsWait_grantsInTheOrderInWhichTheyBeganTo() {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int number = i;
      lossy.subscribe().take().thenAccept(item -> order.add(number));
    }
    put(lossy, 0, 1);
    assertEquals(IntStream.range(0, 100).boxed().toList(), order);
  }

  @Test
  void put_fromInsideATakersFunction_isSeenByAllInOneOrder() {
    List<Integer> one = new ArrayList<>();
    List<Integer> other = new ArrayList<>();
    follow(lossy.subscribe(), one);
    follow(lossy.subscribe(), other);
    put(lossy, 0, 1);
    assertEquals(List.of(0, 1, 2, 3), one);
    assertEquals(one, other);
  }

  private void follow(Subscription<Integer> subscription, List<Integer> seen) {
    subscription
        .take()
        .thenAccept(
            item -> {
              seen.add(item);
              if (item < 3 && lossy.subscribe(1).poll() == item) {
                put(lossy, item + 1, item + 2);
              }
              follow(subscription, seen);
            });
  }

  @Test
  void take_aMillionPutsFromInside_overflowsNoStack() {
    AsyncBroadcast<Integer> broadcast = AsyncBroadcast.lossless(1);
    var subscription = broadcast.subscribe();
    long[] sum = {0};
    pump(broadcast, subscription, 0, sum);
    put(broadcast, 0, 1);
    assertEquals(1_000_000L * 999_999 / 2, sum[0]);
  }

  private static void pump(
      AsyncBroadcast<Integer> broadcast, Subscription<Integer> from, int next, long[] sum) {
    if (next < 1_000_000) {
      from.take()
          .thenAccept(
              item -> {
                sum[0] += item;
                pump(broadcast, from, next + 1, sum);
                if (next < 999_999) {
                  broadcast.put(next + 1);
                }
              });
    }
  }

  @Test
  void take_givenUp_leavesTheItemToTheNext() {
    var subscription = lossy.subscribe();
    Wait<Integer> first = subscription.take();
    Wait<Integer> second = subscription.take();
    assertTrue(first.cancel(false));
    put(lossy, 1, 2);
    assertEquals(1, granted(second));
    Wait<Integer> third = subscription.take();
    assertTrue(third.cancel(false));
    put(lossy, 2, 3);
    assertEquals(2, subscription.poll());
  }

  // ---- what nobody received goes back

  @Test
  void item_grantedButNotReceived_comesBackBeforeTheNext() { // N5
    for (var broadcast : List.of(lossy, lossless)) {
      var subscription = broadcast.subscribe();
      var other = broadcast.subscribe();
      var trigger = new AsyncEvent();
      trigger
          .whenSet()
          .thenRun(
              () -> { // what is granted meanwhile is not delivered before this has ended
                Wait<Integer> stage = subscription.take().thenApply(item -> item);
                put(broadcast, 0, 2);
                assertTrue(stage.cancel(false));
              });
      trigger.set();
      assertEquals(2, subscription.size());
      assertEquals(List.of(0, 1), drain(subscription));
      assertEquals(List.of(0, 1), drain(other));
    }
  }

  @Test
  void items_notReceived_comeBackInTheirOrder() {
    var subscription = lossy.subscribe();
    var trigger = new AsyncEvent();
    List<Wait<Void>> stages = new ArrayList<>();
    trigger
        .whenSet()
        .thenRun(
            () -> { // what is granted meanwhile is not delivered before this has ended
              for (int i = 0; i < 3; i++) {
                stages.add(subscription.take().thenAccept(item -> {}));
              }
              put(lossy, 0, 3);
              for (int i : new int[] {2, 0, 1}) {
                assertTrue(stages.get(i).cancel(false));
              }
            });
    trigger.set();
    assertEquals(3, subscription.size());
    put(lossy, 3, 4);
    assertEquals(List.of(0, 1, 2, 3), drain(subscription));
  }

  @Test
  void item_comesBackWhereSomebodyWaits_goesToTheFirst() {
    var subscription = lossy.subscribe();
    var trigger = new AsyncEvent();
    List<Wait<Integer>> behind = new ArrayList<>();
    trigger
        .whenSet()
        .thenRun(
            () -> {
              Wait<Void> stage = subscription.take().thenAccept(item -> {});
              put(lossy, 0, 1);
              behind.add(subscription.take());
              behind.add(subscription.take());
              assertTrue(stage.cancel(false));
            });
    trigger.set();
    assertEquals(0, granted(behind.get(0)));
    assertPending(behind.get(1));
    put(lossy, 1, 2);
    assertEquals(1, granted(behind.get(1)));
  }

  @Test
  void item_comesBackAfterALag_stillComesFirst() {
    var subscription = lossy.subscribe();
    var trigger = new AsyncEvent();
    trigger
        .whenSet()
        .thenRun(
            () -> {
              Wait<Void> stage = subscription.take().thenAccept(item -> {});
              put(lossy, 0, 6); // 0 is granted; 1 and 2 are overwritten, 3 to 5 are kept
              assertTrue(stage.cancel(false));
            });
    trigger.set();
    assertEquals(4, subscription.size());
    assertEquals(2, subscription.missed());
    assertEquals(0, subscription.poll());
    assertLagged(2, subscription.take());
    assertEquals(List.of(3, 4, 5), drain(subscription));
  }

  @Test
  void item_grantedThenOverwritten_isDelivered() {
    var subscription = lossy.subscribe();
    Wait<Integer> take = subscription.take();
    put(lossy, 0, 10);
    assertEquals(0, granted(take));
    assertLagged(6, subscription.take());
    assertEquals(7, subscription.poll());
  }

  @Test
  void item_comesBackToAClosedSubscription_isForgotten() {
    var subscription = lossy.subscribe();
    var trigger = new AsyncEvent();
    trigger
        .whenSet()
        .thenRun(
            () -> {
              Wait<Void> stage = subscription.take().thenAccept(item -> {});
              put(lossy, 0, 1);
              subscription.close();
              assertTrue(stage.cancel(false));
            });
    trigger.set();
    assertEquals(0, subscription.size());
    assertNull(subscription.poll());
  }

  // ---- lossy: gaps

  @Test
  void gap_always_isToldOnceBeforeTheOldestItem() { // N3
    var subscription = lossy.subscribe();
    put(lossy, 0, 5);
    assertEquals(3, subscription.size());
    assertEquals(2, subscription.missed());
    assertLagged(2, subscription.take());
    assertEquals(2, subscription.missed());
    assertEquals(List.of(2, 3, 4), drain(subscription));
    put(lossy, 5, 9);
    var lagged = assertThrows(LaggedException.class, subscription::poll);
    assertEquals(1, lagged.missed());
    assertEquals(0, lagged.getStackTrace().length);
    assertEquals(3, subscription.missed());
    assertEquals(6, subscription.poll());
  }

  @Test
  void gap_tolerant_isToldToTheHandlerAndTakesGoOn() {
    List<Long> gaps = new ArrayList<>();
    var subscription = lossy.subscribe().tolerant(gaps::add);
    put(lossy, 0, 5);
    assertEquals(2, granted(subscription.take()));
    assertEquals(List.of(2L), gaps);
    put(lossy, 5, 8);
    assertEquals(5, subscription.poll());
    assertEquals(List.of(2L, 2L), gaps);
    assertEquals(4, subscription.missed());
  }

  @Test
  void gap_handlerThrows_isLoggedAndChangesNothing() {
    var failure = new IllegalStateException("a handler's");
    try (var logged = new Logged("the handler of missed items failed")) {
      var subscription =
          lossy
              .subscribe()
              .tolerant(
                  missed -> {
                    throw failure;
                  });
      put(lossy, 0, 5);
      assertEquals(2, granted(subscription.take()));
      assertEquals(List.of(3, 4), drain(subscription));
      assertEquals(List.of(failure), logged.failures());
    }
  }

  @Test
  void gap_handlerTakes_getsTheNextItem() {
    List<Integer> inside = new ArrayList<>();
    List<Subscription<Integer>> mine = new ArrayList<>();
    mine.add(lossy.subscribe().tolerant(missed -> inside.add(mine.get(0).poll())));
    put(lossy, 0, 5);
    assertEquals(2, granted(mine.get(0).take()));
    assertEquals(List.of(3), inside);
    assertEquals(4, mine.get(0).poll());
  }

  @Test
  void tolerant_afterTheFirstTakeOrTwice_isRefused() {
    var used = lossy.subscribe();
    assertNull(used.poll());
    assertThrows(IllegalStateException.class, () -> used.tolerant(missed -> {}));
    var twice = lossy.subscribe().tolerant(missed -> {});
    assertThrows(IllegalStateException.class, () -> twice.tolerant(missed -> {}));
  }

  // ---- lossless: puts wait

  @Test
  void put_oneSubscriptionIsFull_waitsUntilItTakes() { // N4
    var slow = lossless.subscribe();
    var fast = lossless.subscribe();
    put(lossless, 0, 3);
    assertFalse(lossless.offer(3));
    Wait<Void> first = lossless.put(3);
    Wait<Void> second = lossless.put(4);
    assertEquals(List.of(0, 1, 2), drain(fast));
    assertPending(first, second);
    Wait<Integer> waiting = fast.take();
    assertEquals(0, slow.poll());
    granted(first);
    assertPending(second);
    assertEquals(3, granted(waiting));
    assertEquals(List.of(1, 2, 3, 4), drain(slow));
    granted(second);
    assertEquals(4, fast.poll());
    assertEquals(0, lossless.waiting());
  }

  @Test
  void put_noSubscription_isAcceptedAtOnceAndKept() {
    for (int i = 0; i < 100; i++) {
      granted(lossless.put(i));
    }
    var late = lossless.subscribe(3);
    assertFalse(lossless.offer(100), "it has three unread");
    assertEquals(List.of(97, 98, 99), drain(late));
  }

  @Test
  void close_ofTheSlowSubscription_letsThePutsIn() {
    var slow = lossless.subscribe();
    var fast = lossless.subscribe();
    put(lossless, 0, 3);
    assertEquals(List.of(0, 1, 2), drain(fast));
    List<Wait<Void>> puts = new ArrayList<>();
    for (int i = 3; i < 7; i++) {
      puts.add(lossless.put(i));
    }
    slow.close();
    puts.subList(0, 3).forEach(Probe::granted);
    assertPending(puts.get(3));
    assertEquals(List.of(3, 4, 5, 6), drain(fast));
    granted(puts.get(3));
  }

  @Test
  void put_givenUp_isNeverDelivered() {
    var slow = lossless.subscribe();
    put(lossless, 0, 3);
    Wait<Void> first = lossless.put(3);
    Wait<Void> second = lossless.put(4);
    assertTrue(first.cancel(false));
    assertEquals(List.of(0, 1, 2, 4), drain(slow));
    granted(second);
  }

  // ---- closing

  @Test
  void close_always_failsPutsAndTakersAndKeepsWhatIsUnread() { // N6
    var slow = lossless.subscribe();
    var fast = lossless.subscribe();
    put(lossless, 0, 3);
    assertEquals(List.of(0, 1, 2), drain(fast));
    Wait<Void> put = lossless.put(3);
    Wait<Integer> take = fast.take();
    var cause = new IllegalStateException("cause");
    lossless.close(cause);
    lossless.close();
    for (Wait<?> wait : List.of(put, take, fast.take(), lossless.put(4))) {
      assertSame(cause, assertInstanceOf(ClosedException.class, failed(wait)).getCause());
    }
    assertThrows(ClosedException.class, () -> lossless.offer(4));
    assertThrows(ClosedException.class, lossless::subscribe);
    assertNull(fast.poll());
    assertEquals(3, slow.size());
    assertEquals(List.of(0, 1, 2), drain(slow));
    assertInstanceOf(ClosedException.class, failed(slow.take()));
    assertTrue(lossless.isClosed());
    assertEquals(0, lossless.waiting());
  }

  @Test
  void close_subscription_failsItsWaitsAndNoOthers() {
    var one = lossy.subscribe();
    var other = lossy.subscribe();
    Wait<Integer> mine = one.take();
    Wait<Integer> theirs = other.take();
    one.close();
    assertInstanceOf(ClosedException.class, failed(mine));
    assertInstanceOf(ClosedException.class, failed(one.take()));
    assertNull(one.poll());
    put(lossy, 1, 9);
    assertEquals(0, one.missed());
    assertEquals(1, granted(theirs));
  }

  @Test
  void close_subscriptionThatLags_keepsWhatItMissed() {
    var subscription = lossy.subscribe();
    put(lossy, 0, 5);
    subscription.close();
    put(lossy, 5, 50);
    assertEquals(2, subscription.missed());
    assertEquals(0, subscription.size());
  }

  // ---- items

  @Test
  void items_closed_ends() throws Exception {
    var subscription = lossy.subscribe();
    var reader =
        startVirtual(
            () -> {
              List<Integer> seen = new ArrayList<>();
              for (int item : subscription.items()) {
                seen.add(item);
              }
              return seen;
            });
    reader.parked();
    put(lossy, 0, 1);
    put(lossy, 1, 2);
    lossy.close();
    assertEquals(List.of(0, 1), reader.result());
  }

  @Test
  void items_closedWithACause_nextThrowsIt() {
    var subscription = lossy.subscribe();
    put(lossy, 0, 1);
    lossy.close(new IllegalStateException("cause"));
    Iterator<Integer> items = subscription.items().iterator();
    assertEquals(0, items.next());
    assertTrue(items.hasNext());
    assertEquals("cause", assertThrows(ClosedException.class, items::next).getCause().getMessage());
  }

  @Test
  void items_gap_isThrownOnceByNext() {
    var subscription = lossy.subscribe();
    put(lossy, 0, 5);
    Iterator<Integer> items = subscription.items().iterator();
    assertTrue(items.hasNext());
    assertThrows(LaggedException.class, items::next);
    assertTrue(items.hasNext());
    assertTrue(items.hasNext(), "idempotent");
    assertEquals(2, items.next());
    assertEquals(3, items.next());
    assertEquals(1, subscription.size(), "nothing is taken ahead");
    subscription.close();
    assertFalse(items.hasNext());
    assertThrows(NoSuchElementException.class, items::next);
  }

  @Test
  void items_interrupted_takesNothingAndKeepsTheFlag() {
    Iterator<Integer> items = lossy.subscribe().items().iterator();
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, items::hasNext);
    assertTrue(Thread.interrupted());
    assertEquals(0, lossy.waiting());
    put(lossy, 1, 2);
    assertEquals(1, items.next());
  }

  // ---- among other things

  @Test
  void clause_take_takesNothingUnlessItIsChosen() {
    var stop = new AsyncEvent();
    var subscription = lossless.subscribe();
    Clause<Integer> item = Clause.take(subscription);
    Select select = Select.ordered(Clause.whenSet(stop), item);
    assertNull(select.trySelect());
    Wait<Selected> waiting = select.select();
    assertEquals(1, lossless.waiting());
    put(lossless, 1, 2);
    assertEquals(1, granted(waiting).get(item));
    put(lossless, 2, 3);
    stop.set();
    assertEquals(0, granted(select.select()).index());
    assertEquals(2, subscription.poll());
    assertEquals(0, lossless.waiting() + stop.waiting());
  }

  @Test
  void clause_gap_failsTheSelectUnlessSettledOrTolerant() {
    var strict = lossy.subscribe();
    var settled = lossy.subscribe();
    List<Long> gaps = new ArrayList<>();
    var tolerant = lossy.subscribe().tolerant(gaps::add);
    put(lossy, 0, 5);
    assertLagged(2, Wait.firstOf(Clause.take(strict)).thenApply(Selected::index));
    Clause<Integer> take = Clause.take(settled).settled();
    Selected won = granted(Wait.firstOf(take));
    assertThrows(LaggedException.class, () -> won.get(take));
    Clause<Integer> third = Clause.take(tolerant);
    assertEquals(2, granted(Wait.firstOf(third)).get(third));
    assertEquals(List.of(2L), gaps);
    assertEquals(2, strict.poll());
    assertEquals(2, settled.poll());
  }

  @Test
  void clause_closed_failsTheSelect() {
    var one = lossy.subscribe();
    Wait<Selected> waiting = Wait.firstOf(Clause.take(one), Clause.whenSet(new AsyncEvent()));
    one.close();
    assertInstanceOf(ClosedException.class, failed(waiting));
    var other = lossy.subscribe();
    lossy.close();
    assertInstanceOf(ClosedException.class, failed(Wait.firstOf(Clause.take(other))));
  }

  @Test
  void clause_twoSubscriptionsOfOneSelect_oneTakesTheOtherKeeps() {
    var one = lossless.subscribe();
    var other = lossless.subscribe();
    Clause<Integer> first = Clause.take(one);
    Clause<Integer> second = Clause.take(other);
    Wait<Selected> waiting = Select.ordered(first, second).select();
    put(lossless, 7, 8);
    assertEquals(7, granted(waiting).get(first));
    assertEquals(0, one.size());
    assertEquals(7, other.poll());
    put(lossless, 8, 11);
    assertFalse(lossless.offer(11));
  }

  // ---- how it shows itself

  @Test
  void toString_everyState_saysIt() {
    lossless.named("news");
    assertEquals("AsyncBroadcast[news, 0 of 3 items, 0 subscriptions]", shown(lossless));
    var subscription = lossless.subscribe();
    Wait<Integer> take = subscription.take();
    assertEquals(
        "Wait[take of AsyncBroadcast[news, 0 of 3 items, 1 subscription, 1 taking], waiting]",
        shown(take));
    put(lossless, 0, 4);
    lossless.put(4);
    Wait<Void> put = lossless.put(5);
    assertEquals(
        "Wait[put of AsyncBroadcast[news, 3 of 3 items, 1 subscription, 2 putting], waiting]",
        shown(put));
    assertEquals("Subscription[AsyncBroadcast[news], 3 unread]", subscription.toString());
    lossless.close();
    assertEquals("AsyncBroadcast[news, closed, 3 of 3 items, 1 subscription]", shown(lossless));
    subscription.close();
    assertEquals("Subscription[AsyncBroadcast[news], closed]", subscription.toString());
    assertEquals(
        "AsyncBroadcast[news]: subscription closed", failed(subscription.take()).getMessage());
  }

  @Test
  void messages_always_sayWhatIsMissingWhere() {
    lossy.named("news");
    var subscription = lossy.subscribe();
    var noItem =
        assertThrows(TimeoutException.class, () -> subscription.take().await(Duration.ofMillis(1)));
    assertEquals("AsyncBroadcast[news]: no item within PT0.001S", noItem.getMessage());
    put(lossy, 0, 4);
    var missed = assertThrows(LaggedException.class, subscription::poll);
    assertEquals("AsyncBroadcast[news]: missed 1 item", missed.getMessage());
    lossless.named("slow");
    var full = lossless.subscribe();
    put(lossless, 0, 3);
    var noRoom =
        assertThrows(TimeoutException.class, () -> lossless.put(3).await(Duration.ofMillis(1)));
    assertEquals("AsyncBroadcast[slow]: no room within PT0.001S", noRoom.getMessage());
    full.close();
  }

  @Test
  void deadlock_whereNobodyPuts_isReported() {
    var report =
        assertThrows(
            DeadlockException.class,
            () -> Loop.simulate(1, () -> lossy.named("news").subscribe().take().await()));
    assertTrue(
        report.getMessage().contains("main waits for AsyncBroadcast[news, 0 of 3 items, 1 sub"),
        report.getMessage());
  }

  // ---- memory

  @Test
  void items_overwrittenOrGiven_areNotKept() {
    AsyncBroadcast<byte[]> broadcast = AsyncBroadcast.lossy(4);
    var slow = broadcast.subscribe();
    List<Wait<Void>> puts = new ArrayList<>();
    WeakReference<byte[]> early = null;
    for (int i = 0; i < 1_000_000; i++) { // one GB
      byte[] next = new byte[1024];
      early = i == 10 ? new WeakReference<>(next) : early;
      if (i < 100) {
        puts.add(broadcast.put(next));
      } else {
        assertTrue(broadcast.offer(next));
      }
    }
    WeakReference<byte[]> gone = early;
    Eventually.until(
        "overwritten items are collected",
        () -> {
          System.gc();
          return gone.refersTo(null);
        });
    assertEquals(4, slow.size());
    assertEquals(999_996, slow.missed());
    puts.forEach(Probe::granted);
  }

  @Test
  void putThatWaited_accepted_keepsItsItemNoLonger() {
    AsyncBroadcast<Object> broadcast = AsyncBroadcast.lossless(1);
    var subscription = broadcast.subscribe();
    broadcast.put("first");
    var gone = new WeakReference<>(new Object());
    Wait<Void> put = broadcast.put(gone.get());
    assertNotNull(subscription.poll());
    assertNotNull(subscription.poll());
    broadcast.put("last");
    Eventually.until(
        "the item is collected",
        () -> {
          System.gc();
          return gone.refersTo(null);
        });
    granted(put);
    assertEquals("last", subscription.poll());
  }
}
