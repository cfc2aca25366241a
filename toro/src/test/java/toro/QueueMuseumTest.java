package toro;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Probe.assertPending;
import static toro.Probe.drain;
import static toro.Probe.failed;
import static toro.Probe.failureOf;
import static toro.Probe.granted;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import toro.Subjects.Kind;

/** Bugs that queues elsewhere have had, each shown to be absent here. */
@Timeout(60)
class QueueMuseumTest {
  private static final int MANY = 100_000;
  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

  private final ArrayDeque<Runnable> notYetRun = new ArrayDeque<>();
  private final Executor later = notYetRun::add; // "woken, but not yet run"

  static Stream<Kind<AsyncQueue<Integer>>> kinds() {
    return Subjects.asyncQueues();
  }

  private static void assertNobodyWaits(AsyncQueue<?> queue) {
    String text = queue.toString();
    assertFalse(text.contains("taking") || text.contains("putting"), text);
  }

  // museum 4: Tornado #2826, .NET #37671, .NET #132094, anyio #728
  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void item_grantedToATakeThatIsGivenUpUnread_isTakenNext(Kind<AsyncQueue<Integer>> kind) {
    AsyncQueue<Integer> queue = kind.make();
    List<Integer> read = new ArrayList<>();
    var stage = queue.take().thenAcceptAsync(read::add, later);
    assertTrue(queue.offer(1));
    boolean second = queue.offer(2); // a rendezvous has no room for it
    assertTrue(stage.cancel(true));
    notYetRun.forEach(Runnable::run);
    assertEquals(List.of(), read);
    assertEquals(1, granted(queue.take()));
    assertEquals(second ? List.of(2) : List.of(), drain(queue));
    assertEquals(second ? 2 : 1, queue.unfinishedTasks());
  }

  // museum 4: Tornado #2826, .NET #37671, .NET #132094, anyio #728
  @Test
  void item_grantedToAThreadThatIsInterrupted_isReturnedToIt() throws Exception {
    AsyncQueue<Integer> queue = AsyncQueue.unbounded();
    Wait<Integer> take = queue.take();
    granted(queue.put(1));
    Thread.currentThread().interrupt();
    int item = take.await();
    assertTrue(Thread.interrupted(), "the flag is kept");
    assertEquals(1, item);
    assertTrue(queue.isEmpty());
  }

  // museum 4: Tornado #2826, .NET #37671, .NET #132094, anyio #728
  @Test
  void item_putWhileItsTakerIsInterrupted_isReceivedOnceAndInOrder() throws Exception {
    AsyncQueue<Integer> queue = AsyncQueue.unbounded();
    try (var second = new SecondThread()) {
      for (int round = 0; round < 500; round++) {
        var taker = Probe.startVirtual(() -> queue.take().await()).parked();
        second.start(round % 50, () -> taker.thread().interrupt());
        SecondThread.spin(round % 70);
        assertTrue(queue.offer(1));
        second.await();
        assertTrue(queue.offer(2));
        List<Integer> all = new ArrayList<>();
        try {
          all.add(taker.result());
        } catch (ExecutionException interrupted) {
          assertInstanceOf(InterruptedException.class, interrupted.getCause());
        }
        all.addAll(drain(queue));
        assertEquals(List.of(1, 2), all);
        assertNobodyWaits(queue);
      }
    }
  }

  // museum 6: asyncio 3.11 and 3.14, Tornado
  @Test
  void waitingPuts_thatCannotBeCompared_failAndTheNextGoodOneGetsTheRoom() {
    Comparator<Object> order = Comparator.comparingInt(item -> (Integer) item);
    AsyncQueue<Object> queue = AsyncQueue.priority(2, order);
    granted(queue.put(1));
    granted(queue.put(2));
    Wait<Void> bad = queue.put("bad");
    Wait<Void> worse = queue.put("worse");
    Wait<Void> good = queue.put(3);
    Wait<Void> last = queue.put(4);
    assertPending(bad, worse, good, last);

    assertEquals(1, queue.poll()); // throws nothing

    assertInstanceOf(ClassCastException.class, failed(bad));
    assertInstanceOf(ClassCastException.class, failed(worse));
    granted(good);
    assertPending(last);
    assertEquals(3, queue.unfinishedTasks());
    assertEquals(2, queue.size());
    assertEquals(2, granted(queue.take()));
    granted(last);
    assertEquals(List.of(3, 4), drain(queue));
    for (int i = 0; i < 4; i++) {
      queue.taskDone();
    }
    granted(queue.whenDone());
  }

  // museum 6: asyncio 3.11 and 3.14, Tornado
  @Test
  void put_thatCannotBeCompared_failsAndChangesNothing() {
    AsyncQueue<Object> queue =
        AsyncQueue.priority(3, Comparator.comparingInt(item -> (Integer) item));
    granted(queue.put(1));
    assertInstanceOf(ClassCastException.class, failed(queue.put("bad")));
    assertThrows(ClassCastException.class, () -> queue.offer("worse"));
    assertEquals(1, queue.unfinishedTasks());
    assertEquals(2, queue.remainingCapacity());
    assertEquals(List.of(1), drain(queue));
  }

  // museum 7: Tornado keeps dead putters, Toro dead waiters
  @Test
  void waitersThatTimedOut_behindALiveOne_areForgottenWithoutAnyOtherCall() {
    AsyncQueue<Integer> takes = AsyncQueue.unbounded();
    AsyncQueue<byte[]> puts = AsyncQueue.bounded(1);
    Wait<Integer> liveTake = takes.take();
    granted(puts.put(new byte[1]));
    Wait<Void> livePut = puts.put(new byte[2]);
    List<WeakReference<?>> dead = new ArrayList<>();
    Wait<?> lastTake = null;
    Wait<?> lastPut = null;
    for (int i = 0; i < MANY; i++) {
      byte[] item = new byte[3];
      Wait<?> take = takes.take().within(Duration.ofMillis(1));
      Wait<?> put = puts.put(item).within(Duration.ofMillis(1));
      if (i % 100 == 0) {
        dead.add(new WeakReference<>(take));
        dead.add(new WeakReference<>(put));
        dead.add(new WeakReference<>(item));
      }
      lastTake = take;
      lastPut = put;
    }
    assertInstanceOf(TimeoutException.class, failureOf(lastTake));
    assertInstanceOf(TimeoutException.class, failureOf(lastPut));
    until(
        "one in each line",
        () -> takes.toString().contains(" 1 taking") && puts.toString().contains(" 1 putting"));
    until(
        "the dead are collected",
        () -> {
          System.gc();
          return dead.stream().allMatch(gone -> gone.get() == null);
        });
    assertPending(liveTake, livePut);
    granted(takes.put(5));
    assertEquals(5, granted(liveTake));
    assertEquals(List.of(1, 2), drain(puts).stream().map(item -> item.length).toList());
    granted(livePut);
  }

  // museum 8: asyncio's lock needs a second for 8,000
  @Test
  void waiters_manyCancelledFromTheEnd_leaveWithoutASearch() {
    AsyncQueue<Integer> takes = AsyncQueue.unbounded();
    AsyncQueue<Integer> puts = AsyncQueue.bounded(1);
    granted(puts.put(-1));
    List<Wait<?>> waits = new ArrayList<>();
    for (int i = 0; i < 3 * MANY; i++) { // a search for each would take minutes
      waits.add(takes.take());
      waits.add(puts.put(i));
    }
    for (int i = waits.size() - 1; i >= 2; i--) {
      assertTrue(waits.get(i).cancel(false));
    }
    assertTrue(takes.toString().contains(" 1 taking"), takes.toString());
    assertTrue(puts.toString().contains(" 1 putting"), puts.toString());
    granted(takes.put(7));
    assertEquals(7, granted(waits.get(0)));
    assertEquals(List.of(-1, 0), drain(puts));
    granted(waits.get(1));
  }

  // museum 9: AsyncEx #36, p-queue #27
  @Test
  void takers_thatEachPutIntoAnotherQueueInline_doNotOverflowTheStack() {
    AsyncQueue<Integer> left = AsyncQueue.unbounded();
    AsyncQueue<Integer> right = AsyncQueue.rendezvous();
    List<Integer> seen = new ArrayList<>();
    for (int i = 0; i < MANY / 2; i++) {
      left.take().thenAccept(item -> assertTrue(right.offer(item + 1)));
      right
          .take()
          .thenAccept(
              item -> {
                seen.add(item);
                left.put(item + 1);
              });
    }
    granted(left.put(0));
    assertEquals(MANY / 2, seen.size());
    assertEquals(MANY - 1, seen.getLast());
    assertEquals(List.of(MANY), drain(left));
    assertTrue(right.isEmpty());
  }

  // museum 10: asyncio, where a woken getter loses its place
  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void poll_betweenTheGrantAndTheTakersFunction_stealsNothing(Kind<AsyncQueue<Integer>> kind) {
    AsyncQueue<Integer> queue = kind.make();
    List<Integer> seen = new ArrayList<>();
    queue.take().thenAcceptAsync(seen::add, later);
    assertTrue(queue.offer(1));
    assertNull(queue.poll());
    assertNull(queue.peek());
    assertPending(queue.take()); // goes to the end of the line
    notYetRun.forEach(Runnable::run);
    assertEquals(List.of(1), seen);
  }

  // museum 10: asyncio, where a woken getter loses its place
  @Test
  void offer_betweenTheGrantAndThePuttersFunction_stealsNoRoom() {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    List<String> ran = new ArrayList<>();
    granted(queue.put(0));
    queue.put(1).thenRunAsync(() -> ran.add("put"), later);
    Wait<Void> third = queue.put(2);
    assertEquals(0, queue.poll());
    assertFalse(queue.offer(9));
    assertPending(third);
    notYetRun.forEach(Runnable::run);
    assertEquals(List.of("put"), ran);
    assertEquals(List.of(1, 2), drain(queue));
  }

  // museum 11: tokio's notify_waiters_handles_panicking_waker shows the idea
  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void takersFunction_thatThrows_stopsNobodyElse(Kind<AsyncQueue<Integer>> kind) {
    AsyncQueue<Integer> queue = kind.make();
    IllegalStateException thrown = new IllegalStateException("mine");
    var first =
        queue
            .take()
            .thenAccept(
                item -> {
                  assertTrue(queue.offer(item + 1)); // goes to the second
                  throw thrown;
                });
    Wait<Integer> second = queue.take();
    Wait<Integer> third = queue.take();
    assertTrue(queue.offer(1)); // throws nothing
    assertEquals(thrown, failed(first));
    assertEquals(2, granted(second));
    assertPending(third);
    assertTrue(queue.offer(3));
    assertEquals(3, granted(third));
    assertEquals(3, queue.unfinishedTasks());
  }

  // museum 11: tokio's notify_waiters_handles_panicking_waker shows the idea
  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void takersFunction_thatCancelsAndCloses_leavesEachOfTheOthersOneEnd(
      Kind<AsyncQueue<Integer>> kind) {
    AsyncQueue<Integer> queue = kind.make();
    List<Wait<?>> others = new ArrayList<>();
    var first =
        queue
            .take()
            .thenAccept(
                item -> {
                  assertTrue(others.getFirst().cancel(true));
                  assertTrue(queue.offer(item + 1));
                  queue.close();
                  assertThrows(ClosedException.class, () -> queue.offer(9));
                });
    for (int i = 0; i < 3; i++) {
      others.add(queue.take());
    }
    Wait<Void> consumer = queue.forEach(item -> completedFuture(item));
    assertTrue(queue.offer(1));
    granted(first);
    assertTrue(others.get(0).isCancelled());
    assertEquals(2, granted(others.get(1)));
    assertInstanceOf(ClosedException.class, failed(others.get(2)));
    granted(consumer);
    assertEquals(2, queue.unfinishedTasks());
    assertNobodyWaits(queue);
  }

  // museum 14: Tornado #3621, where 0 was for ever
  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void limits_zeroHugeAndNegative_areATryForEverAndATry(Kind<AsyncQueue<Integer>> kind)
      throws Exception {
    AsyncQueue<Integer> queue = kind.make();
    assertInstanceOf(TimeoutException.class, failed(queue.take().within(Duration.ZERO)));
    Wait<Integer> patient =
        queue.take().within(FOR_EVER).within(Duration.ofSeconds(Long.MAX_VALUE));
    Wait<Integer> next = queue.take();
    assertInstanceOf(TimeoutException.class, failed(queue.take().within(Duration.ofNanos(-1))));
    assertThrows(TimeoutException.class, () -> queue.take().await(Duration.ofNanos(-1)));
    assertPending(patient, next);
    assertNull(granted(queue.put(1).within(Duration.ZERO))); // for the one who waits: at once
    assertEquals(1, granted(patient));
    assertNull(queue.put(2).await(Duration.ZERO));
    assertEquals(2, next.await(FOR_EVER));
    assertThrows(TimeoutException.class, () -> queue.take().await(Duration.ZERO));
    assertNobodyWaits(queue);
  }
}
