package toro;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import toro.AsyncBroadcast.Subscription;
import toro.Lines.Line;
import toro.Subjects.Kind;

/** Broadcasts as lines in which one can stand, alone or with a select. */
final class FollowLines {
  private FollowLines() {}

  static List<Kind<Line>> all() {
    return List.of(
        new Kind<>("lossy.take", () -> new TakeLine(AsyncBroadcast.lossy(100), false)),
        new Kind<>("lossless.take", () -> new TakeLine(AsyncBroadcast.lossless(100), false)),
        new Kind<>("lossless.put", PutLine::new),
        new Kind<>("select of lossy.take", () -> new TakeLine(AsyncBroadcast.lossy(100), true)),
        new Kind<>("select of AsyncValue.whenChanged", ValueLine::new));
  }

  /** One of two subscriptions: the other must see every item whatever happens here. */
  private static final class TakeLine implements Line {
    private final AsyncBroadcast<Integer> broadcast;
    private final boolean selects;
    private final Subscription<Integer> subscription;
    private final Subscription<Integer> other;
    private final AsyncEvent never = new AsyncEvent();
    private final Clause<Integer> clause;
    private final AtomicInteger next = new AtomicInteger();
    private final List<Integer> received = new ArrayList<>();

    TakeLine(AsyncBroadcast<Integer> broadcast, boolean selects) {
      this.broadcast = broadcast;
      this.selects = selects;
      subscription = broadcast.subscribe();
      other = broadcast.subscribe();
      clause = Clause.take(subscription);
    }

    @Override
    public Wait<Object> enter() {
      return Subjects.erase(
          selects ? Select.ordered(Clause.whenSet(never), clause).select() : subscription.take());
    }

    @Override
    public void grant() {
      broadcast.put(next.incrementAndGet());
    }

    @Override
    public boolean grantsAll() {
      return false;
    }

    @Override
    public synchronized void giveBack(Object item) {
      received.add(item instanceof Selected selected ? selected.get(clause) : (Integer) item);
    }

    @Override
    public synchronized void requireNothingLost() {
      drain(subscription, received);
      Subjects.assertNobodyWaits(broadcast);
      Subjects.assertNobodyWaits(never);
      assertOnce(received.stream().sorted().toList());
      List<Integer> others = new ArrayList<>();
      drain(other, others);
      assertOnce(others);
      if (subscription.missed() + other.missed() + subscription.size() > 0) {
        throw new AssertionError("missed or left: " + subscription);
      }
    }

    private void assertOnce(List<Integer> items) {
      for (int i = 0; i < Math.max(next.get(), items.size()); i++) {
        if (i >= items.size() || items.get(i) != i + 1) {
          throw new AssertionError("not each of 1.." + next + " once: " + items);
        }
      }
    }

    @Override
    public Object primitive() {
      return broadcast;
    }
  }

  /** The line before a full ring. */
  private static final class PutLine implements Line {
    private final AsyncBroadcast<Integer> broadcast = AsyncBroadcast.lossless(2);
    private final Subscription<Integer> subscription = broadcast.subscribe();
    private final List<Wait<Object>> puts = new ArrayList<>();
    private final List<Integer> received = new ArrayList<>();

    PutLine() {
      enter();
      enter();
    }

    @Override
    public synchronized Wait<Object> enter() {
      puts.add(Subjects.erase(broadcast.put(puts.size())));
      return puts.getLast();
    }

    @Override
    public void grant() {
      Integer item = subscription.poll();
      synchronized (this) {
        received.add(item);
      }
    }

    @Override
    public boolean grantsAll() {
      return false;
    }

    @Override
    public void giveBack(Object none) {}

    @Override
    public synchronized void requireNothingLost() {
      received.removeIf(item -> item == null); // a poll for which no putter was left
      drain(subscription, received);
      Subjects.assertNobodyWaits(broadcast);
      for (int i = 0; i < puts.size(); i++) {
        int item = i;
        long times = received.stream().filter(r -> r.equals(item)).count();
        boolean put = puts.get(i).isDone() && !puts.get(i).isCompletedExceptionally();
        boolean outsider = put && puts.get(i).getNow(null) != null;
        if (times != (put && !outsider ? 1 : 0)) {
          throw new AssertionError(
              "item " + item + " arrived " + times + " times, its put: " + puts.get(i));
        }
      }
    }

    @Override
    public Object primitive() {
      return broadcast;
    }
  }

  /** A select that waits for a change. */
  private static final class ValueLine implements Line {
    private final AsyncValue<Integer> value = new AsyncValue<>(0);
    private final AsyncEvent never = new AsyncEvent();

    @Override
    public Wait<Object> enter() {
      return Subjects.erase(
          Select.ordered(Clause.whenSet(never), Clause.whenChanged(value, value.read().version()))
              .select());
    }

    @Override
    public void grant() {
      value.set(1);
    }

    @Override
    public boolean grantsAll() {
      return true;
    }

    @Override
    public void giveBack(Object none) {}

    @Override
    public void requireNothingLost() {
      Subjects.assertNobodyWaits(value);
      Subjects.assertNobodyWaits(never);
    }

    @Override
    public Object primitive() {
      return value;
    }
  }

  private static void drain(Subscription<Integer> subscription, List<Integer> items) {
    for (Integer item = subscription.poll(); item != null; item = subscription.poll()) {
      items.add(item);
    }
  }
}
