package toro;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import toro.Subjects.Items;
import toro.Subjects.Kind;
import toro.Subjects.Permits;
import toro.Subjects.Signal;

/** The subjects as lines in which one can stand: what "giving up" is judged on. */
final class Lines {
  private Lines() {}

  /** A line in which one can stand, wherever it leads. */
  interface Line {
    /** A new waiter at the end. */
    Wait<Object> enter();

    /** Lets the first one in, or all of them where {@link #grantsAll()}. */
    void grant();

    boolean grantsAll();

    /** Whether a wait is done as soon as it is granted, and not in its turn among functions. */
    default boolean endsAtTheGrant() {
      return true;
    }

    /** Gives back what a waiter got. */
    void giveBack(Object value);

    /** Fails unless nothing was lost, nothing doubled, and nobody waits; uses the line up. */
    void requireNothingLost();

    Object primitive();
  }

  static List<Kind<Line>> all() {
    List<Kind<Line>> all = new ArrayList<>();
    Subjects.locks()
        .forEach(k -> all.add(new Kind<>(k + ".acquire", () -> new PermitLine(k.make()))));
    Stream.concat(Subjects.queues().stream(), Subjects.droppingQueues().stream())
        .forEach(k -> all.add(new Kind<>(k + ".take", () -> new TakeLine(k.make()))));
    Subjects.queues().stream()
        .filter(k -> k.make().capacity() != Integer.MAX_VALUE)
        .forEach(k -> all.add(new Kind<>(k + ".put", () -> new PutLine(k.make()))));
    Subjects.signals()
        .forEach(k -> all.add(new Kind<>(k.toString(), () -> new SignalLine(k.make(), true))));
    all.add(new Kind<>("AsyncCondition.signal", () -> new SignalLine(Subjects.oneByOne(), false)));
    all.add(new Kind<>("AsyncSignal.signal", SignalTakeLine::new));
    all.add(new Kind<>("AsyncPool.borrow", LoanLine::new));
    all.addAll(SelectLines.all());
    all.addAll(FollowLines.all());
    all.addAll(SlotLines.all());
    all.addAll(LeaseLines.all());
    return all;
  }

  static class PermitLine implements Line {
    private final Permits subject;
    private final ArrayDeque<AutoCloseable> held; // the permits that keep the others waiting

    PermitLine(Permits subject) {
      this.subject = subject;
      held = new ArrayDeque<>(subject.drain());
    }

    @Override
    public Wait<Object> enter() {
      return Subjects.erase(subject.acquire(1));
    }

    @Override
    public synchronized void grant() {
      Subjects.close(held.remove());
    }

    @Override
    public boolean grantsAll() {
      return false;
    }

    @Override
    public synchronized void giveBack(Object value) {
      held.add((AutoCloseable) value);
    }

    @Override
    public void requireNothingLost() {
      held.forEach(Subjects::close);
      subject.requireAllFree();
    }

    @Override
    public Object primitive() {
      return subject.primitive();
    }
  }

  static class TakeLine implements Line {
    private final Items subject;
    private final AtomicInteger next = new AtomicInteger(); // the items put in so far
    private final Collection<Object> back = new ArrayList<>(); // what waiters received

    TakeLine(Items subject) {
      this.subject = subject;
    }

    @Override
    public Wait<Object> enter() {
      return Subjects.erase(subject.take());
    }

    @Override
    public void grant() {
      subject.put(next.incrementAndGet());
    }

    @Override
    public boolean grantsAll() {
      return false;
    }

    @Override
    public synchronized void giveBack(Object item) {
      back.add(item);
    }

    @Override
    public synchronized void requireNothingLost() {
      for (Integer item = subject.poll(); item != null; item = subject.poll()) {
        back.add(item);
      }
      Subjects.assertNobodyWaits(primitive());
      assertOnce(back, next.get());
    }

    @Override
    public Object primitive() {
      return subject.primitive();
    }
  }

  static class PutLine implements Line {
    private final Items subject;
    private final List<Wait<Object>> puts = new ArrayList<>();
    private final List<Object> received = new ArrayList<>();

    PutLine(Items subject) {
      this.subject = subject;
      for (int i = 0; i < subject.capacity(); i++) {
        puts.add(Subjects.erase(subject.put(i)));
      }
    }

    @Override
    public synchronized Wait<Object> enter() {
      Wait<Object> put = put(puts.size());
      puts.add(put);
      return put;
    }

    Wait<Object> put(int item) {
      return Subjects.erase(subject.put(item));
    }

    @Override
    public void grant() {
      Integer item = subject.poll();
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
    public void requireNothingLost() {
      received.removeIf(item -> item == null); // a poll for which no putter was left
      for (Integer item = subject.poll(); item != null; item = subject.poll()) {
        received.add(item);
      }
      Subjects.assertNobodyWaits(primitive());
      for (int i = 0; i < puts.size(); i++) {
        int item = i;
        long times = received.stream().filter(r -> r.equals(item)).count();
        boolean put = puts.get(i).isDone() && !puts.get(i).isCompletedExceptionally();
        Object value = put ? puts.get(i).getNow(null) : null;
        boolean outsider = value != null && !(value instanceof Selected);
        if (times != (put && !outsider ? 1 : 0)) {
          throw new AssertionError(
              "item " + item + " arrived " + times + " times, its put: " + puts.get(i));
        }
      }
    }

    @Override
    public Object primitive() {
      return subject.primitive();
    }
  }

  static class SignalLine implements Line {
    private final Signal subject;
    private final boolean grantsAll;

    SignalLine(Signal subject, boolean grantsAll) {
      this.subject = subject;
      this.grantsAll = grantsAll;
    }

    @Override
    public Wait<Object> enter() {
      return Subjects.erase(subject.when());
    }

    @Override
    public void grant() {
      subject.signal();
    }

    @Override
    public boolean grantsAll() {
      return grantsAll;
    }

    @Override
    public void giveBack(Object none) {}

    @Override
    public void requireNothingLost() {
      Subjects.assertNobodyWaits(primitive());
    }

    @Override
    public Object primitive() {
      return subject.primitive();
    }
  }

  /** A signal that is meant for one: it is received, or remembered. */
  static class SignalTakeLine extends SignalLine {
    private final AsyncSignal signal;
    private final AtomicInteger underWay = new AtomicInteger(); // given, and not received

    SignalTakeLine() {
      this(new AsyncSignal());
    }

    private SignalTakeLine(AsyncSignal signal) {
      super(new Signal(signal, signal::take, signal::signal), false);
      this.signal = signal;
    }

    @Override
    public void grant() {
      underWay.incrementAndGet();
      super.grant();
    }

    @Override
    public void giveBack(Object none) {
      underWay.decrementAndGet();
    }

    @Override
    public AsyncSignal primitive() {
      return signal;
    }

    @Override
    public void requireNothingLost() {
      super.requireNothingLost();
      if (signal.poll() != underWay.get() > 0 || signal.poll()) {
        throw new AssertionError(underWay + " signals were not received: " + signal);
      }
    }
  }

  /** A pool of one resource, which is looked at each time before it is lent. */
  static class LoanLine implements Line {
    private final PoolMakers makers = new PoolMakers();
    private final AsyncPool<Integer> pool = makers.quickPool(1).validate(resource -> true);
    private final ArrayDeque<Loan<?>> held = new ArrayDeque<>();

    LoanLine() {
      held.add(pool.borrow().join());
    }

    @Override
    public Wait<Object> enter() {
      return Subjects.erase(pool.borrow());
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
      held.add((Loan<?>) value);
    }

    @Override
    public void requireNothingLost() {
      held.forEach(Loan::close);
      Subjects.assertNobodyWaits(pool);
      if (!pool.stats().equals(new PoolStats(1, 0, 0, 0, 1)) || makers.begun.size() != 1) {
        throw new AssertionError("not the one resource, and idle: " + pool);
      }
    }

    @Override
    public Object primitive() {
      return pool;
    }
  }

  static void assertOnce(Collection<?> items, int count) {
    List<Integer> sorted = items.stream().map(Integer.class::cast).sorted().toList();
    for (int i = 0; i < Math.max(count, sorted.size()); i++) {
      if (i >= sorted.size() || sorted.get(i) != i + 1) {
        throw new AssertionError("not each of 1.." + count + " once: " + sorted);
      }
    }
  }
}
