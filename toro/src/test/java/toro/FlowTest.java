package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Eventually.value;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.granted;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queues, broadcasts and values as publishers, and what a publisher puts into a queue. */
@Timeout(120)
class FlowTest {
  private final AsyncQueue<Integer> queue = AsyncQueue.unbounded();

  /** Notes all that it is told. */
  private static class Notes<T> implements Flow.Subscriber<T> {
    final List<Object> told = Collections.synchronizedList(new ArrayList<>());
    Flow.Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription s) {
      subscription = s;
    }

    @Override
    public void onNext(T item) {
      told.add(item);
    }

    @Override
    public void onError(Throwable failure) {
      told.add(failure);
    }

    @Override
    public void onComplete() {
      told.add("complete");
    }
  }

  private static <T> Notes<T> subscribe(Flow.Publisher<T> publisher) {
    Notes<T> notes = new Notes<>();
    publisher.subscribe(notes);
    return notes;
  }

  // ---- demand

  @Test
  void queue_noDemand_takesNothing() {
    queue.put(1);
    Notes<Integer> notes = subscribe(queue.asPublisher());
    assertEquals(0, queue.waiting());
    assertEquals(1, queue.size());
    notes.subscription.request(1);
    assertEquals(List.of(1), notes.told);
    assertEquals(0, queue.waiting());
  }

  @Test
  void queue_demand_takesOneAtATimeAsItComes() {
    Notes<Integer> notes = subscribe(queue.asPublisher());
    notes.subscription.request(2);
    assertEquals(1, queue.waiting());
    IntStream.range(0, 4).forEach(queue::put);
    assertEquals(List.of(0, 1), notes.told);
    assertEquals(2, queue.size());
    assertEquals(4, queue.unfinishedTasks());
    notes.subscription.request(Long.MAX_VALUE);
    notes.subscription.request(Long.MAX_VALUE);
    assertEquals(List.of(0, 1, 2, 3), notes.told);
  }

  @Test
  void queue_twoSubscribers_compete() {
    Notes<Integer> one = subscribe(queue.asPublisher());
    Notes<Integer> other = subscribe(queue.asPublisher());
    one.subscription.request(9);
    other.subscription.request(9);
    IntStream.range(0, 6).forEach(queue::put);
    assertEquals(List.of(0, 2, 4), one.told);
    assertEquals(List.of(1, 3, 5), other.told);
  }

  @Test
  void request_fromInsideOnNext_isNeverNested() {
    int[] depth = {0};
    int[] deepest = {0};
    var notes =
        new Notes<Integer>() {
          @Override
          public void onSubscribe(Flow.Subscription s) {
            super.onSubscribe(s);
            s.request(1);
          }

          @Override
          public void onNext(Integer item) {
            deepest[0] = Math.max(deepest[0], ++depth[0]);
            subscription.request(1);
            super.onNext(item);
            depth[0]--;
          }
        };
    IntStream.range(0, 1_000).forEach(queue::put);
    queue.asPublisher().subscribe(notes);
    assertEquals(1_000, notes.told.size());
    assertEquals(1, deepest[0]);
  }

  @Test
  void request_zeroOrLess_failsTheSubscriberAndTakesNothing() {
    for (long n : new long[] {0, -1, Long.MIN_VALUE}) {
      Notes<Integer> notes = subscribe(queue.asPublisher());
      notes.subscription.request(1);
      notes.subscription.request(n);
      assertInstanceOf(IllegalArgumentException.class, notes.told.get(0));
      notes.subscription.request(1);
      queue.put(1);
      assertEquals(1, notes.told.size());
      assertEquals(1, queue.poll());
    }
  }

  @Test
  void nulls_anywhere_areRefused() {
    assertThrows(NullPointerException.class, () -> queue.asPublisher().subscribe(null));
    assertThrows(NullPointerException.class, () -> queue.putAll(null));
    AsyncBroadcast<Integer> broadcast = AsyncBroadcast.lossy(1);
    assertThrows(NullPointerException.class, () -> broadcast.asPublisher(null));
  }

  // ---- the end

  @Test
  void queue_closed_completesAfterTheLastItem() {
    Notes<Integer> notes = subscribe(queue.asPublisher());
    queue.put(1);
    queue.close();
    notes.subscription.request(1);
    assertEquals(List.of(1), notes.told);
    notes.subscription.request(1);
    assertEquals(List.of(1, "complete"), notes.told);
    notes.subscription.request(1);
    assertEquals(2, notes.told.size());
  }

  @Test
  void queue_closedWithACause_failsWithIt() {
    var cause = new IllegalStateException("cause");
    Notes<Integer> waiting = subscribe(queue.asPublisher());
    waiting.subscription.request(1);
    queue.close(cause);
    assertEquals(List.of(cause), waiting.told);
  }

  @Test
  void broadcast_closedBefore_endsAtOnce() {
    AsyncBroadcast<Integer> broadcast = AsyncBroadcast.lossy(1);
    var cause = new IllegalStateException("cause");
    broadcast.close(cause);
    assertEquals(List.of(cause), subscribe(broadcast.asPublisher()).told);
    AsyncBroadcast<Integer> other = AsyncBroadcast.lossy(1);
    other.close();
    assertEquals(List.of("complete"), subscribe(other.asPublisher(n -> {})).told);
  }

  // ---- cancelling

  @Test
  void cancel_waiting_leavesTheLineAtOnce() {
    Notes<Integer> notes = subscribe(queue.asPublisher());
    notes.subscription.request(1);
    notes.subscription.cancel();
    assertEquals(0, queue.waiting());
    queue.put(1);
    assertEquals(List.of(), notes.told);
    assertEquals(1, queue.poll());
  }

  @Test
  void cancel_inOnSubscribe_takesNothing() {
    queue.put(1);
    var notes =
        new Notes<Integer>() {
          @Override
          public void onSubscribe(Flow.Subscription s) {
            s.request(5);
            s.cancel();
          }
        };
    queue.asPublisher().subscribe(notes);
    assertEquals(List.of(), notes.told);
    assertEquals(1, queue.size());
  }

  @Test
  void cancel_inOnNext_endsTheLoop() {
    IntStream.range(0, 5).forEach(queue::put);
    var notes =
        new Notes<Integer>() {
          @Override
          public void onNext(Integer item) {
            super.onNext(item);
            subscription.cancel();
            subscription.request(1);
          }
        };
    queue.asPublisher().subscribe(notes);
    notes.subscription.request(5);
    assertEquals(List.of(0), notes.told);
    assertEquals(4, queue.size());
  }

  @Test
  void cancel_grantedButNotHandedOn_goesBack() {
    Notes<Integer> notes = subscribe(queue.asPublisher());
    notes.subscription.request(1);
    var trigger = new AsyncEvent();
    trigger
        .whenSet()
        .thenRun(
            () -> { // what is granted meanwhile is not delivered before this has ended
              queue.put(1);
              queue.put(2);
              notes.subscription.cancel();
            });
    trigger.set();
    assertEquals(List.of(), notes.told);
    assertEquals(List.of(1, 2), Probe.drain(queue));
  }

  @Test
  void cancel_always_forgetsTheSubscriber() {
    var gone = new WeakReference<>(subscribe(queue.asPublisher()));
    Flow.Subscription subscription = gone.get().subscription;
    subscription.request(1);
    subscription.cancel();
    until(
        "it is collected",
        () -> {
          System.gc();
          return gone.refersTo(null);
        });
    subscription.request(1);
    subscription.cancel();
    assertEquals(0, queue.waiting());
  }

  @Test
  void subscriber_thatThrows_isCancelledAndLogged() {
    var failure = new IllegalStateException("a subscriber's");
    try (var logged = new Logged("a subscriber failed")) {
      AsyncBroadcast<Integer> broadcast = AsyncBroadcast.lossless(1);
      var notes =
          new Notes<Integer>() {
            @Override
            public void onNext(Integer item) {
              throw failure;
            }
          };
      broadcast.asPublisher().subscribe(notes);
      notes.subscription.request(5);
      broadcast.put(1);
      assertEquals(0, broadcast.subscriptions());
      assertEquals(List.of(failure), logged.failures());
      assertTrue(broadcast.offer(2) && broadcast.offer(3));
    }
  }

  // ---- broadcasts and values

  @Test
  void broadcast_eachSubscriber_seesAll() {
    AsyncBroadcast<Integer> broadcast = AsyncBroadcast.lossless(4);
    Notes<Integer> one = subscribe(broadcast.asPublisher());
    Notes<Integer> other = subscribe(broadcast.asPublisher());
    assertEquals(2, broadcast.subscriptions());
    one.subscription.request(9);
    IntStream.range(0, 4).forEach(broadcast::put);
    assertFalse(broadcast.offer(4), "the other has asked for nothing");
    other.subscription.request(2);
    assertEquals(List.of(0, 1, 2, 3), one.told);
    assertEquals(List.of(0, 1), other.told);
    one.subscription.cancel();
    other.subscription.cancel();
    assertEquals(0, broadcast.subscriptions());
  }

  @Test
  void broadcast_gap_failsTheSubscriberUnlessItIsTolerant() {
    AsyncBroadcast<Integer> broadcast = AsyncBroadcast.lossy(2);
    List<Long> gaps = new ArrayList<>();
    Notes<Integer> strict = subscribe(broadcast.asPublisher());
    Notes<Integer> tolerant = subscribe(broadcast.asPublisher(gaps::add));
    IntStream.range(0, 5).forEach(broadcast::put);
    strict.subscription.request(9);
    tolerant.subscription.request(9);
    assertEquals(1, strict.told.size());
    assertEquals(3, assertInstanceOf(LaggedException.class, strict.told.get(0)).missed());
    assertEquals(List.of(3, 4), tolerant.told);
    assertEquals(List.of(3L), gaps);
    assertEquals(1, broadcast.subscriptions());
  }

  @Test
  void value_eachSubscriber_seesTheNewestWhenItAsks() {
    var value = new AsyncValue<>(0);
    Notes<Integer> notes = subscribe(value.asPublisher());
    notes.subscription.request(2);
    assertEquals(List.of(0), notes.told);
    value.set(1);
    value.set(2);
    value.set(3);
    assertEquals(List.of(0, 1), notes.told);
    notes.subscription.request(2);
    assertEquals(List.of(0, 1, 3), notes.told);
    value.close();
    assertEquals(List.of(0, 1, 3, "complete"), notes.told);
    assertEquals(0, value.waiting());
  }

  @Test
  void publisher_onALoop_callsThere() throws Exception {
    Loop.run(
        () -> {
          Loop loop = Loop.current();
          var ended = new AsyncEvent();
          List<Object> seen = new ArrayList<>();
          queue
              .asPublisher()
              .subscribe(
                  new Notes<>() {
                    @Override
                    public void onSubscribe(Flow.Subscription s) {
                      s.request(9);
                    }

                    @Override
                    public void onNext(Integer item) {
                      assertSame(loop, Loop.current());
                      seen.add(item);
                    }

                    @Override
                    public void onComplete() {
                      assertSame(loop, Loop.current());
                      ended.set();
                    }
                  });
          Probe.startVirtual(
              () -> {
                queue.put(1);
                queue.put(2);
                queue.close();
                return null;
              });
          ended.whenSet().await();
          assertEquals(List.of(1, 2), seen);
        });
  }

  @Test
  void chainOfManyPublishers_always_overflowsNoStack() {
    AsyncQueue<Integer> last = queue;
    for (int i = 0; i < 20_000; i++) {
      AsyncQueue<Integer> next = AsyncQueue.unbounded();
      next.putAll(last.asPublisher());
      last = next;
    }
    queue.put(1);
    queue.put(2);
    assertEquals(List.of(1, 2), Probe.drain(last));
  }

  // ---- putAll

  /** A publisher that does as the test says. */
  private static final class Puppet implements Flow.Publisher<Integer>, Flow.Subscription {
    Flow.Subscriber<? super Integer> to;
    long asked;
    volatile boolean cancelled; // also by the thread of a limit

    @Override
    public void subscribe(Flow.Subscriber<? super Integer> subscriber) {
      to = subscriber;
      to.onSubscribe(this);
    }

    @Override
    public void request(long n) {
      assertTrue(n > 0);
      asked += n;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  private final Puppet source = new Puppet();

  @Test
  void putAll_sourceCompletes_endsWhenAllIsAccepted() {
    AsyncQueue<Integer> small = AsyncQueue.bounded(2);
    Wait<Void> all = small.putAll(source);
    assertEquals(2, source.asked);
    source.to.onNext(0);
    source.to.onNext(1);
    assertEquals(4, source.asked, "each that is accepted lets the next one come");
    source.to.onNext(2);
    source.to.onNext(3);
    assertEquals(4, source.asked);
    source.to.onComplete();
    assertPending(all);
    assertEquals(List.of(0, 1, 2, 3), Probe.drain(small));
    granted(all);
    assertFalse(source.cancelled);
  }

  @Test
  void putAll_anyCapacity_asksForAtMost32() {
    for (AsyncQueue<Integer> one :
        List.of(
            queue,
            AsyncQueue.<Integer>bounded(1),
            AsyncQueue.<Integer>bounded(31),
            AsyncQueue.<Integer>bounded(33),
            AsyncQueue.<Integer>rendezvous())) {
      var puppet = new Puppet();
      one.putAll(puppet);
      assertEquals(Math.clamp(one.capacity(), 1, 32), puppet.asked);
    }
  }

  @Test
  void putAll_sourceFails_failsWithThatWhenAllIsAccepted() {
    AsyncQueue<Integer> hand = AsyncQueue.rendezvous();
    Wait<Void> all = hand.putAll(source);
    var cause = new IllegalStateException("cause");
    source.to.onNext(1);
    source.to.onError(cause);
    assertPending(all);
    assertEquals(1, hand.poll());
    assertSame(cause, failed(all));
  }

  @Test
  void putAll_givenUp_cancelsAndDropsWhatWasNotAccepted() {
    AsyncQueue<Integer> small = AsyncQueue.bounded(1);
    Wait<Void> all = small.putAll(source);
    source.to.onNext(0);
    source.to.onNext(1);
    assertEquals(1, small.waiting());
    assertTrue(all.cancel(false));
    assertTrue(source.cancelled);
    assertEquals(0, small.waiting());
    source.to.onNext(2); // late
    source.to.onComplete();
    assertEquals(List.of(0), Probe.drain(small));
  }

  @Test
  void putAll_limitPasses_saysWhatIsMissing() {
    Wait<Void> all = queue.named("jobs").putAll(source).within(Duration.ofMillis(1));
    Throwable failure = Probe.failureOf(all);
    assertInstanceOf(TimeoutException.class, failure);
    assertEquals(
        "AsyncQueue[jobs]: the publisher has not ended within PT0.001S", failure.getMessage());
    until("it was cancelled", () -> source.cancelled);
  }

  @Test
  void putAll_queueClosed_failsAndCancels() {
    AsyncQueue<Integer> small = AsyncQueue.bounded(1);
    Wait<Void> all = small.putAll(source);
    source.to.onNext(0);
    source.to.onNext(1);
    small.close();
    assertInstanceOf(ClosedException.class, failed(all));
    assertTrue(source.cancelled);
  }

  @Test
  void putAll_sourceRefusesToSubscribe_failsWithThat() {
    var refusal = new IllegalStateException("no");
    Wait<Void> all =
        queue.putAll(
            subscriber -> {
              throw refusal;
            });
    assertSame(refusal, failed(all));
  }

  @Test
  void putAll_givenUpBeforeItIsSubscribed_cancelsThen() {
    List<Flow.Subscriber<? super Integer>> late = new ArrayList<>();
    Wait<Void> all = queue.putAll(late::add);
    all.cancel(false);
    late.get(0).onSubscribe(source);
    assertTrue(source.cancelled);
    assertEquals(0, source.asked);
  }

  @Test
  void putAll_secondSubscription_isCancelled() {
    queue.putAll(source);
    var second = new Puppet();
    source.to.onSubscribe(second);
    assertTrue(second.cancelled);
    assertFalse(source.cancelled);
  }

  @Test
  void putAll_nulls_areRefused() {
    queue.putAll(source);
    assertThrows(NullPointerException.class, () -> source.to.onNext(null));
    assertThrows(NullPointerException.class, () -> source.to.onError(null));
    assertThrows(NullPointerException.class, () -> source.to.onSubscribe(null));
  }

  // ---- many

  @Test
  void aMillionItems_throughTwoQueues_arriveInOrder() throws Exception {
    AsyncQueue<Integer> first = AsyncQueue.bounded(64);
    AsyncQueue<Integer> last = AsyncQueue.bounded(64);
    Wait<Void> all = last.putAll(first.asPublisher());
    var producer =
        Probe.startVirtual(
            () -> {
              for (int i = 0; i < 1_000_000; i++) {
                first.put(i).await();
              }
              first.close();
              return null;
            });
    for (int i = 0; i < 1_000_000; i++) {
      assertEquals(i, last.take().await());
    }
    producer.result();
    value(all);
    assertNull(last.poll());
  }

  @Test
  void cancels_atAnyMoment_loseNoItem() { // I3
    try (var second = new SecondThread()) {
      for (int i = 0; i < 20_000; i++) {
        AsyncQueue<Integer> items = AsyncQueue.unbounded();
        Notes<Integer> notes = subscribe(items.asPublisher());
        notes.subscription.request(2);
        int round = i;
        Consumer<AsyncQueue<Integer>> put = q -> IntStream.range(0, 3).forEach(q::put);
        second.race(round, () -> put.accept(items), notes.subscription::cancel);
        List<Object> seen = new ArrayList<>(notes.told);
        seen.addAll(Probe.drain(items));
        assertEquals(List.of(0, 1, 2), seen);
        assertEquals(0, items.waiting());
      }
    }
  }

  @Test
  void requests_againstItems_areAllServed() {
    try (var second = new SecondThread()) {
      for (int i = 0; i < 20_000; i++) {
        AsyncQueue<Integer> items = AsyncQueue.unbounded();
        Notes<Integer> notes = subscribe(items.asPublisher());
        second.race(
            i,
            () -> IntStream.range(0, 3).forEach(items::put),
            () -> {
              notes.subscription.request(1);
              notes.subscription.request(2);
            });
        until("all have come", () -> notes.told.size() == 3);
        assertEquals(List.of(0, 1, 2), notes.told);
      }
    }
  }

  @Test
  void putAll_givenUpAsItemsCome_leavesNobodyInLine() {
    try (var second = new SecondThread()) {
      for (int i = 0; i < 20_000; i++) {
        AsyncQueue<Integer> items = AsyncQueue.bounded(1);
        var puppet = new Puppet();
        Wait<Void> all = items.putAll(puppet);
        assertNotNull(puppet.to);
        second.race(
            i,
            () -> {
              puppet.to.onNext(0);
              puppet.to.onNext(1);
            },
            () -> all.cancel(false));
        assertTrue(puppet.cancelled);
        assertEquals(0, items.waiting());
        List<Integer> seen = Probe.drain(items);
        assertTrue(List.of(List.of(), List.of(0)).contains(seen), seen::toString);
      }
    }
  }
}
