package toro.verify.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import toro.AsyncCondition;
import toro.AsyncLock;
import toro.Permit;
import toro.Wait;

/** Races with a fault in them, to see that it is found here. */
public class Twins {
  private Twins() {}

  /** A race like those of the locks, and who leaves forgets what he was granted. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "left, and took nothing")
  @Outcome(expect = FORBIDDEN, desc = "a permit lost")
  @State
  public static class ForgetsWhatCameTooLate {
    final AsyncLock lock = new AsyncLock();
    final Permit held = lock.tryAcquire();
    final Wait<Permit> waiting = lock.acquire();

    @Actor
    public void grant() {
      held.close();
    }

    @Actor
    public void leave() {
      waiting.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = waiting.isDone();
      r.r2 = Ends.isFree(lock);
    }
  }

  /** An event made of a flag and a condition. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "told")
  @Outcome(expect = FORBIDDEN, desc = "a wake-up lost")
  @State
  public static class LosesAWakeUp {
    final AsyncCondition condition = new AsyncCondition();
    volatile boolean set;
    Wait<Void> asked;

    @Actor
    public void set() {
      set = true;
      condition.signalAll();
    }

    @Actor
    public void ask() {
      asked = set ? null : condition.whenSignalled();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = asked == null || asked.isDone();
      r.r2 = set;
    }
  }

  /** Two flags without a fence between writing the one and reading the other. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "seen")
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "seen")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "seen")
  @Outcome(
      expect = FORBIDDEN,
      desc = "neither saw the other: only weaker memory than Lincheck's shows this")
  @State
  public static class SeesNothing {
    boolean one;
    boolean two;

    @Actor
    public void first(ZZ_Result r) {
      one = true;
      r.r1 = two;
    }

    @Actor
    public void second(ZZ_Result r) {
      two = true;
      r.r2 = one;
    }
  }

  /** A scope made of a list and a flag. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "cancelled")
  @Outcome(expect = FORBIDDEN, desc = "what was added is missed")
  @State
  public static class MissesWhatIsAdded {
    final ConcurrentLinkedQueue<Wait<Void>> members = new ConcurrentLinkedQueue<>();
    final Wait<Void> added = new AsyncCondition().whenSignalled();
    volatile boolean cancelled;

    @Actor
    public void cancel() {
      members.forEach(member -> member.cancel(false));
      cancelled = true;
    }

    @Actor
    public void add() {
      if (cancelled) {
        added.cancel(false);
      } else {
        members.add(added);
      }
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = added.isCancelled();
      r.r2 = cancelled;
    }
  }
}
