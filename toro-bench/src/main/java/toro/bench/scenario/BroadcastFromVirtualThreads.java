package toro.bench.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import toro.AsyncBroadcast;
import toro.Block;

/** A virtual thread sends items to four others, each of which sees all; 64 may be unread. */
public class BroadcastFromVirtualThreads extends Scenario {
  private static final int CAPACITY = 64;
  private static final int FOLLOWERS = 4;

  @Param("20000")
  public int operations;

  private long expected() {
    return FOLLOWERS * ThreadQueues.sumOf(1, operations);
  }

  @Benchmark
  public long toro() {
    AsyncBroadcast<Integer> broadcast = AsyncBroadcast.lossless(CAPACITY);
    var sum = new AtomicLong();
    List<Block> bodies = new ArrayList<>();
    for (int i = 0; i < FOLLOWERS; i++) {
      var subscription = broadcast.subscribe();
      bodies.add(() -> sum.addAndGet(take(subscription)));
    }
    bodies.add(() -> put(broadcast));
    Round.run(Round.VIRTUAL, bodies);
    return expect(expected(), sum.get());
  }

  private void put(AsyncBroadcast<Integer> broadcast) throws InterruptedException {
    for (int i = 0; i < operations; i++) {
      broadcast.put(i & 63).await();
    }
  }

  private long take(AsyncBroadcast.Subscription<Integer> subscription) throws InterruptedException {
    long sum = 0;
    for (int i = 0; i < operations; i++) {
      sum += subscription.take().await();
    }
    return sum;
  }

  @Benchmark
  public long kotlinDispatcher() {
    return expect(expected(), KotlinFlows.broadcast(CAPACITY, FOLLOWERS, operations));
  }
}
