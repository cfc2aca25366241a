package toro;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import toro.Lines.Line;
import toro.Subjects.Items;
import toro.Subjects.Kind;
import toro.Subjects.Permits;
import toro.Subjects.Signal;

/** Lines in which selects stand, each of which stands in two others as well. */
final class SelectLines {
  private SelectLines() {}

  static List<Kind<Line>> all() {
    var all = Stream.<Kind<Line>>builder();
    add(all, "lock", () -> permits(new AsyncLock(), 1));
    add(all, "semaphore", () -> permits(AsyncSemaphore.bounded(3), 3));
    Subjects.queues()
        .forEach(
            kind -> {
              add(all, kind + ".take", () -> new TakeLine(kind.make()));
              if (kind.make().capacity() != Integer.MAX_VALUE) {
                add(all, kind + ".put", () -> new PutLine(kind.make()));
              }
            });
    add(
        all,
        "event",
        () -> {
          var event = new AsyncEvent();
          return signal(event, Clause.whenSet(event), event::set, true);
        });
    add(
        all,
        "condition",
        () -> {
          var condition = new AsyncCondition();
          return signal(condition, Clause.whenSignalled(condition), condition::signal, false);
        });
    add(
        all,
        "latch",
        () -> {
          var latch = new AsyncLatch(1);
          return signal(latch, Clause.whenZero(latch), latch::countDown, true);
        });
    add(
        all,
        "scope",
        () -> {
          var scope = new CancelScope();
          return signal(scope, Clause.whenCancelled(scope), scope::cancel, true);
        });
    add(all, "signal.take", SignalTakeLine::new);
    return all.build().toList();
  }

  private static void add(
      Stream.Builder<Kind<Line>> all, String name, Supplier<? extends Line> line) {
    all.add(new Kind<>("select of " + name, line));
  }

  /** The other lines in which a select stands: nothing ever comes there. */
  private static final class Others {
    private final AsyncEvent event = new AsyncEvent();
    private final AsyncQueue<String> queue = AsyncQueue.unbounded();
    private final Clause<?> first = Clause.whenSet(event);
    private final Clause<?> last = Clause.take(queue);

    Wait<Object> select(Clause<?> clause) {
      return Subjects.erase(Select.ordered(first, clause, last).select());
    }

    void requireEmpty() {
      Subjects.assertNobodyWaits(event);
      Subjects.assertNobodyWaits(queue);
    }
  }

  private static Object valueOf(Object granted, Clause<?> clause) {
    return granted instanceof Selected selected ? selected.get(clause) : granted;
  }

  private static Line permits(AsyncLock lock, int n) {
    var subject =
        new Permits(lock, n, List.of(1), amount -> lock.acquire(), amount -> lock.tryAcquire());
    return new PermitLine(subject, Clause.acquire(lock));
  }

  private static Line permits(AsyncSemaphore semaphore, int n) {
    var subject = new Permits(semaphore, n, List.of(1), semaphore::acquire, semaphore::tryAcquire);
    return new PermitLine(subject, Clause.acquire(semaphore));
  }

  private static final class PermitLine extends Lines.PermitLine {
    private final Others others = new Others();
    private final Clause<Permit> clause;

    PermitLine(Permits subject, Clause<Permit> clause) {
      super(subject);
      this.clause = clause;
    }

    @Override
    public Wait<Object> enter() {
      return others.select(clause);
    }

    @Override
    public synchronized void giveBack(Object value) {
      super.giveBack(valueOf(value, clause));
    }

    @Override
    public void requireNothingLost() {
      super.requireNothingLost();
      others.requireEmpty();
    }
  }

  private static final class TakeLine extends Lines.TakeLine {
    private final Others others = new Others();
    private final Clause<Integer> clause;

    TakeLine(Items subject) {
      super(subject);
      this.clause = Clause.take(subject.primitive());
    }

    @Override
    public Wait<Object> enter() {
      return others.select(clause);
    }

    @Override
    public synchronized void giveBack(Object value) {
      super.giveBack(valueOf(value, clause));
    }

    @Override
    public synchronized void requireNothingLost() {
      super.requireNothingLost();
      others.requireEmpty();
    }
  }

  private static final class PutLine extends Lines.PutLine {
    private final Others others = new Others();
    private final AsyncQueue<Integer> queue;

    PutLine(Items subject) {
      super(subject);
      this.queue = subject.primitive();
    }

    @Override
    Wait<Object> put(int item) {
      return others.select(Clause.put(queue, item));
    }

    @Override
    public void requireNothingLost() {
      super.requireNothingLost();
      others.requireEmpty();
    }
  }

  private static final class SignalTakeLine extends Lines.SignalTakeLine {
    private final Others others = new Others();
    private final Clause<Void> clause = Clause.take(primitive());

    @Override
    public Wait<Object> enter() {
      return others.select(clause);
    }

    @Override
    public void requireNothingLost() {
      super.requireNothingLost();
      others.requireEmpty();
    }
  }

  private static Line signal(
      Object primitive, Clause<?> clause, Runnable signalling, boolean grantsAll) {
    var others = new Others();
    var subject = new Signal(primitive, () -> others.select(clause), signalling);
    return new Lines.SignalLine(subject, grantsAll) {
      @Override
      public void requireNothingLost() {
        super.requireNothingLost();
        others.requireEmpty();
      }
    };
  }
}
