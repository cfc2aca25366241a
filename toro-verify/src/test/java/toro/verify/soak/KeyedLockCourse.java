package toro.verify.soak;

import java.util.concurrent.atomic.AtomicLongArray;
import toro.AsyncKeyedLock;
import toro.Permit;

/** A lock for each of some keys: never two holders of one, and in the end no key is known. */
final class KeyedLockCourse extends Course {
  private static final int KEYS = 5;

  private final AsyncKeyedLock<Integer> lock = new AsyncKeyedLock<>();
  private final boolean[] isInside = new boolean[KEYS]; // each by the holder of its key
  private final AtomicLongArray entered = new AtomicLongArray(KEYS);
  private final AtomicLongArray left = new AtomicLongArray(KEYS);

  KeyedLockCourse(Round round) {
    super(round);
  }

  @Override
  void step(Actor me) {
    int key = me.below(KEYS);
    switch (me.below(8)) {
      case 0 -> {
        Permit permit = lock.tryAcquire(key);
        if (permit != null) {
          use(key, permit, me.hold());
        }
      }
      default -> me.take(lock.acquire(key), (permit, hold) -> use(key, permit, hold));
    }
  }

  private void use(int key, Permit permit, Hold hold) {
    round.check(!isInside[key], "two hold a key");
    round.check(lock.isHeld(key), "a key that is held and not known");
    isInside[key] = true;
    entered.incrementAndGet(key);
    hold.then(
        () -> {
          isInside[key] = false;
          left.incrementAndGet(key);
          permit.close();
          permit.close(); // once more: it is another's by now, and stays that
        });
  }

  @Override
  boolean givesBack() {
    return true;
  }

  @Override
  void account(Book book) {
    for (int key = 0; key < KEYS; key++) {
      book.equal("left key " + key, entered.get(key), left.get(key));
    }
    book.equal("keys known", 0, lock.size());
    book.equal("waiting", 0, lock.waiting());
  }

  @Override
  public String toString() {
    return lock.toString();
  }
}
