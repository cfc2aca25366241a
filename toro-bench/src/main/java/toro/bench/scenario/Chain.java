package toro.bench.scenario;

import com.ibm.asyncutil.locks.AsyncLock.LockToken;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import toro.AsyncLock;
import toro.Permit;

/** A lock is given back; each of its waiters has it once, and gives it back inline. */
@Fork(jvmArgsAppend = {"-Xms4g", "-Xmx4g", "-Xmn3g"})
public class Chain extends Scenario {
  /** How many wait. */
  @State(Scope.Benchmark)
  public static class Size {
    @Param("1000000")
    public int waiters;
  }

  /** The line at a lock of ours. */
  @State(Scope.Benchmark)
  public static class Toro {
    private final AsyncLock lock = new AsyncLock();
    private final Held held = new Held();
    private Permit first = expect(lock.tryAcquire());

    @Setup(Level.Invocation)
    public void queue(Size size) {
      Meter.prepare(() -> queue(size.waiters));
    }

    private void queue(int waiters) {
      held.times = 0;
      if (!first.isOpen()) {
        first = expect(lock.tryAcquire());
      }
      for (int i = 0; i < waiters; i++) {
        var unused = lock.acquire().thenAccept(this::release);
      }
    }

    private void release(Permit permit) {
      held.times++;
      permit.close();
    }
  }

  @Benchmark
  public long toro(Size size, Toro line) {
    line.first.close();
    return expect(size.waiters, line.held.times);
  }

  /** The line at a lock of IBM's. */
  @State(Scope.Benchmark)
  public static class Ibm {
    private final com.ibm.asyncutil.locks.AsyncLock lock =
        com.ibm.asyncutil.locks.AsyncLock.createFair();
    private final Held held = new Held();
    private LockToken first = lock.tryLock().orElseThrow();

    @Setup(Level.Invocation)
    public void queue(Size size) {
      Meter.prepare(() -> queue(size.waiters));
    }

    private void queue(int waiters) {
      if (held.times > 0) {
        held.times = 0;
        first = lock.tryLock().orElseThrow();
      }
      for (int i = 0; i < waiters; i++) {
        lock.acquireLock().thenAccept(this::release);
      }
    }

    private void release(LockToken token) {
      held.times++;
      token.close();
    }
  }

  @Benchmark
  public long ibm(Size size, Ibm line) {
    line.first.close();
    return expect(size.waiters, line.held.times);
  }

  /** The line at a semaphore of Kotlin's. */
  @State(Scope.Benchmark)
  public static class Kotlin {
    private KotlinWaiters waiters = KotlinWaiters.ofPermit(0);

    @Setup(Level.Invocation)
    public void queue(Size size) {
      Meter.prepare(() -> waiters = KotlinWaiters.ofPermit(size.waiters));
    }
  }

  @Benchmark
  public long kotlin(Size size, Kotlin line) {
    return expect(size.waiters, line.waiters.grant());
  }
}
