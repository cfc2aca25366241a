package toro.bench.scenario;

import com.softwaremill.jox.Channel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import toro.AsyncQueue;

/** An item goes through a queue with room, by calls that would wait. */
public class QueuePutTake extends Scenario {
  private static final int CAPACITY = 64;
  private static final int SUSPENDING = 1_000; // items in one coroutine

  private final Integer item = 7;
  private final AsyncQueue<Integer> toro = AsyncQueue.bounded(CAPACITY);
  private final ArrayBlockingQueue<Integer> array = new ArrayBlockingQueue<>(CAPACITY);
  private final LinkedTransferQueue<Integer> linked = new LinkedTransferQueue<>();
  private final Channel<Integer> jox = Channel.newBufferedChannel(CAPACITY);

  @Benchmark
  public Integer toro() throws InterruptedException {
    toro.put(item).await();
    return toro.take().await();
  }

  @Benchmark
  public Integer arrayBlockingQueue() throws InterruptedException {
    array.put(item);
    return array.take();
  }

  @Benchmark
  public Integer linkedTransferQueue() throws InterruptedException {
    linked.put(item);
    return linked.take();
  }

  @Benchmark
  public Integer jox() throws InterruptedException {
    jox.send(item);
    return jox.receive();
  }

  @Benchmark
  @OperationsPerInvocation(SUSPENDING)
  public long kotlin() {
    return expect(SUSPENDING, KotlinFree.channel(CAPACITY, SUSPENDING));
  }
}
