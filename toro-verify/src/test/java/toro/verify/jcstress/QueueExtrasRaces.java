package toro.verify.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import toro.AsyncQueue;
import toro.ClosedException;
import toro.Lease;
import toro.Slot;
import toro.Wait;

/** The races of slots, leases, batches, dropped items, ends and capacities, on real hardware. */
public class QueueExtrasRaces {
  private QueueExtrasRaces() {}

  /** A slot is put into as the queue is closed. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "accepted, and then it has ended")
  @Outcome(expect = FORBIDDEN, desc = "lost, or it goes on")
  @State
  public static class SlotPutAgainstClose {
    final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    final Slot<Integer> slot = queue.tryReserve();

    @Actor
    public void put() {
      slot.put(1);
    }

    @Actor
    public void close() {
      queue.close();
    }

    @Arbiter
    public void end(II_Result r) {
      var left = queue.poll();
      r.r1 = left == null ? 0 : left;
      r.r2 = queue.take().isCompletedExceptionally() ? 1 : 0;
    }
  }

  /** A slot is put into as the queue is emptied. */
  @JCStressTest
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "accepted, and in the list")
  @Outcome(id = "-1, 0, 0", expect = ACCEPTABLE, desc = "refused")
  @Outcome(expect = FORBIDDEN, desc = "half of each")
  @State
  public static class SlotPutAgainstCloseNow {
    final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    final Slot<Integer> slot = queue.tryReserve();

    @Actor
    public void put(III_Result r) {
      try {
        slot.put(1);
        r.r1 = 1;
      } catch (ClosedException e) {
        r.r1 = -1;
      }
    }

    @Actor
    public void close(III_Result r) {
      r.r2 = queue.closeNow().size();
    }

    @Arbiter
    public void end(III_Result r) {
      r.r3 = queue.size() + queue.unfinishedTasks();
    }
  }

  /** The last slot of a closed queue is closed as somebody comes to take. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "told of the end")
  @Outcome(expect = FORBIDDEN, desc = "waits on")
  @State
  public static class LastSlotAgainstTake {
    final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    final Slot<Integer> slot = queue.tryReserve();
    Wait<Integer> take;

    public LastSlotAgainstTake() {
      queue.close();
    }

    @Actor
    public void close() {
      slot.close();
    }

    @Actor
    public void take() {
      take = queue.take();
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = take.isCompletedExceptionally() ? 1 : 0;
      r.r2 = queue.waiting();
    }
  }

  /** The last lease of a closed queue goes back as somebody comes to take. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "has the item")
  @Outcome(expect = FORBIDDEN, desc = "waits on, or was told of the end")
  @State
  public static class LastLeaseAgainstTake {
    final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    final boolean full = queue.offer(1);
    final Lease<Integer> lease = queue.tryLease();
    Wait<Integer> take;

    public LastLeaseAgainstTake() {
      queue.close();
    }

    @Actor
    public void close() {
      lease.close();
    }

    @Actor
    public void take() {
      take = queue.take();
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = take.isDone() && !take.isCompletedExceptionally() ? take.join() : -1;
      r.r2 = queue.waiting();
    }
  }

  /** A lease goes back as the queue is emptied. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "in the list or in the queue")
  @Outcome(expect = FORBIDDEN, desc = "lost, or in both")
  @State
  public static class LeaseCloseAgainstCloseNow {
    final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    final boolean full = queue.offer(1);
    final Lease<Integer> lease = queue.tryLease();
    int listed;

    @Actor
    public void goBack() {
      lease.close();
    }

    @Actor
    public void close() {
      listed = queue.closeNow().size();
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = listed + queue.size();
      r.r2 = queue.stats().leased();
    }
  }

  /** An item comes, and the stage that is to have its lease leaves. */
  @JCStressTest
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "the function has it")
  @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "it went back")
  @Outcome(expect = FORBIDDEN, desc = "lost, or doubled")
  @State
  public static class LeaseAgainstCancelOfAStage {
    final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    int got;
    final Wait<Void> stage = queue.lease().thenAccept(lease -> got += lease.item());

    @Actor
    public void put() {
      queue.offer(1);
    }

    @Actor
    public void leave() {
      stage.cancel(false);
    }

    @Arbiter
    public void end(III_Result r) {
      r.r1 = got;
      r.r2 = queue.stats().leased();
      r.r3 = queue.size();
    }
  }

  /** There is room, and the stage that is to have the slot leaves. */
  @JCStressTest
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "the function has it")
  @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "the room is free")
  @Outcome(expect = FORBIDDEN, desc = "lost, or doubled")
  @State
  public static class ReserveAgainstCancelOfAStage {
    final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    final boolean full = queue.offer(1);
    int got;
    final Wait<Void> stage = queue.reserve().thenAccept(slot -> got++);

    @Actor
    public void take() {
      queue.poll();
    }

    @Actor
    public void leave() {
      stage.cancel(false);
    }

    @Arbiter
    public void end(III_Result r) {
      r.r1 = got;
      r.r2 = queue.stats().reserved();
      r.r3 = queue.remainingCapacity();
    }
  }

  /** A batch is full, and the stage that is to have it leaves. */
  @JCStressTest
  @Outcome(id = "3, 0", expect = ACCEPTABLE, desc = "all received, or all back")
  @Outcome(expect = FORBIDDEN, desc = "lost, or doubled, or somebody still waits")
  @State
  public static class BatchAgainstCancelOfAStage {
    final AsyncQueue<Integer> queue = AsyncQueue.unbounded();
    int got;
    final Wait<Void> stage =
        queue.takeBatch(2, Duration.ofHours(1)).thenAccept(items -> got += items.size());

    @Actor
    public void put() {
      queue.offer(1);
      queue.offer(2);
      queue.offer(3);
    }

    @Actor
    public void leave() {
      stage.cancel(false);
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = (got == 0 || got == 2 ? got : 9) + queue.size();
      r.r2 = queue.waiting();
    }
  }

  /** The oldest item is to be dropped as it is taken. */
  @JCStressTest
  @Outcome(id = "1, 0, 2", expect = ACCEPTABLE, desc = "taken")
  @Outcome(id = "2, 1, 0", expect = ACCEPTABLE, desc = "dropped")
  @Outcome(expect = FORBIDDEN, desc = "both, or neither")
  @State
  public static class DropAgainstTake {
    int told;
    final AsyncQueue<Integer> queue = AsyncQueue.droppingOldest(1, item -> told += item);
    final boolean full = queue.offer(1);

    @Actor
    public void put() {
      queue.put(2);
    }

    @Actor
    public void take(III_Result r) {
      r.r1 = queue.poll();
    }

    @Arbiter
    public void end(III_Result r) {
      r.r2 = told;
      var left = queue.poll();
      r.r3 = left == null ? 0 : left;
    }
  }

  /** A newer item comes as the older one of its key goes back. */
  @JCStressTest
  @Outcome(id = "1, 2, 1", expect = ACCEPTABLE, desc = "the older one is replaced, once")
  @Outcome(expect = FORBIDDEN, desc = "the report is lost or doubled, or the newer one is gone")
  @State
  public static class ReplacedAgainstGoingBack {
    int told;
    final AsyncQueue<Integer> queue = AsyncQueue.conflating(item -> "key", item -> told += item);
    final boolean full = queue.offer(1);
    final Lease<Integer> lease = queue.tryLease();

    @Actor
    public void goBack() {
      lease.close();
    }

    @Actor
    public void put() {
      queue.put(2);
    }

    @Arbiter
    public void end(III_Result r) {
      r.r1 = told;
      r.r2 = queue.poll();
      r.r3 = queue.unfinishedTasks();
    }
  }

  /** A greater capacity admits a put that is given up. */
  @JCStressTest
  @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "given up")
  @Outcome(id = "1, 2, 2", expect = ACCEPTABLE, desc = "accepted")
  @Outcome(expect = FORBIDDEN, desc = "half of each")
  @State
  public static class ResizeAgainstCancelOfThePut {
    final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    final boolean full = queue.offer(1);
    final Wait<Void> put = queue.put(2);

    @Actor
    public void resize() {
      queue.resize(2);
    }

    @Actor
    public void leave() {
      put.cancel(false);
    }

    @Arbiter
    public void end(III_Result r) {
      r.r1 = put.isCancelled() ? 0 : 1;
      r.r2 = queue.size();
      r.r3 = queue.unfinishedTasks();
    }
  }

  /** A greater capacity and a take make room at once, for a slot and a put. */
  @JCStressTest
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "both have it")
  @Outcome(expect = FORBIDDEN, desc = "somebody waits, or there is room too much")
  @State
  public static class ResizeAgainstTake {
    final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    final boolean full = queue.offer(1);
    final Wait<Slot<Integer>> reserve = queue.reserve();
    final Wait<Void> put = queue.put(2);

    @Actor
    public void resize() {
      queue.resize(2);
    }

    @Actor
    public void take() {
      queue.poll();
    }

    @Arbiter
    public void end(III_Result r) {
      r.r1 = reserve.isDone() && put.isDone() ? 1 : 0;
      r.r2 = queue.size();
      r.r3 = queue.remainingCapacity();
    }
  }

  /** A smaller capacity comes as a slot is closed, for which a put waits. */
  @JCStressTest
  @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "the put waits on")
  @Outcome(id = "1, 2, 0", expect = ACCEPTABLE, desc = "the put came before")
  @Outcome(expect = FORBIDDEN, desc = "miscounted")
  @State
  public static class ResizeAgainstSlot {
    final AsyncQueue<Integer> queue = AsyncQueue.bounded(2);
    final boolean half = queue.offer(1);
    final Slot<Integer> slot = queue.tryReserve();
    final Wait<Void> put = queue.put(2);

    @Actor
    public void resize() {
      queue.resize(1);
    }

    @Actor
    public void close() {
      slot.close();
    }

    @Arbiter
    public void end(III_Result r) {
      r.r1 = put.isDone() ? 1 : 0;
      r.r2 = queue.size();
      r.r3 = queue.remainingCapacity();
    }
  }

  /** The last producer closes as its put is given up. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "closed")
  @Outcome(expect = FORBIDDEN, desc = "open for ever, or the item was accepted")
  @State
  public static class LastCloseAgainstCancelOfThePut {
    final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    final boolean full = queue.offer(1);
    final AsyncQueue.Producer<Integer> producer = queue.producer();
    final Wait<Void> put = producer.put(2);

    @Actor
    public void close() {
      producer.close();
    }

    @Actor
    public void leave() {
      put.cancel(false);
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = queue.isClosed() && put.isCancelled() ? 1 : 0;
      r.r2 = queue.size();
    }
  }

  /** What was done before a lease was done, who waits for the end sees (L9). */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not yet there")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "there, without what was written before")
  @State
  public static class DoneThenJoined {
    final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    final boolean full = queue.offer(1);
    final Lease<Integer> lease = queue.tryLease();
    final Wait<Void> done = queue.whenDone();
    int written;

    @Actor
    public void write() {
      written = 42;
      lease.done();
    }

    @Actor
    public void read(I_Result r) {
      if (done.isDone()) {
        r.r1 = written == 0 ? -1 : written;
      }
    }
  }

  /** What was written before an item was put into a slot, its taker sees (L9). */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not yet there")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "there, without what was written before")
  @State
  public static class SlotPutThenTaken {
    final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    final Slot<Integer> slot = queue.tryReserve();
    int written;

    @Actor
    public void write() {
      written = 42;
      slot.put(1);
    }

    @Actor
    public void read(I_Result r) {
      if (queue.poll() != null) {
        r.r1 = written == 0 ? -1 : written;
      }
    }
  }
}
