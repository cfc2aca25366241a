package toro;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future.State;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import toro.Subjects.Kind;

/** Ends of waits that were wrong once: how a stage ends, and what goes back. */
@Timeout(60)
class WaitEndsTest {
  private final AsyncLock lock = new AsyncLock();

  // ---- a stage given up while what it hangs on works on

  /** What a function between a composed stage and the one that is given up sees. */
  private String between(boolean onALoop) throws Exception {
    var work = new CompletableFuture<Integer>();
    var seen = new CompletableFuture<String>();
    Callable<Wait<Integer>> chain =
        () ->
            lock.acquire()
                .thenCompose(
                    permit -> {
                      permit.close();
                      return work;
                    })
                .whenComplete((value, failure) -> seen.complete(value + " " + failure))
                .thenApply(value -> value);
    if (onALoop) {
      try (Loop loop = Loop.start("between")) {
        loop.spawn(chain).get().cancel(true);
        work.complete(9);
        return seen.get(Eventually.SECONDS, TimeUnit.SECONDS);
      }
    }
    chain.call().cancel(true);
    work.complete(9);
    return seen.get(Eventually.SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void functionAboveACancelledStage_onALoop_seesWhatItSeesOffIt() throws Exception {
    assertEquals(between(false), between(true));
  }

  static Stream<Kind<Wait<?>>> running() {
    Supplier<CompletableFuture<Object>> body = CompletableFuture::new;
    return Stream.of(
        new Kind<>("with", () -> new AsyncLock().with(body)),
        new Kind<>("with, derived", () -> new AsyncLock().with(body).thenApply(x -> x)),
        new Kind<>(
            "with, derived twice",
            () -> new AsyncLock().with(body).thenApply(x -> x).thenRun(() -> {})),
        new Kind<>(
            "thenCompose", () -> new AsyncLock().acquire().thenCompose(permit -> body.get())),
        new Kind<>("of, derived", () -> Wait.of(body.get()).thenApply(x -> x)),
        new Kind<>("allOf, derived", () -> Wait.allOf(body.get()).thenApply(x -> x)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("running")
  void cancel_whileTheBodyRuns_cancels(Kind<Wait<?>> kind) {
    Wait<?> wait = kind.make();
    List<Throwable> seen = new ArrayList<>();
    wait.whenComplete((value, failure) -> seen.add(failure));
    assertTrue(wait.cancel(true));
    assertEquals(State.CANCELLED, wait.state());
    assertInstanceOf(CancellationException.class, seen.getFirst());
  }

  // ---- a function that has begun

  @Test
  void await_interruptedWhileTheFunctionRuns_leavesTheStageItsValue() throws Exception {
    Permit held = lock.tryAcquire();
    var begun = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    Wait<Permit> stage =
        lock.acquire()
            .thenApply(
                permit -> {
                  begun.countDown();
                  until("the test lets it go on", () -> goOn.getCount() == 0);
                  return permit;
                });
    var parked = Probe.startVirtual(stage::await).parked();
    var releasing =
        Probe.start(
            () -> {
              held.close();
              return null;
            });
    begun.await();
    parked.thread().interrupt();
    assertInstanceOf(InterruptedException.class, parked.failure());
    goOn.countDown();
    releasing.result();
    assertEquals(State.SUCCESS, stage.state());
    stage.join().close();
    assertFalse(lock.isHeld());
  }

  // ---- several stages

  @Test
  void allOf_oneFails_whatTheOthersWereGrantedGoesBack() {
    var failing = new AsyncResult<Object>();
    Wait<Void> all = Wait.allOf(lock.acquire(), failing.whenDone());
    failing.fail(new IllegalStateException());
    assertEquals(State.FAILED, all.state());
    assertFalse(lock.isHeld());
  }

  @Test
  void thenCombine_oneFails_whatTheOtherWasGrantedGoesBack() {
    var failing = new AsyncResult<Object>();
    Wait<Object> both = lock.acquire().thenCombine(failing.whenDone(), (permit, none) -> none);
    failing.fail(new IllegalStateException());
    assertEquals(State.FAILED, both.state());
    assertFalse(lock.isHeld());
  }

  @Test
  void allOf_hasFailed_isNotCancelledWhenItsLastStageLeaves() {
    Wait<Void> all =
        Wait.allOf(lock.acquire(), CompletableFuture.failedFuture(new IllegalStateException()));
    var another = new AsyncResult<Object>();
    Wait<Void> both = all.runAfterBoth(another.whenDone(), () -> {});
    another.set(1);
    assertEquals(State.FAILED, both.state());
    assertEquals(State.FAILED, all.state());
  }

  // ---- of

  @Test
  void of_stageThatFailedWithACompletionException_failsWithTheSame() {
    var failure = new CompletionException(new IllegalStateException());
    CompletableFuture<Object> failed = CompletableFuture.failedFuture(failure);
    assertSame(failure, Wait.of(failed).handle((value, seen) -> seen).join());
  }

  @Test
  void of_stageDerivedFromACancelledOne_hasFailed() {
    var root = new CompletableFuture<Object>();
    CompletableFuture<Object> derived = root.thenApply(x -> x);
    Wait<Object> wait = Wait.of(derived);
    root.cancel(false);
    assertEquals(State.FAILED, derived.state());
    assertEquals(State.FAILED, wait.state());
  }

  // ---- given back

  @Test
  void givenBack_everyFunctionThatSeesFailures_seesIt() {
    AsyncQueue<String> queue = AsyncQueue.unbounded();
    queue.offer("item");
    Wait<String> wait = queue.take();
    wait.thenRunAsync(() -> {}, task -> {}).cancel(false);
    assertEquals("item", queue.poll());
    assertTrue(wait.isCancelled());
    assertInstanceOf(CancellationException.class, wait.handle((value, seen) -> seen).join());
    List<Throwable> seen = new ArrayList<>();
    wait.whenComplete((value, failure) -> seen.add(failure));
    assertInstanceOf(CancellationException.class, seen.getFirst());
    assertAll(
        () -> assertEquals("fallback", wait.exceptionally(failure -> "fallback").join()),
        () ->
            assertEquals(
                "fallback",
                wait.exceptionallyCompose(failure -> CompletableFuture.completedFuture("fallback"))
                    .join()),
        () ->
            assertEquals(
                "fallback", wait.exceptionallyAsync(failure -> "fallback", Runnable::run).join()));
    assertThrows(CancellationException.class, wait::join);
  }

  // ---- what is shown

  @Test
  void cancellation_anyKind_isShownWithAPublicName() {
    var cancelled = new AsyncEvent().whenSet();
    cancelled.cancel(false);
    Throwable seen = cancelled.handle((value, failure) -> failure).join();
    assertFalse(seen.toString().contains("toro."));
  }
}
