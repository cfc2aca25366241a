package toro.verify.soak;

import java.util.concurrent.atomic.AtomicInteger;
import toro.AsyncSemaphore;
import toro.Permit;
import toro.Wait;

/** A bounded semaphore, perhaps with a limit that changes: all permits are back in the end. */
class SemaphoreCourse extends Course {
  private static final int LIMIT = 3;
  private static final int RESIZED = 4; // the largest limit
  final AsyncSemaphore semaphore = AsyncSemaphore.bounded(LIMIT);
  private final boolean resizes;
  private volatile int limit = LIMIT; // by the first actor
  private final AtomicInteger used = new AtomicInteger();

  SemaphoreCourse(Round round, boolean resizes) {
    super(round);
    this.resizes = resizes;
  }

  /** The subject, which a broken twin replaces. */
  Wait<Permit> acquire(int n) {
    return semaphore.acquire(n);
  }

  @Override
  final void step(Actor me) {
    int n = me.below(4) == 0 ? 2 : 1;
    switch (me.below(16)) {
      case 0 -> {
        Permit permit = semaphore.tryAcquire(n);
        if (permit != null) {
          use(n, permit, me.hold());
        }
      }
      case 1 -> me.take(semaphore.whenAvailable(), (nothing, hold) -> {});
      case 2 -> {
        if (resizes && me.id == 0) {
          int size = 2 + me.below(RESIZED - 1);
          semaphore.resize(size);
          limit = size;
        }
      }
      default -> me.take(acquire(n), (permit, hold) -> use(n, permit, hold));
    }
  }

  private void use(int n, Permit permit, Hold hold) {
    round.check(used.addAndGet(n) <= (resizes ? RESIZED : LIMIT), "more permits than there are");
    hold.then(
        () -> {
          used.addAndGet(-n);
          permit.close();
          permit.close(); // once more, which gives nothing back
        });
  }

  @Override
  void close() {
    semaphore.close();
  }

  @Override
  boolean givesBack() {
    return true;
  }

  @Override
  void account(Book book) {
    book.equal("permits", limit, semaphore.available());
    book.equal("waiting", 0, semaphore.waiting());
  }

  @Override
  public String toString() {
    return semaphore.toString();
  }
}
