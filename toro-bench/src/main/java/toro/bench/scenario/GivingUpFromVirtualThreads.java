package toro.bench.scenario;

import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import toro.AsyncSemaphore;
import toro.Block;

/** All virtual threads that wait for a permit are interrupted, the first ones first. */
@Fork(jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-Xmn1g"})
public class GivingUpFromVirtualThreads extends Scenario {
  /** Who waits. */
  @State(Scope.Benchmark)
  public static class Line {
    @Param("16384")
    public int waiters;

    private ParkedThreads threads = new ParkedThreads(0, () -> {});

    private void park(Block call) {
      Meter.prepare(() -> threads = new ParkedThreads(waiters, call));
    }
  }

  /** They wait for a permit of ours. */
  @State(Scope.Benchmark)
  public static class Toro {
    private final AsyncSemaphore semaphore = new AsyncSemaphore(0);

    @Setup(Level.Invocation)
    public void park(Line line) {
      line.park(() -> semaphore.acquire().await());
    }
  }

  @Benchmark
  public long toro(Line line, Toro permits) {
    long gone = line.threads.interruptAll();
    expect(0, permits.semaphore.waiting());
    return gone;
  }

  /** They wait for a permit of the JDK's. */
  @State(Scope.Benchmark)
  public static class Jdk {
    private final Semaphore semaphore = new Semaphore(0, true);

    @Setup(Level.Invocation)
    public void park(Line line) {
      line.park(semaphore::acquire);
    }
  }

  @Benchmark
  public long fairSemaphore(Line line, Jdk permits) {
    long gone = line.threads.interruptAll();
    expect(0, permits.semaphore.getQueueLength());
    return gone;
  }

  /** They wait for a lock of the JDK's, which the measuring thread holds. */
  @State(Scope.Benchmark)
  public static class JdkLock {
    private final ReentrantLock lock = new ReentrantLock(true);

    @Setup(Level.Invocation)
    public void park(Line line) {
      lock.lock();
      line.park(lock::lockInterruptibly);
    }
  }

  @Benchmark
  public long fairReentrantLock(Line line, JdkLock holder) {
    long gone = line.threads.interruptAll();
    expect(0, holder.lock.getQueueLength());
    holder.lock.unlock();
    return gone;
  }
}
