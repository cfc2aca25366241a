package toro.bench.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import toro.AsyncQueue;

/** Items are put one by one, and taken as one batch. */
@OperationsPerInvocation(QueueBatches.ITEMS)
public class QueueBatches extends Scenario {
  static final int ITEMS = 64;

  private final Integer item = 7;
  private final AsyncQueue<Integer> toro = AsyncQueue.bounded(ITEMS);
  private final ArrayBlockingQueue<Integer> array = new ArrayBlockingQueue<>(ITEMS);
  private final LinkedTransferQueue<Integer> linked = new LinkedTransferQueue<>();

  @Benchmark
  public long toro() {
    for (int i = 0; i < ITEMS; i++) {
      toro.offer(item);
    }
    return expect(ITEMS, toro.poll(ITEMS).size());
  }

  @Benchmark
  public long toroTakeBatch() throws InterruptedException {
    for (int i = 0; i < ITEMS; i++) {
      toro.offer(item);
    }
    return expect(ITEMS, toro.takeBatch(ITEMS).await().size());
  }

  /** The same one by one. */
  @Benchmark
  public long toroOneByOne() {
    for (int i = 0; i < ITEMS; i++) {
      toro.offer(item);
    }
    List<Integer> taken = new ArrayList<>(ITEMS);
    for (int i = 0; i < ITEMS; i++) {
      taken.add(expect(toro.poll()));
    }
    return expect(ITEMS, taken.size());
  }

  @Benchmark
  public long arrayBlockingQueue() {
    for (int i = 0; i < ITEMS; i++) {
      array.offer(item);
    }
    List<Integer> taken = new ArrayList<>(ITEMS);
    return expect(ITEMS, array.drainTo(taken, ITEMS));
  }

  @Benchmark
  public long linkedTransferQueue() {
    for (int i = 0; i < ITEMS; i++) {
      linked.offer(item);
    }
    List<Integer> taken = new ArrayList<>(ITEMS);
    return expect(ITEMS, linked.drainTo(taken, ITEMS));
  }
}
