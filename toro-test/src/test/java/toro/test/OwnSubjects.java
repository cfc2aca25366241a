package toro.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import toro.AsyncBarrier;
import toro.AsyncCondition;
import toro.AsyncEvent;
import toro.AsyncKeyedLock;
import toro.AsyncLatch;
import toro.AsyncLazy;
import toro.AsyncLock;
import toro.AsyncPool;
import toro.AsyncQueue;
import toro.AsyncRateLimiter;
import toro.AsyncReadWriteLock;
import toro.AsyncResult;
import toro.AsyncSemaphore;
import toro.AsyncSignal;
import toro.AsyncTracker;
import toro.CancelScope;
import toro.Permit;
import toro.SingleFlight;

/** This library's own types as the contracts see them. */
final class OwnSubjects {
  private static final Duration LONG = Duration.ofDays(1000); // than any test

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

  /** The readers of a lock that admits that many, and the writers too if there is that size. */
  record Readers(
      int permits,
      List<Integer> sizes,
      IntFunction<CompletionStage<Permit>> acquiring,
      IntFunction<Permit> trying)
      implements SemaphoreSubject {
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

  /** One key of many; others come and go beside it. */
  static LockSubject keyedLock() {
    var lock = new AsyncKeyedLock<Integer>();
    return new Lock(
        () -> {
          lock.with(2, () -> CompletableFuture.completedStage(null));
          return lock.acquire(1);
        },
        () -> lock.tryAcquire(1));
  }

  /** A pool of one, which is idle. */
  static LockSubject pool() {
    var pool = poolOfOne();
    return new LockSubject() {
      @Override
      public CompletionStage<? extends AutoCloseable> acquire() {
        return pool.borrow();
      }

      @Override
      public AutoCloseable tryAcquire() {
        return pool.tryBorrow();
      }
    };
  }

  static AsyncPool<String> poolOfOne() {
    var pool = AsyncPool.of(1, () -> CompletableFuture.completedFuture("resource"), resource -> {});
    pool.with(resource -> CompletableFuture.completedFuture(resource));
    return pool;
  }

  static SemaphoreSubject keyedSemaphore(int permits) {
    AsyncKeyedLock<Integer> lock = AsyncKeyedLock.limited(permits);
    return new Readers(permits, List.of(1), n -> lock.acquire(1), n -> lock.tryAcquire(1));
  }

  static LockSubject writeLock() {
    var lock = new AsyncReadWriteLock();
    return new Lock(lock::acquireWrite, lock::tryAcquireWrite);
  }

  static SemaphoreSubject readLock(int readers) {
    var lock = new AsyncReadWriteLock(readers);
    return new Readers(readers, List.of(1), n -> lock.acquireRead(), n -> lock.tryAcquireRead());
  }

  static SemaphoreSubject readWriteLock(int readers) {
    var lock = new AsyncReadWriteLock(readers);
    return new Readers(
        readers,
        List.of(1, readers),
        n -> n == 1 ? lock.acquireRead() : lock.acquireWrite(),
        n -> n == 1 ? lock.tryAcquireRead() : lock.tryAcquireWrite());
  }

  /** A lock whose every holder has been through its condition first, signalled at once. */
  static LockSubject lockByWayOfItsCondition() {
    var lock = new AsyncLock();
    var condition = lock.newCondition();
    return new Lock(
        () ->
            lock.acquire()
                .thenCompose(
                    held -> {
                      var wait = condition.releaseUntilSignalled(held);
                      condition.signal();
                      return wait.thenApply(none -> held);
                    }),
        lock::tryAcquire);
  }

  record Event(Supplier<CompletionStage<?>> waiting, Runnable setting, Runnable clearing)
      implements EventSubject.Clearable {
    @Override
    public CompletionStage<?> when() {
      return waiting.get();
    }

    @Override
    public void set() {
      setting.run();
    }

    @Override
    public void clear() {
      clearing.run();
    }
  }

  static EventSubject.Clearable event() {
    var event = new AsyncEvent();
    return new Event(event::whenSet, event::set, event::clear);
  }

  static EventSubject result() {
    var result = new AsyncResult<Integer>();
    return new Event(result::whenDone, () -> result.trySet(1), () -> {});
  }

  /** Set once the value is made. */
  static EventSubject lazy() {
    var made = new AsyncResult<Integer>();
    var lazy = new AsyncLazy<>(made::whenDone);
    return new Event(lazy::get, () -> made.trySet(1), () -> {});
  }

  /** Set once the work can be done. */
  static EventSubject flight() {
    var made = new AsyncResult<Integer>();
    var flights = new SingleFlight<String, Integer>();
    return new Event(() -> flights.run("key", made::whenDone), () -> made.trySet(1), () -> {});
  }

  static EventSubject latch() {
    var latch = new AsyncLatch(1);
    return new Event(latch::whenZero, latch::countDown, () -> {});
  }

  /** Set once it is closed, as nobody is inside. */
  static EventSubject trackerDone() {
    var tracker = new AsyncTracker();
    return new Event(tracker::whenDone, tracker::close, () -> {});
  }

  /** Set once there are turns for everybody. */
  static EventSubject limiter() {
    var limiter = AsyncRateLimiter.window(1, LONG);
    if (!limiter.tryAcquire()) {
      throw new AssertionError("it begins full");
    }
    return new Event(limiter::acquire, () -> limiter.resize(1 << 20, LONG), () -> {});
  }

  static EventSubject scope() {
    var scope = new CancelScope();
    return new Event(scope::whenCancelled, scope::cancel, () -> {});
  }

  /** Set once one party is enough. */
  static EventSubject barrier() {
    var barrier = new AsyncBarrier(Integer.MAX_VALUE);
    return new Event(barrier::arrive, () -> barrier.resize(1), () -> {});
  }

  /** What nobody waits for is taken again at once. */
  static ConditionSubject signal() {
    var signal = new AsyncSignal();
    return new Condition(
        signal::take,
        () -> {
          signal.signal();
          var unused = signal.poll();
        },
        signal::signalAll);
  }

  /** Set while there is a permit. */
  static EventSubject.Clearable whenAvailable() {
    var semaphore = new AsyncSemaphore(0);
    return new Event(
        semaphore::whenAvailable,
        semaphore::release,
        () -> {
          while (semaphore.tryAcquire() != null) {} // until there is none
        });
  }

  /** Set while there is no unfinished task. */
  static EventSubject.Clearable whenDone() {
    AsyncQueue<Integer> queue = AsyncQueue.unbounded();
    var unfinished = new AtomicBoolean();
    Runnable clear =
        () -> {
          synchronized (unfinished) {
            if (!unfinished.getAndSet(true)) {
              queue.offer(1);
              queue.poll();
            }
          }
        };
    clear.run();
    return new Event(
        queue::whenDone,
        () -> {
          synchronized (unfinished) {
            if (unfinished.getAndSet(false)) {
              queue.taskDone();
            }
          }
        },
        clear);
  }

  record Condition(Supplier<CompletionStage<?>> waiting, Runnable one, Runnable all)
      implements ConditionSubject {
    @Override
    public CompletionStage<?> when() {
      return waiting.get();
    }

    @Override
    public void signal() {
      one.run();
    }

    @Override
    public void signalAll() {
      all.run();
    }
  }

  static ConditionSubject condition() {
    var condition = new AsyncCondition();
    return new Condition(condition::whenSignalled, condition::signal, condition::signalAll);
  }

  /** Gives the lock back as soon as the condition's wait has taken it. */
  static ConditionSubject conditionOfALock() {
    var lock = new AsyncLock();
    var condition = lock.newCondition();
    return new Condition(
        () -> {
          Permit held = lock.tryAcquire();
          if (held == null) { // called from inside, before others have given the lock back
            return lock.acquire().thenCompose(permit -> when(condition, permit));
          }
          return when(condition, held);
        },
        condition::signal,
        condition::signalAll);
  }

  private static CompletionStage<Void> when(AsyncLock.Condition condition, Permit held) {
    var wait = condition.releaseUntilSignalled(held);
    wait.whenComplete((none, failure) -> held.close());
    return wait;
  }
}
