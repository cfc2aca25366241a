package toro.verify.museum;

import com.ibm.asyncutil.locks.AsyncEpoch;
import com.ibm.asyncutil.locks.AsyncEpoch.EpochToken;
import com.ibm.asyncutil.locks.AsyncFunnel;
import com.ibm.asyncutil.locks.AsyncLock;
import com.ibm.asyncutil.locks.AsyncLock.LockToken;
import com.ibm.asyncutil.locks.FairAsyncSemaphore;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import toro.test.BodySubject;
import toro.test.Contract;
import toro.test.LatchSubject;
import toro.test.LockSubject;
import toro.test.Museum;
import toro.test.SemaphoreSubject;

/**
 * IBM's asyncutil, as the contracts see it: its locks and semaphores that are fair, what it has of
 * a latch, and what runs a body once for all who ask. Its queues are for one consumer, and it has
 * no limits, events or conditions.
 */
final class Ibm {
  private static final int PERMITS = 3;

  private Ibm() {}

  static Map<String, Contract> contracts() {
    return Map.of(
        "Contract.lock", Contract.lock(Lock::new),
        "Contract.semaphore", Contract.semaphore(Semaphore::new),
        "Museum.lock", Museum.lock(Lock::new),
        "Museum.semaphore", Museum.semaphore(Semaphore::new),
        "Museum.bodies", Museum.bodies(Ibm::funnel),
        "Museum.latch", Museum.latch(Epoch::new));
  }

  private static BodySubject funnel() {
    return new AsyncFunnel<Integer>()::doOrGet;
  }

  private static final class Lock implements LockSubject {
    private final AsyncLock lock = AsyncLock.createFair();

    @Override
    public CompletionStage<LockToken> acquire() {
      return lock.acquireLock();
    }

    @Override
    public @Nullable LockToken tryAcquire() {
      return lock.tryLock().orElse(null);
    }
  }

  /** Its permits are given back by a call: here, once for each that was granted. */
  private static final class Semaphore implements SemaphoreSubject {
    private final FairAsyncSemaphore semaphore = new FairAsyncSemaphore(PERMITS);

    @Override
    public int permits() {
      return PERMITS;
    }

    @Override
    public CompletionStage<AutoCloseable> acquire(int n) {
      return semaphore.acquire(n).thenApply(none -> permit(n));
    }

    @Override
    public @Nullable AutoCloseable tryAcquire(int n) {
      return semaphore.tryAcquire(n) ? permit(n) : null;
    }

    private AutoCloseable permit(int n) {
      var closed = new AtomicBoolean();
      return () -> {
        if (!closed.getAndSet(true)) {
          semaphore.release(n);
        }
      };
    }
  }

  /** An epoch that is being ended waits for those who have entered it. */
  private static final class Epoch implements LatchSubject {
    private final AsyncEpoch epoch = AsyncEpoch.newEpoch();
    private final Queue<EpochToken> inside = new ArrayDeque<>();

    Epoch(int count) {
      for (int i = 0; i < count; i++) {
        inside.add(epoch.enter().orElseThrow());
      }
      epoch.terminate();
    }

    @Override
    public void countDown() {
      inside.remove().close();
    }

    @Override
    public CompletionStage<?> whenZero() {
      return epoch.awaitCompletion();
    }
  }
}
