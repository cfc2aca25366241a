package toro.verify.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import toro.AsyncReadWriteLock;
import toro.AsyncSemaphore;
import toro.Permit;
import toro.Wait;

/** The races that decide who has which permits, on real hardware. */
public class SemaphoreRaces {
  private SemaphoreRaces() {}

  /** Two attempts at the last permit. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "one of them")
  @Outcome(expect = FORBIDDEN, desc = "both or none")
  @State
  public static class TwoAttempts {
    final AsyncSemaphore semaphore = new AsyncSemaphore(1);
    Permit one;
    Permit two;

    @Actor
    public void first() {
      one = semaphore.tryAcquire();
    }

    @Actor
    public void second() {
      two = semaphore.tryAcquire();
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = (one == null ? 0 : 1) + (two == null ? 0 : 1);
      r.r2 = semaphore.available();
    }
  }

  /** Two permits that come at once, and two who wait. */
  @JCStressTest
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "each has one")
  @Outcome(expect = FORBIDDEN, desc = "one is lost")
  @State
  public static class TwoReleases {
    final AsyncSemaphore semaphore = new AsyncSemaphore(0);
    final Wait<Permit> one = semaphore.acquire();
    final Wait<Permit> two = semaphore.acquire();

    @Actor
    public void first() {
      semaphore.release();
    }

    @Actor
    public void second() {
      semaphore.release();
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = (one.isDone() ? 1 : 0) + (two.isDone() ? 1 : 0);
      r.r2 = semaphore.available();
    }
  }

  /** A permit that two threads close. */
  @JCStressTest
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "counted once")
  @Outcome(expect = FORBIDDEN, desc = "counted never, or twice")
  @State
  public static class PermitClosedTwice {
    final AsyncSemaphore semaphore = new AsyncSemaphore(2);
    final Permit permit = semaphore.tryAcquire(2);

    @Actor
    public void first() {
      permit.close();
    }

    @Actor
    public void second() {
      permit.close();
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = semaphore.available();
      r.r2 = semaphore.waiting();
    }
  }

  /** A permit comes: who observes sees it, though another takes it. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "seen, and had once")
  @Outcome(expect = FORBIDDEN, desc = "not seen, or lost")
  @State
  public static class ObserverAgainstAttempt {
    final AsyncSemaphore semaphore = new AsyncSemaphore(0);
    final Wait<Void> seen = semaphore.whenAvailable();
    Permit taken;

    @Actor
    public void release() {
      semaphore.release();
    }

    @Actor
    public void take() {
      taken = semaphore.tryAcquire();
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = seen.isDone() ? 1 : 0;
      r.r2 = (taken == null ? 0 : 1) + semaphore.available();
    }
  }

  /** A large request leaves as a permit comes: the small one behind it is let in. */
  @JCStressTest
  @Outcome(
      id = "1, 0",
      expect = ACCEPTABLE,
      desc = "let in, one permit is left or the large one has both")
  @Outcome(
      id = "1, 1",
      expect = ACCEPTABLE,
      desc = "let in, one permit is left or the large one has both")
  @Outcome(expect = FORBIDDEN, desc = "left standing")
  @State
  public static class LargeRequestLeaves {
    final AsyncSemaphore semaphore = new AsyncSemaphore(1);
    final Wait<Permit> large = semaphore.acquire(2);
    final Wait<Permit> small = semaphore.acquire();

    @Actor
    public void release() {
      semaphore.release();
    }

    @Actor
    public void leave(II_Result r) {
      large.cancel(false);
    }

    @Arbiter
    public void end(II_Result r) {
      int left = semaphore.available();
      if (!large.isCancelled()) {
        large.join().close();
      }
      r.r1 = small.isDone() ? 1 : 0;
      r.r2 = left;
    }
  }

  /** A resize, against a permit that is given back. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "both counted")
  @Outcome(expect = FORBIDDEN, desc = "one is lost")
  @State
  public static class ResizeAgainstRelease {
    final AsyncSemaphore semaphore = new AsyncSemaphore(1);
    final Permit held = semaphore.tryAcquire();
    final Wait<Permit> both = semaphore.acquire(2);

    @Actor
    public void resize() {
      semaphore.resize(2);
    }

    @Actor
    public void release() {
      held.close();
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = both.isDone() ? 1 : 0;
      r.r2 = semaphore.available();
    }
  }

  /**
   * A writer leaves as the last reader does: the reader behind it is let in, now or after the
   * write.
   */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "let in")
  @Outcome(expect = FORBIDDEN, desc = "left standing")
  @State
  public static class WriterLeaves {
    final AsyncReadWriteLock lock = new AsyncReadWriteLock();
    final Permit reading = lock.tryAcquireRead();
    final Wait<Permit> writer = lock.acquireWrite();
    final Wait<Permit> reader = lock.acquireRead();

    @Actor
    public void release() {
      reading.close();
    }

    @Actor
    public void leave() {
      writer.cancel(false);
    }

    @Arbiter
    public void end(II_Result r) {
      if (!writer.isCancelled()) {
        writer.join().close();
      }
      r.r1 = reader.isDone() ? 1 : 0;
      r.r2 = lock.waiting();
    }
  }
}
