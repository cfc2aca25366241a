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
import org.openjdk.jcstress.infra.results.ZZ_Result;
import toro.AsyncPool;
import toro.Loan;
import toro.PoolStats;
import toro.Wait;

/** The races of a pool, on real hardware. */
public class PoolRaces {
  private static final PoolStats ONE_IDLE = new PoolStats(1, 0, 0, 0, 1);

  private PoolRaces() {}

  /** A pool of one, whose first resource is created when a test says so, and others at once. */
  public abstract static class OfOne {
    final CompletableFuture<String> first = new CompletableFuture<>();
    final AtomicInteger created = new AtomicInteger();
    final AtomicInteger destroyed = new AtomicInteger();
    final AsyncPool<String> pool =
        AsyncPool.of(
            1,
            () ->
                created.getAndIncrement() == 0
                    ? first
                    : CompletableFuture.completedFuture("another"),
            resource -> destroyed.incrementAndGet());

    /** Whether there is the one resource, and it is idle when all has been given back. */
    final boolean isWhole() {
      return pool.stats().equals(ONE_IDLE) && created.get() == 1 && destroyed.get() == 0;
    }

    static void closeIfGranted(Wait<Loan<String>> borrow) {
      if (borrow.isDone() && !borrow.isCompletedExceptionally()) {
        borrow.join().close();
      }
    }
  }

  /** What is being created is there, and the one for whom it was begun leaves. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "left, and the next one has it")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "has it, and then the next one")
  @Outcome(expect = FORBIDDEN, desc = "lost, or created twice")
  @State
  public static class CreationAgainstCancel extends OfOne {
    final Wait<Loan<String>> borrower = pool.borrow();
    final Wait<Loan<String>> next = pool.borrow();

    @Actor
    public void create() {
      first.complete("first");
    }

    @Actor
    public void leave(ZZ_Result r) {
      r.r1 = borrower.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      closeIfGranted(borrower);
      boolean served = next.isDone();
      closeIfGranted(next);
      r.r2 = served && isWhole();
    }
  }

  /** What is being created is there as the pool is closed. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "lent before it was closed")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "destroyed, or cancelled")
  @Outcome(expect = FORBIDDEN, desc = "never destroyed, or twice")
  @State
  public static class CreationAgainstClose extends OfOne {
    final Wait<Loan<String>> borrower = pool.borrow();

    @Actor
    public void create() {
      first.complete("first");
    }

    @Actor
    public void close() {
      pool.close();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = !borrower.isCompletedExceptionally();
      closeIfGranted(borrower);
      int due = first.isCompletedExceptionally() ? 0 : 1;
      r.r2 = borrower.isDone() && pool.whenDone().isDone() && destroyed.get() == due;
    }
  }

  /** The resource comes back, and who waits for it leaves. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "left: it is idle")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "has it")
  @Outcome(expect = FORBIDDEN, desc = "lost")
  @State
  public static class CloseAgainstCancel extends OfOne {
    final Loan<String> held;
    final Wait<Loan<String>> waiting;

    public CloseAgainstCancel() {
      var borrow = pool.borrow();
      first.complete("first");
      held = borrow.join();
      waiting = pool.borrow();
    }

    @Actor
    public void close() {
      held.close();
    }

    @Actor
    public void leave(ZZ_Result r) {
      r.r1 = waiting.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      closeIfGranted(waiting);
      r.r2 = isWhole();
    }
  }

  /** The resource comes back, and the stage of who waits for it is given up. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "left, whether or not the function ran")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the function ran")
  @Outcome(expect = FORBIDDEN, desc = "lost")
  @State
  public static class CloseAgainstCancelOfAStage extends OfOne {
    final Loan<String> held;
    final Wait<Void> stage;

    public CloseAgainstCancelOfAStage() {
      var borrow = pool.borrow();
      first.complete("first");
      held = borrow.join();
      stage = pool.borrow().thenAccept(Loan::close);
    }

    @Actor
    public void close() {
      held.close();
    }

    @Actor
    public void leave(ZZ_Result r) {
      r.r1 = stage.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r2 = isWhole();
    }
  }

  /** The resource comes back as somebody asks for one. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "has it, and none was created for him")
  @Outcome(expect = FORBIDDEN, desc = "one too many, or waits for ever")
  @State
  public static class CloseAgainstBorrow extends OfOne {
    final Loan<String> held;
    Wait<Loan<String>> next;

    public CloseAgainstBorrow() {
      var borrow = pool.borrow();
      first.complete("first");
      held = borrow.join();
    }

    @Actor
    public void close() {
      held.close();
    }

    @Actor
    public void borrow() {
      next = pool.borrow();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = next.isDone();
      closeIfGranted(next);
      r.r2 = isWhole();
    }
  }
}
