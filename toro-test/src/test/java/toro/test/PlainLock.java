package toro.test;

import java.util.concurrent.CompletionStage;

/** A semaphore that has one permit is a lock. */
record PlainLock(SemaphoreSubject semaphore) implements LockSubject {
  @Override
  public CompletionStage<? extends AutoCloseable> acquire() {
    return semaphore.acquire(1);
  }

  @Override
  public AutoCloseable tryAcquire() {
    return semaphore.tryAcquire(1);
  }

  @Override
  public boolean giveUp(CompletionStage<?> request) {
    return semaphore.giveUp(request);
  }
}
