package toro;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import toro.test.QueueSubject;
import toro.test.SemaphoreSubject;

/**
 * The primitives as the shared suites see them: by the adapters of the published contracts, of
 * which these know more, namely that a stage is a {@link Wait}, and the primitive itself.
 */
final class Subjects {
  /** How a primitive shows that somebody waits for it. */
  private static final Pattern IN_LINE = Pattern.compile("\\d (waiting|taking|putting)");

  private Subjects() {}

  /** A named way to make a fresh subject: one parameter of a parametrized test. */
  record Kind<S>(String name, Supplier<? extends S> maker) {
    S make() {
      return maker.get();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Gives permits of a primitive, in the sizes that may be asked for. */
  record Permits(
      Object primitive,
      int permits,
      List<Integer> sizes,
      IntFunction<? extends Wait<Permit>> acquiring,
      IntFunction<Permit> trying)
      implements SemaphoreSubject {
    @Override
    public Wait<AutoCloseable> acquire(int n) {
      return erase(acquiring.apply(n));
    }

    @Override
    public AutoCloseable tryAcquire(int n) {
      return trying.apply(n);
    }

    /** Takes everything, one by one; each must be free. */
    List<AutoCloseable> drain() {
      List<AutoCloseable> all = new ArrayList<>();
      for (int i = 0; i < permits; i++) {
        AutoCloseable one = tryAcquire(1);
        if (one == null) {
          throw new AssertionError("only " + all.size() + " permits are free: " + primitive);
        }
        all.add(one);
      }
      return all;
    }

    /** Whether everything is free now. */
    boolean isAllFree() {
      List<AutoCloseable> all = new ArrayList<>();
      for (int i = 0; i < permits; i++) {
        AutoCloseable one = tryAcquire(1);
        if (one != null) {
          all.add(one);
        }
      }
      all.forEach(Subjects::close);
      return all.size() == permits;
    }

    /** Fails unless everything is free, nothing more than everything, and nobody stands in line. */
    void requireAllFree() {
      assertNobodyWaits(primitive);
      Eventually.until("all is free: " + primitive, this::isAllFree);
      List<AutoCloseable> all = drain();
      if (tryAcquire(1) != null) {
        throw new AssertionError("more permits than there can be: " + primitive);
      }
      all.forEach(Subjects::close);
    }
  }

  /** Keeps items until they are taken; every item is delivered once. */
  record Items(AsyncQueue<Integer> primitive) implements QueueSubject {
    @Override
    public int capacity() {
      return primitive.capacity();
    }

    @Override
    public Wait<Void> put(int item) {
      return primitive.put(item);
    }

    @Override
    public boolean offer(int item) {
      return primitive.offer(item);
    }

    @Override
    public Wait<Integer> take() {
      return primitive.take();
    }

    @Override
    public Integer poll() {
      return primitive.poll();
    }
  }

  /** Lets those who wait now know of something, all of them or the first. */
  record Signal(Object primitive, Supplier<? extends Wait<?>> waiting, Runnable signalling) {
    Wait<?> when() {
      return waiting.get();
    }

    void signal() {
      signalling.run();
    }
  }

  /** Everything that gives permits by a direct wait. */
  static List<Kind<Permits>> locks() {
    return List.of(
        new Kind<>(
            "AsyncLock",
            () -> {
              var lock = new AsyncLock();
              return new Permits(lock, 1, List.of(1), n -> lock.acquire(), n -> lock.tryAcquire());
            }),
        new Kind<>("AsyncKeyedLock, one key", () -> keyed(new AsyncKeyedLock<>(), 1)),
        new Kind<>("AsyncKeyedLock.limited(3), one key", () -> keyed(AsyncKeyedLock.limited(3), 3)),
        new Kind<>("AsyncSemaphore(1)", () -> semaphore(new AsyncSemaphore(1), 1, 1)),
        new Kind<>("bounded(1)", () -> semaphore(AsyncSemaphore.bounded(1), 1, 1)),
        new Kind<>("AsyncSemaphore(3)", () -> semaphore(new AsyncSemaphore(3), 3, 1)),
        new Kind<>(
            "AsyncSemaphore(4) weighted", () -> semaphore(new AsyncSemaphore(4), 4, 1, 2, 4)),
        new Kind<>("bounded(4) weighted", () -> semaphore(AsyncSemaphore.bounded(4), 4, 1, 3)),
        new Kind<>(
            "AsyncReadWriteLock write",
            () -> {
              var lock = new AsyncReadWriteLock();
              return new Permits(
                  lock, 1, List.of(1), n -> lock.acquireWrite(), n -> lock.tryAcquireWrite());
            }),
        new Kind<>(
            "AsyncReadWriteLock(3) read",
            () -> {
              var lock = new AsyncReadWriteLock(3);
              return new Permits(
                  lock, 3, List.of(1), n -> lock.acquireRead(), n -> lock.tryAcquireRead());
            }),
        new Kind<>(
            "AsyncReadWriteLock(3) read and write",
            () -> {
              var lock = new AsyncReadWriteLock(3);
              return new Permits(
                  lock,
                  3,
                  List.of(1, 3),
                  n -> n == 1 ? lock.acquireRead() : lock.acquireWrite(),
                  n -> n == 1 ? lock.tryAcquireRead() : lock.tryAcquireWrite());
            }));
  }

  /** The above, and a lock whose every holder has been through its condition first. */
  static List<Kind<Permits>> exclusive() {
    List<Kind<Permits>> all = new ArrayList<>(locks());
    all.add(
        new Kind<>(
            "AsyncLock.Condition",
            () -> {
              var lock = new AsyncLock();
              var condition = lock.newCondition();
              return new Permits(
                  lock,
                  1,
                  List.of(1),
                  n -> lock.acquire().thenCompose(held -> again(condition, held)),
                  n -> lock.tryAcquire());
            }));
    return all;
  }

  /** Waits on the condition, signalled at once: the waiter moves to the end of the lock's line. */
  private static Wait<Permit> again(AsyncLock.Condition condition, Permit held) {
    Wait<Void> wait = condition.releaseUntilSignalled(held);
    condition.signal();
    return wait.handle(
        (none, failure) -> {
          if (failure != null) {
            held.close();
            throw new IllegalStateException(failure);
          }
          return held;
        });
  }

  /** A keyed lock, by keys that are equal and not the same. */
  private static Permits keyed(AsyncKeyedLock<Object> lock, int permits) {
    return new Permits(
        lock,
        permits,
        List.of(1),
        n -> lock.acquire(new OddKey(1, 7)),
        n -> lock.tryAcquire(new OddKey(1, 7)));
  }

  private static Permits semaphore(AsyncSemaphore semaphore, int permits, Integer... sizes) {
    return new Permits(
        semaphore, permits, List.of(sizes), semaphore::acquire, semaphore::tryAcquire);
  }

  static List<Kind<Items>> queues() {
    return asyncQueues()
        .map(kind -> new Kind<Items>(kind.name(), () -> new Items(kind.make())))
        .toList();
  }

  /** One queue of each kind. */
  static Stream<Kind<AsyncQueue<Integer>>> asyncQueues() {
    return Stream.of(
        new Kind<>("unbounded", AsyncQueue::unbounded),
        new Kind<>("bounded(2)", () -> AsyncQueue.bounded(2)),
        new Kind<>("rendezvous", AsyncQueue::rendezvous),
        new Kind<>("lifo(2)", () -> AsyncQueue.lifo(2)),
        new Kind<>("priority(2)", () -> AsyncQueue.priority(2)));
  }

  /** Queues that drop an item rather than let a put wait, with room for all that tests put in. */
  static List<Kind<Items>> droppingQueues() {
    return Stream.of(
            new Kind<AsyncQueue<Integer>>(
                "droppingOldest", () -> AsyncQueue.droppingOldest(1 << 20, item -> {})),
            new Kind<AsyncQueue<Integer>>(
                "droppingIncoming", () -> AsyncQueue.droppingIncoming(1 << 20, item -> {})),
            new Kind<AsyncQueue<Integer>>(
                "conflating", () -> AsyncQueue.conflating(item -> item, item -> {})))
        .map(kind -> new Kind<Items>(kind.name(), () -> new Items(kind.make())))
        .toList();
  }

  static List<Kind<Signal>> signals() {
    return List.of(
        new Kind<>(
            "AsyncEvent",
            () -> {
              var event = new AsyncEvent();
              return new Signal(event, event::whenSet, event::set);
            }),
        new Kind<>(
            "AsyncCondition",
            () -> {
              var condition = new AsyncCondition();
              return new Signal(condition, condition::whenSignalled, condition::signalAll);
            }),
        new Kind<>(
            "AsyncLatch",
            () -> {
              var latch = new AsyncLatch(1);
              return new Signal(latch, latch::whenZero, latch::countDown);
            }),
        new Kind<>(
            "AsyncLazy",
            () -> {
              var made = new AsyncResult<Integer>();
              var lazy = new AsyncLazy<>(made::whenDone);
              return new Signal(lazy, lazy::get, () -> made.trySet(1));
            }),
        new Kind<>(
            "SingleFlight",
            () -> {
              var made = new AsyncEvent();
              var flights = new SingleFlight<String, Void>();
              return new Signal(flights, () -> flights.run("key", made::whenSet), made::set);
            }),
        new Kind<>(
            "AsyncSignal.signalAll",
            () -> {
              var signal = new AsyncSignal();
              return new Signal(signal, signal::take, signal::signalAll);
            }),
        new Kind<>(
            "AsyncTracker.whenIdle",
            () -> {
              var tracker = new AsyncTracker();
              Permit inside = tracker.enter();
              return new Signal(tracker, tracker::whenIdle, inside::close);
            }),
        new Kind<>(
            "AsyncTracker.whenDone",
            () -> {
              var tracker = new AsyncTracker();
              return new Signal(tracker, tracker::whenDone, tracker::close);
            }),
        new Kind<>(
            "AsyncRateLimiter",
            () -> {
              Duration span = Duration.ofDays(1000);
              var limiter = AsyncRateLimiter.window(1, span);
              assertTrue(limiter.tryAcquire());
              return new Signal(limiter, limiter::acquire, () -> limiter.resize(1 << 20, span));
            }),
        new Kind<>(
            "CancelScope",
            () -> {
              var scope = new CancelScope();
              return new Signal(scope, scope::whenCancelled, scope::cancel);
            }),
        new Kind<>(
            "AsyncBarrier",
            () -> {
              var barrier = new AsyncBarrier(Integer.MAX_VALUE);
              return new Signal(barrier, barrier::arrive, () -> barrier.resize(1));
            }),
        new Kind<>(
            "AsyncResult",
            () -> {
              var result = new AsyncResult<Integer>();
              return new Signal(result, result::whenDone, () -> result.trySet(1));
            }),
        new Kind<>(
            "AsyncSemaphore.whenAvailable",
            () -> {
              var semaphore = new AsyncSemaphore(0);
              return new Signal(semaphore, semaphore::whenAvailable, semaphore::release);
            }),
        new Kind<>(
            "AsyncQueue.whenDone",
            () -> {
              AsyncQueue<Integer> queue = AsyncQueue.unbounded();
              queue.offer(1);
              queue.poll();
              return new Signal(queue, queue::whenDone, queue::taskDone);
            }));
  }

  /** Fails unless the line is empty; who left it on another thread may need a moment to be gone. */
  static void assertNobodyWaits(Object primitive) {
    Eventually.until(
        "nobody stands in line: " + primitive, () -> !IN_LINE.matcher(primitive.toString()).find());
  }

  /** Signals that let one waiter pass at a time. */
  static Signal oneByOne() {
    var condition = new AsyncCondition();
    return new Signal(condition, condition::whenSignalled, condition::signal);
  }

  /** Closes what has no reason to fail at it. */
  static void close(AutoCloseable permit) {
    try {
      permit.close();
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  @SuppressWarnings("unchecked") // the suites treat what comes through it as what it is
  static <T> Wait<T> erase(Wait<?> future) {
    return (Wait<T>) future;
  }
}
