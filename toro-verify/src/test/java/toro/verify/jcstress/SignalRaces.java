package toro.verify.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import toro.AsyncCondition;
import toro.AsyncEvent;
import toro.AsyncLock;
import toro.AsyncResult;
import toro.Permit;
import toro.Wait;

/** The races of signals, on real hardware. */
public class SignalRaces {
  private SignalRaces() {}

  /** A signal, and its receiver leaves: the next has it. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "the second has it")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the first has it")
  @Outcome(expect = FORBIDDEN, desc = "a signal lost, or used twice")
  @State
  public static class SignalAgainstCancel {
    final AsyncLock lock = new AsyncLock();
    final AsyncLock.Condition condition = lock.newCondition();
    final Permit permit = lock.tryAcquire();

    final Wait<Void> first = condition.releaseUntilSignalled(permit);
    final Permit other = lock.tryAcquire();
    final Wait<Void> second = condition.releaseUntilSignalled(other);

    @Actor
    public void signal() {
      condition.signal();
    }

    @Actor
    public void leave(ZZ_Result r) {
      r.r1 = first.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r2 = second.isDone() == r.r1 && permit.isOpen() != r.r1 && other.isOpen() == r.r1;
    }
  }

  /** The lock is free for who was signalled, and he leaves. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "left, and the permit is closed")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "has the lock")
  @Outcome(expect = FORBIDDEN, desc = "a lock that nobody can have")
  @State
  public static class LockBackAgainstCancel {
    final AsyncLock lock = new AsyncLock();
    final AsyncLock.Condition condition = lock.newCondition();
    final Permit permit = lock.tryAcquire();

    final Wait<Void> signalled = condition.releaseUntilSignalled(permit);
    final Permit held = lock.tryAcquire();

    {
      condition.signal();
    }

    @Actor
    public void release() {
      held.close();
    }

    @Actor
    public void leave(ZZ_Result r) {
      r.r1 = signalled.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      boolean told = permit.isOpen() != r.r1;
      permit.close();
      r.r2 = told && Ends.isFree(lock);
    }
  }

  /** The lock is free for who was signalled, and his stage is given up. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "left, whether or not the function ran")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the function ran")
  @Outcome(expect = FORBIDDEN, desc = "a lock that nobody can have")
  @State
  public static class LockBackAgainstCancelOfAStage {
    final AsyncLock lock = new AsyncLock();
    final AsyncLock.Condition condition = lock.newCondition();
    final Permit permit = lock.tryAcquire();

    int runs;
    final Wait<Void> stage = condition.releaseUntilSignalled(permit).thenRun(() -> runs++);
    final Permit held = lock.tryAcquire();

    {
      condition.signal();
    }

    @Actor
    public void release() {
      held.close();
    }

    @Actor
    public void leave(ZZ_Result r) {
      r.r1 = stage.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      boolean told = permit.isOpen() == (runs == 1) && (r.r1 || runs == 1);
      permit.close();
      r.r2 = told && Ends.isFree(lock);
    }
  }

  /** A signal, and the permit of its receiver is closed. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "left for good")
  @Outcome(expect = FORBIDDEN, desc = "a lock that nobody can have")
  @State
  public static class PermitClosedAgainstSignal {
    final AsyncLock lock = new AsyncLock();
    final AsyncLock.Condition condition = lock.newCondition();
    final Permit permit = lock.tryAcquire();

    final Wait<Void> signalled = condition.releaseUntilSignalled(permit);

    @Actor
    public void signal() {
      condition.signal();
    }

    @Actor
    public void close() {
      permit.close();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = signalled.isDone() && !permit.isOpen();
      r.r2 = Ends.isFree(lock);
    }
  }

  /** A predicate turns true, and who waits for it leaves. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "left, and the permit is closed")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "has the lock")
  @Outcome(expect = FORBIDDEN, desc = "a lock that nobody can have")
  @State
  public static class PredicateAgainstCancel {
    final AsyncLock lock = new AsyncLock();
    final AsyncLock.Condition condition = lock.newCondition();
    final Permit permit = lock.tryAcquire();
    volatile boolean ready;
    final Wait<Void> until = condition.releaseUntil(permit, () -> ready);

    @Actor
    public void signal() {
      ready = true;
      condition.signal();
    }

    @Actor
    public void leave(ZZ_Result r) {
      r.r1 = until.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      boolean told = until.isDone() && permit.isOpen() != r.r1;
      permit.close();
      r.r2 = told && Ends.isFree(lock);
    }
  }

  /** A signal without a lock, and the stage of its receiver leaves. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the second has it")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the first has it")
  @Outcome(expect = FORBIDDEN, desc = "a signal lost, or used twice")
  @State
  public static class PlainSignalAgainstCancelOfAStage {
    final AsyncCondition condition = new AsyncCondition();
    int runs;
    final Wait<Void> stage = condition.whenSignalled().thenRun(() -> runs++);
    final Wait<Void> second = condition.whenSignalled();

    @Actor
    public void signal() {
      condition.signal();
    }

    @Actor
    public void leave() {
      stage.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = second.isDone();
      r.r2 = runs == 1;
    }
  }

  /** An event is set as somebody asks. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "told")
  @Outcome(expect = FORBIDDEN, desc = "a wake-up lost")
  @State
  public static class EventSetAgainstAsking {
    final AsyncEvent event = new AsyncEvent();
    Wait<Void> asked;

    @Actor
    public void set() {
      event.set();
    }

    @Actor
    public void ask() {
      asked = event.whenSet();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = asked.isDone();
      r.r2 = event.isSet();
    }
  }

  /** A result that two set. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "one value, for all")
  @Outcome(expect = FORBIDDEN, desc = "two values")
  @State
  public static class ResultSetTwice {
    final AsyncResult<Integer> result = new AsyncResult<>();
    final Wait<Integer> wait = result.whenDone();
    boolean one;
    boolean two;

    @Actor
    public void first() {
      one = result.trySet(1);
    }

    @Actor
    public void second() {
      two = result.trySet(2);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = one != two;
      r.r2 = wait.join() == (one ? 1 : 2);
    }
  }
}
