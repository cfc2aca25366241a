package toro.bench.scenario;

import com.ibm.asyncutil.iteration.AsyncQueues;
import com.ibm.asyncutil.iteration.BoundedAsyncQueue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import kotlinx.coroutines.channels.Channel;
import org.openjdk.jmh.annotations.Benchmark;
import toro.AsyncQueue;

/** An item goes through a queue with room, by calls that never wait. */
public class QueueOfferPoll extends Scenario {
  private static final int CAPACITY = 64;

  private final Integer item = 7;
  private final AsyncQueue<Integer> toro = AsyncQueue.bounded(CAPACITY);
  private final ArrayBlockingQueue<Integer> array = new ArrayBlockingQueue<>(CAPACITY);
  private final LinkedTransferQueue<Integer> linked = new LinkedTransferQueue<>();
  private final BoundedAsyncQueue<Integer> ibm = AsyncQueues.buffered(CAPACITY);
  private final Channel<Integer> channel = KotlinQueues.channel(CAPACITY);

  @Benchmark
  public Integer toro() {
    toro.offer(item);
    return expect(toro.poll());
  }

  @Benchmark
  public Integer arrayBlockingQueue() {
    array.offer(item);
    return expect(array.poll());
  }

  @Benchmark
  public Integer linkedTransferQueue() {
    linked.offer(item);
    return expect(linked.poll());
  }

  @Benchmark
  public Integer ibm() {
    var unused = ibm.send(item);
    return ibm.poll().orElseThrow();
  }

  @Benchmark
  public Integer kotlin() {
    return KotlinQueues.offerAndPoll(channel, item);
  }
}
