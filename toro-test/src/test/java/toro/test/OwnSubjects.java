package toro.test;

import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import toro.AsyncLock;
import toro.AsyncQueue;
import toro.AsyncReadWriteLock;
import toro.AsyncSemaphore;
import toro.Permit;

/** This library's own types as the contracts see them. */
final class OwnSubjects {
  private OwnSubjects() {}

  record Lock(Supplier<CompletionStage<Permit>> acquiring, Supplier<Permit> trying)
      implements LockSubject {
    @Override
    public CompletionStage<Permit> acquire() {
      return acquiring.get();
    }

    @Override
    public AutoCloseable tryAcquire() {
      return trying.get();
    }
  }

  record Semaphore(AsyncSemaphore semaphore, int permits) implements SemaphoreSubject.Closable {
    @Override
    public CompletionStage<Permit> acquire(int n) {
      return semaphore.acquire(n);
    }

    @Override
    public AutoCloseable tryAcquire(int n) {
      return semaphore.tryAcquire(n);
    }

    @Override
    public void close() {
      semaphore.close();
    }
  }

  /** The readers of a lock that admits that many. */
  record Readers(
      int permits, IntFunction<CompletionStage<Permit>> acquiring, IntFunction<Permit> trying)
      implements SemaphoreSubject {
    @Override
    public int mostAtOnce() {
      return 1;
    }

    @Override
    public CompletionStage<Permit> acquire(int n) {
      return acquiring.apply(n);
    }

    @Override
    public AutoCloseable tryAcquire(int n) {
      return trying.apply(n);
    }
  }

  record Queue(AsyncQueue<Integer> queue, boolean isFirstInFirstOut)
      implements QueueSubject.Closable {
    @Override
    public int capacity() {
      return queue.capacity();
    }

    @Override
    public CompletionStage<?> put(int item) {
      return queue.put(item);
    }

    @Override
    public boolean offer(int item) {
      return queue.offer(item);
    }

    @Override
    public CompletionStage<Integer> take() {
      return queue.take();
    }

    @Override
    public Integer poll() {
      return queue.poll();
    }

    @Override
    public void close() {
      queue.close();
    }
  }

  static LockSubject lock() {
    var lock = new AsyncLock();
    return new Lock(lock::acquire, lock::tryAcquire);
  }

  static LockSubject writeLock() {
    var lock = new AsyncReadWriteLock();
    return new Lock(lock::acquireWrite, lock::tryAcquireWrite);
  }

  static SemaphoreSubject readLock(int readers) {
    var lock = new AsyncReadWriteLock(readers);
    return new Readers(readers, n -> lock.acquireRead(), n -> lock.tryAcquireRead());
  }
}
