package toro;

import java.util.ArrayDeque;
import java.util.List;
import toro.Lines.Line;
import toro.Subjects.Kind;

/** Lines in which one waits for a slot, alone or with a select. */
final class SlotLines {
  private SlotLines() {}

  static List<Kind<Line>> all() {
    return List.of(
        new Kind<>("bounded(2).reserve", () -> new SlotLine(AsyncQueue.bounded(2), false)),
        new Kind<>("priority(2).reserve", () -> new SlotLine(AsyncQueue.priority(2), false)),
        new Kind<>("select of reserve", () -> new SlotLine(AsyncQueue.bounded(2), true)));
  }

  private static final class SlotLine implements Line {
    private final AsyncQueue<Integer> queue;
    private final boolean selects;
    private final AsyncEvent never = new AsyncEvent();
    private final Clause<Slot<Integer>> clause;
    private final ArrayDeque<Slot<?>> held = new ArrayDeque<>(); // that keep the others waiting

    SlotLine(AsyncQueue<Integer> queue, boolean selects) {
      this.queue = queue;
      this.selects = selects;
      this.clause = Clause.reserve(queue);
      for (Slot<?> slot; (slot = queue.tryReserve()) != null; ) {
        held.add(slot);
      }
    }

    @Override
    public Wait<Object> enter() {
      return Subjects.erase(
          selects ? Select.ordered(Clause.whenSet(never), clause).select() : queue.reserve());
    }

    @Override
    public synchronized void grant() {
      held.remove().close();
    }

    @Override
    public boolean grantsAll() {
      return false;
    }

    @Override
    public synchronized void giveBack(Object value) {
      held.add(value instanceof Selected selected ? selected.get(clause) : (Slot<?>) value);
    }

    @Override
    public synchronized void requireNothingLost() {
      held.forEach(Slot::close);
      Subjects.assertNobodyWaits(queue);
      Subjects.assertNobodyWaits(never);
      Eventually.until("all room is free: " + queue, () -> queue.remainingCapacity() == 2);
      if (queue.stats().reserved() + queue.size() > 0) {
        throw new AssertionError("left: " + queue);
      }
    }

    @Override
    public Object primitive() {
      return queue;
    }
  }
}
