package toro.bench.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import toro.Block;

/** Virtual threads that are all parked in a call, until they are interrupted. */
public final class ParkedThreads {
  private static final long A_LITTLE_NANOS = 100_000;

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger interrupted = new AtomicInteger();

  /** Starts that many threads, and returns when all are parked. */
  public ParkedThreads(int count, Block call) {
    for (int i = 0; i < count; i++) {
      threads.add(Thread.startVirtualThread(() -> run(call)));
    }
    for (var thread : threads) {
      while (thread.getState() != Thread.State.WAITING) {
        LockSupport.parkNanos(A_LITTLE_NANOS);
      }
    }
  }

  private void run(Block call) {
    try {
      call.run();
    } catch (InterruptedException e) {
      interrupted.incrementAndGet();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Interrupts the first one first, and returns how many were interrupted when all have ended. */
  public long interruptAll() {
    threads.forEach(Thread::interrupt);
    for (var thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return Scenario.expect(threads.size(), interrupted.get());
  }
}
