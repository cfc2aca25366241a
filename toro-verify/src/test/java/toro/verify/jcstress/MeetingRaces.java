package toro.verify.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.ArrayDeque;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import toro.AsyncBarrier;
import toro.AsyncLatch;
import toro.AsyncSignal;
import toro.AsyncTracker;
import toro.Permit;
import toro.Wait;

/** The races of latches, barriers, trackers, and of signals that are remembered. */
public class MeetingRaces {
  private MeetingRaces() {}

  /** A signal, and its taker leaves. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "left, and it is remembered")
  @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "taken")
  @Outcome(expect = FORBIDDEN, desc = "a signal lost, or used twice")
  @State
  public static class SignalAgainstCancel {
    final AsyncSignal signal = new AsyncSignal();
    final Wait<Void> take = signal.take();

    @Actor
    public void signal() {
      signal.signal();
    }

    @Actor
    public void leave(ZZ_Result r) {
      r.r1 = take.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r2 = signal.poll();
    }
  }

  /** A signal, and the stage of its taker leaves. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the second has it")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the first has it")
  @Outcome(expect = FORBIDDEN, desc = "a signal lost, or used twice")
  @State
  public static class SignalAgainstCancelOfAStage {
    final AsyncSignal signal = new AsyncSignal();
    int runs;
    final Wait<Void> stage = signal.take().thenRun(() -> runs++);
    final Wait<Void> second = signal.take();

    @Actor
    public void signal() {
      signal.signal();
    }

    @Actor
    public void leave() {
      stage.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = second.isDone() && !signal.isSet();
      r.r2 = runs == 1;
    }
  }

  /** A signal, and somebody comes to take it. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "taken")
  @Outcome(expect = FORBIDDEN, desc = "a signal missed, or used twice")
  @State
  public static class SignalAgainstTake {
    final AsyncSignal signal = new AsyncSignal();
    Wait<Void> take;

    @Actor
    public void signal() {
      signal.signal();
    }

    @Actor
    public void take() {
      take = signal.take();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = take.isDone();
      r.r2 = signal.isSet();
    }
  }

  /** A signal for all, and one more comes: he has it or not, and nothing is remembered. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "he came before or after")
  @Outcome(expect = FORBIDDEN, desc = "a signal remembered, or one who waited left behind")
  @State
  public static class SignalAllAgainstTake {
    final AsyncSignal signal = new AsyncSignal();
    final Wait<Void> before = signal.take();
    Wait<Void> take;

    @Actor
    public void signal() {
      signal.signalAll();
    }

    @Actor
    public void take() {
      take = signal.take();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = before.isDone() && signal.waiting() == (take.isDone() ? 0 : 1);
      r.r2 = !signal.isSet();
    }
  }

  /** What nobody received goes back as another signal comes. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "one remains")
  @Outcome(expect = FORBIDDEN, desc = "none, or two")
  @State
  public static class GiveBackAgainstSignal {
    final AsyncSignal signal = new AsyncSignal();
    final ArrayDeque<Runnable> executor = new ArrayDeque<>();
    final Wait<Void> stage = signal.take().thenRunAsync(() -> {}, executor::add);

    {
      signal.signal();
    }

    @Actor
    public void leave() {
      stage.cancel(false);
    }

    @Actor
    public void signal() {
      signal.signal();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = signal.poll();
      r.r2 = signal.poll();
    }
  }

  /** The last is counted as somebody asks. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "told")
  @Outcome(expect = FORBIDDEN, desc = "a wake-up lost")
  @State
  public static class LastCountAgainstAsking {
    final AsyncLatch latch = new AsyncLatch(1);
    Wait<Void> asked;

    @Actor
    public void count() {
      latch.countDown();
    }

    @Actor
    public void ask() {
      asked = latch.whenZero();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = asked.isDone();
      r.r2 = latch.count() == 0 && latch.waiting() == 0;
    }
  }

  /** Two count down at once. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "told")
  @Outcome(expect = FORBIDDEN, desc = "a count lost")
  @State
  public static class TwoLastCounts {
    final AsyncLatch latch = new AsyncLatch(2);
    final Wait<Void> wait = latch.whenZero();

    @Actor
    public void one() {
      latch.countDown();
    }

    @Actor
    public void two() {
      latch.countDown();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = wait.isDone();
      r.r2 = latch.count() == 0;
    }
  }

  /** The last one arrives as another leaves. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "left: nobody has met")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "all have met")
  @Outcome(expect = FORBIDDEN, desc = "some have met")
  @State
  public static class LastArrivalAgainstCancel {
    final AsyncBarrier barrier = new AsyncBarrier(3);
    final Wait<Integer> leaver = barrier.arrive();
    final Wait<Integer> other = barrier.arrive();
    Wait<Integer> last;

    @Actor
    public void arrive() {
      last = barrier.arrive();
    }

    @Actor
    public void leave(ZZ_Result r) {
      r.r1 = leaver.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r2 =
          leaver.isDone()
              && other.isDone() != r.r1
              && last.isDone() != r.r1
              && barrier.waiting() == (r.r1 ? 2 : 0);
    }
  }

  /** The last one arrives as the others are sent away. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "sent away before: the last waits")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "all have met before")
  @Outcome(expect = FORBIDDEN, desc = "some have met")
  @State
  public static class LastArrivalAgainstReset {
    final AsyncBarrier barrier = new AsyncBarrier(2);
    final Wait<Integer> first = barrier.arrive();
    Wait<Integer> last;

    @Actor
    public void arrive() {
      last = barrier.arrive();
    }

    @Actor
    public void reset() {
      barrier.reset();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = first.isCancelled();
      r.r2 = first.isDone() && last.isDone() != r.r1 && !last.isCancelled();
    }
  }

  /** Somebody enters as the door closes. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "inside, and waited for")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "refused")
  @Outcome(expect = FORBIDDEN, desc = "inside, and not waited for; or nobody, and not done")
  @State
  public static class EnterAgainstClose {
    final AsyncTracker tracker = new AsyncTracker();
    final Wait<Void> done = tracker.whenDone();
    Permit permit;

    @Actor
    public void enter() {
      permit = tracker.tryEnter();
    }

    @Actor
    public void close() {
      tracker.close();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = permit != null;
      boolean inOrder = done.isDone() != r.r1;
      if (permit != null) {
        permit.close();
      }
      r.r2 = inOrder && done.isDone();
    }
  }

  /** The last one leaves as somebody asks. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "told")
  @Outcome(expect = FORBIDDEN, desc = "a wake-up lost")
  @State
  public static class LastLeaveAgainstAsking {
    final AsyncTracker tracker = new AsyncTracker();
    final Permit permit = tracker.enter();
    Wait<Void> idle;

    @Actor
    public void leave() {
      permit.close();
    }

    @Actor
    public void ask() {
      idle = tracker.whenIdle();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = idle.isDone();
      r.r2 = tracker.waiting() == 0;
    }
  }

  /** Two close the same permit. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "left once")
  @Outcome(expect = FORBIDDEN, desc = "left twice, or never")
  @State
  public static class PermitClosedByTwo {
    final AsyncTracker tracker = new AsyncTracker();
    final Permit permit = tracker.enter();
    final Permit other = tracker.enter();

    @Actor
    public void one() {
      permit.close();
    }

    @Actor
    public void two() {
      permit.close();
    }

    @Arbiter
    public void end(I_Result r) {
      r.r1 = tracker.inside();
    }
  }

  // ---- memory (L9)

  /** What was written before a signal is seen by who takes it, or one is still remembered. */
  @JCStressTest
  @Outcome(id = "42, false", expect = ACCEPTABLE, desc = "seen, with both signals in one")
  @Outcome(id = "42, true", expect = ACCEPTABLE, desc = "seen early")
  @Outcome(id = "0, true", expect = ACCEPTABLE, desc = "not seen: it is told once more")
  @Outcome(expect = FORBIDDEN, desc = "never seen: the second signal said nothing")
  @State
  public static class SignalWhereOneIsRemembered {
    final AsyncSignal signal = new AsyncSignal();
    int written;

    {
      signal.signal();
    }

    @Actor
    public void write() {
      written = 42;
      signal.signal();
    }

    @Actor
    public void read(IZ_Result r) {
      r.r1 = signal.poll() ? written : -1;
    }

    @Arbiter
    public void end(IZ_Result r) {
      r.r2 = signal.isSet();
    }
  }

  /** What was written before a signal, who waited for it sees. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not yet there")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "there, without what was written before")
  @State
  public static class SignalThenTake {
    final AsyncSignal signal = new AsyncSignal();
    final Wait<Void> take = signal.take();
    int written;

    @Actor
    public void write() {
      written = 42;
      signal.signal();
    }

    @Actor
    public void read(I_Result r) {
      if (take.isDone()) {
        r.r1 = written == 42 ? 42 : -1;
      }
    }
  }

  /** What was written before a count that was not the last, who sees zero sees. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not yet there")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "there, without what was written before")
  @State
  public static class CountThenZero {
    final AsyncLatch latch = new AsyncLatch(2);
    int written;

    @Actor
    public void write() {
      written = 42;
      latch.countDown();
    }

    @Actor
    public void read(I_Result r) {
      latch.countDown();
      if (latch.whenZero().isDone()) {
        r.r1 = written == 42 ? 42 : -1;
      }
    }
  }

  /** What was written before an arrival, the last one to arrive sees. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "the other was the last")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "met, without what was written before")
  @State
  public static class ArriveThenMeet {
    final AsyncBarrier barrier = new AsyncBarrier(2);
    int written;

    @Actor
    public void write() {
      written = 42;
      barrier.arrive();
    }

    @Actor
    public void read(I_Result r) {
      if (barrier.arrive().isDone()) {
        r.r1 = written == 42 ? 42 : -1;
      }
    }
  }

  /** What was written inside, who sees that nobody is inside sees. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not yet left")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "left, without what was written before")
  @State
  public static class LeaveThenIdle {
    final AsyncTracker tracker = new AsyncTracker();
    final Permit permit = tracker.enter();
    int written;

    @Actor
    public void write() {
      written = 42;
      permit.close();
    }

    @Actor
    public void read(I_Result r) {
      if (tracker.whenIdle().isDone()) {
        r.r1 = written == 42 ? 42 : -1;
      }
    }
  }
}
