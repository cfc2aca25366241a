package toro.bench.scenario;

import com.softwaremill.jox.Channel;
import java.util.concurrent.ArrayBlockingQueue;
import org.openjdk.jmh.annotations.Benchmark;
import toro.AsyncQueue;

/** Virtual threads send items through a queue of 64. */
public class BoundedQueueFromVirtualThreads extends Pairs {
  private static final int CAPACITY = 64;

  @Benchmark
  public long toro() {
    return ThreadQueues.toro(AsyncQueue.bounded(CAPACITY), virtualThreads());
  }

  @Benchmark
  public long arrayBlockingQueue() {
    return ThreadQueues.blocking(new ArrayBlockingQueue<>(CAPACITY), virtualThreads());
  }

  @Benchmark
  public long fairArrayBlockingQueue() {
    return ThreadQueues.blocking(new ArrayBlockingQueue<>(CAPACITY, true), virtualThreads());
  }

  @Benchmark
  public long jox() {
    return ThreadQueues.jox(Channel.newBufferedChannel(CAPACITY), virtualThreads());
  }

  @Benchmark
  public long kotlinDispatcher() {
    return kotlin(true, CAPACITY);
  }
}
