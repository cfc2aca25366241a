package toro.verify.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import toro.AsyncLock;
import toro.AsyncQueue;
import toro.AsyncRateLimiter;
import toro.AsyncSemaphore;
import toro.CancelScope;
import toro.Permit;
import toro.Wait;

/** The races of rate limiters, of scopes, and of the limit of a semaphore's line. */
public class LimitRaces {
  private static final Duration LONG = Duration.ofDays(1000);

  private LimitRaces() {}

  private static AsyncRateLimiter used(int burst, int n) {
    var limiter = AsyncRateLimiter.bucket(1, LONG, burst);
    if (!limiter.tryAcquire(n)) {
      throw new AssertionError("it begins full");
    }
    return limiter;
  }

  // ---- limiters

  /** The first in line leaves as somebody tries: who is behind it comes before him. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "the next in line goes")
  @Outcome(expect = FORBIDDEN, desc = "somebody has passed the line, or nobody goes")
  @State
  public static class HeadLeavesAgainstTryAcquire {
    final AsyncRateLimiter limiter = used(3, 1);
    final Wait<Void> head = limiter.acquire(3);
    final Wait<Void> next = limiter.acquire(2);
    boolean passed;

    @Actor
    public void leave() {
      head.cancel(false);
    }

    @Actor
    public void attempt() {
      passed = limiter.tryAcquire();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = next.isDone();
      r.r2 = !passed && limiter.waiting() == 0;
    }
  }

  /** The first in line leaves as the rate changes: the next goes, soon. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "the next in line goes")
  @Outcome(expect = FORBIDDEN, desc = "no alarm is set for it")
  @State
  public static class HeadLeavesAgainstResize {
    final AsyncRateLimiter limiter = used(3, 3);
    final Wait<Void> head = limiter.acquire(3);
    final Wait<Void> next = limiter.acquire();

    @Actor
    public void leave() {
      head.cancel(false);
    }

    @Actor
    public void resize() {
      limiter.resize(1_000_000, Duration.ofSeconds(1));
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = Ends.soon(next) && !next.isCompletedExceptionally();
      r.r2 = head.isDone() && limiter.waiting() == 0;
    }
  }

  /** The first in line is due as it leaves: the next goes, soon. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "left, and the next goes")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "it went, and the next goes")
  @Outcome(expect = FORBIDDEN, desc = "no alarm is set for the next")
  @State
  public static class AlarmAgainstCancel {
    final AsyncRateLimiter limiter = AsyncRateLimiter.bucket(1, Duration.ofNanos(100_000), 1);
    final Wait<Void> gone = limiter.acquire();
    final Wait<Void> head = limiter.acquire();
    final Wait<Void> next = limiter.acquire();

    @Actor
    public void go(ZZ_Result r) {
      r.r2 = Ends.soon(next);
    }

    @Actor
    public void leave(ZZ_Result r) {
      r.r1 = head.cancel(false);
    }
  }

  /** Somebody comes as it closes: he waits for nothing. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "failed")
  @Outcome(expect = FORBIDDEN, desc = "waits for ever")
  @State
  public static class CloseAgainstAcquire {
    final AsyncRateLimiter limiter = used(1, 1);
    Wait<Void> asked;

    @Actor
    public void close() {
      limiter.close();
    }

    @Actor
    public void ask() {
      asked = limiter.acquire();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = asked.isCompletedExceptionally();
      r.r2 = limiter.waiting() == 0;
    }
  }

  /** A turn that nobody received goes back as somebody tries. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "he has it")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "it is there")
  @Outcome(expect = FORBIDDEN, desc = "a turn lost, or used twice")
  @State
  public static class GiveBackAgainstTryAcquire {
    final AsyncRateLimiter limiter = AsyncRateLimiter.bucket(1, LONG, 1);
    final ArrayDeque<Runnable> executor = new ArrayDeque<>();
    final Wait<Void> stage = limiter.acquire().thenRunAsync(() -> {}, executor::add);

    @Actor
    public void leave() {
      stage.cancel(false);
    }

    @Actor
    public void attempt(ZZ_Result r) {
      r.r1 = limiter.tryAcquire();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r2 = limiter.tryAcquire();
    }
  }

  // ---- scopes

  /** A wait and a future are added as the scope is cancelled. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "both cancelled")
  @Outcome(expect = FORBIDDEN, desc = "one was missed")
  @State
  public static class AddAgainstCancel {
    final CancelScope scope = new CancelScope();
    final AsyncQueue<Integer> queue = AsyncQueue.unbounded();
    Wait<Integer> take;
    CompletableFuture<Integer> future;

    @Actor
    public void add() {
      take = scope.add(queue.take());
      future = scope.add(new CompletableFuture<>());
    }

    @Actor
    public void cancel() {
      scope.cancel();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = take.isCancelled() && queue.waiting() == 0;
      r.r2 = future.isCancelled();
    }
  }

  /** What is in a scope ends as that is cancelled: it has one end, and the others are cancelled. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "cancelled, or granted and kept")
  @Outcome(expect = FORBIDDEN, desc = "a permit lost, or another one was missed")
  @State
  public static class GrantAgainstCancelOfAScope {
    final CancelScope scope = new CancelScope();
    final AsyncLock lock = new AsyncLock();
    final Permit held = lock.tryAcquire();
    final CompletableFuture<Integer> before = scope.add(new CompletableFuture<>());
    final Wait<Permit> acquire = scope.add(lock.acquire());
    final CompletableFuture<Integer> after = scope.add(new CompletableFuture<>());

    @Actor
    public void grant() {
      held.close();
    }

    @Actor
    public void cancel() {
      scope.cancel();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = Ends.afterUse(acquire, lock);
      r.r2 = before.isCancelled() && after.isCancelled();
    }
  }

  /** A child is made, and added to, as its parent is cancelled. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "all cancelled")
  @Outcome(expect = FORBIDDEN, desc = "something was missed")
  @State
  public static class ChildAgainstCancelOfTheParent {
    final CancelScope parent = new CancelScope();
    final CancelScope older = parent.child();
    CompletableFuture<Integer> ofOlder;
    CompletableFuture<Integer> ofYounger;

    @Actor
    public void add() {
      ofOlder = older.add(new CompletableFuture<>());
      ofYounger = parent.child().add(new CompletableFuture<>());
    }

    @Actor
    public void cancel() {
      parent.cancel();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = ofOlder.isCancelled();
      r.r2 = ofYounger.isCancelled();
    }
  }

  /** A parent and a child are cancelled at once. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "each cancelled once")
  @Outcome(expect = FORBIDDEN, desc = "something was missed, or cancelled twice")
  @State
  public static class ParentAgainstChild {
    final CancelScope parent = new CancelScope();
    final CancelScope child = parent.child();
    int[] cancels = new int[2];

    {
      parent.add(counting(0));
      child.add(counting(1));
    }

    private CompletableFuture<Integer> counting(int place) {
      return new CompletableFuture<>() {
        @Override
        public boolean cancel(boolean mayInterrupt) {
          cancels[place]++;
          return super.cancel(mayInterrupt);
        }
      };
    }

    @Actor
    public void ofParent() {
      parent.cancel();
    }

    @Actor
    public void ofChild() {
      child.close();
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = cancels[0];
      r.r2 = cancels[1];
    }
  }

  /** Somebody asks as the scope is cancelled. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "told")
  @Outcome(expect = FORBIDDEN, desc = "a wake-up lost")
  @State
  public static class CancelAgainstAsking {
    final CancelScope scope = new CancelScope();
    Wait<Void> asked;

    @Actor
    public void cancel() {
      scope.cancel();
    }

    @Actor
    public void ask() {
      asked = scope.whenCancelled();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = asked.isDone();
      r.r2 = scope.waiting() == 0;
    }
  }

  // ---- the limit of a line

  /** Two come where one may wait. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "one waits, and one is refused")
  @Outcome(expect = FORBIDDEN, desc = "both wait, or none")
  @State
  public static class TwoForOnePlace {
    final AsyncSemaphore semaphore = AsyncSemaphore.bounded(1).maxWaiting(1);
    final Permit held = semaphore.tryAcquire();
    Wait<Permit> one;
    Wait<Permit> two;

    @Actor
    public void one() {
      one = semaphore.acquire();
    }

    @Actor
    public void two() {
      two = semaphore.acquire();
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = semaphore.waiting();
      r.r2 = (one.isCompletedExceptionally() ? 1 : 0) + (two.isCompletedExceptionally() ? 1 : 0);
    }
  }

  /** One comes as the permit is given back, where nobody may wait. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "refused, and the permit is there")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "has it")
  @Outcome(expect = FORBIDDEN, desc = "a permit lost, or one who waits")
  @State
  public static class ReleaseAgainstARefusal {
    final AsyncSemaphore semaphore = AsyncSemaphore.bounded(1).maxWaiting(0);
    final Permit held = semaphore.tryAcquire();
    Wait<Permit> asked;

    @Actor
    public void release() {
      held.close();
    }

    @Actor
    public void ask() {
      asked = semaphore.acquire();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = asked.isCompletedExceptionally();
      r.r2 = asked.isDone() && semaphore.available() == (r.r1 ? 1 : 0);
    }
  }

  // ---- memory (L9)

  /** What was written before a cancel, who sees it sees. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not yet there")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "there, without what was written before")
  @State
  public static class CancelThenSeen {
    final CancelScope scope = new CancelScope();
    int written;

    @Actor
    public void write() {
      written = 42;
      scope.cancel();
    }

    @Actor
    public void read(I_Result r) {
      if (scope.isCancelled()) {
        r.r1 = written == 42 ? 42 : -1;
      }
    }
  }
}
