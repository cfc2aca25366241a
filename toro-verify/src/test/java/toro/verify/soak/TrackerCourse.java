package toro.verify.soak;

import java.util.concurrent.atomic.AtomicInteger;
import toro.AsyncTracker;
import toro.Permit;
import toro.Wait;

/** A tracker: all who have entered have left in the end, and it is not done before. */
final class TrackerCourse extends Course {
  private final AsyncTracker tracker = new AsyncTracker();
  private final AtomicInteger inside = new AtomicInteger();

  TrackerCourse(Round round) {
    super(round);
  }

  @Override
  void step(Actor me) {
    switch (me.below(8)) {
      case 0, 1, 2 -> {
        Permit permit = tracker.tryEnter();
        if (permit != null) {
          use(permit, me.hold());
        }
        me.count();
      }
      case 3 -> {
        Wait<Object> with = tracker.with(round.pool, () -> Round.READY);
        if (me.below(2) == 0) {
          with.cancel(false);
        }
        me.count();
      }
      case 4 -> me.takeBriefly(tracker.whenDone(), (nothing, hold) -> checkDone(), () -> {});
      default -> me.take(tracker.whenIdle(), (nothing, hold) -> {});
    }
  }

  private void use(Permit permit, Hold hold) {
    inside.incrementAndGet();
    hold.then(
        () -> {
          inside.decrementAndGet();
          permit.close();
          permit.close(); // once more, which changes nothing
        });
  }

  private void checkDone() {
    round.check(tracker.isClosed(), "done, and open");
    round.check(inside.get() == 0, "done, with somebody inside");
  }

  @Override
  void close() {
    tracker.close();
  }

  @Override
  void account(Book book) {
    book.equal("inside", 0, tracker.inside());
    book.equal("waiting", 0, tracker.waiting());
  }

  @Override
  public String toString() {
    return tracker.toString();
  }
}
