package toro.bench.scenario;

import com.softwaremill.jox.Channel;
import java.util.concurrent.SynchronousQueue;
import org.openjdk.jmh.annotations.Benchmark;
import toro.AsyncQueue;

/** Virtual threads hand items over, and nothing is kept in between. */
public class RendezvousFromVirtualThreads extends Pairs {
  @Benchmark
  public long toro() {
    return ThreadQueues.toro(AsyncQueue.rendezvous(), virtualThreads());
  }

  @Benchmark
  public long linkedTransferQueue() {
    return ThreadQueues.transfer(virtualThreads());
  }

  @Benchmark
  public long synchronousQueue() {
    return ThreadQueues.blocking(new SynchronousQueue<>(), virtualThreads());
  }

  @Benchmark
  public long fairSynchronousQueue() {
    return ThreadQueues.blocking(new SynchronousQueue<>(true), virtualThreads());
  }

  @Benchmark
  public long jox() {
    return ThreadQueues.jox(Channel.newRendezvousChannel(), virtualThreads());
  }

  @Benchmark
  public long kotlinDispatcher() {
    return kotlin(true, 0);
  }
}
