package toro.bench.scenario;

import org.openjdk.jmh.annotations.Param;

/** As many producers as consumers. */
public abstract class Pairs extends Scenario {
  @Param("131072")
  public int operations;

  @Param({"1", "64"})
  public int pairs;

  final ThreadQueues.Size virtualThreads() {
    return new ThreadQueues.Size(Round.VIRTUAL, pairs, operations);
  }

  /** A capacity of 0 is a rendezvous. */
  final long kotlin(boolean dispatched, int capacity) {
    return expect(
        ThreadQueues.sumOf(pairs, operations),
        KotlinQueues.pairs(dispatched, capacity, pairs, operations));
  }
}
