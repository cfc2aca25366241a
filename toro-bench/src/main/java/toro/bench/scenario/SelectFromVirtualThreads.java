package toro.bench.scenario;

import com.softwaremill.jox.Channel;
import com.softwaremill.jox.SelectClause;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import toro.AsyncQueue;
import toro.Block;
import toro.Clause;
import toro.Select;
import toro.Selected;

/** One virtual thread hands items to another by several queues in turn, which that selects from. */
public class SelectFromVirtualThreads extends Scenario {
  @Param("65536")
  public int operations;

  @Param({"1", "2", "8"})
  public int clauses;

  private long run(List<Block> sends, Receive receive) {
    var sum = new long[1];
    Round.run(
        Round.VIRTUAL,
        List.of(
            () -> {
              for (int i = 0; i < operations; i++) {
                sends.get(i % clauses).run();
              }
            },
            () -> {
              for (int i = 0; i < operations; i++) {
                sum[0] += receive.receive();
              }
            }));
    return expect(operations, sum[0]);
  }

  private interface Receive {
    int receive() throws InterruptedException;
  }

  private List<AsyncQueue<Integer>> queues() {
    return IntStream.range(0, clauses).mapToObj(i -> AsyncQueue.<Integer>rendezvous()).toList();
  }

  private static List<Block> sends(List<AsyncQueue<Integer>> queues) {
    List<Block> sends = new ArrayList<>();
    for (var queue : queues) {
      sends.add(() -> queue.put(1).await());
    }
    return sends;
  }

  @Benchmark
  public long toro() {
    var queues = queues();
    List<Clause<Integer>> takes = queues.stream().map(Clause::take).toList();
    var select = Select.ordered(takes.toArray(new Clause<?>[0]));
    return run(
        sends(queues),
        () -> {
          Selected won = select.select().await();
          return won.get(takes.get(won.index()));
        });
  }

  /** The same where the receiver knows which queue is next. */
  @Benchmark
  public long toroTake() {
    var queues = queues();
    var next = new int[1];
    return run(sends(queues), () -> queues.get(next[0]++ % clauses).take().await());
  }

  @Benchmark
  public long jox() {
    List<Block> sends = new ArrayList<>();
    List<SelectClause<Integer>> receives = new ArrayList<>();
    for (int i = 0; i < clauses; i++) {
      var channel = Channel.<Integer>newRendezvousChannel();
      sends.add(() -> channel.send(1));
      receives.add(channel.receiveClause());
    }
    SelectClause<?>[] all = receives.toArray(new SelectClause<?>[0]);
    return run(sends, () -> (Integer) com.softwaremill.jox.Select.select(all));
  }

  @Benchmark
  public long kotlinDispatcher() {
    return expect(operations, KotlinQueues.select(clauses, operations));
  }
}
