package toro.verify.jcstress;

import java.util.concurrent.TimeUnit;
import toro.AsyncLock;
import toro.Permit;
import toro.Wait;

/** What has to hold when all is over. */
final class Ends {
  private static final long LIMIT = TimeUnit.SECONDS.toNanos(10);

  private Ends() {}

  /** Whether nobody waits for the lock, and one can have it. */
  static boolean isFree(AsyncLock lock) {
    var permit = lock.tryAcquire();
    if (permit == null) {
      return false;
    }
    boolean isTheOnlyOne = lock.tryAcquire() == null;
    permit.close();
    return isTheOnlyOne && lock.waiting() == 0 && !lock.isHeld();
  }

  /** The same, once the wait has ended, and what it was granted has been used. */
  static boolean afterUse(Wait<Permit> wait, AsyncLock lock) {
    if (!soon(wait)) {
      return false;
    }
    if (!wait.isCompletedExceptionally()) {
      wait.join().close();
    }
    return isFree(lock);
  }

  /** Whether the wait ends, if need be by the timer. */
  static boolean soon(Wait<?> wait) {
    long begin = System.nanoTime();
    while (!wait.isDone()) {
      if (System.nanoTime() - begin > LIMIT) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }
}
