package toro.bench.scenario;

import com.softwaremill.jox.Channel;
import java.util.concurrent.LinkedTransferQueue;
import org.openjdk.jmh.annotations.Benchmark;
import toro.AsyncQueue;

/** Virtual threads send items through a queue without a limit. */
public class UnboundedQueueFromVirtualThreads extends Pairs {
  @Benchmark
  public long toro() {
    return ThreadQueues.toro(AsyncQueue.unbounded(), virtualThreads());
  }

  @Benchmark
  public long linkedTransferQueue() {
    return ThreadQueues.blocking(new LinkedTransferQueue<>(), virtualThreads());
  }

  @Benchmark
  public long jox() {
    return ThreadQueues.jox(Channel.newUnlimitedChannel(), virtualThreads());
  }

  @Benchmark
  public long kotlinDispatcher() {
    return kotlin(true, Integer.MAX_VALUE);
  }
}
