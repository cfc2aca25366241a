package toro.test;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import toro.Acquirable;
import toro.Permit;
import toro.Promise;
import toro.Wait;

/** A semaphore of one's own: promises in a line, under a monitor that no function runs in. */
final class PromiseSemaphore implements SemaphoreSubject, Acquirable<Permit> {
  private record Request(int n, Promise<Permit> promise) {}

  private final int permits;
  private final Deque<Request> line = new ArrayDeque<>(); // under this
  private int free; // under this

  PromiseSemaphore(int permits) {
    this.permits = permits;
    this.free = permits;
  }

  @Override
  public int permits() {
    return permits;
  }

  @Override
  public Wait<Permit> acquire() {
    return acquire(1);
  }

  @Override
  public Wait<Permit> acquire(int n) {
    Promise<Permit> promise = Promise.of(this);
    var request = new Request(n, promise);
    promise.onGiveUp(() -> leave(request)).onReturn(Permit::close);
    synchronized (this) {
      line.add(request);
    }
    grant();
    return promise.whenGranted();
  }

  @Override
  public synchronized @Nullable Permit tryAcquire(int n) {
    if (!line.isEmpty() || free < n) {
      return null;
    }
    free -= n;
    return new Own(n);
  }

  private void leave(Request request) {
    synchronized (this) {
      line.remove(request);
    }
    grant(); // whom it was blocking
  }

  private void release(int n) {
    synchronized (this) {
      free += n;
    }
    grant();
  }

  private void grant() {
    for (Request first; (first = takeFirst()) != null; ) {
      if (!first.promise.grant(new Own(first.n))) {
        synchronized (this) { // it has been given up just now
          free += first.n;
        }
      }
    }
  }

  private synchronized @Nullable Request takeFirst() {
    Request first = line.peek();
    if (first == null || first.n > free) {
      return null;
    }
    free -= first.n;
    return line.poll();
  }

  @Override
  public String toString() {
    return "PromiseSemaphore";
  }

  private final class Own implements Permit {
    private final int n;
    private final AtomicBoolean closed = new AtomicBoolean();

    Own(int n) {
      this.n = n;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        release(n);
      }
    }

    @Override
    public boolean isOpen() {
      return !closed.get();
    }
  }
}
