package toro.verify.soak;

import toro.AsyncLock;
import toro.Permit;
import toro.Wait;

/** A lock with a condition: who waits for a signal gives the lock up, and nobody keeps it. */
final class ConditionCourse extends Course {
  private final AsyncLock lock = new AsyncLock();
  private final AsyncLock.Condition condition = lock.newCondition();
  private boolean isInside; // these two: by the holder
  private int turns;

  ConditionCourse(Round round) {
    super(round);
  }

  @Override
  void step(Actor me) {
    switch (me.below(8)) {
      case 0, 1 -> {
        condition.signal();
        me.count();
      }
      case 2 -> {
        condition.signalAll();
        me.count();
      }
      default -> {
        var got = new Permit[1];
        me.takeSurely(lock.acquire(), (permit, hold) -> got[0] = permit, () -> use(got[0], me));
      }
    }
  }

  private void use(Permit permit, Actor me) {
    if (permit == null) {
      return; // closed
    }
    enter();
    isInside = false;
    switch (me.below(4)) {
      case 0, 1 ->
          me.take(condition.releaseUntilSignalled(permit), this::nothing, () -> end(permit));
      case 2 -> me.take(until(permit), this::nothing, permit::close);
      default -> permit.close();
    }
  }

  private Wait<?> until(Permit permit) {
    return condition.releaseUntil(
        permit,
        () -> {
          enter();
          isInside = false;
          return turns++ % 2 == 0;
        });
  }

  private void nothing(Object unused, Hold hold) {}

  /** The lock is taken again, or the permit is closed. */
  private void end(Permit permit) {
    if (permit.isOpen()) {
      enter();
      isInside = false;
      permit.close();
    }
  }

  private void enter() {
    round.check(!isInside, "two hold a lock with a condition");
    isInside = true;
  }

  @Override
  void relieve() {
    condition.signalAll();
  }

  @Override
  void close() {
    lock.close();
  }

  @Override
  boolean givesBack() {
    return true;
  }

  @Override
  void account(Book book) {
    book.equal("locks held", 0, lock.isHeld() ? 1 : 0);
    book.equal("waiting", 0, lock.waiting() + condition.waiting());
  }

  @Override
  public String toString() {
    return lock + " " + condition;
  }
}
