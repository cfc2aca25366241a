package toro.verify.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import toro.AsyncEvent;
import toro.AsyncQueue;
import toro.AsyncSemaphore;
import toro.Clause;
import toro.Permit;
import toro.Select;
import toro.Selected;
import toro.Wait;

/** The races that decide what a select chooses, on real hardware. */
public class SelectRaces {
  private SelectRaces() {}

  /** Two primitives have something at the same time. */
  @JCStressTest
  @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "the first was chosen")
  @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "the second was chosen")
  @Outcome(expect = FORBIDDEN, desc = "both or neither, or somebody still waits")
  @State
  public static class GrantAgainstGrant {
    final AsyncSemaphore one = new AsyncSemaphore(0);
    final AsyncSemaphore two = new AsyncSemaphore(0);
    final Wait<Selected> wait = Wait.firstOf(Clause.acquire(one), Clause.acquire(two));

    @Actor
    public void first() {
      one.release();
    }

    @Actor
    public void second() {
      two.release();
    }

    @Arbiter
    public void end(III_Result r) {
      boolean isFirst = wait.join().index() == 0;
      r.r1 = isFirst && one.available() == 0 && two.available() == 1 ? 1 : 0;
      r.r2 = !isFirst && one.available() == 1 && two.available() == 0 ? 1 : 0;
      r.r3 = one.waiting() + two.waiting();
    }
  }

  /** One has something, and the select is given up. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "given up, or chosen and closed")
  @Outcome(expect = FORBIDDEN, desc = "lost, doubled, or somebody still waits")
  @State
  public static class GrantAgainstCancel {
    final AsyncSemaphore semaphore = new AsyncSemaphore(0);
    final AsyncEvent event = new AsyncEvent();
    final Clause<Permit> permit = Clause.acquire(semaphore);
    final Wait<Selected> wait = Wait.firstOf(Clause.whenSet(event), permit);

    @Actor
    public void grant() {
      semaphore.release();
    }

    @Actor
    public void leave() {
      wait.cancel(false);
    }

    @Arbiter
    public void end(II_Result r) {
      if (!wait.isCancelled()) {
        wait.join().get(permit).close();
      }
      r.r1 = semaphore.available();
      r.r2 = semaphore.waiting() + event.waiting();
    }
  }

  /** One has something, and the stage that is to have it is given up. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "it came to the function, or went back")
  @Outcome(expect = FORBIDDEN, desc = "lost, doubled, or somebody still waits")
  @State
  public static class GrantAgainstCancelOfAStage {
    final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    final AsyncEvent event = new AsyncEvent();
    final Clause<Integer> item = Clause.take(queue);
    int got;
    final Wait<Void> stage =
        Wait.firstOf(Clause.whenSet(event), item).thenAccept(won -> got += won.get(item));

    @Actor
    public void grant() {
      queue.offer(1);
    }

    @Actor
    public void leave() {
      stage.cancel(false);
    }

    @Arbiter
    public void end(II_Result r) {
      Integer left = queue.poll();
      r.r1 = got + (left == null ? 0 : left);
      r.r2 = queue.waiting() + event.waiting();
    }
  }

  /** One has something, and what another clause is about is closed. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "chosen, or failed and nothing was taken")
  @Outcome(expect = FORBIDDEN, desc = "lost, or somebody still waits")
  @State
  public static class GrantAgainstCloseOfAnother {
    final AsyncSemaphore semaphore = new AsyncSemaphore(0);
    final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    final Clause<Permit> permit = Clause.acquire(semaphore);
    final Wait<Selected> wait = Wait.firstOf(Clause.take(queue), permit);

    @Actor
    public void grant() {
      semaphore.release();
    }

    @Actor
    public void close() {
      queue.close();
    }

    @Arbiter
    public void end(II_Result r) {
      if (!wait.isCompletedExceptionally()) {
        wait.join().get(permit).close();
      }
      r.r1 = semaphore.available();
      r.r2 = semaphore.waiting() + queue.waiting();
    }
  }

  /** A permit comes to a line in which a select stands that is being decided elsewhere. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the select has it, or who stands behind it")
  @Outcome(expect = FORBIDDEN, desc = "lost, doubled, or the loser still stands there")
  @State
  public static class LoserInLine {
    final AsyncSemaphore semaphore = new AsyncSemaphore(0);
    final AsyncEvent event = new AsyncEvent();
    final Wait<Selected> wait = Wait.firstOf(Clause.whenSet(event), Clause.acquire(semaphore));
    final Wait<Permit> behind = semaphore.acquire();

    @Actor
    public void grant() {
      semaphore.release();
    }

    @Actor
    public void win() {
      event.set();
    }

    @Arbiter
    public void end(II_Result r) {
      int chosen = wait.isDone() ? wait.join().index() : -1;
      int served = behind.isDone() ? 1 : 0;
      r.r1 = chosen + served; // of the first clause is 0, of the second 1
      r.r2 = semaphore.available() + event.waiting() + semaphore.waiting() - (1 - served);
    }
  }

  /** A permit comes back without a lock while a select joins the line. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "chosen")
  @Outcome(expect = FORBIDDEN, desc = "missed")
  @State
  public static class ReleaseAgainstSelect {
    final AsyncSemaphore semaphore = new AsyncSemaphore(0);
    final AsyncEvent event = new AsyncEvent();
    final Select select = Select.ordered(Clause.whenSet(event), Clause.acquire(semaphore));
    Wait<Selected> wait;

    @Actor
    public void release() {
      semaphore.release();
    }

    @Actor
    public void ask() {
      wait = select.select();
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = wait.isDone() ? wait.join().index() : -1;
      r.r2 = semaphore.available() + semaphore.waiting() + event.waiting();
    }
  }

  /** Two selects face each other over two rendezvous. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "they met")
  @Outcome(expect = FORBIDDEN, desc = "they did not, or met twice")
  @State
  public static class SelectAgainstSelect {
    final AsyncQueue<Integer> one = AsyncQueue.rendezvous();
    final AsyncQueue<Integer> two = AsyncQueue.rendezvous();
    Wait<Selected> there;
    Wait<Selected> here;

    @Actor
    public void there() {
      there = Wait.firstOf(Clause.put(one, 1), Clause.take(two));
    }

    @Actor
    public void here() {
      here = Wait.firstOf(Clause.put(two, 2), Clause.take(one));
    }

    @Arbiter
    public void end(II_Result r) {
      boolean met = there.isDone() && here.isDone();
      r.r1 = met && there.join().index() != here.join().index() ? 1 : 0;
      r.r2 = one.waiting() + two.waiting();
    }
  }

  /** What was written before one clause's event, the select sees, whatever else comes. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "not yet there")
  @Outcome(id = "42, 0", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "there, without what was written before")
  @State
  public static class SetThenSelected {
    final AsyncEvent event = new AsyncEvent();
    final AsyncSemaphore semaphore = new AsyncSemaphore(0);
    final Wait<Selected> wait = Wait.firstOf(Clause.acquire(semaphore), Clause.whenSet(event));
    int written;

    @Actor
    public void write() {
      written = 42;
      event.set();
    }

    @Actor
    public void read(II_Result r) {
      if (wait.isDone()) {
        r.r1 = wait.join().index() == 1 ? written : -1;
      }
    }
  }
}
