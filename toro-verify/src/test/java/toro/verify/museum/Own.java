package toro.verify.museum;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import toro.AsyncCondition;
import toro.AsyncEvent;
import toro.AsyncLock;
import toro.AsyncQueue;
import toro.AsyncSemaphore;
import toro.Permit;
import toro.test.ConditionSubject;
import toro.test.Contract;
import toro.test.EventSubject;
import toro.test.LatchSubject;
import toro.test.LockSubject;
import toro.test.Museum;
import toro.test.QueueSubject;
import toro.test.SemaphoreSubject;

/** This library, as the contracts see it. */
final class Own {
  private static final int PERMITS = 3;

  private Own() {}

  static Map<String, Contract> contracts() {
    return Map.ofEntries(
        Map.entry("Contract.lock", Contract.lock(Lock::new)),
        Map.entry("Contract.semaphore", Contract.semaphore(Semaphore::new)),
        Map.entry("Contract.closableSemaphore", Contract.closableSemaphore(Semaphore::new)),
        Map.entry("Contract.closableQueue", Contract.closableQueue(Queue::new)),
        Map.entry("Contract.clearableEvent", Contract.clearableEvent(Event::new)),
        Map.entry("Contract.condition", Contract.condition(Condition::new)),
        Map.entry("Museum.lock", Museum.lock(Lock::new)),
        Map.entry("Museum.semaphore", Museum.semaphore(Semaphore::new)),
        Map.entry("Museum.releases", Museum.releases(Semaphore::new)),
        Map.entry("Museum.limits", Museum.limits(Lock::new)),
        Map.entry("Museum.bodies", Museum.bodies(() -> new AsyncLock()::with)),
        Map.entry("Museum.latch", Museum.latch(Tasks::new)),
        Map.entry("Museum.priorityQueue", Museum.priorityQueue(Queue::new)));
  }

  private static final class Lock implements LockSubject.Limited {
    private final AsyncLock lock = new AsyncLock();

    @Override
    public CompletionStage<Permit> acquire() {
      return lock.acquire();
    }

    @Override
    public CompletionStage<Permit> acquire(Duration limit) {
      return lock.acquire().within(limit);
    }

    @Override
    public @Nullable Permit tryAcquire() {
      return lock.tryAcquire();
    }
  }

  private static final class Semaphore
      implements SemaphoreSubject.Closable, SemaphoreSubject.Releasable {
    private final AsyncSemaphore semaphore = AsyncSemaphore.bounded(PERMITS);

    @Override
    public int permits() {
      return PERMITS;
    }

    @Override
    public CompletionStage<Permit> acquire(int n) {
      return semaphore.acquire(n);
    }

    @Override
    public @Nullable Permit tryAcquire(int n) {
      return semaphore.tryAcquire(n);
    }

    @Override
    public void release(int n) {
      semaphore.release(n);
    }

    @Override
    public void close() {
      semaphore.close();
    }
  }

  /** Unfinished tasks are counted down. */
  private static final class Tasks implements LatchSubject {
    private final AsyncQueue<Integer> queue = AsyncQueue.unbounded();

    Tasks(int count) {
      for (int i = 0; i < count; i++) {
        queue.offer(i);
        queue.poll();
      }
    }

    @Override
    public void countDown() {
      queue.taskDone();
    }

    @Override
    public CompletionStage<?> whenZero() {
      return queue.whenDone();
    }
  }

  private static final class Queue implements QueueSubject.Closable {
    private final AsyncQueue<Integer> queue;

    Queue() {
      queue = AsyncQueue.bounded(2);
    }

    Queue(Comparator<? super Integer> order) {
      queue = AsyncQueue.priority(2, order);
    }

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
    public @Nullable Integer poll() {
      return queue.poll();
    }

    @Override
    public void close() {
      queue.close();
    }
  }

  private static final class Event implements EventSubject.Clearable {
    private final AsyncEvent event = new AsyncEvent();

    @Override
    public CompletionStage<?> when() {
      return event.whenSet();
    }

    @Override
    public void set() {
      event.set();
    }

    @Override
    public void clear() {
      event.clear();
    }
  }

  private static final class Condition implements ConditionSubject {
    private final AsyncCondition condition = new AsyncCondition();

    @Override
    public CompletionStage<?> when() {
      return condition.whenSignalled();
    }

    @Override
    public void signal() {
      condition.signal();
    }

    @Override
    public void signalAll() {
      condition.signalAll();
    }
  }
}
