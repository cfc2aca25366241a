package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.granted;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PromiseTest {
  private final Promise<String> promise = Promise.of("the bridge");
  private final List<String> left = new ArrayList<>();
  private final List<String> back = new ArrayList<>();

  @AfterEach
  void noFlagIsLeft() {
    assertFalse(Thread.interrupted());
  }

  @Test
  void grant_pending_completesTheWaitOnce() {
    assertSame(promise.whenGranted(), promise.whenGranted());
    assertTrue(promise.grant("value"));
    assertEquals("value", promise.whenGranted().join());
    assertFalse(promise.grant("another"));
    assertFalse(promise.fail(new Error()));
    assertFalse(promise.whenGranted().cancel(false));
    assertEquals("value", promise.whenGranted().join());
  }

  @Test
  void grant_null_isAValue() {
    assertTrue(Promise.of(this).grant(null));
    Promise<String> nothing = Promise.of(this);
    nothing.grant(null);
    assertTrue(nothing.whenGranted().isDone());
    assertNull(nothing.whenGranted().join());
  }

  @Test
  void fail_pending_failsTheWait() {
    var failure = new IllegalArgumentException("broken");
    promise.onGiveUp(() -> left.add("left"));
    assertTrue(promise.fail(failure));
    assertFalse(promise.grant("value"));
    var thrown = assertThrows(CompletionException.class, promise.whenGranted()::join);
    assertSame(failure, thrown.getCause());
    assertEquals(List.of(), left, "it was not given up");
  }

  @Test
  void onGiveUp_givenUpByEachDoor_runsOnceBeforeTheFunctions() throws Exception {
    List<Doorway> doors =
        List.of(
            wait -> wait.cancel(false),
            wait -> wait.within(Duration.ZERO),
            wait -> assertThrows(TimeoutException.class, () -> wait.await(Duration.ZERO)),
            wait -> assertThrows(TimeoutException.class, () -> wait.get(0, TimeUnit.SECONDS)),
            wait -> wait.thenApply(v -> v).cancel(false),
            wait -> wait.toCompletableFuture().cancel(false),
            wait -> wait.toCompletableFuture().complete("mine"),
            wait -> {
              Thread.currentThread().interrupt();
              assertThrows(InterruptedException.class, wait::await);
            });
    for (Doorway door : doors) {
      left.clear();
      Promise<String> given = Promise.of(this);
      given.onGiveUp(() -> left.add("left"));
      door.through(given.whenGranted());
      given.whenGranted().whenComplete((v, failure) -> left.add("told"));
      assertEquals(List.of("left", "told"), left);
      assertFalse(given.grant("too late"));
    }
  }

  private interface Doorway {
    void through(Wait<String> wait) throws Exception;
  }

  @Test
  void onGiveUp_givenUpBefore_runsAtOnce() {
    promise.whenGranted().cancel(false);
    promise.onGiveUp(() -> left.add("left"));
    assertEquals(List.of("left"), left);
  }

  @Test
  void onGiveUp_throws_theFunctionsStillRun() {
    promise.onGiveUp(
        () -> {
          throw new IllegalStateException("the author's");
        });
    promise.whenGranted().whenComplete((v, failure) -> left.add("told"));
    assertTrue(promise.whenGranted().cancel(false));
    assertEquals(List.of("told"), left);
  }

  @Test
  void onGiveUp_whileAnotherThreadGivesUp_runsOnce() throws Exception {
    try (var second = new SecondThread()) {
      for (int round = 0; round < 5_000; round++) {
        Promise<String> raced = Promise.of(this);
        var ran = new AtomicInteger();
        second.start(round % 50, () -> raced.whenGranted().cancel(false));
        raced.onGiveUp(ran::incrementAndGet);
        second.await();
        assertEquals(1, ran.get());
      }
    }
  }

  @Test
  void twice_isRefused() {
    promise.onGiveUp(() -> {}).onReturn(value -> {});
    assertThrows(IllegalStateException.class, () -> promise.onGiveUp(() -> {}));
    assertThrows(IllegalStateException.class, () -> promise.onReturn(value -> {}));
    assertThrows(NullPointerException.class, () -> promise.onGiveUp(null));
    assertThrows(NullPointerException.class, () -> promise.fail(null));
    assertThrows(NullPointerException.class, () -> Promise.of(null));
    assertFalse(promise.whenGranted().isDone());
  }

  @Test
  void onReturn_nobodyReceived_getsTheValueBack() {
    promise.onReturn(back::add);
    List<Runnable> later = new ArrayList<>();
    var stage = promise.whenGranted().thenAcceptAsync(left::add, later::add);
    assertTrue(promise.grant("value"));
    assertTrue(stage.cancel(false));
    assertEquals(List.of("value"), back);
    later.forEach(Runnable::run);
    assertEquals(List.of(), left);
    assertThrows(CancellationException.class, promise.whenGranted()::join);
  }

  @Test
  void onReturn_received_getsNothing() {
    promise.onReturn(back::add);
    promise.grant("value");
    assertEquals("value", promise.whenGranted().join());
    promise.whenGranted().thenRunAsync(() -> {}, task -> {}).cancel(false);
    assertEquals(List.of(), back);
  }

  @Test
  void grant_whileAnotherThreadGivesUp_theValueIsInOnePlace() throws Exception {
    try (var second = new SecondThread()) {
      for (int round = 0; round < 20_000; round++) {
        var received = new AtomicInteger();
        var returned = new AtomicInteger();
        Promise<String> raced = Promise.of(this);
        raced.onReturn(value -> returned.incrementAndGet());
        var stage = raced.whenGranted().thenAccept(value -> received.incrementAndGet());
        second.start(round % 50, () -> stage.cancel(false));
        int kept = raced.grant("value") ? 0 : 1;
        second.await();
        assertEquals(1, kept + received.get() + returned.get());
      }
    }
  }

  @Test
  void madeOnALoop_functionsRunThereAndLimitsKeepItsClock() throws Exception {
    Loop.simulate(
        1,
        () -> {
          Promise<String> here = Promise.of(this);
          assertThrows(TimeoutException.class, () -> here.whenGranted().await(Duration.ofDays(1)));
          Promise<String> granted = Promise.of(this);
          var loop = new ArrayList<Loop>();
          var told = granted.whenGranted().thenAccept(value -> loop.add(Loop.current()));
          Thread.ofVirtual().start(() -> granted.grant("value")).join();
          told.await();
          assertEquals(List.of(Loop.current()), loop);
        });
  }

  @Test
  void toString_always_showsTheBlocker() {
    assertEquals("Promise[Wait[grant of the bridge, waiting]]", promise.toString());
  }

  @Test
  void gate_firstInLineGivesUp_theTicketGoesToTheNext() {
    var gate = new Snippets.Gate();
    Wait<String> first = gate.pass();
    Wait<String> second = gate.pass();
    assertTrue(first.cancel(false));
    gate.open("ticket");
    assertEquals("ticket", second.join());
  }

  @Test
  void onGiveUp_throws_isLogged() {
    var failure = new IllegalStateException("an author's");
    try (var logged = new Logged("a promise was given up")) {
      var promise = Promise.<String>of("gate");
      assertSame(
          promise,
          promise.onGiveUp(
              () -> {
                throw failure;
              }));
      assertTrue(promise.whenGranted().cancel(false));
      assertEquals(List.of(failure), logged.failures());
    }
  }

  @Test
  void givenUp_nobodyAskedToBeTold_isNothingToLog() {
    try (var logged = new Logged("a promise was given up")) {
      var promise = Promise.<String>of("gate");
      assertTrue(promise.whenGranted().cancel(false));
      assertFalse(promise.grant("late"));
      assertEquals(List.of(), logged.messages());
    }
  }

  @Test
  void onReturn_notSaid_theValueStaysReadable() {
    var promise = Promise.<String>of("gate");
    List<Runnable> queued = new ArrayList<>();
    Wait<Void> stage = promise.whenGranted().thenRunAsync(() -> {}, queued::add);
    assertTrue(promise.grant("value"));
    assertTrue(stage.cancel(false));
    assertEquals("value", granted(promise.whenGranted()));
  }

  @Test
  void onReturn_always_returnsThePromise() {
    var promise = Promise.<String>of("gate");
    assertSame(promise, promise.onReturn(value -> {}));
  }
}
