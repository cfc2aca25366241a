package toro.bench.scenario;

import com.softwaremill.jox.Channel;
import java.util.List;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import toro.AsyncQueue;
import toro.AsyncSemaphore;
import toro.Block;

/** Two virtual threads wait for each other in turn; a round trip is one operation. */
public class PingPongFromVirtualThreads extends Scenario {
  @Param("20000")
  public int operations;

  private final Integer ball = 1;

  private long run(Block first, Block second) {
    var held = new Held();
    Round.run(
        Round.VIRTUAL,
        List.of(
            () -> {
              for (int i = 0; i < operations; i++) {
                first.run();
              }
            },
            () -> {
              for (int i = 0; i < operations; i++) {
                second.run();
                held.times++;
              }
            }));
    return expect(operations, held.times);
  }

  @Benchmark
  public long toro() {
    var there = new AsyncSemaphore(0);
    var back = new AsyncSemaphore(0);
    return run(
        () -> {
          there.acquire().await();
          back.release();
        },
        () -> {
          there.release();
          back.acquire().await();
        });
  }

  @Benchmark
  public long semaphore() {
    var there = new Semaphore(0);
    var back = new Semaphore(0);
    return run(
        () -> {
          there.acquire();
          back.release();
        },
        () -> {
          there.release();
          back.acquire();
        });
  }

  @Benchmark
  public long toroQueue() {
    var there = AsyncQueue.<Integer>rendezvous();
    var back = AsyncQueue.<Integer>rendezvous();
    return run(
        () -> back.put(there.take().await()).await(),
        () -> {
          there.put(ball).await();
          expect(back.take().await());
        });
  }

  @Benchmark
  public long linkedTransferQueue() {
    var there = new LinkedTransferQueue<Integer>();
    var back = new LinkedTransferQueue<Integer>();
    return run(
        () -> back.put(there.take()),
        () -> {
          there.put(ball);
          expect(back.take());
        });
  }

  @Benchmark
  public long synchronousQueue() {
    var there = new SynchronousQueue<Integer>();
    var back = new SynchronousQueue<Integer>();
    return run(
        () -> back.put(there.take()),
        () -> {
          there.put(ball);
          expect(back.take());
        });
  }

  @Benchmark
  public long jox() {
    var there = Channel.<Integer>newRendezvousChannel();
    var back = Channel.<Integer>newRendezvousChannel();
    return run(
        () -> back.send(there.receive()),
        () -> {
          there.send(ball);
          expect(back.receive());
        });
  }

  @Benchmark
  public long kotlinDispatcher() {
    return expect(operations, KotlinQueues.pingPong(true, operations));
  }
}
