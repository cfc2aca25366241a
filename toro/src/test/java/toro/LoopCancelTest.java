package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A coroutine that is cancelled while it waits, in every way in which it can wait. */
@Timeout(60)
class LoopCancelTest {
  /** A wait that never ends by itself, and how to see that nobody waits any more. */
  private record Case(String name, Supplier<Wait<?>> waits, Object primitive) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Case> cases() {
    var cases = new LinkedHashMap<Object, Supplier<Wait<?>>>();
    var lock = new AsyncLock();
    lock.tryAcquire();
    cases.put(lock, lock::acquire);
    var forCondition = new AsyncLock();
    var condition = forCondition.newCondition();
    cases.put(condition, () -> condition.releaseUntilSignalled(forCondition.tryAcquire()));
    var semaphore = new AsyncSemaphore(1);
    cases.put(semaphore, () -> semaphore.acquire(2));
    var observed = new AsyncSemaphore(0);
    cases.put(observed, observed::whenAvailable);
    var readWrite = new AsyncReadWriteLock();
    readWrite.tryAcquireRead();
    cases.put(readWrite, readWrite::acquireWrite);
    var event = new AsyncEvent();
    cases.put(event, event::whenSet);
    var signals = new AsyncCondition();
    cases.put(signals, signals::whenSignalled);
    var result = new AsyncResult<String>();
    cases.put(result, result::whenDone);
    var takers = AsyncQueue.<String>unbounded();
    cases.put(takers, takers::take);
    var putters = AsyncQueue.<String>rendezvous();
    cases.put(putters, () -> putters.put("item"));
    var joined = AsyncQueue.<String>unbounded();
    joined.offer("item");
    cases.put(joined, joined::whenDone);
    var each = AsyncQueue.<String>unbounded();
    cases.put(each, () -> each.forEach(item -> CompletableFuture.completedFuture(item)));
    cases.put("foreign", () -> Wait.of(new CompletableFuture<>()));
    cases.put("timer", () -> Loop.current().after(Duration.ofHours(1)));
    cases.put("derived", () -> event.whenSet().thenApply(x -> 1).thenApply(x -> 2));
    cases.put("several", () -> Wait.allOf(event.whenSet(), signals.whenSignalled()));
    return cases.entrySet().stream()
        .map(
            (Map.Entry<Object, Supplier<Wait<?>>> e) ->
                new Case("" + e.getKey(), e.getValue(), e.getKey()));
  }

  private static void assertNobodyWaits(Case at) {
    String shown = at.primitive.toString();
    assertFalse(shown.matches(".*[0-9] (waiting|taking|putting).*"), shown);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void cancel_whileItWaits_leavesTheLineAndEnds(Case at) throws Exception {
    Loop.run(
        () -> {
          Task<?> task = Loop.current().spawn(() -> at.waits.get().await());
          Loop.yieldNow();
          assertFalse(task.isDone());
          task.cancel(false);
          assertThrows(CancellationException.class, task::await);
        });
    assertNobodyWaits(at);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void limit_whileItWaits_leavesTheLine(Case at) throws Exception {
    Loop.run(
        () ->
            assertThrows(TimeoutException.class, () -> at.waits.get().await(Duration.ofMillis(2))));
    assertNobodyWaits(at);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void close_whileItWaits_endsTheLoop(Case at) throws Exception {
    var begun = new CountDownLatch(1);
    Task<?> task;
    try (Loop loop = Loop.start("closed")) {
      task =
          loop.spawn(
              () -> {
                begun.countDown();
                return at.waits.get().await();
              });
      assertTrue(begun.await(30, TimeUnit.SECONDS));
    }
    assertTrue(task.isCancelled());
    assertNobodyWaits(at);
  }

  @Test
  void cancel_afterTheGrant_returnsTheValueAndKeepsTheInterrupt() throws Exception {
    Loop.run(
        () -> {
          var lock = new AsyncLock();
          Permit held = lock.acquire().await();
          Task<String> task =
              Loop.current()
                  .spawn(
                      () -> {
                        try (var mine = lock.acquire().await()) {
                          return "had it, interrupted: " + Thread.interrupted();
                        }
                      });
          Loop.yieldNow();
          held.close();
          task.cancel(false);
          assertEquals("had it, interrupted: true", task.await());
          assertFalse(lock.isHeld());
        });
  }

  @Test
  void cancel_whileItJoins_waitsOn() throws Exception {
    Loop.run(
        () -> {
          var event = new AsyncEvent();
          Task<Boolean> task =
              Loop.current()
                  .spawn(
                      () -> {
                        event.whenSet().join();
                        return Thread.currentThread().isInterrupted();
                      });
          Loop.yieldNow();
          task.cancel(false);
          Loop.yieldNow();
          assertFalse(task.isDone());
          event.set();
          assertTrue(task.await());
        });
  }

  @Test
  void cancel_whileItBlocksItsThread_interruptsItFromOutside() throws Exception {
    try (Loop loop = Loop.start("blocked")) {
      var begun = new CountDownLatch(1);
      Task<?> task =
          loop.spawn(
              () -> {
                begun.countDown();
                new CountDownLatch(1).await();
              });
      assertTrue(begun.await(30, TimeUnit.SECONDS));
      task.cancel(true);
      Throwable failure = Eventually.failure(task);
      assertInstanceOf(CancellationException.class, failure);
    }
  }

  @Test
  void aCoroutineThatNeverEnds_isCancelledWithItsLoop() throws Exception {
    int[] rounds = {0};
    Loop.run(
        () -> {
          Loop.current()
              .spawn(
                  () -> {
                    while (true) {
                      rounds[0]++;
                      Loop.sleep(Duration.ofMillis(1));
                    }
                  });
          Loop.sleep(Duration.ofMillis(10));
        });
    assertTrue(rounds[0] > 0);
  }
}
