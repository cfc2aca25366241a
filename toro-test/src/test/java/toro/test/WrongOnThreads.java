package toro.test;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import toro.Loop;

/** Mistakes that only show when several threads call at the same moment. */
final class WrongOnThreads {
  private static final long A_MOMENT = 300_000; // ns

  private WrongOnThreads() {}

  /** The moment at which another thread comes in between. */
  private static void meanwhile() {
    if (Loop.current() == null) {
      LockSupport.parkNanos(A_MOMENT);
    }
  }

  /** Looks whether a permit is free, and takes it a little later. */
  static final class LetsTooManyIn extends PlainSemaphore {
    LetsTooManyIn(int permits) {
      super(permits);
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // that is the mistake
    public AutoCloseable tryAcquire(int n) {
      if (!line.isEmpty() || free < n) {
        return null;
      }
      meanwhile();
      synchronized (this) {
        free -= n;
        return permit(n);
      }
    }
  }

  /** Virtual threads are let in first. */
  static final class PrefersVirtualThreads extends PlainSemaphore {
    PrefersVirtualThreads(int permits) {
      super(permits);
    }

    @Override
    void enqueue(Waiter waiter) {
      if (Loop.current() == null && Thread.currentThread().isVirtual()) {
        line.addFirst(waiter);
      } else {
        super.enqueue(waiter);
      }
    }
  }

  /** Looks whether somebody still waits, and says so even if he is granted in between. */
  static final class GivesUpWhatIsGranted extends PlainSemaphore {
    GivesUpWhatIsGranted(int permits) {
      super(permits);
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // that is the mistake
    public boolean giveUp(CompletionStage<?> request) {
      boolean waits = !request.toCompletableFuture().isDone();
      meanwhile();
      super.giveUp(request);
      return waits;
    }
  }

  /** Looks whether the semaphore is closed, and stands in line a little later. */
  static final class WaitsForAClosedOne extends PlainSemaphore
      implements SemaphoreSubject.Closable {
    private volatile boolean closed;

    WaitsForAClosedOne(int permits) {
      super(permits);
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // that is the mistake
    public CompletionStage<AutoCloseable> acquire(int n) {
      if (closed) {
        return CompletableFuture.failedFuture(new IllegalStateException("closed"));
      }
      meanwhile();
      return super.acquire(n);
    }

    @Override
    public synchronized AutoCloseable tryAcquire(int n) {
      return closed ? null : super.tryAcquire(n);
    }

    @Override
    public synchronized void close() {
      closed = true;
      free = -permits();
      line.forEach(waiter -> waiter.future().completeExceptionally(new IllegalStateException()));
      line.clear();
    }
  }

  /** Looks at the first item, and removes it a little later. */
  static final class DeliversTwice extends PlainQueue {
    DeliversTwice(int capacity) {
      super(capacity);
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // that is the mistake
    public CompletionStage<Integer> take() {
      Integer seen;
      synchronized (this) {
        seen = Loop.current() == null && takers.isEmpty() ? items.peek() : null;
      }
      if (seen == null) {
        return super.take();
      }
      meanwhile();
      super.poll();
      return CompletableFuture.completedFuture(seen);
    }
  }

  /** Looks whether there is an item, and loses the one that it gets if that is another one. */
  static final class LosesAnItem extends PlainQueue {
    LosesAnItem(int capacity) {
      super(capacity);
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // that is the mistake
    public Integer poll() {
      Integer seen;
      synchronized (this) {
        seen = items.peek();
      }
      meanwhile();
      Integer item = super.poll();
      return seen == null || seen.equals(item) ? item : null;
    }
  }

  /** Looks whether the queue is closed, and stands in line a little later. */
  static final class TakesFromAClosedOne extends PlainQueue {
    TakesFromAClosedOne(int capacity) {
      super(capacity);
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // that is the mistake
    public CompletionStage<Integer> take() {
      synchronized (this) {
        if (closed) {
          return super.take();
        }
      }
      meanwhile();
      synchronized (this) {
        boolean was = closed;
        closed = false;
        try {
          return super.take();
        } finally {
          closed = was;
        }
      }
    }
  }

  /** Looks whether the event is set, and stands in line a little later. */
  static final class MissesTheEvent extends PlainEvent {
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // that is the mistake
    public CompletionStage<Void> when() {
      if (isSet) {
        return CompletableFuture.completedFuture(null);
      }
      meanwhile();
      return enter();
    }
  }

  /** Sets the event, and wakes those who wait a little later, if it is still set by then. */
  static final class WakesNobodyWhenCleared extends PlainEvent {
    @Override
    public void set() {
      isSet = true;
      meanwhile();
      if (isSet) {
        super.set();
      }
    }
  }

  /** Chooses the first, and wakes it a little later: who gives up in between takes the signal. */
  static final class LosesASignal extends PlainCondition {
    @Override
    public void signal() {
      CompletableFuture<Void> first;
      synchronized (this) {
        first = line.peek();
      }
      meanwhile();
      if (first != null) {
        synchronized (this) {
          if (!line.remove(first)) {
            return;
          }
        }
        deliver(List.of(first));
      }
    }
  }
}
