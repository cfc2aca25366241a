package toro.verify.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import toro.AsyncLazy;
import toro.SingleFlight;
import toro.Wait;

/** The races of shared runs, on real hardware. */
public class FlightRaces {
  private FlightRaces() {}

  /** A run ends, and the last who waits for it leaves. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "the value is kept")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the run is forgotten")
  @Outcome(expect = FORBIDDEN, desc = "neither, or both")
  @State
  public static class CompletionAgainstTheLast {
    final CompletableFuture<Integer> run = new CompletableFuture<>();
    final AtomicInteger runs = new AtomicInteger();
    final AsyncLazy<Integer> lazy =
        new AsyncLazy<>(() -> runs.getAndIncrement() == 0 ? run : new CompletableFuture<>());
    final Wait<Integer> wait = lazy.get();

    @Actor
    public void complete() {
      run.complete(1);
    }

    @Actor
    public void leave() {
      wait.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = lazy.isDone();
      boolean told = r.r1 || wait.isCancelled();
      r.r2 = told && lazy.get().isDone() == r.r1 && runs.get() == (r.r1 ? 1 : 2);
    }
  }

  /** The last leaves as another one comes. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "waits for a run of its own")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "keeps the run alive")
  @Outcome(expect = FORBIDDEN, desc = "waits for a run that was cancelled")
  @State
  public static class NewcomerAgainstTheLast {
    final SingleFlight<String, Integer> flights = new SingleFlight<>();
    final CompletableFuture<Integer> one = new CompletableFuture<>();
    final CompletableFuture<Integer> two = new CompletableFuture<>();
    final Wait<Integer> wait = flights.run("key", () -> one);

    Wait<Integer> next;

    @Actor
    public void leave() {
      wait.cancel(false);
    }

    @Actor
    public void come() {
      next = flights.run("key", () -> two);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = one.isCancelled();
      boolean waits = !next.isDone() && flights.size() == 1;
      (r.r1 ? two : one).complete(1);
      r.r2 = waits && next.join() == 1 && flights.size() == 0;
    }
  }

  /** A run is forgotten as it ends. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "told, and not kept")
  @Outcome(expect = FORBIDDEN, desc = "kept, or not told")
  @State
  public static class ForgetAgainstCompletion {
    final CompletableFuture<Integer> run = new CompletableFuture<>();
    final AsyncLazy<Integer> lazy = new AsyncLazy<>(() -> run);
    final Wait<Integer> wait = lazy.get();

    @Actor
    public void complete() {
      run.complete(1);
    }

    @Actor
    public void forget() {
      lazy.forget();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = wait.join() == 1;
      r.r2 = lazy.isDone();
    }
  }

  /** Two ask first. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "one run")
  @Outcome(expect = FORBIDDEN, desc = "two runs")
  @State
  public static class TwoStart {
    final AtomicInteger runs = new AtomicInteger();
    final AsyncLazy<Integer> lazy =
        new AsyncLazy<>(() -> CompletableFuture.completedFuture(runs.incrementAndGet()));

    @Actor
    public void one() {
      var unused = lazy.get();
    }

    @Actor
    public void other() {
      var unused = lazy.get();
    }

    @Arbiter
    public void end(I_Result r) {
      r.r1 = lazy.get().join();
    }
  }

  /** What the run wrote, who reads its value sees (L9). */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not yet there")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "there, without what was written before")
  @State
  public static class ValueThenRead {
    final CompletableFuture<Integer> run = new CompletableFuture<>();
    final AsyncLazy<Integer> lazy = new AsyncLazy<>(() -> run);
    final Wait<Integer> wait = lazy.get();

    int written;

    @Actor
    public void write() {
      written = 42;
      run.complete(1);
    }

    @Actor
    public void read(I_Result r) {
      r.r1 = !lazy.isDone() ? 0 : written == 42 ? 42 : -1;
    }
  }
}
