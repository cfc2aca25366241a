package toro.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import toro.AsyncBroadcast;
import toro.AsyncQueue;
import toro.AsyncValue;
import toro.ClosedException;
import toro.Deadline;
import toro.LaggedException;
import toro.Wait;

/** What has to hold of publishers and {@code putAll}, whichever library is at the other end. */
@Timeout(120)
abstract class FlowContract {
  final AsyncQueue<Integer> queue = AsyncQueue.<Integer>bounded(2).named("items");
  private final List<Integer> begun = new ArrayList<>(); // this and works: all on one thread
  private final List<CompletableFuture<Void>> works = new ArrayList<>();

  /** The work on each item of the queue; cancelling the future cancels it. */
  abstract CompletableFuture<Void> each(
      AsyncQueue<Integer> queue, Function<Integer, CompletionStage<Void>> work);

  /** The work on the newest value. */
  abstract CompletableFuture<Void> apply(
      AsyncValue<Integer> value, Function<Integer, CompletionStage<Void>> work);

  /** Puts what the source sends, by a stream of the library. */
  abstract Wait<@Nullable Void> fill(AsyncQueue<Integer> queue, Source source);

  /** What is put into the broadcast, for a subscriber who asks for so much at first. */
  abstract Reader<String> follow(AsyncBroadcast<String> news, long request);

  /** All that a publisher sends, by a stream of the library, for a subscriber who asks later. */
  abstract Reader<Integer> read(Flow.Publisher<Integer> publisher);

  /** The first so many, or fewer if the publisher ends before. */
  abstract CompletableFuture<Void> few(
      Flow.Publisher<Integer> publisher, int number, Consumer<Integer> each);

  /** Numbers, and then the end, or the failure. */
  record Source(int numbers, @Nullable RuntimeException failure, AtomicLong sent, Runnable cancel) {
    static Source of(int numbers) {
      return new Source(numbers, null, new AtomicLong(), () -> {});
    }
  }

  /** One who reads a stream. */
  interface Reader<T> {
    List<T> items();

    void request(long n);

    void cancel();

    CompletableFuture<Void> end();
  }

  private CompletionStage<Void> begin(Integer item) {
    begun.add(item);
    var work = new CompletableFuture<Void>();
    works.add(work);
    return work;
  }

  private List<Wait<@Nullable Void>> putUpTo(int last) {
    List<Wait<@Nullable Void>> puts = new ArrayList<>();
    for (int item = 1; item <= last; item++) {
      puts.add(queue.put(item));
    }
    return puts;
  }

  private static Throwable failureOf(CompletableFuture<Void> end) {
    var failure = assertThrows(ExecutionException.class, () -> end.get(30, TimeUnit.SECONDS));
    return failure.getCause();
  }

  // ---- the items of a queue

  @Test
  void queue_slowWorker_holdsTheProducerBack() throws Exception {
    var end = each(queue, this::begin);
    var puts = putUpTo(9);
    for (int n = 1; n <= 9; n++) {
      assertEquals(n, begun.size(), "one after the other");
      long accepted = puts.stream().filter(Wait::isDone).count();
      assertEquals(Math.min(9, n + 2), accepted, "the one at work, and two in the queue");
      works.get(n - 1).complete(null);
    }
    queue.close();
    end.get(30, TimeUnit.SECONDS);
    assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9), begun);
  }

  @Test
  void queue_workerCancelled_leavesTheOthersInTheQueue() {
    var end = each(queue, this::begin);
    var puts = putUpTo(4);
    end.cancel(true);
    works.getFirst().complete(null);
    assertEquals(List.of(1), begun);
    assertEquals(2, queue.poll());
    assertEquals(3, queue.poll());
    assertEquals(4, queue.poll());
    assertTrue(puts.stream().allMatch(Wait::isDone));
    assertEquals(0, queue.waiting());
  }

  @Test
  void queue_workerThatWaitsCancelled_takesNothing() {
    var end = each(queue, this::begin);
    assertEquals(1, queue.waiting());
    end.cancel(true);
    assertEquals(0, queue.waiting());
    assertTrue(queue.offer(1));
    assertEquals(1, queue.poll());
  }

  @Test
  void queue_workThatFails_failsTheStreamAndLeavesTheOthers() {
    var end = each(queue, this::begin);
    putUpTo(2);
    var failure = new IllegalStateException("work");
    works.getFirst().completeExceptionally(failure);
    assertSame(failure, failureOf(end));
    assertEquals(2, queue.poll());
  }

  @Test
  void queue_closed_endsTheStreamAfterTheLastItem() throws Exception {
    var end = each(queue, this::begin);
    putUpTo(2);
    queue.close();
    assertFalse(end.isDone());
    works.get(0).complete(null);
    works.get(1).complete(null);
    end.get(30, TimeUnit.SECONDS);
    assertEquals(List.of(1, 2), begun);
  }

  @Test
  void queue_closedWithACause_failsTheStreamWithIt() {
    var end = each(queue, this::begin);
    var cause = new IllegalStateException("disk full");
    queue.close(cause);
    assertSame(cause, failureOf(end));
  }

  // ---- what fills a queue

  @Test
  void putAll_slowTaker_holdsTheSourceBack() throws Exception {
    var source = Source.of(1000);
    var filling = fill(queue, source);
    for (int taken = 0; taken < 1000; taken++) {
      long sent = source.sent.get();
      assertTrue(sent <= taken + 4, sent + " sent: 2 in the queue, and 2 on their way");
      assertEquals(taken, queue.take().await(Duration.ofSeconds(30)));
    }
    filling.await(Duration.ofSeconds(30));
    assertTrue(queue.isEmpty());
  }

  @Test
  void putAll_givenUp_cancelsTheSource() {
    var cancelled = new AtomicBoolean();
    var filling = fill(queue, new Source(1000, null, new AtomicLong(), () -> cancelled.set(true)));
    filling.cancel(true);
    assertTrue(cancelled.get());
    assertEquals(0, queue.waiting());
    assertEquals(List.of(0, 1), queue.poll(10));
  }

  @Test
  void putAll_queueClosed_cancelsTheSourceAndFails() {
    var cancelled = new AtomicBoolean();
    var filling = fill(queue, new Source(1000, null, new AtomicLong(), () -> cancelled.set(true)));
    queue.close();
    assertThrows(ClosedException.class, filling::await);
    assertTrue(cancelled.get());
  }

  @Test
  void putAll_sourceFails_failsAfterItsItems() {
    var failure = new IllegalStateException("line cut");
    var filling = fill(queue, new Source(3, failure, new AtomicLong(), () -> {}));
    assertFalse(filling.isDone(), "an item waits for room");
    assertEquals(List.of(0, 1, 2), queue.poll(10));
    assertSame(failure, assertThrows(IllegalStateException.class, filling::await));
  }

  // ---- broadcasts and values

  @Test
  void broadcast_slowReader_isToldWhatHeMissed() throws Exception {
    var news = AsyncBroadcast.<String>lossy(2);
    var fast = follow(news, Long.MAX_VALUE);
    var slow = follow(news, 1);
    for (int i = 1; i <= 5; i++) {
      news.put("item " + i);
    }
    assertEquals(List.of("0 missed, item 1"), slow.items());
    slow.request(2);
    assertEquals(List.of("0 missed, item 1", "2 missed, item 4", "0 missed, item 5"), slow.items());
    assertEquals(5, fast.items().size());
    assertTrue(fast.items().stream().allMatch(item -> item.startsWith("0 missed")));
    news.close();
    slow.request(1);
    slow.end().get(30, TimeUnit.SECONDS);
    fast.end().get(30, TimeUnit.SECONDS);
  }

  @Test
  void broadcast_readerWhoIsNotToldWhatHeMisses_fails() {
    var news = AsyncBroadcast.<Integer>lossy(1);
    var reader = read(news.asPublisher());
    news.put(1);
    news.put(2);
    news.put(3);
    reader.request(1);
    reader.request(1);
    var failure = (LaggedException) failureOf(reader.end());
    assertEquals(2, failure.missed());
  }

  @Test
  void broadcast_readerCancelled_isForgotten() {
    var news = AsyncBroadcast.<String>lossless(1);
    var reader = follow(news, 1);
    assertEquals(1, news.subscriptions());
    news.put("read");
    news.put("unread");
    assertFalse(news.offer("without room"));
    reader.cancel();
    assertEquals(0, news.subscriptions());
    assertTrue(news.offer("with room"));
  }

  @Test
  void value_slowWorker_seesTheNewestOnly() throws Exception {
    var value = new AsyncValue<>(1);
    var end = apply(value, this::begin);
    value.set(2);
    value.set(3);
    assertEquals(List.of(1), begun);
    works.get(0).complete(null);
    assertEquals(List.of(1, 3), begun);
    works.get(1).complete(null);
    value.set(4);
    value.close();
    works.get(2).complete(null);
    end.get(30, TimeUnit.SECONDS);
    assertEquals(List.of(1, 3, 4), begun);
  }

  // ---- all at once

  @Test
  void queue_betweenTwoStreams_bringsEveryItemOnceAndInOrder() throws Exception {
    int items = 20_000;
    var expected = new AtomicLong();
    var end =
        each(
            queue,
            item -> {
              assertEquals(expected.getAndIncrement(), (long) item);
              return item % 7 == 0
                  ? CompletableFuture.runAsync(() -> {})
                  : CompletableFuture.completedFuture(null);
            });
    fill(queue, Source.of(items)).await(Duration.ofSeconds(60));
    queue.close();
    end.get(60, TimeUnit.SECONDS);
    assertEquals(items, expected.get());
  }

  /** A stream that has enough cancels from inside, where nothing is on its way. */
  @Test
  void queue_readersWhoTakeAFewAndLeave_loseNothing() throws Exception {
    seesEveryItemOnce(seen -> few(queue.asPublisher(), 7, seen).get(60, TimeUnit.SECONDS));
  }

  /** Reads some of the items, and leaves. */
  interface Visitor {
    void visit(Consumer<Integer> seen) throws Exception;
  }

  /** One visitor after the other, while the queue is filled on another thread. */
  final void seesEveryItemOnce(Visitor visitor) throws Exception {
    int items = 20_000;
    var seen = new AtomicIntegerArray(items);
    var end = Deadline.after(Duration.ofSeconds(60));
    try (var producer = Executors.newSingleThreadExecutor()) {
      var filling = producer.submit(() -> fill(queue, Source.of(items)).await());
      var closing = producer.submit(() -> queue.close());
      while (!closing.isDone() || !queue.isEmpty()) {
        assertFalse(end.isExpired(), queue::toString);
        visitor.visit(seen::incrementAndGet);
      }
      filling.get();
    }
    for (int item = 0; item < items; item++) {
      assertEquals(1, seen.get(item), "times that item " + item + " was seen");
    }
    assertEquals(0, queue.waiting());
  }
}
