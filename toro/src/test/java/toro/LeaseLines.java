package toro;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import toro.Lines.Line;
import toro.Subjects.Kind;

/** Lines in which one waits for an item by a lease, alone or with a select, or by a batch. */
final class LeaseLines {
  private enum Way {
    LEASE,
    SELECT,
    BATCH
  }

  private LeaseLines() {}

  static List<Kind<Line>> all() {
    List<Kind<Line>> all = new ArrayList<>();
    Subjects.asyncQueues()
        .forEach(
            kind -> {
              all.add(new Kind<>(kind + ".lease", () -> new ItemLine(kind.make(), Way.LEASE)));
              all.add(new Kind<>(kind + ".takeBatch", () -> new ItemLine(kind.make(), Way.BATCH)));
            });
    all.add(new Kind<>("select of lease", () -> new ItemLine(AsyncQueue.unbounded(), Way.SELECT)));
    return all;
  }

  private static final class ItemLine implements Line {
    private final AsyncQueue<Integer> queue;
    private final Way way;
    private final AsyncEvent never = new AsyncEvent();
    private final Clause<Lease<Integer>> clause;
    private final AtomicInteger next = new AtomicInteger(); // the items put in so far
    private final List<Integer> back = new ArrayList<>(); // what waiters received

    ItemLine(AsyncQueue<Integer> queue, Way way) {
      this.queue = queue;
      this.way = way;
      this.clause = Clause.lease(queue);
    }

    @Override
    public Wait<Object> enter() {
      return Subjects.erase(
          switch (way) {
            case LEASE -> queue.lease();
            case SELECT -> Select.ordered(Clause.whenSet(never), clause).select();
            case BATCH -> queue.takeBatch(1);
          });
    }

    @Override
    public void grant() {
      queue.put(next.incrementAndGet());
    }

    @Override
    public boolean grantsAll() {
      return false;
    }

    @Override
    public boolean endsAtTheGrant() {
      return way != Way.BATCH; // which then looks for more
    }

    @Override
    public synchronized void giveBack(Object value) {
      switch (value) {
        case Selected selected -> finish(selected.get(clause));
        case Lease<?> lease -> finish(lease);
        default -> {
          back.add((Integer) ((List<?>) value).getFirst());
          queue.taskDone();
        }
      }
    }

    private void finish(Lease<?> lease) {
      back.add((Integer) lease.item());
      lease.done();
    }

    @Override
    public synchronized void requireNothingLost() {
      Subjects.assertNobodyWaits(queue);
      Subjects.assertNobodyWaits(never);
      Eventually.until("nothing is leased: " + queue, () -> queue.stats().leased() == 0);
      for (Integer item = queue.poll(); item != null; item = queue.poll()) {
        back.add(item);
        queue.taskDone();
      }
      Lines.assertOnce(back, next.get());
      if (queue.unfinishedTasks() > 0) {
        throw new AssertionError("not finished: " + queue);
      }
    }

    @Override
    public Object primitive() {
      return queue;
    }
  }
}
