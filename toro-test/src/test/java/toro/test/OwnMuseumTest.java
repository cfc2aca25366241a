package toro.test;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import toro.AsyncKeyedLock;
import toro.AsyncLatch;
import toro.AsyncLock;
import toro.AsyncQueue;
import toro.AsyncReadWriteLock;
import toro.AsyncSemaphore;
import toro.AsyncTracker;
import toro.Permit;

/** This library's own types have none of the bugs of others. */
class OwnMuseumTest {
  private static final int SEEDS = Integer.getInteger("toro.seeds", 200);
  private static final int ROUNDS = Integer.getInteger("toro.rounds", 20); // with threads

  record Limited(AsyncLock lock) implements LockSubject.Limited {
    @Override
    public CompletionStage<Permit> acquire() {
      return lock.acquire();
    }

    @Override
    public CompletionStage<Permit> acquire(Duration limit) {
      return lock.acquire().within(limit);
    }

    @Override
    public AutoCloseable tryAcquire() {
      return lock.tryAcquire();
    }
  }

  record Bounded(AsyncSemaphore semaphore, int permits) implements SemaphoreSubject.Releasable {
    @Override
    public CompletionStage<Permit> acquire(int n) {
      return semaphore.acquire(n);
    }

    @Override
    public AutoCloseable tryAcquire(int n) {
      return semaphore.tryAcquire(n);
    }

    @Override
    public void release(int n) {
      semaphore.release(n);
    }
  }

  @TestFactory
  Stream<DynamicContainer> types_underManySchedules_haveNoBugOfTheMuseum() {
    return Map.ofEntries(
            Map.entry("AsyncLock", Museum.lock(OwnSubjects::lock)),
            Map.entry("AsyncReadWriteLock, write", Museum.lock(OwnSubjects::writeLock)),
            Map.entry("AsyncKeyedLock, one key", Museum.lock(OwnSubjects::keyedLock)),
            Map.entry("AsyncKeyedLock, with", Museum.bodies(OwnMuseumTest::oneKey)),
            Map.entry("AsyncPool of one", Museum.lock(OwnSubjects::pool)),
            Map.entry("AsyncPool, with", Museum.bodies(OwnMuseumTest::poolOfOne)),
            Map.entry("bounded(1)", Museum.lock(OwnMuseumTest::semaphoreAsLock)),
            Map.entry("bounded(4)", Museum.semaphore(() -> bounded(4))),
            Map.entry("bounded(4), release", Museum.releases(() -> bounded(4))),
            Map.entry("AsyncLock, within", Museum.limits(() -> new Limited(new AsyncLock()))),
            Map.entry("AsyncLock, with", Museum.bodies(() -> new AsyncLock()::with)),
            Map.entry(
                "AsyncReadWriteLock, withWrite",
                Museum.bodies(() -> new AsyncReadWriteLock()::withWrite)),
            Map.entry("AsyncTracker, with", Museum.bodies(() -> new AsyncTracker()::with)),
            Map.entry("AsyncQueue.whenDone", Museum.latch(OwnMuseumTest::tasks)),
            Map.entry("AsyncLatch", Museum.latch(OwnMuseumTest::latch)),
            Map.entry("priority(2)", Museum.priorityQueue(OwnMuseumTest::priority)))
        .entrySet()
        .stream()
        .map(
            kind ->
                DynamicContainer.dynamicContainer(
                    kind.getKey(), kind.getValue().seeds(SEEDS).rounds(ROUNDS).tests()));
  }

  /** A writer takes all the permits of the readers; there is no request for more. */
  @TestFactory
  Stream<DynamicTest> readersAndWriters_underManySchedules_haveNoBugOfTheMuseum() {
    return Museum.semaphore(() -> OwnSubjects.readWriteLock(3))
        .seeds(SEEDS)
        .tests()
        .filter(test -> !test.getDisplayName().equals("a request for more than there are"));
  }

  private static Bounded bounded(int permits) {
    return new Bounded(AsyncSemaphore.bounded(permits), permits);
  }

  private static LockSubject semaphoreAsLock() {
    var semaphore = AsyncSemaphore.bounded(1);
    return new OwnSubjects.Lock(semaphore::acquire, semaphore::tryAcquire);
  }

  private static BodySubject oneKey() {
    var lock = new AsyncKeyedLock<String>();
    return body -> lock.with("key", body);
  }

  private static BodySubject poolOfOne() {
    var pool = OwnSubjects.poolOfOne();
    return body -> pool.with(resource -> body.get());
  }

  private static LatchSubject latch(int count) {
    var latch = new AsyncLatch(count);
    return new LatchSubject() {
      @Override
      public void countDown() {
        latch.countDown();
      }

      @Override
      public CompletionStage<?> whenZero() {
        return latch.whenZero();
      }
    };
  }

  /** So many unfinished tasks. */
  private static LatchSubject tasks(int count) {
    AsyncQueue<Integer> queue = AsyncQueue.unbounded();
    for (int i = 0; i < count; i++) {
      queue.offer(i);
      queue.poll();
    }
    return new LatchSubject() {
      @Override
      public void countDown() {
        queue.taskDone();
      }

      @Override
      public CompletionStage<?> whenZero() {
        return queue.whenDone();
      }
    };
  }

  private static QueueSubject priority(Comparator<? super Integer> order) {
    return new OwnSubjects.Queue(AsyncQueue.priority(2, order), false);
  }
}
