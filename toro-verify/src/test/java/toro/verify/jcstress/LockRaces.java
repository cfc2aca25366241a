package toro.verify.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import toro.AsyncLock;
import toro.Permit;
import toro.Wait;

/** The races that decide who has a lock, on real hardware. */
public class LockRaces {
  private LockRaces() {}

  /** A release, against a cancel of the first in line. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "left, and took nothing")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "granted, and closed")
  @Outcome(expect = FORBIDDEN, desc = "a permit lost, or had by two")
  @State
  public static class GrantAgainstCancel {
    final AsyncLock lock = new AsyncLock();
    final Permit held = lock.tryAcquire();
    final Wait<Permit> waiting = lock.acquire();

    @Actor
    public void grant() {
      held.close();
    }

    @Actor
    public void leave(ZZ_Result r) {
      r.r1 = waiting.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r2 = Ends.afterUse(waiting, lock);
    }
  }

  /** A release, against the limit of a thread that waits. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "left, and took nothing")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "granted, and closed")
  @Outcome(expect = FORBIDDEN, desc = "a permit lost, or had by two")
  @State
  public static class GrantAgainstLimit {
    final AsyncLock lock = new AsyncLock();
    final Permit held = lock.tryAcquire();
    final Wait<Permit> waiting = lock.acquire();

    @Actor
    public void grant() {
      held.close();
    }

    @Actor
    public void leave(ZZ_Result r) {
      try {
        var unused = waiting.await(Duration.ofNanos(300));
      } catch (TimeoutException e) {
        r.r1 = true;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r2 = Ends.afterUse(waiting, lock);
    }
  }

  /** A release, against a limit that the timer keeps. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "left, and took nothing")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "granted, and closed")
  @Outcome(expect = FORBIDDEN, desc = "a permit lost, or had by two")
  @State
  public static class GrantAgainstWithin {
    final AsyncLock lock = new AsyncLock();
    final Permit held = lock.tryAcquire();
    final Wait<Permit> waiting = lock.acquire();

    @Actor
    public void grant() {
      held.close();
    }

    @Actor
    public void leave() {
      var unused = waiting.within(Duration.ofNanos(300));
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = waiting.isCompletedExceptionally();
      r.r2 = Ends.afterUse(waiting, lock);
    }
  }

  /** A release, against the interrupt of a thread that waits. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "left, and took nothing")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "granted, and closed")
  @Outcome(expect = FORBIDDEN, desc = "a permit lost, or had by two")
  @State
  public static class GrantAgainstInterrupt {
    final AsyncLock lock = new AsyncLock();
    final Permit held = lock.tryAcquire();
    final Wait<Permit> waiting = lock.acquire();

    @Actor
    public void grant() {
      held.close();
    }

    @Actor
    public void leave(ZZ_Result r) {
      Thread.currentThread().interrupt();
      try {
        var unused = waiting.await();
      } catch (InterruptedException e) {
        r.r1 = true;
      }
      Thread.interrupted();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r2 = Ends.afterUse(waiting, lock);
    }
  }

  /** A release, against a cancel of the wait's future. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "left, and took nothing")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "granted, and closed")
  @Outcome(expect = FORBIDDEN, desc = "a permit lost, or had by two")
  @State
  public static class GrantAgainstCancelOfAFuture {
    final AsyncLock lock = new AsyncLock();
    final Permit held = lock.tryAcquire();
    final Wait<Permit> waiting = lock.acquire();

    @Actor
    public void grant() {
      held.close();
    }

    final CompletableFuture<Permit> future = waiting.toCompletableFuture();

    @Actor
    public void leave(ZZ_Result r) {
      r.r1 = future.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r2 = Ends.afterUse(waiting, lock);
    }
  }

  /** A release, against an outsider who ends the wait's future. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "left, and took nothing")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "granted, and closed")
  @Outcome(expect = FORBIDDEN, desc = "a permit lost, or had by two")
  @State
  public static class GrantAgainstFailingAFuture {
    final AsyncLock lock = new AsyncLock();
    final Permit held = lock.tryAcquire();
    final Wait<Permit> waiting = lock.acquire();

    @Actor
    public void grant() {
      held.close();
    }

    final CompletableFuture<Permit> future = waiting.toCompletableFuture();

    @Actor
    public void leave(ZZ_Result r) {
      r.r1 = future.completeExceptionally(new IllegalStateException("gone"));
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r2 = Ends.afterUse(waiting, lock);
    }
  }

  /** A release, against a cancel of the stage that is to have the permit. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "left, whether or not the function ran")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the function ran")
  @Outcome(expect = FORBIDDEN, desc = "a permit lost, or had by two")
  @State
  public static class GrantAgainstCancelOfAStage {
    final AsyncLock lock = new AsyncLock();
    final Permit held = lock.tryAcquire();
    final Wait<Void> stage = lock.acquire().thenAccept(Permit::close);

    @Actor
    public void grant() {
      held.close();
    }

    @Actor
    public void leave(ZZ_Result r) {
      r.r1 = stage.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r2 = Ends.isFree(lock);
    }
  }

  /** A release, against closing the lock. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "granted")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "failed")
  @Outcome(expect = FORBIDDEN, desc = "neither or both")
  @State
  public static class GrantAgainstClose {
    final AsyncLock lock = new AsyncLock();
    final Permit held = lock.tryAcquire();
    final Wait<Permit> waiting = lock.acquire();

    @Actor
    public void grant() {
      held.close();
    }

    @Actor
    public void close() {
      lock.close();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = lock.isHeld();
      r.r2 = waiting.isDone() && waiting.isCompletedExceptionally() != r.r1;
    }
  }

  /** A release, against an attempt to pass the one in line. */
  @JCStressTest
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "nobody passes")
  @Outcome(expect = FORBIDDEN, desc = "somebody passed")
  @State
  public static class GrantAgainstAttempt {
    final AsyncLock lock = new AsyncLock();
    final Permit held = lock.tryAcquire();
    final Wait<Permit> waiting = lock.acquire();

    @Actor
    public void grant() {
      held.close();
    }

    @Actor
    public void pass(ZZ_Result r) {
      r.r1 = lock.tryAcquire() != null;
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r2 = Ends.afterUse(waiting, lock);
    }
  }

  /** A release, against a request that comes at that moment. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "granted, at once or later")
  @Outcome(expect = FORBIDDEN, desc = "a wake-up lost")
  @State
  public static class GrantAgainstAcquire {
    final AsyncLock lock = new AsyncLock();
    final Permit held = lock.tryAcquire();
    Wait<Permit> waiting;

    @Actor
    public void grant() {
      held.close();
    }

    @Actor
    public void ask() {
      waiting = lock.acquire();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = waiting.isDone();
      r.r2 = Ends.afterUse(waiting, lock);
    }
  }

  /** A release, against the first of two who leaves: a second grant. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "the second has it")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the first has it")
  @Outcome(expect = FORBIDDEN, desc = "nobody has it, or both")
  @State
  public static class GrantAgainstLeavingOfTheFirst {
    final AsyncLock lock = new AsyncLock();
    final Permit held = lock.tryAcquire();
    final Wait<Permit> waiting = lock.acquire();

    @Actor
    public void grant() {
      held.close();
    }

    final Wait<Permit> second = lock.acquire();

    @Actor
    public void leave(ZZ_Result r) {
      r.r1 = waiting.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      boolean inTurn = second.isDone() == r.r1;
      if (!r.r1) {
        waiting.join().close();
      }
      r.r2 = inTurn && Ends.afterUse(second, lock);
    }
  }

  /** A permit that two threads close. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "given back once")
  @Outcome(expect = FORBIDDEN, desc = "given back never, or twice")
  @State
  public static class PermitClosedTwice {
    final AsyncLock lock = new AsyncLock();
    final Permit held = lock.tryAcquire();
    final Wait<Permit> waiting = lock.acquire();

    @Actor
    public void grant() {
      held.close();
    }

    final Wait<Permit> second = lock.acquire();

    @Actor
    public void grantAgain() {
      held.close();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = waiting.isDone();
      r.r2 = second.isDone();
    }
  }

  /** A wait and its only stage, given up by two threads: the next in line is not disturbed. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "left once")
  @Outcome(expect = FORBIDDEN, desc = "left behind, or the next one was hurt")
  @State
  public static class GivenUpTwice {
    final AsyncLock lock = new AsyncLock();
    final Permit held = lock.tryAcquire();
    final Wait<Permit> waiting = lock.acquire();
    final Wait<Permit> stage = waiting.thenApply(permit -> permit);
    final Wait<Permit> second = lock.acquire();

    @Actor
    public void leave() {
      waiting.cancel(false);
    }

    @Actor
    public void leaveStage() {
      stage.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = lock.waiting() == 1;
      held.close();
      r.r2 = Ends.afterUse(second, lock);
    }
  }
}
