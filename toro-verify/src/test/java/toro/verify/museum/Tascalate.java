package toro.verify.museum;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import net.tascalate.concurrent.Promise;
import net.tascalate.concurrent.locks.AsyncCountDownLatch;
import net.tascalate.concurrent.locks.AsyncLock;
import net.tascalate.concurrent.locks.AsyncSemaphore;
import net.tascalate.concurrent.locks.AsyncSemaphoreLock;
import org.jspecify.annotations.Nullable;
import toro.test.Contract;
import toro.test.LatchSubject;
import toro.test.LockSubject;
import toro.test.Museum;
import toro.test.SemaphoreSubject;

/**
 * tascalate-concurrent, as the contracts see it: its lock, its semaphores that are fair, and its
 * latch. It has no queues, events or conditions, and nothing that runs bodies.
 */
final class Tascalate {
  private static final int PERMITS = 3;

  private Tascalate() {}

  static Map<String, Contract> contracts() {
    return Map.of(
        "Contract.lock", Contract.lock(Lock::new),
        "Contract.semaphore", Contract.semaphore(Semaphore::new),
        "Museum.lock", Museum.lock(Lock::new),
        "Museum.semaphore", Museum.semaphore(Semaphore::new),
        "Museum.releases", Museum.releases(Releases::new),
        "Museum.limits", Museum.limits(Lock::new),
        "Museum.latch", Museum.latch(Latch::new));
  }

  private static final class Lock implements LockSubject.Limited {
    private final AsyncLock lock = AsyncLock.create();

    @Override
    public Promise<AsyncLock.Token> acquire() {
      return lock.acquire();
    }

    @Override
    public Promise<AsyncLock.Token> acquire(Duration limit) {
      return lock.acquire().orTimeout(limit);
    }

    @Override
    public AsyncLock.@Nullable Token tryAcquire() {
      return lock.tryAcquire().orElse(null);
    }
  }

  private static final class Semaphore implements SemaphoreSubject {
    private final AsyncSemaphoreLock semaphore = AsyncSemaphoreLock.create(PERMITS, true);

    @Override
    public int permits() {
      return PERMITS;
    }

    @Override
    public Promise<AsyncSemaphoreLock.Token> acquire(int n) {
      return semaphore.acquire(n);
    }

    @Override
    public AsyncSemaphoreLock.@Nullable Token tryAcquire(int n) {
      return semaphore.tryAcquire(n).orElse(null);
    }
  }

  /** The kind whose permits are given back by a call. */
  private static final class Releases implements SemaphoreSubject.Releasable {
    private final AsyncSemaphore semaphore = AsyncSemaphore.create(PERMITS, true);

    @Override
    public int permits() {
      return PERMITS;
    }

    @Override
    public CompletionStage<AutoCloseable> acquire(int n) {
      return semaphore.acquire(n).thenApply(granted -> permit(n));
    }

    @Override
    public @Nullable AutoCloseable tryAcquire(int n) {
      return semaphore.tryAcquire(n) ? permit(n) : null;
    }

    private AutoCloseable permit(int n) {
      var closed = new AtomicBoolean();
      return () -> {
        if (!closed.getAndSet(true)) {
          release(n);
        }
      };
    }

    @Override
    public void release(int n) {
      semaphore.release(n);
    }
  }

  private static final class Latch implements LatchSubject {
    private final AsyncCountDownLatch latch;

    Latch(int count) {
      latch = new AsyncCountDownLatch(count);
    }

    @Override
    public void countDown() {
      latch.countDown();
    }

    @Override
    public CompletionStage<?> whenZero() {
      return latch;
    }
  }
}
