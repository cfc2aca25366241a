package toro;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The primitives as the shared contract suites see them: small adapters, futures in and futures
 * out, so that the same suite can judge anything that hands out permits, items or signals.
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

  /** Lets a total weight of at most {@link #limit()} in at once. */
  interface LockSubject {
    int limit();

    /** The weights that may be asked for. */
    int[] weights();

    Wait<AutoCloseable> acquire(int weight);

    AutoCloseable tryAcquire(int weight);

    /** The primitive itself, for its description. */
    Object primitive();

    /** Takes everything, in the smallest portions there are; each portion must be free. */
    default List<AutoCloseable> drain() {
      List<AutoCloseable> all = new ArrayList<>();
      for (int i = 0; i < limit(); i += weights()[0]) {
        AutoCloseable one = tryAcquire(weights()[0]);
        if (one == null) {
          throw new AssertionError("only " + all.size() + " permits are free: " + primitive());
        }
        all.add(one);
      }
      return all;
    }

    /** Whether everything is free now. */
    default boolean isAllFree() {
      List<AutoCloseable> all = new ArrayList<>();
      for (int i = 0; i < limit(); i += weights()[0]) {
        AutoCloseable one = tryAcquire(weights()[0]);
        if (one != null) {
          all.add(one);
        }
      }
      all.forEach(Subjects::close);
      return all.size() * weights()[0] == limit();
    }

    /** Fails unless everything is free, nothing more than everything, and nobody stands in line. */
    default void assertAllFree() {
      assertNobodyWaits(primitive());
      Eventually.until("all is free: " + primitive(), this::isAllFree);
      List<AutoCloseable> all = drain();
      if (tryAcquire(weights()[0]) != null) {
        throw new AssertionError("more permits than there can be: " + primitive());
      }
      all.forEach(Subjects::close);
    }
  }

  /** Keeps items until they are taken; every item is delivered once. */
  interface QueueSubject {
    /** How many items it keeps; 0 where a put meets a take. */
    int capacity();

    Wait<Void> put(int item);

    boolean offer(int item);

    Wait<Integer> take();

    Integer poll();

    Object primitive();
  }

  /** Lets waiters know of something. */
  interface SignalSubject {
    Wait<?> when();

    /** Completes what waits now. */
    void signal();

    Object primitive();
  }

  record Lock(
      Object primitive,
      int limit,
      int[] weights,
      IntFunction<? extends Wait<Permit>> acquiring,
      IntFunction<Permit> trying)
      implements LockSubject {
    @Override
    public Wait<AutoCloseable> acquire(int weight) {
      return erase(acquiring.apply(weight));
    }

    @Override
    public AutoCloseable tryAcquire(int weight) {
      return trying.apply(weight);
    }
  }

  record Queue(AsyncQueue<Integer> primitive) implements QueueSubject {
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

  record Signal(Object primitive, Supplier<? extends Wait<?>> waiting, Runnable signalling)
      implements SignalSubject {
    @Override
    public Wait<?> when() {
      return waiting.get();
    }

    @Override
    public void signal() {
      signalling.run();
    }
  }

  /** Everything that gives permits by a direct wait. */
  static List<Kind<LockSubject>> locks() {
    return List.of(
        new Kind<>(
            "AsyncLock",
            () -> {
              var lock = new AsyncLock();
              return new Lock(lock, 1, new int[] {1}, n -> lock.acquire(), n -> lock.tryAcquire());
            }),
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
              return new Lock(
                  lock, 1, new int[] {1}, n -> lock.acquireWrite(), n -> lock.tryAcquireWrite());
            }),
        new Kind<>(
            "AsyncReadWriteLock(3) read",
            () -> {
              var lock = new AsyncReadWriteLock(3);
              return new Lock(
                  lock, 3, new int[] {1}, n -> lock.acquireRead(), n -> lock.tryAcquireRead());
            }),
        new Kind<>(
            "AsyncReadWriteLock(3) read and write",
            () -> {
              var lock = new AsyncReadWriteLock(3);
              return new Lock(
                  lock,
                  3,
                  new int[] {1, 3},
                  n -> n == 1 ? lock.acquireRead() : lock.acquireWrite(),
                  n -> n == 1 ? lock.tryAcquireRead() : lock.tryAcquireWrite());
            }));
  }

  /** The above, and a lock whose every holder has been through its condition first. */
  static List<Kind<LockSubject>> exclusive() {
    List<Kind<LockSubject>> all = new ArrayList<>(locks());
    all.add(
        new Kind<>(
            "AsyncLock.Condition",
            () -> {
              var lock = new AsyncLock();
              var condition = lock.newCondition();
              return new Lock(
                  lock,
                  1,
                  new int[] {1},
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

  private static LockSubject semaphore(AsyncSemaphore semaphore, int limit, int... weights) {
    return new Lock(semaphore, limit, weights, semaphore::acquire, semaphore::tryAcquire);
  }

  static List<Kind<QueueSubject>> queues() {
    return asyncQueues()
        .map(kind -> new Kind<QueueSubject>(kind.name(), () -> new Queue(kind.make())))
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

  static List<Kind<SignalSubject>> signals() {
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
  static SignalSubject oneByOne() {
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
