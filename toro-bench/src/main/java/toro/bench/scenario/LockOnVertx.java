package toro.bench.scenario;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.shareddata.Lock;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import toro.AsyncLock;
import toro.Permit;

/** The tasks of two event loops of Vert.x want one lock, and whoever has it suspends once. */
public class LockOnVertx extends Scenario {
  private static final long AN_HOUR = TimeUnit.HOURS.toMillis(1);

  @Param("16384")
  public int operations;

  @Param({"64", "1024"})
  public int tasks;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  private List<Context> loops = List.of();

  @Setup
  public void start() {
    loops = List.of(vertx.getOrCreateContext(), vertx.getOrCreateContext());
  }

  @TearDown
  public void stop() {
    vertx.close().await();
  }

  private interface Acquire {
    void onceHeld(Executor loop, Runnable body);
  }

  /** Takes the lock on the loop, and has the loop close it with its next turn. */
  private final class Task implements Runnable {
    private final Executor loop;
    private final Acquire lock;
    private final Round round;
    private int left = operations / tasks;

    Task(Executor loop, Acquire lock, Round round) {
      this.loop = loop;
      this.lock = lock;
      this.round = round;
    }

    @Override
    public void run() {
      if (left-- == 0) {
        round.end();
      } else {
        lock.onceHeld(loop, this);
      }
    }
  }

  private long run(Acquire lock) {
    var round = new Round(tasks);
    for (int i = 0; i < tasks; i++) {
      var context = loops.get(i % 2);
      Executor loop = turn -> context.runOnContext(unused -> turn.run());
      loop.execute(new Task(loop, lock, round));
    }
    round.await();
    return operations;
  }

  @Benchmark
  public long toro() {
    var lock = new AsyncLock();
    var held = new Held();
    run(
        (loop, then) -> {
          var unused =
              lock.acquire().thenAcceptAsync(permit -> closeAndGoOn(permit, held, then), loop);
        });
    return expect(operations, held.times);
  }

  @Benchmark
  public long vertx() {
    var held = new Held();
    run(
        (loop, then) ->
            vertx
                .sharedData()
                .getLocalLockWithTimeout("lock", AN_HOUR)
                .onSuccess(lock -> loop.execute(() -> closeAndGoOn(lock, held, then))));
    return expect(operations, held.times);
  }

  private static void closeAndGoOn(Permit permit, Held held, Runnable then) {
    held.times++;
    permit.close();
    then.run();
  }

  private static void closeAndGoOn(Lock lock, Held held, Runnable then) {
    held.times++;
    lock.release();
    then.run();
  }
}
