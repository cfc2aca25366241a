package toro.test;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A semaphore of plain futures, all under one monitor: right, and easily made wrong by a subclass.
 */
class PlainSemaphore implements SemaphoreSubject {
  record Waiter(int n, CompletableFuture<AutoCloseable> future) {}

  final Deque<Waiter> line = new ArrayDeque<>();
  private final int permits;
  int free;
  private boolean granting;

  PlainSemaphore(int permits) {
    this.permits = permits;
    this.free = permits;
  }

  @Override
  public int permits() {
    return permits;
  }

  @Override
  public synchronized CompletionStage<AutoCloseable> acquire(int n) {
    var future = new CompletableFuture<AutoCloseable>();
    enqueue(new Waiter(n, future));
    grant();
    return future;
  }

  void enqueue(Waiter waiter) {
    line.add(waiter);
  }

  @Override
  public synchronized AutoCloseable tryAcquire(int n) {
    if (!line.isEmpty() || free < n) {
      return null;
    }
    free -= n;
    return permit(n);
  }

  @Override
  public synchronized boolean giveUp(CompletionStage<?> request) {
    boolean left = request.toCompletableFuture().cancel(false);
    line.removeIf(waiter -> waiter.future == request);
    grant();
    return left;
  }

  AutoCloseable permit(int n) {
    var closed = new AtomicBoolean();
    return () -> {
      if (!closed.getAndSet(true)) {
        release(n);
      }
    };
  }

  synchronized void release(int n) {
    free += n;
    grant();
  }

  boolean isGranting() {
    return granting;
  }

  void grant() {
    if (granting) {
      return; // inside a continuation: whoever runs it goes on
    }
    granting = true;
    while (!line.isEmpty() && line.getFirst().n <= free) {
      hand(line.removeFirst());
    }
    granting = false;
  }

  void hand(Waiter waiter) {
    free -= waiter.n;
    waiter.future.complete(permit(waiter.n));
  }
}
