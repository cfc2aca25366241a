package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.granted;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** L9: plain fields written before a release, put, set or signal are seen by the granted waiter. */
@Timeout(120)
class HandoverTest {
  private static final int ROUNDS = 2_000;
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Plain on purpose: only the primitive under test orders the accesses. */
  private int plain;

  private void incrementsAreNotLost(Supplier<Wait<Permit>> acquire) throws Exception {
    Callable<Boolean> body =
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            try (Permit held = acquire.get().await(LONG)) {
              plain++;
            }
          }
          return true;
        };
    plain = 0;
    List<Probe.Started<Boolean>> threads =
        List.of(
            Probe.start(body),
            Probe.startVirtual(body),
            Probe.startVirtual(body),
            Probe.startVirtual(body));
    for (var thread : threads) {
      assertTrue(thread.result());
    }
    assertEquals(4 * ROUNDS, plain);
  }

  /** One thread writes and grants, the other awaits and reads, over and over. */
  private void writesAreSeen(Supplier<Wait<?>> wait, Runnable grant) throws Exception {
    plain = 0;
    for (int i = 1; i <= 200; i++) {
      Wait<?> pending = wait.get();
      int written = i;
      var reader =
          Probe.startVirtual(
              () -> {
                pending.await(LONG);
                return plain;
              });
      plain = written;
      grant.run();
      assertEquals(written, reader.result());
    }
  }

  @Test
  void lock_increments_areNotLost() throws Exception {
    incrementsAreNotLost(new AsyncLock()::acquire);
  }

  @Test
  void semaphore_increments_areNotLost() throws Exception {
    incrementsAreNotLost(new AsyncSemaphore(1)::acquire);
  }

  @Test
  void weightedSemaphore_increments_areNotLost() throws Exception {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(5);
    incrementsAreNotLost(() -> semaphore.acquire(3));
  }

  @Test
  void writeLock_increments_areNotLost() throws Exception {
    incrementsAreNotLost(new AsyncReadWriteLock()::acquireWrite);
  }

  @Test
  void readLock_writesOfTheWriter_areSeen() throws Exception {
    AsyncReadWriteLock lock = new AsyncReadWriteLock();
    Permit[] writing = {granted(lock.acquireWrite())};
    for (int i = 1; i <= 200; i++) {
      Wait<Permit> read = lock.acquireRead();
      var reader =
          Probe.startVirtual(
              () -> {
                try (Permit reading = read.await(LONG)) {
                  return plain;
                }
              });
      Wait<Permit> next = lock.acquireWrite();
      plain = i;
      writing[0].close();
      assertEquals(i, reader.result());
      writing[0] = next.await(LONG);
    }
    assertEquals(200, plain);
  }

  @Test
  void event_writesBeforeSet_areSeen() throws Exception {
    AsyncEvent event = new AsyncEvent();
    writesAreSeen(
        event::whenSet,
        () -> {
          event.set();
          event.clear();
        });
  }

  @Test
  void condition_writesBeforeSignal_areSeen() throws Exception {
    AsyncCondition condition = new AsyncCondition();
    writesAreSeen(condition::whenSignalled, condition::signal);
  }

  @Test
  void semaphore_writesBeforeRelease_areSeen() throws Exception {
    AsyncSemaphore semaphore = new AsyncSemaphore(0);
    writesAreSeen(semaphore::acquire, semaphore::release);
  }

  @Test
  void result_writesBeforeSet_areSeen() throws Exception {
    List<AsyncResult<String>> results = new ArrayList<>();
    writesAreSeen(
        () -> {
          results.add(new AsyncResult<>());
          return results.getLast().whenDone();
        },
        () -> results.getLast().set("value"));
  }

  @Test
  void queue_writesBeforePut_areSeen() throws Exception {
    AsyncQueue<String> queue = AsyncQueue.bounded(1);
    writesAreSeen(queue::take, () -> queue.put("item"));
  }

  @Test
  void queue_writesBeforeTake_areSeenByTheWaitingPut() throws Exception {
    AsyncQueue<String> queue = AsyncQueue.rendezvous();
    writesAreSeen(() -> queue.put("item"), queue::poll);
  }

  @Test
  void queue_writesBeforeTaskDone_areSeenByWhenDone() throws Exception {
    AsyncQueue<String> queue = AsyncQueue.unbounded();
    writesAreSeen(
        () -> {
          queue.put("item");
          queue.poll();
          return queue.whenDone();
        },
        queue::taskDone);
  }

  @Test
  void queue_fieldsOfTheItems_areSeen() throws Exception {
    AsyncQueue<int[]> queue = AsyncQueue.bounded(4);
    var consumer =
        Probe.startVirtual(
            () -> {
              for (int i = 0; i < ROUNDS; i++) {
                assertEquals(i, queue.take().await(LONG)[0]);
              }
              return true;
            });
    for (int i = 0; i < ROUNDS; i++) {
      int[] item = new int[1];
      item[0] = i;
      queue.put(item).await(LONG);
    }
    assertTrue(consumer.result());
  }

  @Test
  void lockCondition_writesUnderTheLock_areSeen() throws Exception {
    AsyncLock lock = new AsyncLock();
    AsyncLock.Condition changed = lock.newCondition();
    plain = 0;
    Callable<Boolean> evenThenOdd = () -> take(lock, changed, 0);
    Callable<Boolean> oddThenEven = () -> take(lock, changed, 1);
    var even = Probe.startVirtual(evenThenOdd);
    var odd = Probe.start(oddThenEven);
    assertTrue(even.result());
    assertTrue(odd.result());
    assertEquals(2 * ROUNDS, plain);
  }

  private boolean take(AsyncLock lock, AsyncLock.Condition changed, int parity) throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      try (Permit held = lock.acquire().await(LONG)) {
        changed.releaseUntil(held, () -> plain % 2 == parity).await(LONG);
        plain++;
        changed.signalAll();
      }
    }
    return true;
  }
}
