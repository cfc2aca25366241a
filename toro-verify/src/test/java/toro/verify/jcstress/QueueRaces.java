package toro.verify.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import toro.AsyncQueue;
import toro.ClosedException;
import toro.Wait;

/** The races that decide where an item is, on real hardware. */
public class QueueRaces {
  private QueueRaces() {}

  /** An item comes, and its taker leaves. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "received once")
  @Outcome(expect = FORBIDDEN, desc = "lost, or received twice")
  @State
  public static class PutAgainstCancelOfTheTake {
    final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);

    final Wait<Integer> take = queue.take();

    @Actor
    public void put() {
      queue.offer(1);
    }

    @Actor
    public void leave() {
      take.cancel(false);
    }

    @Arbiter
    public void end(II_Result r) {
      var left = queue.poll();
      r.r1 = (left == null ? 0 : 1) + (take.isCancelled() ? 0 : take.join());
      r.r2 = queue.unfinishedTasks();
    }
  }

  /** An item comes, and the stage that is to have it leaves. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "received once")
  @Outcome(expect = FORBIDDEN, desc = "lost, or received twice")
  @State
  public static class PutAgainstCancelOfAStage {
    final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);

    int got;
    final Wait<Void> stage = queue.take().thenAccept(item -> got += item);

    @Actor
    public void put() {
      queue.offer(1);
    }

    @Actor
    public void leave() {
      stage.cancel(false);
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = got + (queue.poll() == null ? 0 : 1);
      r.r2 = queue.unfinishedTasks();
    }
  }

  /** There is room, and who waits to put leaves. */
  @JCStressTest
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "never delivered")
  @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "accepted")
  @Outcome(expect = FORBIDDEN, desc = "half of each")
  @State
  public static class RoomAgainstCancelOfThePut {
    final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);

    final boolean full = queue.offer(1);
    final Wait<Void> put = queue.put(2);

    @Actor
    public void take() {
      queue.poll();
    }

    @Actor
    public void leave() {
      put.cancel(false);
    }

    @Arbiter
    public void end(II_Result r) {
      var left = queue.poll();
      r.r1 = left == null ? 0 : put.isCancelled() ? -1 : left;
      r.r2 = queue.unfinishedTasks();
    }
  }

  /** An item comes for who waits, as the queue is closed. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "delivered")
  @Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "refused, and failed")
  @Outcome(expect = FORBIDDEN, desc = "half of each")
  @State
  public static class CloseAgainstPut {
    final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);

    final Wait<Integer> take = queue.take();

    @Actor
    public void put(II_Result r) {
      try {
        queue.offer(1);
        r.r1 = 1;
      } catch (ClosedException e) {
        r.r1 = -1;
      }
    }

    @Actor
    public void close() {
      queue.close();
    }

    @Arbiter
    public void end(II_Result r) {
      r.r2 = !take.isDone() ? 0 : take.isCompletedExceptionally() ? -1 : take.join();
    }
  }

  /** There is room for who waits to put, as the queue is closed. */
  @JCStressTest
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "accepted")
  @Outcome(id = "-1, 0", expect = ACCEPTABLE, desc = "failed")
  @Outcome(expect = FORBIDDEN, desc = "half of each")
  @State
  public static class CloseAgainstRoom {
    final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);

    final boolean full = queue.offer(1);
    final Wait<Void> put = queue.put(2);

    @Actor
    public void take() {
      queue.poll();
    }

    @Actor
    public void close() {
      queue.close();
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = !put.isDone() ? 0 : put.isCompletedExceptionally() ? -1 : 1;
      var left = queue.poll();
      r.r2 = left == null ? 0 : left;
    }
  }

  /** An item is taken as the queue is emptied. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "by the close")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "by the taker")
  @Outcome(expect = FORBIDDEN, desc = "lost, or by both")
  @State
  public static class CloseNowAgainstTake {
    final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);

    final boolean full = queue.offer(1);
    int left;
    int got;

    @Actor
    public void close() {
      left = queue.closeNow().size();
    }

    @Actor
    public void take() {
      got = queue.poll() == null ? 0 : 1;
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = left + got;
      r.r2 = queue.unfinishedTasks();
    }
  }

  /** Two meet who come at once. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "they met")
  @Outcome(expect = FORBIDDEN, desc = "they missed each other")
  @State
  public static class HandToHand {
    final AsyncQueue<Integer> queue = AsyncQueue.rendezvous();
    Wait<Void> put;
    Wait<Integer> take;

    @Actor
    public void give() {
      put = queue.put(1);
    }

    @Actor
    public void take() {
      take = queue.take();
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = put.isDone() && take.isDone() ? take.join() : -1;
      r.r2 = queue.waiting();
    }
  }

  /** An item comes, and the worker leaves. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "worked on, or still there")
  @Outcome(expect = FORBIDDEN, desc = "lost, or still waited for")
  @State
  public static class WorkerGivenUp {
    final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);

    int got;
    final Wait<Void> worker =
        queue.forEach(
            item -> {
              got += item;
              return CompletableFuture.completedFuture(null);
            });

    @Actor
    public void put() {
      queue.offer(1);
    }

    @Actor
    public void leave() {
      worker.cancel(false);
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = got + (queue.poll() == null ? 0 : 1);
      r.r2 = queue.waiting();
    }
  }

  /** The last task ends as somebody asks. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "told")
  @Outcome(expect = FORBIDDEN, desc = "not told")
  @State
  public static class DoneAgainstAsking {
    final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);

    final boolean full = queue.offer(1);
    Wait<Void> done;

    @Actor
    public void finish() {
      queue.taskDone();
    }

    @Actor
    public void ask() {
      done = queue.whenDone();
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = done.isDone() ? 1 : 0;
      r.r2 = queue.waiting();
    }
  }
}
