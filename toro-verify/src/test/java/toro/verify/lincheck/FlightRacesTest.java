package toro.verify.lincheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.verify.lincheck.Schedules.assertFound;
import static toro.verify.lincheck.Schedules.explore;
import static toro.verify.lincheck.Schedules.together;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import toro.AsyncLazy;
import toro.AsyncResult;
import toro.SingleFlight;
import toro.Wait;

/** The races of runs that are shared. */
class FlightRacesTest {
  /** A lazy value, and what its runs wait for. */
  private static final class Subject {
    final AtomicInteger runs = new AtomicInteger();
    final AsyncResult<Integer> first = new AsyncResult<>();
    final AsyncResult<Integer> later = new AsyncResult<>();
    final AsyncLazy<Integer> lazy =
        new AsyncLazy<>(() -> (runs.incrementAndGet() == 1 ? first : later).whenDone());
  }

  @Test
  void lastLeaves_againstCompletion_theValueIsKeptOrTheRunForgotten() {
    explore(
        () -> {
          var subject = new Subject();
          var wait = subject.lazy.get();
          together(() -> subject.first.set(1), () -> wait.cancel(false));
          assertTrue(wait.isDone());
          assertTrue(subject.lazy.isDone() || wait.isCancelled());
          assertEquals(subject.lazy.isDone(), subject.lazy.get().isDone());
          assertEquals(subject.lazy.isDone() ? 1 : 2, subject.runs.get());
        });
  }

  @Test
  void newcomer_againstTheLastLeaver_neverJoinsADyingRun() {
    explore(
        () -> {
          var subject = new Subject();
          var wait = subject.lazy.get();
          var joined = new Wait<?>[1];
          together(() -> wait.cancel(false), () -> joined[0] = subject.lazy.get());
          assertTrue(wait.isCancelled());
          assertFalse(joined[0].isDone());
          assertEquals(subject.runs.get() == 1 ? 1 : 0, subject.first.waiting());
          (subject.runs.get() == 1 ? subject.first : subject.later).set(1);
          assertEquals(1, joined[0].join());
        });
  }

  @Test
  void newcomer_againstCompletion_hasItsValue() {
    explore(
        () -> {
          var subject = new Subject();
          var wait = subject.lazy.get();
          var joined = new Wait<?>[1];
          together(() -> subject.first.set(1), () -> joined[0] = subject.lazy.get());
          assertEquals(1, wait.join());
          assertEquals(1, joined[0].join());
          assertEquals(1, subject.runs.get());
        });
  }

  @Test
  void forget_againstCompletion_keepsNothing() {
    explore(
        () -> {
          var subject = new Subject();
          var wait = subject.lazy.get();
          together(() -> subject.first.set(1), subject.lazy::forget);
          assertEquals(1, wait.join());
          assertFalse(subject.lazy.isDone());
        });
  }

  @Test
  void two_whoAskFirst_shareARun() {
    explore(
        () -> {
          var subject = new Subject();
          var waits = new Wait<?>[2];
          together(() -> waits[0] = subject.lazy.get(), () -> waits[1] = subject.lazy.get());
          assertEquals(1, subject.runs.get());
          subject.first.set(1);
          assertEquals(1, waits[0].join());
          assertEquals(1, waits[1].join());
        });
  }

  @Test
  void twoLeavers_dropTheRunOnce() {
    explore(
        () -> {
          var subject = new Subject();
          var one = subject.lazy.get();
          var two = subject.lazy.get();
          together(() -> one.cancel(false), () -> two.cancel(false));
          assertEquals(0, subject.first.waiting());
          assertFalse(subject.lazy.get().isDone());
          assertEquals(2, subject.runs.get());
        });
  }

  @Test
  void key_newcomerAgainstTheLastLeaver_neverJoinsADyingRun() {
    explore(
        () -> {
          var flights = new SingleFlight<String, Integer>();
          var first = new AsyncResult<Integer>();
          var later = new AsyncResult<Integer>();
          var wait = flights.run("a", first::whenDone);
          var joined = new Wait<?>[1];
          together(() -> wait.cancel(false), () -> joined[0] = flights.run("a", later::whenDone));
          assertFalse(joined[0].isDone());
          assertEquals(1, flights.size());
          assertEquals(1, first.waiting() + later.waiting());
          first.set(1);
          later.set(1);
          assertEquals(1, joined[0].join());
          assertEquals(0, flights.size());
        });
  }

  /** The usual way: a map, or a field, of futures, and a count of those who wait. */
  private static final class Naive {
    private final AtomicReference<CompletableFuture<Integer>> run = new AtomicReference<>();
    private final AtomicInteger waiting = new AtomicInteger();

    CompletableFuture<Integer> get() {
      for (; ; ) {
        var now = run.get();
        if (now != null) {
          waiting.incrementAndGet();
          return now;
        }
        run.compareAndSet(null, new CompletableFuture<>());
      }
    }

    void leave(CompletableFuture<Integer> mine) {
      if (waiting.decrementAndGet() == 0) {
        run.compareAndSet(mine, null);
        mine.cancel(false);
      }
    }
  }

  @Test
  void countBesideTheRun_isFound() {
    assertFound(
        () -> {
          var naive = new Naive();
          var mine = naive.get();
          var joined = new CompletableFuture<?>[1];
          together(() -> naive.leave(mine), () -> joined[0] = naive.get());
          assertFalse(joined[0].isDone()); // it joined a run that was cancelled
        });
  }
}
