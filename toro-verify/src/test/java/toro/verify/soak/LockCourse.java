package toro.verify.soak;

import toro.AsyncLock;
import toro.Permit;

/** A lock: never two holders, and in the end none. */
final class LockCourse extends Course {
  private final AsyncLock lock = new AsyncLock();
  private boolean isInside; // by the holder

  LockCourse(Round round) {
    super(round);
  }

  @Override
  void step(Actor me) {
    if (me.below(8) == 0) {
      Permit permit = lock.tryAcquire();
      if (permit != null) {
        use(permit, me.hold());
      }
    } else {
      me.take(lock.acquire(), this::use);
    }
  }

  private void use(Permit permit, Hold hold) {
    round.check(!isInside, "two hold a lock");
    isInside = true;
    hold.then(
        () -> {
          isInside = false;
          permit.close();
          permit.close(); // once more: it is another's by now, and stays that
        });
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
    book.equal("waiting", 0, lock.waiting());
  }

  @Override
  public String toString() {
    return lock.toString();
  }
}
