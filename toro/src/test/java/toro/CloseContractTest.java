package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.failure;
import static toro.Eventually.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import toro.Subjects.Kind;

/** Closing: the first cause wins, what waits learns of it, and nothing is lost. */
@Timeout(120)
class CloseContractTest {
  private static final int ROUNDS = 2_000;

  static Stream<Kind<AsyncQueue<Integer>>> queues() {
    return Subjects.asyncQueues();
  }

  static Stream<Kind<AsyncQueue<Integer>>> queuesThatKeep() {
    return queues().filter(kind -> !kind.name().equals("rendezvous"));
  }

  static Stream<Kind<AsyncQueue<Integer>>> queuesThatFill() {
    return queues().filter(kind -> !kind.name().equals("unbounded"));
  }

  static Stream<Kind<AsyncSemaphore>> semaphores() {
    return Stream.of(
        new Kind<>("unbounded", () -> new AsyncSemaphore(2)),
        new Kind<>("bounded", () -> AsyncSemaphore.bounded(2)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("semaphores")
  void semaphore_closed_failsWaitingAndLaterAcquires(Kind<AsyncSemaphore> kind) {
    AsyncSemaphore semaphore = kind.make();
    Permit held = semaphore.tryAcquire(2);
    Wait<Permit> waiting = semaphore.acquire();
    Wait<Permit> large = semaphore.acquire(2);
    Wait<Void> watching = semaphore.whenAvailable();

    semaphore.close();
    semaphore.close();

    assertInstanceOf(ClosedException.class, failure(waiting));
    assertInstanceOf(ClosedException.class, failure(large));
    assertInstanceOf(ClosedException.class, failure(watching));
    assertInstanceOf(ClosedException.class, failure(semaphore.acquire()));
    assertThrows(ClosedException.class, semaphore::tryAcquire);
    assertTrue(held.isOpen());
    held.close();
    assertFalse(held.isOpen());
    assertInstanceOf(ClosedException.class, failure(semaphore.acquire()));
    assertThrows(ClosedException.class, () -> semaphore.resize(5));
    Subjects.assertNobodyWaits(semaphore);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("queues")
  void queue_closed_failsWaitingTakers(Kind<AsyncQueue<Integer>> kind) {
    AsyncQueue<Integer> queue = kind.make();
    Wait<Integer> take = queue.take();
    RuntimeException cause = new RuntimeException("first");

    queue.close(cause);
    queue.close(new RuntimeException("second"));
    queue.close();

    assertInstanceOf(ClosedException.class, failure(take));
    assertSame(cause, failure(take).getCause());
    assertSame(cause, failure(queue.take()).getCause());
    assertSame(cause, failure(queue.put(1)).getCause());
    assertSame(cause, assertThrows(ClosedException.class, () -> queue.offer(1)).getCause());
    assertNull(queue.poll());
    assertTrue(queue.isClosed());
    assertNull(failure(queue.whenDone()));
    assertEquals(List.of(), queue.closeNow());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("queuesThatFill")
  void queue_closed_failsWaitingPutsAndNeverDeliversThem(Kind<AsyncQueue<Integer>> kind) {
    AsyncQueue<Integer> queue = kind.make();
    for (int i = 0; i < queue.capacity(); i++) {
      assertTrue(queue.offer(i));
    }
    Wait<Void> put = queue.put(7);
    Wait<Void> next = queue.put(8);

    queue.close();

    assertInstanceOf(ClosedException.class, failure(put));
    assertInstanceOf(ClosedException.class, failure(next));
    for (int i = 0; i < queue.capacity(); i++) {
      assertTrue(queue.poll() < queue.capacity(), "delivered what was never accepted");
    }
    assertNull(queue.poll());
    assertEquals(queue.capacity(), queue.unfinishedTasks());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("queuesThatKeep")
  void queue_closed_keepsItsItemsTakable(Kind<AsyncQueue<Integer>> kind) {
    AsyncQueue<Integer> queue = kind.make();
    assertTrue(queue.offer(1));
    assertTrue(queue.offer(2));
    Wait<Void> done = queue.whenDone();

    queue.close();

    assertEquals(3, value(queue.take()) + queue.poll());
    assertInstanceOf(ClosedException.class, failure(queue.take()));
    assertNull(queue.poll());
    assertFalse(done.isDone(), "two tasks are not finished");
    queue.taskDone();
    queue.taskDone();
    assertNull(failure(done));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("queuesThatKeep")
  void queue_closedNow_returnsItsItemsAndCountsThemAsDone(Kind<AsyncQueue<Integer>> kind) {
    AsyncQueue<Integer> queue = kind.make();
    assertTrue(queue.offer(1));
    assertTrue(queue.offer(2));
    Integer taken = queue.poll();
    Wait<Void> done = queue.whenDone();

    List<Integer> rest = queue.closeNow();

    assertEquals(List.of(3 - taken), rest);
    assertEquals(List.of(), queue.closeNow());
    assertEquals(1, queue.unfinishedTasks());
    assertFalse(done.isDone());
    queue.taskDone();
    assertNull(failure(done));
    assertThrows(IllegalStateException.class, queue::taskDone);
    assertInstanceOf(ClosedException.class, failure(queue.take()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("queuesThatKeep")
  void queue_closedThenClosedNow_returnsWhatWasLeft(Kind<AsyncQueue<Integer>> kind) {
    AsyncQueue<Integer> queue = kind.make();
    assertTrue(queue.offer(1));
    queue.close();

    assertEquals(List.of(1), queue.closeNow());

    assertNull(failure(queue.whenDone()));
    assertEquals(0, queue.size());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("queuesThatKeep")
  void forEach_queueClosed_handlesWhatIsLeftThenEnds(Kind<AsyncQueue<Integer>> kind) {
    AsyncQueue<Integer> queue = kind.make();
    List<Integer> seen = new ArrayList<>();
    List<CompletableFuture<Void>> work = new ArrayList<>();
    Wait<Void> consumer =
        queue.forEach(
            item -> {
              seen.add(item);
              work.add(new CompletableFuture<>());
              return work.getLast();
            });
    assertTrue(queue.offer(1));
    assertTrue(queue.offer(2));

    queue.close();

    assertFalse(consumer.isDone());
    work.get(0).complete(null);
    assertFalse(consumer.isDone());
    work.get(1).complete(null);
    assertNull(failure(consumer));
    assertEquals(List.of(1, 2), seen);
    assertEquals(0, queue.unfinishedTasks());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("queues")
  void forEach_queueClosedWithACause_failsWithIt(Kind<AsyncQueue<Integer>> kind) {
    AsyncQueue<Integer> queue = kind.make();
    Wait<Void> idle = queue.forEach(item -> CompletableFuture.completedFuture(null));
    RuntimeException cause = new RuntimeException("first");

    queue.close(cause);

    assertSame(cause, failure(idle));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("queues")
  void queue_closedWhilePutAndTaken_losesNothing(Kind<AsyncQueue<Integer>> kind) {
    List<Consumer<AsyncQueue<Integer>>> closings =
        List.of(
            AsyncQueue::close,
            queue -> queue.close(new RuntimeException("cause")),
            AsyncQueue::closeNow);
    for (int how = 0; how < closings.size(); how++) {
      Consumer<AsyncQueue<Integer>> closing = closings.get(how);
      boolean now = how == 2;
      race(
          () -> {
            AsyncQueue<Integer> queue = kind.make();
            List<Wait<Void>> puts = new ArrayList<>();
            List<Wait<Integer>> takes = new ArrayList<>();
            AtomicReference<List<Integer>> returned = new AtomicReference<>(List.of());
            puts.add(queue.put(0));
            puts.add(queue.put(1));
            puts.add(queue.put(2));
            return new Race(
                now ? () -> returned.set(queue.closeNow()) : () -> closing.accept(queue),
                () -> {
                  takes.add(queue.take());
                  puts.add(queue.put(3));
                  takes.add(queue.take());
                  takes.add(queue.take());
                  puts.add(queue.put(4));
                },
                () -> assertConserved(queue, puts, takes, returned.get()));
          });
    }
  }

  /** Every accepted item came out by exactly one way, and everybody was told. */
  private static void assertConserved(
      AsyncQueue<Integer> queue,
      List<Wait<Void>> puts,
      List<Wait<Integer>> takes,
      List<Integer> returned) {
    List<Integer> accepted = new ArrayList<>();
    for (int i = 0; i < puts.size(); i++) {
      assertTrue(puts.get(i).isDone(), "a put never ends");
      if (failure(puts.get(i)) == null) {
        accepted.add(i);
      } else {
        assertInstanceOf(ClosedException.class, failure(puts.get(i)));
      }
    }
    List<Integer> out = new ArrayList<>(returned);
    int toDo = 0;
    for (Wait<Integer> take : takes) {
      assertTrue(take.isDone(), "a take never ends");
      if (failure(take) == null) {
        out.add(take.join());
        toDo++;
      } else {
        assertInstanceOf(ClosedException.class, failure(take));
      }
    }
    for (Integer item = queue.poll(); item != null; item = queue.poll()) {
      out.add(item);
      toDo++;
    }
    assertEquals(accepted.size(), out.size(), () -> "accepted " + accepted + ", out " + out);
    assertEquals(new TreeSet<>(accepted), new TreeSet<>(out));
    Wait<Void> done = queue.whenDone();
    for (int i = 0; i < toDo; i++) {
      assertFalse(done.isDone());
      queue.taskDone();
    }
    assertTrue(done.isDone());
    assertThrows(IllegalStateException.class, queue::taskDone);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("queues")
  void forEachAndWhenDone_queueClosedMeanwhile_end(Kind<AsyncQueue<Integer>> kind) {
    race(
        () -> {
          AsyncQueue<Integer> queue = kind.make();
          List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
          Wait<Void> consumer =
              queue.forEach(
                  item -> {
                    seen.add(item);
                    return CompletableFuture.completedFuture(null);
                  });
          List<Wait<Void>> puts = new ArrayList<>();
          AtomicReference<Wait<Void>> done = new AtomicReference<>();
          return new Race(
              queue::close,
              () -> {
                puts.add(queue.put(0));
                done.set(queue.whenDone());
                puts.add(queue.put(1));
              },
              () -> {
                assertNull(failure(consumer));
                assertNull(failure(done.get()));
                List<Integer> accepted = new ArrayList<>();
                for (int i = 0; i < puts.size(); i++) {
                  if (failure(puts.get(i)) == null) {
                    accepted.add(i);
                  }
                }
                assertEquals(accepted, seen);
                assertEquals(0, queue.unfinishedTasks());
              });
        });
  }

  /** Two things done at once, and what must hold afterwards. */
  private record Race(Runnable one, Runnable other, Runnable check) {}

  private static void race(Supplier<Race> races) {
    try (var second = new SecondThread()) {
      for (int round = 0; round < ROUNDS; round++) {
        Race race = races.get();
        second.start(round % 7 * 5, race.other());
        SecondThread.spin(round % 50);
        race.one().run();
        second.await();
        race.check().run();
      }
    }
  }
}
