package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.value;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.granted;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SingleFlightTest {
  private final SingleFlight<Object, Integer> flights = new SingleFlight<>();
  private final Map<Object, List<CompletableFuture<Integer>>> runs = new HashMap<>();

  private Supplier<CompletableFuture<Integer>> work(Object key) {
    return () -> {
      var stage = new CompletableFuture<Integer>();
      runs.computeIfAbsent(key, k -> new ArrayList<>()).add(stage);
      return stage;
    };
  }

  private Wait<Integer> run(Object key) {
    return flights.run(key, work(key));
  }

  @Test
  void run_sameKey_sharesTheRun() {
    Wait<Integer> first = run("a");
    Wait<Integer> second = run(new String("a"));
    assertEquals(1, flights.size());
    assertEquals(2, flights.waiting());
    assertEquals(1, runs.get("a").size());
    runs.get("a").getFirst().complete(1);
    assertEquals(1, granted(first));
    assertEquals(1, granted(second));
    assertEquals(0, flights.size());
  }

  @Test
  void run_otherKey_runsBesideIt() {
    Wait<Integer> first = run("a");
    Wait<Integer> second = run("b");
    assertEquals(2, flights.size());
    runs.get("b").getFirst().complete(2);
    assertEquals(2, granted(second));
    assertPending(first);
  }

  @Test
  void run_ended_keepsNothing() {
    run("a");
    runs.get("a").getFirst().complete(1);
    assertPending(run("a"));
    assertEquals(2, runs.get("a").size());
  }

  @Test
  void run_ended_isForgottenBeforeAnyoneIsTold() { // F3
    Wait<Integer> size = run("a").thenApply(v -> flights.size());
    Wait<Integer> again = run("a").thenCompose(v -> run("a"));
    runs.get("a").getFirst().complete(1);
    assertEquals(0, granted(size));
    assertPending(again);
    runs.get("a").get(1).complete(2);
    assertEquals(2, granted(again));
  }

  @Test
  void run_failed_isToldToAllAndKeptByNobody() { // F2
    var failure = new IllegalStateException("no");
    Wait<Integer> first = run("a");
    Wait<Integer> second = run("a");
    runs.get("a").getFirst().completeExceptionally(failure);
    assertSame(failure, failed(first));
    assertSame(failure, failed(second));
    assertPending(run("a"));
  }

  @Test
  void run_workThrowsOrReturnsNull_failsAndLeavesNothing() { // F1
    var thrown =
        flights.run(
            "a",
            () -> {
              throw new AssertionError("work");
            });
    assertEquals("work", failed(thrown).getMessage());
    assertInstanceOf(NullPointerException.class, failed(flights.run("a", () -> null)));
    assertEquals(0, flights.size());
  }

  @Test
  void run_workDone_completesAtOnce() {
    assertEquals(1, granted(flights.run("a", () -> CompletableFuture.completedFuture(1))));
    assertEquals(0, flights.size());
  }

  @Test
  void run_oneGivesUp_leavesTheRunAlone_theLastCancelsIt() { // F4
    Wait<Integer> first = run("a");
    Wait<Integer> second = run("a");
    first.cancel(false);
    CompletableFuture<Integer> stage = runs.get("a").getFirst();
    assertFalse(stage.isDone());
    Wait<Integer> size = second.handle((v, x) -> flights.size());
    second.cancel(false);
    assertTrue(stage.isCancelled());
    assertEquals(0, flights.size());
    assertEquals(0, granted(size));
    assertPending(run("a"));
  }

  @Test
  void forget_runUnderWay_servesThoseWhoWait() { // F5
    Wait<Integer> old = run("a");
    flights.forget("a");
    flights.forget("b");
    assertEquals(0, flights.size());
    Wait<Integer> fresh = run("a");
    runs.get("a").get(0).complete(1);
    assertEquals(1, granted(old));
    assertEquals(1, flights.size());
    assertPending(fresh);
    runs.get("a").get(1).complete(2);
    assertEquals(2, granted(fresh));
  }

  @Test
  void run_fromItsOwnWork_fails_ofAnotherKeyWorks() { // F6
    List<Wait<Integer>> inner = new ArrayList<>();
    Wait<Integer> outer =
        flights.run(
            "a",
            () -> {
              inner.add(run("a"));
              return run("b");
            });
    assertEquals(
        "SingleFlight[x]: run called by its own supplier",
        failed(inner.getFirst()).getMessage().replaceAll("@\\w+", "[x]"));
    runs.get("b").getFirst().complete(1);
    assertEquals(1, granted(outer));
    assertEquals(0, flights.size());
  }

  @Test
  void run_chainOfAHundredThousandKeys_doesNotOverflowTheStack() {
    List<CompletableFuture<Integer>> stages = new ArrayList<>();
    List<Wait<Integer>> waits = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      var stage = new CompletableFuture<Integer>();
      stages.add(stage);
      int next = i + 1;
      waits.add(flights.run(i, () -> stage));
      waits
          .getLast()
          .thenAccept(v -> stages.get(Math.min(next, stages.size() - 1)).complete(v + 1));
    }
    stages.getFirst().complete(0);
    assertEquals(99_999, value(waits.getLast()));
    assertEquals(0, flights.size());
  }

  // ---- keys

  @Test
  void run_equalHashes_areTellApartByEquals() {
    for (int i = 0; i < 100; i++) {
      run(new OddKey(i, 7));
    }
    assertEquals(100, flights.size());
    run(new OddKey(50, 7));
    assertEquals(100, flights.size());
    runs.values().forEach(stages -> stages.getFirst().complete(1));
    assertEquals(0, flights.size());
  }

  @Test
  void run_equalsThrows_changesNothing() {
    var bad = new OddKey(1, 7);
    Wait<Integer> wait = run(bad);
    bad.inEquals =
        () -> {
          throw new AssertionError("equals");
        };
    var other = new OddKey(2, 7);
    other.inEquals = bad.inEquals;
    assertThrows(AssertionError.class, () -> run(other));
    assertEquals(1, flights.size());
    runs.get(bad).getFirst().complete(1); // needs no equals
    assertEquals(1, granted(wait));
    assertEquals(0, flights.size());
  }

  @Test
  void run_keyThatChanges_isForgottenAllTheSame() {
    var changing = new ArrayList<>(List.of("a"));
    Wait<Integer> wait = flights.run(changing, work("list"));
    changing.add("b");
    runs.get("list").getFirst().complete(1);
    granted(wait);
    assertEquals(0, flights.size());
  }

  @Test
  void run_calledByEquals_isRefused() {
    run(new OddKey(1, 7));
    var calling = new OddKey(1, 7);
    List<Throwable> refusals = new ArrayList<>();
    calling.inEquals =
        () -> {
          refusals.add(assertThrows(IllegalStateException.class, () -> run("a")));
          refusals.add(assertThrows(IllegalStateException.class, () -> flights.forget("a")));
        };
    run(calling);
    assertEquals(2, refusals.size());
    assertTrue(refusals.getFirst().getMessage().endsWith(": called by a key's equals"));
    assertEquals(1, flights.size());
    assertPending(run("a"));
  }

  @Test
  void run_null_isRefusedAndChangesNothing() {
    assertThrows(NullPointerException.class, () -> run(null));
    assertThrows(NullPointerException.class, () -> flights.run("a", null));
    assertThrows(NullPointerException.class, () -> flights.forget(null));
    assertEquals(0, flights.size());
  }

  @Test
  void flights_inEveryState_showIt() {
    SingleFlight<Object, Integer> users = flights.named("users");
    assertSame(flights, users);
    assertEquals("SingleFlight[users, 0 keys]", Probe.shown(users));
    Wait<Integer> wait = run("a");
    run("a");
    assertEquals("SingleFlight[users, 1 key, 2 waiting]", Probe.shown(users));
    assertEquals("Wait[run of SingleFlight[users, 1 key, 2 waiting], waiting]", Probe.shown(wait));
  }
}
