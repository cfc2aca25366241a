package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Eventually.value;
import static toro.Probe.assertPending;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two threads and a shared run, at the same moment: one run, one end, nobody joins a dying one. */
@Timeout(120)
class FlightRaceTest {
  private static final int ROUNDS = 10_000;

  private final SecondThread second = new SecondThread();

  @AfterEach
  void stop() {
    second.close();
  }

  /** A lazy value, and the stages of its runs. */
  private static final class Subject {
    final List<CompletableFuture<Integer>> runs = Collections.synchronizedList(new ArrayList<>());
    final AsyncLazy<Integer> lazy =
        new AsyncLazy<>(
            () -> {
              var stage = new CompletableFuture<Integer>();
              runs.add(stage);
              return stage;
            });

    /** The next call starts a new run, which serves it. */
    void requireAfresh() {
      int before = runs.size();
      Wait<Integer> next = lazy.get();
      assertEquals(before + 1, runs.size());
      assertPending(next);
      runs.getLast().complete(2);
      assertEquals(2, value(next));
    }
  }

  @Test
  void lastLeaves_againstCompletion_theValueIsKeptOrTheRunIsCancelled() {
    for (int i = 0; i < ROUNDS; i++) {
      var subject = new Subject();
      Wait<Integer> wait = subject.lazy.get();
      CompletableFuture<Integer> stage = subject.runs.getFirst();
      second.race(i, () -> stage.complete(1), () -> wait.cancel(false));
      if (subject.lazy.isDone()) {
        assertEquals(1, subject.lazy.getNow());
        assertEquals(1, value(stage));
      } else {
        assertTrue(wait.isCancelled());
        subject.requireAfresh();
      }
      assertEquals(0, stage.getNumberOfDependents());
    }
  }

  @Test
  void newcomer_againstTheLastLeaver_neverJoinsADyingRun() {
    for (int i = 0; i < ROUNDS; i++) {
      var subject = new Subject();
      Wait<Integer> wait = subject.lazy.get();
      var joined = new AtomicReference<Wait<Integer>>();
      second.race(i, () -> joined.set(subject.lazy.get()), () -> wait.cancel(false));
      assertTrue(wait.isCancelled());
      assertPending(joined.get());
      assertEquals(subject.runs.size() == 2, subject.runs.getFirst().isCancelled());
      assertEquals(1, subject.lazy.waiting());
      subject.runs.getLast().complete(1);
      assertEquals(1, value(joined.get()));
    }
  }

  @Test
  void newcomer_againstCompletion_hasTheValueOfTheOneRun() {
    for (int i = 0; i < ROUNDS; i++) {
      var subject = new Subject();
      Wait<Integer> first = subject.lazy.get();
      var joined = new AtomicReference<Wait<Integer>>();
      second.race(
          i, () -> joined.set(subject.lazy.get()), () -> subject.runs.getFirst().complete(1));
      assertEquals(1, value(first));
      assertEquals(1, value(joined.get()));
      assertEquals(1, subject.runs.size());
    }
  }

  @Test
  void forget_againstCompletion_servesThoseWhoWaitAndKeepsAllOrNothing() {
    for (int i = 0; i < ROUNDS; i++) {
      var subject = new Subject();
      Wait<Integer> wait = subject.lazy.get();
      second.race(i, subject.lazy::forget, () -> subject.runs.getFirst().complete(1));
      assertEquals(1, value(wait));
      assertFalse(subject.lazy.isDone());
      subject.requireAfresh();
    }
  }

  @Test
  void failure_againstTheLastLeaver_endsOnceAndKeepsNothing() {
    for (int i = 0; i < ROUNDS; i++) {
      var subject = new Subject();
      Wait<Integer> wait = subject.lazy.get();
      var failure = new IllegalStateException("no");
      var told = new AtomicInteger();
      wait.whenComplete((v, x) -> told.incrementAndGet());
      second.race(
          i, () -> subject.runs.getFirst().completeExceptionally(failure), () -> wait.cancel(true));
      assertTrue(wait.isCompletedExceptionally());
      assertEquals(1, told.get());
      subject.requireAfresh();
    }
  }

  @Test
  void derivedStageOfTheLast_givenUpAgainstCompletion_isOneOfBoth() {
    for (int i = 0; i < ROUNDS; i++) {
      var subject = new Subject();
      Wait<Integer> stage = subject.lazy.get().thenApply(v -> v).thenApply(v -> v + 1);
      second.race(i, () -> subject.runs.getFirst().complete(1), () -> stage.cancel(false));
      assertTrue(stage.isDone());
      if (!stage.isCompletedExceptionally()) {
        assertTrue(subject.lazy.isDone());
      } else if (!subject.lazy.isDone()) {
        until("dropped", () -> subject.lazy.waiting() == 0);
        subject.requireAfresh();
      }
    }
  }

  @Test
  void starter_givenUpWhileItsSupplierRuns_leavesNoRunBehind() {
    for (int i = 0; i < ROUNDS; i++) {
      var subject = new Subject();
      var go = new AsyncEvent();
      Wait<Integer> outer = go.whenSet().thenCompose(none -> subject.lazy.get());
      second.race(i, go::set, () -> outer.cancel(false));
      assertTrue(outer.isCancelled());
      until("nobody waits", () -> subject.lazy.waiting() == 0);
      subject.runs.forEach(stage -> assertTrue(stage.isCancelled()));
      subject.requireAfresh();
    }
  }

  @Test
  void get_byManyWhileTheSupplierCompletesInline_isOneRun() throws Exception {
    int threads = 4;
    for (int i = 0; i < 2_000; i++) {
      var runs = new AtomicInteger();
      var lazy = new AsyncLazy<>(() -> CompletableFuture.completedFuture(runs.incrementAndGet()));
      var begin = new CyclicBarrier(threads);
      List<CompletableFuture<Integer>> results = new ArrayList<>();
      for (int t = 1; t < threads; t++) {
        results.add(
            CompletableFuture.supplyAsync(() -> together(begin, lazy), FlightRaceTest::onAThread));
      }
      results.add(CompletableFuture.completedFuture(together(begin, lazy)));
      for (CompletableFuture<Integer> result : results) {
        assertEquals(1, value(result));
      }
      assertEquals(1, runs.get());
    }
  }

  private static void onAThread(Runnable task) {
    Thread.ofVirtual().start(task);
  }

  private static int together(CyclicBarrier begin, AsyncLazy<Integer> lazy) {
    try {
      begin.await();
      return lazy.get().get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void failure_retriedByTheFunctionsOfAll_startsOneRunAfterTheOther() {
    for (int i = 0; i < ROUNDS; i++) {
      var subject = new Subject();
      Wait<Integer> first = subject.lazy.get().exceptionallyCompose(x -> subject.lazy.get());
      var other = new AtomicReference<Wait<Integer>>();
      second.race(
          i,
          () -> other.set(subject.lazy.get().exceptionallyCompose(failure -> subject.lazy.get())),
          () -> subject.runs.getFirst().completeExceptionally(new IllegalStateException("once")));
      assertEquals(2, subject.runs.size());
      subject.runs.get(1).complete(2);
      assertEquals(2, value(first));
      assertEquals(2, value(other.get()));
    }
  }

  @Test
  void twoLeavers_atTheSameMoment_cancelTheRunOnce() {
    for (int i = 0; i < ROUNDS; i++) {
      var cancels = new AtomicInteger();
      var stage =
          new CompletableFuture<Integer>() {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
              cancels.incrementAndGet();
              return super.cancel(mayInterruptIfRunning);
            }
          };
      var lazy = new AsyncLazy<>(() -> stage);
      Wait<Integer> one = lazy.get();
      Wait<Integer> two = lazy.get();
      second.race(i, () -> one.cancel(false), () -> two.cancel(false));
      assertEquals(1, cancels.get());
      assertEquals("AsyncLazy[not asked for]", Probe.shown(lazy));
    }
  }

  // ---- by key

  @Test
  void key_newcomerAgainstTheLastLeaver_neverJoinsADyingRun() {
    var flights = new SingleFlight<Integer, Integer>();
    for (int i = 0; i < ROUNDS; i++) {
      int key = i % 3;
      var one = new CompletableFuture<Integer>();
      var two = new CompletableFuture<Integer>();
      Wait<Integer> wait = flights.run(key, () -> one);
      var joined = new AtomicReference<Wait<Integer>>();
      second.race(i, () -> joined.set(flights.run(key, () -> two)), () -> wait.cancel(false));
      assertPending(joined.get());
      assertEquals(1, flights.size());
      (one.isCancelled() ? two : one).complete(i);
      assertEquals(i, value(joined.get()));
      assertEquals(0, flights.size());
    }
  }

  @Test
  void key_forgetAgainstCompletionAndNewcomer_isServedOnce() {
    var flights = new SingleFlight<String, Integer>();
    for (int i = 0; i < ROUNDS; i++) {
      var one = new CompletableFuture<Integer>();
      var two = new CompletableFuture<Integer>();
      Wait<Integer> wait = flights.run("a", () -> one);
      var joined = new AtomicReference<Wait<Integer>>();
      second.race(
          i,
          () -> {
            flights.forget("a");
            joined.set(flights.run("a", () -> two));
          },
          () -> one.complete(1));
      assertEquals(1, value(wait));
      assertPending(joined.get());
      assertEquals(1, flights.size());
      two.complete(2);
      assertEquals(2, value(joined.get()));
    }
    assertEquals(0, flights.size());
  }

  @Test
  void keys_manyThreadsThatShareAndLeave_runOneAtATimePerKeyAndLeaveNothing() {
    var flights = new SingleFlight<Integer, Object>();
    int keys = 4;
    AtomicInteger[] inside = new AtomicInteger[keys];
    for (int k = 0; k < keys; k++) {
      inside[k] = new AtomicInteger();
    }
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    for (int t = 0; t < 4; t++) {
      int seed = t;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      share(flights, inside, seed);
                    } catch (Throwable failure) {
                      failures.add(failure);
                    }
                  }));
    }
    threads.forEach(Eventually::join);
    assertEquals(List.of(), failures);
    until("all have ended", () -> flights.size() == 0);
    assertEquals(0, flights.waiting());
    for (AtomicInteger in : inside) {
      assertEquals(0, in.get());
    }
  }

  private static void share(
      SingleFlight<Integer, Object> flights, AtomicInteger[] inside, int seed) {
    for (int i = 0; i < ROUNDS; i++) {
      int key = (i * 7 + seed) % inside.length;
      var mine = new Object();
      Wait<Object> wait =
          flights.run(
              key,
              () -> {
                assertEquals(1, inside[key].incrementAndGet());
                if ((seed + key) % 2 == 0) {
                  inside[key].decrementAndGet();
                  return CompletableFuture.completedFuture(mine);
                }
                return CompletableFuture.supplyAsync(
                    () -> {
                      inside[key].decrementAndGet();
                      return mine;
                    },
                    ForkJoinPool.commonPool());
              });
      Object got = value(wait);
      if (wait.isDone() && got == null) {
        throw new AssertionError("no result");
      }
      assertSame(got, value(wait));
    }
  }
}
