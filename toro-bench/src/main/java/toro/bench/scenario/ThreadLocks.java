package toro.bench.scenario;

import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import toro.AsyncLock;
import toro.AsyncSemaphore;
import toro.Block;

/** Threads that all want one lock, again and again. */
final class ThreadLocks {
  private final ThreadFactory threads;
  private final int tasks;
  private final int operations;
  private final Runnable inside;
  private final Runnable outside;
  private final Held held = new Held();

  /**
   * @param inside what is done with the lock
   * @param outside what is done without it
   */
  ThreadLocks(ThreadFactory threads, int tasks, int operations, Runnable inside, Runnable outside) {
    this.threads = threads;
    this.tasks = tasks;
    this.operations = operations;
    this.inside = inside;
    this.outside = outside;
  }

  private long run(Block once) {
    Round.run(
        threads,
        tasks,
        () -> {
          for (int i = operations / tasks; i > 0; i--) {
            once.run();
            outside.run();
          }
        });
    return Scenario.expect(operations, held.times);
  }

  private void hold() {
    held.times++;
    inside.run();
  }

  long toro() {
    var lock = new AsyncLock();
    return run(
        () -> {
          try (var permit = lock.acquire().await()) {
            hold();
          }
        });
  }

  long toroSemaphore() {
    var semaphore = AsyncSemaphore.bounded(1);
    return run(
        () -> {
          try (var permit = semaphore.acquire().await()) {
            hold();
          }
        });
  }

  long reentrantLock(boolean fair) {
    var lock = new ReentrantLock(fair);
    return run(
        () -> {
          lock.lock();
          try {
            hold();
          } finally {
            lock.unlock();
          }
        });
  }

  long semaphore(boolean fair) {
    var semaphore = new Semaphore(1, fair);
    return run(
        () -> {
          semaphore.acquire();
          try {
            hold();
          } finally {
            semaphore.release();
          }
        });
  }
}
