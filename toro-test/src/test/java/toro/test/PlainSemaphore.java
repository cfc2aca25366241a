package toro.test;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A semaphore of plain futures, for one thread: right, and easily made wrong by a subclass. */
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
  public CompletionStage<AutoCloseable> acquire(int n) {
    var future = new CompletableFuture<AutoCloseable>();
    enqueue(new Waiter(n, future));
    grant();
    return future;
  }

  void enqueue(Waiter waiter) {
    line.add(waiter);
  }

  @Override
  public AutoCloseable tryAcquire(int n) {
    if (!line.isEmpty() || free < n) {
      return null;
    }
    free -= n;
    return permit(n);
  }

  @Override
  public boolean giveUp(CompletionStage<?> request) {
    boolean left = request.toCompletableFuture().cancel(false);
    line.removeIf(waiter -> waiter.future == request);
    grant();
    return left;
  }

  AutoCloseable permit(int n) {
    var closed = new boolean[1];
    return () -> {
      if (!closed[0]) {
        closed[0] = true;
        release(n);
      }
    };
  }

  void release(int n) {
    free += n;
    grant();
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
