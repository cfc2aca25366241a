package toro.verify.soak;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import toro.AsyncSemaphore;
import toro.CancelScope;
import toro.Permit;
import toro.Wait;

/**
 * Scopes, one after the other, over a semaphore: what is added to one that is cancelled ends, and
 * no permit is lost.
 */
final class ScopeCourse extends Course {
  private static final int PERMITS = 3;
  private final AsyncSemaphore semaphore = AsyncSemaphore.bounded(PERMITS);
  private final CancelScope all = new CancelScope();
  private final AtomicReference<CancelScope> now = new AtomicReference<>(all.child());

  ScopeCourse(Round round) {
    super(round);
  }

  @Override
  void step(Actor me) {
    CancelScope scope = now.get();
    switch (me.below(16)) {
      case 0 -> {
        replace(scope);
        me.count();
      }
      case 1 -> {
        var future = scope.add(new CompletableFuture<Object>());
        if (me.below(2) == 0) {
          future.complete(me);
        }
        me.count();
      }
      case 2 -> me.take(scope.whenCancelled(), (nothing, hold) -> checkCancelled(scope));
      default -> {
        Wait<Permit> acquire = semaphore.acquire(1 + me.below(2));
        if (me.below(2) == 0) {
          scope.add(acquire);
        }
        me.take(acquire, (permit, hold) -> hold.then(permit::close));
      }
    }
  }

  private void replace(CancelScope scope) {
    CancelScope next = all.child();
    if (now.compareAndSet(scope, next)) {
      scope.close();
      checkCancelled(scope);
    } else {
      next.close();
    }
  }

  private void checkCancelled(CancelScope scope) {
    round.check(scope.isCancelled(), "told, and not cancelled");
    round.check(scope.add(new CompletableFuture<>()).isCancelled(), "added, and not cancelled");
  }

  @Override
  boolean givesBack() {
    return true;
  }

  @Override
  void relieve() {
    replace(now.get());
  }

  @Override
  void account(Book book) {
    book.equal("permits", PERMITS, semaphore.available());
    book.equal("waiting", 0, semaphore.waiting() + now.get().waiting());
    book.equal("scopes that are kept", 1, all.toString().contains("1 inside") ? 1 : 0);
  }

  @Override
  public String toString() {
    return all + " " + now.get() + " " + semaphore;
  }
}
