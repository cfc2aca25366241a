package toro.test;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import toro.Loop;

/** Semaphores with the mistakes that are made. With one permit each is a lock. */
final class WrongSemaphores {
  private WrongSemaphores() {}

  /** Stands in line a little after it has looked: a release in between wakes nobody. */
  static final class LosesWakeUp extends PlainSemaphore {
    LosesWakeUp(int permits) {
      super(permits);
    }

    @Override
    void enqueue(Waiter waiter) {
      if (line.isEmpty() && free >= waiter.n()) {
        line.add(waiter);
      } else {
        Loop.current().execute(() -> line.add(waiter));
      }
    }
  }

  /** Gives back first and wakes the first in line later: whoever comes in between is faster. */
  static final class LetsBargeIn extends PlainSemaphore {
    LetsBargeIn(int permits) {
      super(permits);
    }

    @Override
    public AutoCloseable tryAcquire(int n) {
      if (free < n) {
        return null;
      }
      free -= n;
      return permit(n);
    }

    @Override
    void release(int n) {
      free += n;
      Loop.current().execute(this::grant);
    }
  }

  /** Who gives up stays in line, and gets a permit that nobody will ever give back. */
  static final class LosesPermitOnGiveUp extends PlainSemaphore {
    LosesPermitOnGiveUp(int permits) {
      super(permits);
    }

    @Override
    public boolean giveUp(CompletionStage<?> request) {
      return request.toCompletableFuture().cancel(false);
    }
  }

  /** Assigns a permit now and hands it over later; who gives up in between takes it with him. */
  static final class LosesPermitInBetween extends PlainSemaphore {
    LosesPermitInBetween(int permits) {
      super(permits);
    }

    @Override
    void hand(Waiter waiter) {
      free -= waiter.n();
      Loop.current().execute(() -> waiter.future().complete(permit(waiter.n())));
    }
  }

  /** Who gives up leaves, but those behind him who could go on now are not looked at. */
  static final class BlocksAfterGiveUp extends PlainSemaphore {
    BlocksAfterGiveUp(int permits) {
      super(permits);
    }

    @Override
    public boolean giveUp(CompletionStage<?> request) {
      line.removeIf(waiter -> waiter.future() == request);
      return request.toCompletableFuture().cancel(false);
    }
  }

  /** Looks, lets others run, and takes what may be gone by then. */
  static final class LetsTooManyIn extends PlainSemaphore {
    LetsTooManyIn(int permits) {
      super(permits);
    }

    @Override
    public AutoCloseable tryAcquire(int n) {
      if (!line.isEmpty() || free < n) {
        return null;
      }
      Loop.yieldNow();
      free -= n;
      return permit(n);
    }
  }

  /** The last one to come is the first one to go. */
  static final class LastComeFirstServed extends PlainSemaphore {
    LastComeFirstServed(int permits) {
      super(permits);
    }

    @Override
    void enqueue(Waiter waiter) {
      line.addFirst(waiter);
    }
  }

  /** A permit that is closed twice is given back twice. */
  static final class GivesBackTwice extends PlainSemaphore {
    GivesBackTwice(int permits) {
      super(permits);
    }

    @Override
    AutoCloseable permit(int n) {
      return () -> release(n);
    }
  }

  /** Each continuation that gives back runs the next one inside of itself. */
  static final class Overflows extends PlainSemaphore {
    Overflows(int permits) {
      super(permits);
    }

    @Override
    void grant() {
      while (!line.isEmpty() && line.getFirst().n() <= free) {
        hand(line.removeFirst());
      }
    }
  }

  /** Says that a request was given up that has been granted. */
  static final class GivesUpTooLate extends PlainSemaphore {
    GivesUpTooLate(int permits) {
      super(permits);
    }

    @Override
    public boolean giveUp(CompletionStage<?> request) {
      boolean left = super.giveUp(request);
      return left || !((CompletableFuture<?>) request).isCancelled();
    }
  }

  /** Who closes from inside finds free what belongs to the one who waits. */
  static final class LetsBargeInFromInside extends PlainSemaphore {
    LetsBargeInFromInside(int permits) {
      super(permits);
    }

    @Override
    public synchronized AutoCloseable tryAcquire(int n) {
      if (!isGranting()) {
        return super.tryAcquire(n);
      }
      if (free < n) {
        return null;
      }
      free -= n;
      return permit(n);
    }
  }

  /** Who asks from inside a continuation is the next. */
  static final class PrefersThoseInside extends PlainSemaphore {
    PrefersThoseInside(int permits) {
      super(permits);
    }

    @Override
    void enqueue(Waiter waiter) {
      if (isGranting()) {
        line.addFirst(waiter);
      } else {
        super.enqueue(waiter);
      }
    }
  }

  /** Nobody can be given up from inside a continuation. */
  static final class IgnoresThoseInside extends PlainSemaphore {
    IgnoresThoseInside(int permits) {
      super(permits);
    }

    @Override
    public synchronized boolean giveUp(CompletionStage<?> request) {
      return !isGranting() && super.giveUp(request);
    }
  }

  /** Grants nothing more once a continuation has thrown. */
  static final class StopsAtAThrow extends PlainSemaphore {
    private boolean stopped;

    StopsAtAThrow(int permits) {
      super(permits);
    }

    @Override
    void hand(Waiter waiter) {
      if (!stopped) {
        super.hand(waiter);
      }
    }

    @Override
    public synchronized CompletionStage<AutoCloseable> acquire(int n) {
      return new Fragile(super.acquire(n));
    }

    @Override
    public synchronized boolean giveUp(CompletionStage<?> request) {
      return super.giveUp(request instanceof Fragile fragile ? fragile.source : request);
    }

    private final class Fragile extends CompletableFuture<AutoCloseable> {
      private final CompletionStage<AutoCloseable> source;

      Fragile(CompletionStage<AutoCloseable> source) {
        this.source = source;
        source.whenComplete(
            (permit, failure) -> {
              if (failure == null) {
                complete(permit);
              } else {
                completeExceptionally(failure);
              }
            });
      }

      @Override
      public CompletableFuture<Void> thenAccept(Consumer<? super AutoCloseable> action) {
        return super.thenAccept(
            permit -> {
              try {
                action.accept(permit);
              } catch (RuntimeException | Error thrown) {
                stopped = true;
                throw thrown;
              }
            });
      }
    }
  }

  /** Closing from inside a continuation is forgotten. */
  static final class ClosesOnlyFromOutside extends PlainSemaphore
      implements SemaphoreSubject.Closable {
    private boolean closed;

    ClosesOnlyFromOutside(int permits) {
      super(permits);
    }

    @Override
    public synchronized CompletionStage<AutoCloseable> acquire(int n) {
      return closed
          ? CompletableFuture.failedFuture(new IllegalStateException("closed"))
          : super.acquire(n);
    }

    @Override
    public synchronized AutoCloseable tryAcquire(int n) {
      return closed ? null : super.tryAcquire(n);
    }

    @Override
    public synchronized void close() {
      if (!isGranting()) {
        closed = true;
        line.forEach(waiter -> waiter.future().completeExceptionally(new IllegalStateException()));
        line.clear();
      }
    }
  }
}
