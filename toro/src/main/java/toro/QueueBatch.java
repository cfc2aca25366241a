package toro;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several items of a queue, taken one after the other: all of them, or none. */
final class QueueBatch<T> extends WaitSteps<List<T>> {
  /*
   * Overview.
   *
   * Each step takes what is there; where that is not enough, it stands in line for one item more.
   *
   * I1. Items are collected in the step that takes them, under the guard of the queue: also by the
   *     grant of who stands in line. So they are always in the order of taking.
   * I2. Items are held only as long as this is pending, or granted and not given back. Giving it up
   *     is one step under the guard: it ends this, takes who stands in line out, and puts back what
   *     was collected. A step takes nothing once this has ended, as it sees under the guard.
   */
  private final QueueEngine<T> engine;
  private final int max;
  private final Duration linger;
  private final List<T> items = new ArrayList<>(); // as the queue holds them, under its guard
  private @Nullable Member member; // who stood in line last, under the guard
  private boolean lingers; // these two: by the steps
  private long end; // of lingering, by the clock
  private @Nullable List<T> result; // before the grant

  QueueBatch(QueueEngine<T> engine, int max, Duration linger) {
    this.engine = engine;
    this.max = positive(max);
    this.linger = requireNonNull(linger, "linger");
    if (linger.isNegative()) {
      throw new IllegalArgumentException("linger must not be negative: " + linger);
    }
  }

  /** What is there now. */
  static <T> List<T> poll(QueueEngine<T> engine, int max) {
    var taken = new ArrayList<T>();
    positive(max);
    var grants = new WaitGrants();
    engine.guard().lock();
    try {
      takeAll(engine, max, taken, grants);
    } finally {
      engine.unlock();
    }
    grants.deliver();
    return shown(taken);
  }

  private static int positive(int max) {
    return Names.positive("max", max);
  }

  private static <T> void takeAll(QueueEngine<T> engine, int max, List<T> into, WaitGrants grants) {
    while (into.size() < max) {
      T item = engine.takeOut(engine.mustAdmit() ? grants : null);
      if (item == null) {
        return;
      }
      into.add(item);
    }
  }

  private static <T> List<T> shown(List<T> held) {
    return held.stream().<T>map(QueueItem::itemOf).toList();
  }

  // ---- the steps

  @Override
  @Nullable Wait<?> step(@Nullable WaitGiveUp expired) {
    var grants = new WaitGrants();
    Member standing = null;
    ClosedException failure = null;
    boolean isEmpty;
    engine.guard().lock();
    try {
      if (isDone()) { // I2
        return null;
      }
      takeAll(engine, max, items, grants);
      isEmpty = items.isEmpty();
      if (isEmpty || items.size() < max && !linger.isZero()) {
        failure = engine.ended();
        if (failure == null) {
          engine.extras(); // so that the member is told what it gets
          standing = new Member();
          member = standing;
          engine.append(standing);
        }
      }
    } finally {
      engine.unlock();
    }
    grants.deliver();
    if (standing == null) {
      finish(failure);
      return null;
    }
    return isEmpty ? standing : limited(standing);
  }

  /** Gives who stands in line up when the linger has passed: counted from the first item. */
  private Wait<?> limited(Member standing) {
    WaitTimer clock = clock();
    if (!lingers) {
      lingers = true;
      end = clock.after(Deadline.nanos(linger));
    }
    WaitLimit.set(standing, Deadline.nanos(end - clock.nanoTime()), linger);
    return standing;
  }

  @Override
  void failed(Throwable failure) {
    finish(unwrap(failure));
  }

  /** With what there is; else it fails. */
  private void finish(@Nullable Throwable failure) {
    List<T> all;
    engine.guard().lock();
    try {
      all = shown(items);
    } finally {
      engine.unlock();
    }
    if (failure != null && all.isEmpty()) {
      end(failure);
    } else {
      result = all;
      end(GRANTED);
    }
  }

  /** Stands in line for one item more. */
  private final class Member extends QueueWaiter.Taker<T, T> {
    Member() {
      super(QueueBatch.this.engine, QueueBatch.this.home()); // whoever takes the step
    }

    @Override
    void hasTaken() {
      items.add(held()); // I1
    }

    @Override
    T grantedValue() {
      return held();
    }

    @Override
    void giveBack() {
      giveAllBack(); // I2
    }

    @Override
    String operation() {
      return "takeBatch";
    }
  }

  // ---- giving up

  /** As of a WaiterGuarded, in one step: so nobody sees this ended and in line. */
  @Override
  boolean giveUp(WaitGiveUp attempt) {
    if (isDone()) {
      return false;
    }
    var grants = new WaitGrants();
    Member standing;
    engine.guard().lock();
    try {
      if (!decide(attempt.end)) {
        return false;
      }
      standing = putAllBack(grants);
    } finally {
      engine.unlock();
    }
    try (var scope = Trampoline.enter()) {
      settled(false);
      if (standing != null) {
        standing.giveUp(attempt.upstream());
      }
      grants.deliver();
    }
    return true;
  }

  @Override
  void abandon(WaitGiveUp attempt) {
    if (!giveUp(attempt.upstream()) && hasGrantedValue() && reclaim()) {
      giveAllBack();
    }
  }

  private void giveAllBack() {
    var grants = new WaitGrants();
    engine.guard().lock();
    try {
      var unused = putAllBack(grants);
    } finally {
      engine.unlock();
    }
    grants.deliver();
  }

  /** Under the guard: puts back what was collected, and returns who stood in line until now. */
  private @Nullable Member putAllBack(WaitGrants grants) {
    Member standing = member;
    if (standing != null && standing.line == engine) {
      engine.unlink(standing); // it gets nothing of this
    } else {
      standing = null;
    }
    engine.goBackAll(items, grants);
    items.clear();
    return standing;
  }

  @Override
  @Nullable Wait<?> origin() {
    return hasGrantedValue() ? this : null;
  }

  @Override
  boolean receive() {
    return !hasGrantedValue() || receiveGrant();
  }

  @Override
  List<T> grantedValue() {
    return requireNonNull(result);
  }

  @Override
  Object blocker() {
    return engine.owner;
  }

  @Override
  String operation() {
    return "takeBatch";
  }

  @Override
  String lacking() {
    return "no item";
  }
}
