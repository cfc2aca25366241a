package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.failure;
import static toro.Eventually.value;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import toro.Lines.Line;
import toro.Subjects.Kind;

/** Continuations that throw, and that call back in (law L4). */
@Timeout(60)
class ReentryContractTest {

  static List<Kind<Line>> lines() {
    return Lines.all();
  }

  static Stream<Arguments> linesAndThrowables() {
    return lines().stream()
        .flatMap(
            line ->
                Stream.of(
                        new IllegalStateException("thrown on purpose"),
                        new AssertionError("thrown on purpose"),
                        new StackOverflowError("thrown on purpose"))
                    .map(thrown -> Arguments.of(line, thrown)));
  }

  private static void raise(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) thrown;
  }

  @ParameterizedTest(name = "{0} throwing {1}")
  @MethodSource("linesAndThrowables")
  void continuation_thatThrows_stopsNobodyElse(Kind<Line> kind, Throwable thrown) {
    Line line = kind.make();
    List<Integer> ran = new ArrayList<>();
    List<CompletableFuture<Object>> ends = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      ends.add(
          line.enter()
              .thenApply(
                  got -> {
                    ran.add(number);
                    line.giveBack(got);
                    if (!line.allAtOnce() && number < 4) {
                      line.grant();
                    }
                    if (number % 2 == 0) {
                      raise(thrown);
                    }
                    return got;
                  }));
    }

    line.grant();

    for (int i = 0; i < 5; i++) {
      assertSame(i % 2 == 0 ? thrown : null, failure(ends.get(i)));
    }
    assertEquals(List.of(0, 1, 2, 3, 4), ran);
    line.assertNothingLost();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lines")
  void continuation_thatCancelsOthers_letsTheRemainingOnesIn(Kind<Line> kind) {
    Line line = kind.make();
    CompletableFuture<Object> first = line.enter();
    CompletableFuture<Object> second = line.enter();
    CompletableFuture<Object> third = line.enter();
    CompletableFuture<Object> fourth = line.enter();
    CompletableFuture<Boolean> cancels =
        first.thenApply(
            got -> {
              boolean left = second.cancel(true) & third.cancel(true);
              line.giveBack(got);
              if (!line.allAtOnce()) {
                line.grant();
              }
              return left;
            });

    line.grant();

    assertEquals(!line.allAtOnce(), value(cancels), "granted ones cannot be cancelled");
    assertTrue(fourth.isDone());
    line.giveBack(value(fourth));
    line.assertNothingLost();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lines")
  void continuation_thatEntersAgain_goesToTheEnd(Kind<Line> kind) {
    Line line = kind.make();
    CompletableFuture<Object> first = line.enter();
    CompletableFuture<Object> second = line.enter();
    CompletableFuture<CompletableFuture<Object>> again =
        first.thenApply(
            got -> {
              CompletableFuture<Object> next = line.enter();
              line.giveBack(got);
              if (!line.allAtOnce()) {
                line.grant();
              }
              return next;
            });

    line.grant();

    assertTrue(second.isDone());
    line.giveBack(value(second));
    CompletableFuture<Object> next = value(again);
    if (!next.isDone()) { // an event, for one, is set now
      line.grant();
    }
    line.giveBack(value(next));
    line.assertNothingLost();
  }

  @Test
  void continuation_thatClosesTheSemaphore_failsTheOthers() {
    var semaphore = new AsyncSemaphore(1);
    Permit held = semaphore.tryAcquire();
    CompletableFuture<Void> first =
        semaphore
            .acquire()
            .thenAccept(
                permit -> {
                  semaphore.close();
                  permit.close();
                });
    Wait<Permit> second = semaphore.acquire();

    held.close();

    assertNull(failure(first));
    assertInstanceOf(ClosedException.class, failure(second));
    Subjects.assertNobodyWaits(semaphore);
  }

  @Test
  void continuation_thatClearsAndSetsTheEvent_disturbsNobody() {
    var event = new AsyncEvent();
    List<Wait<Void>> waits = new ArrayList<>();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int number = i;
      Wait<Void> wait = event.whenSet();
      waits.add(wait);
      wait.thenRun(
          () -> {
            order.add(number);
            event.clear();
            waits.add(event.whenSet());
            if (number == 1) {
              event.set();
            }
          });
    }

    event.set();

    assertEquals(List.of(0, 1, 2, 3), order);
    assertEquals(
        List.of(true, true, true, true, true, true, false, false),
        waits.stream().map(CompletableFuture::isDone).toList());
    event.set();
    assertTrue(waits.stream().allMatch(CompletableFuture::isDone));
  }

  @Test
  void worker_thatPutsIntoItsOwnQueueAndThenClosesIt_isServed() {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    List<Integer> seen = new ArrayList<>();
    Wait<Void> consumer =
        queue.forEach(
            item -> {
              seen.add(item);
              if (item == 5) {
                queue.close();
                return CompletableFuture.completedFuture(null);
              }
              return queue.put(item + 1);
            });

    assertTrue(queue.offer(0));

    assertNull(failure(consumer));
    assertEquals(List.of(0, 1, 2, 3, 4, 5), seen);
    assertNull(failure(queue.whenDone()));
  }

  @Test
  void worker_thatCancelsItsOwnConsumer_takesNothingMore() {
    AsyncQueue<Integer> queue = AsyncQueue.unbounded();
    List<Integer> seen = new ArrayList<>();
    AtomicReference<Wait<Void>> consumer = new AtomicReference<>();
    consumer.set(
        queue.forEach(
            item -> {
              seen.add(item);
              consumer.get().cancel(true);
              return CompletableFuture.completedFuture(null);
            }));

    queue.put(1);
    queue.put(2);

    assertEquals(List.of(1), seen);
    assertTrue(consumer.get().isCancelled());
    assertEquals(2, queue.poll());
  }

  @Test
  void body_thatCancelsItsOwnWith_givesThePermitBack() {
    var lock = new AsyncLock();
    Permit held = lock.tryAcquire();
    AtomicReference<Wait<Integer>> with = new AtomicReference<>();
    with.set(
        lock.with(
            () -> {
              with.get().cancel(true);
              return CompletableFuture.completedFuture(1);
            }));

    held.close();

    assertTrue(with.get().isDone());
    assertFalse(lock.isHeld());
  }

  @Test
  void body_thatTriesTheSameLock_doesNotGetIt() {
    var lock = new AsyncLock();

    Wait<Permit> tried = lock.with(() -> CompletableFuture.completedFuture(lock.tryAcquire()));

    assertNull(value(tried));
    assertFalse(lock.isHeld());
  }

  @Test
  void permit_closedTwiceWithinItsContinuation_letsOneIn() {
    var lock = new AsyncLock();
    Permit held = lock.tryAcquire();
    CompletableFuture<Void> first =
        lock.acquire()
            .thenAccept(
                permit -> {
                  permit.close();
                  permit.close();
                });
    Wait<Permit> second = lock.acquire();
    Wait<Permit> third = lock.acquire();

    held.close();
    held.close();

    value(first);
    assertTrue(second.isDone());
    assertFalse(third.isDone());
    value(second).close();
    value(third).close();
    assertFalse(lock.isHeld());
  }
}
