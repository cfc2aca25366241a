package toro.verify.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import toro.AsyncLock;
import toro.Permit;
import toro.Promise;
import toro.Wait;

/** The races between what hangs on a wait, on real hardware. */
public class StageRaces {
  private StageRaces() {}

  /** A function starts, and its stage is given up. */
  @JCStressTest
  @Outcome(
      id = "true, true",
      expect = ACCEPTABLE,
      desc = "the function ran, or the permit went back")
  @Outcome(expect = FORBIDDEN, desc = "a permit lost")
  @State
  public static class FunctionAgainstGiveUp {
    final AsyncLock lock = new AsyncLock();
    final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    final Wait<Permit> wait = lock.acquire();

    int runs;
    final Wait<Void> stage =
        wait.thenAcceptAsync(
            permit -> {
              runs++;
              permit.close();
            },
            tasks::add);

    @Actor
    public void run() {
      tasks.remove().run();
    }

    @Actor
    public void leave() {
      stage.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = runs == 1 || stage.isCancelled();
      r.r2 = Ends.isFree(lock);
    }
  }

  /** The value is read as the last stage leaves: RECEIVED, or RETURNED. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "received")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "went back")
  @Outcome(expect = FORBIDDEN, desc = "both or none")
  @State
  public static class ReadAgainstReturn {
    final AsyncLock lock = new AsyncLock();
    final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    final Wait<Permit> wait = lock.acquire();

    final Wait<Void> stage = wait.thenAcceptAsync(Permit::close, tasks::add);

    @Actor
    public void read(ZZ_Result r) {
      try {
        r.r1 = wait.getNow(null) != null;
      } catch (CancellationException e) {
        r.r1 = false;
      }
    }

    @Actor
    public void leave() {
      stage.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r2 = lock.isHeld() == r.r1;
    }
  }

  /** A function is attached as the grant comes. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "it ran once")
  @Outcome(expect = FORBIDDEN, desc = "it ran never, or twice")
  @State
  public static class AttachAgainstGrant {
    final AsyncLock lock = new AsyncLock();
    final Permit held = lock.tryAcquire();
    final Wait<Permit> wait = lock.acquire();
    int runs;

    @Actor
    public void grant() {
      held.close();
    }

    @Actor
    public void attach() {
      var unused =
          wait.thenAccept(
              permit -> {
                runs++;
                permit.close();
              });
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = runs == 1;
      r.r2 = Ends.isFree(lock);
    }
  }

  /** One of two stages leaves as the grant comes. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "the other ran, once")
  @Outcome(expect = FORBIDDEN, desc = "the other was disturbed")
  @State
  public static class NeighbourOfOneThatLeaves {
    final AsyncLock lock = new AsyncLock();
    final Permit held = lock.tryAcquire();
    final Wait<Permit> wait = lock.acquire();
    final Wait<Permit> one = wait.thenApply(permit -> permit);
    int runs;
    final Wait<Void> two =
        wait.thenAccept(
            permit -> {
              runs++;
              permit.close();
            });

    @Actor
    public void grant() {
      held.close();
    }

    @Actor
    public void leave() {
      one.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = runs == 1 && two.isDone();
      r.r2 = Ends.isFree(lock);
    }
  }

  /** The last two receivers leave at once. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "the wait has left the line")
  @Outcome(expect = FORBIDDEN, desc = "left behind")
  @State
  public static class BothStagesLeave {
    final AsyncLock lock = new AsyncLock();
    final Permit held = lock.tryAcquire();
    final Wait<Permit> wait = lock.acquire();
    final Wait<Void> one = wait.thenAccept(Permit::close);
    final Wait<Void> two = wait.thenAccept(Permit::close);

    @Actor
    public void leave() {
      one.cancel(false);
    }

    @Actor
    public void leaveToo() {
      two.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = wait.isCancelled() && lock.waiting() == 0;
      held.close();
      r.r2 = Ends.isFree(lock);
    }
  }

  /** The first of two, and both are granted at once. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "one is kept, the other goes back")
  @Outcome(expect = FORBIDDEN, desc = "both are kept, or none")
  @State
  public static class AnyOfTwoGrants {
    final AsyncLock one = new AsyncLock();
    final AsyncLock two = new AsyncLock();
    final Permit heldOne = one.tryAcquire();
    final Permit heldTwo = two.tryAcquire();
    final Wait<Permit> any = Wait.anyOf(one.acquire(), two.acquire());

    @Actor
    public void grantOne() {
      heldOne.close();
    }

    @Actor
    public void grantTwo() {
      heldTwo.close();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = any.isDone() && one.isHeld() != two.isHeld();
      any.join().close();
      r.r2 = Ends.isFree(one) && Ends.isFree(two);
    }
  }

  /** All of two: one is granted as the other fails. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "what was granted went back")
  @Outcome(expect = FORBIDDEN, desc = "it is kept")
  @State
  public static class AllOfOneThatFails {
    final AsyncLock one = new AsyncLock();
    final AsyncLock two = new AsyncLock();
    final Permit heldOne = one.tryAcquire();
    final Permit heldTwo = two.tryAcquire();
    final Wait<List<Permit>> all = Wait.all(List.of(one.acquire(), two.acquire()));

    @Actor
    public void grant() {
      heldOne.close();
    }

    @Actor
    public void fail() {
      two.close();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = all.isCompletedExceptionally();
      r.r2 = Ends.isFree(one);
    }
  }

  /** A promise is granted as its wait is given up. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "the giver knows")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the giver knows")
  @Outcome(expect = FORBIDDEN, desc = "the giver was told otherwise")
  @State
  public static class PromiseGrantedAgainstGiveUp {
    int left;
    final Promise<Integer> promise = Promise.<Integer>of("a promise").onGiveUp(() -> left++);
    final Wait<Integer> wait = promise.whenGranted();

    @Actor
    public void grant(ZZ_Result r) {
      r.r1 = promise.grant(1);
    }

    @Actor
    public void leave() {
      wait.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r2 = wait.isCancelled() != r.r1 && left == (r.r1 ? 0 : 1);
    }
  }
}
