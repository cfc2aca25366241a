package toro.bench;

import static toro.bench.Bar.Measure.BYTES;
import static toro.bench.Bar.Measure.CPU;
import static toro.bench.Bar.Measure.WALL;

import java.util.List;

/** What the results are held against, and who is not there. */
final class Bars {
  /** In the order in which they are shown. */
  static final List<Bar> ALL =
      List.of(
          // A permit that is free.
          Bar.times("LockTry", WALL, 1.1, "reentrantLock"),
          Bar.atMost("LockTry", BYTES, 0),
          Bar.times("SemaphoreTry", WALL, 1.2, "fairSemaphore"),
          Bar.atMost("SemaphoreTry", BYTES, 24),
          Bar.times("LockAwait", WALL, 2.1, "reentrantLock"),
          Bar.atMost("LockAwait", BYTES, 56),
          Bar.atMost("SemaphoreAwait", BYTES, 56),
          Bar.atMost("LockThenAccept", BYTES, 112),
          Bar.atMost("SemaphoreThenAccept", BYTES, 112),
          Bar.times("TrackerEnterLeave", WALL, 2, "toroSemaphore"),
          Bar.atMost("TrackerEnterLeave", BYTES, 24),
          Bar.atMost("SignalTry", BYTES, 0),
          Bar.times("KeyedLockTry", WALL, 1, "toroLockTwiceAndCompute"),
          Bar.atMost("KeyedLockTry", BYTES, 224), // an entry of 160, and the permit
          Bar.more("LimiterAwait", WALL, 60, "toroSemaphore"), // it reads the clock
          Bar.atMost("LimiterAwait", BYTES, 64),
          Bar.atMost("LimiterTry", BYTES, 0),
          Bar.times("ValueSet", WALL, 2, "toroEvent"),
          Bar.times("BroadcastPut", WALL, 2, "toroQueue"),
          Bar.times("PoolBorrowReturn", WALL, 1, "hikari"),
          // A lock that many want. Who has one thread is held against who has one.
          Bar.times("LockFromCallbacks", WALL, 1, "ibm", "kotlinDispatcher")
              .where("neighbours", "0"),
          Bar.times("LockFromCallbacks", CPU, 1, "ibm", "kotlinDispatcher")
              .where("neighbours", "0"),
          Bar.times("LockFromCallbacks", WALL, 1, "kotlinLoop")
              .where("neighbours", "0")
              .of("toroOneThread"),
          Bar.times("LockFromCallbacks", CPU, 1, "kotlinLoop")
              .where("neighbours", "0")
              .of("toroOneThread"),
          Bar.times("LockFromVirtualThreads", WALL, 1, "fairReentrantLock", "fairSemaphore")
              .where("neighbours", "0"),
          Bar.times("OnePermitShortWork", WALL, 1, "fairReentrantLock", "fairSemaphore"),
          // Eight busy neighbours.
          Bar.times("LockFromCallbacks", WALL, 2, "ibm").where("neighbours", "8"),
          Bar.times("LockFromCallbacks", CPU, 2, "ibm").where("neighbours", "8"),
          Bar.times("LockFromVirtualThreads", WALL, 1.2, "fairReentrantLock")
              .where("neighbours", "8"),
          Bar.times("LockFromVirtualThreads", CPU, 1.2, "fairReentrantLock")
              .where("neighbours", "8"),
          // A pool of which many want something.
          Bar.times("PoolFromThreads", WALL, 1, "hikari"),
          // Queues.
          Bar.times("BoundedQueueFromVirtualThreads", WALL, 1, "arrayBlockingQueue", "jox"),
          Bar.times("BoundedQueueFromCallbacks", WALL, 1.2, "kotlinDispatcher"),
          Bar.times("BoundedQueueFromCallbacks", WALL, 1.2, "kotlinLoop").of("toroOneThread"),
          Bar.times("RendezvousFromVirtualThreads", WALL, 1, "linkedTransferQueue"),
          Bar.times("RendezvousFromVirtualThreads", WALL, 1.1, "jox"),
          Bar.times("RendezvousFromCallbacks", WALL, 1, "kotlinLoop").of("toroOneThread"),
          Bar.times("UnboundedQueueFromVirtualThreads", WALL, 1, "linkedTransferQueue"),
          Bar.times("UnboundedQueueFromVirtualThreads", WALL, 1.1, "jox"),
          Bar.times("UnboundedQueueFromCallbacks", WALL, 1, "kotlinLoop").of("toroOneThread"),
          Bar.times(
              "QueueOfferPoll", WALL, 0.5, "arrayBlockingQueue", "linkedTransferQueue", "kotlin"),
          Bar.atMost("QueueOfferPoll", BYTES, 0),
          Bar.times("QueuePutTake", WALL, 0.5, "jox", "kotlin", "arrayBlockingQueue"),
          Bar.atMost("QueuePutTake", BYTES, 56),
          Bar.times("QueueReserve", WALL, 2, "toroPut"),
          Bar.times("QueueLeases", WALL, 2, "toroTake"),
          Bar.times("QueueBatches", WALL, 1, "arrayBlockingQueue", "linkedTransferQueue"),
          Bar.times("QueueOverflows", WALL, 1, "kotlin"),
          Bar.times("SelectFromVirtualThreads", WALL, 1, "jox"),
          Bar.times("SelectFromVirtualThreads", WALL, 1.5, "kotlinDispatcher"),
          Bar.times("SelectFromVirtualThreads", WALL, 2, "toroTake").where("clauses", "2"),
          // Two that wait for each other.
          Bar.times("PingPongFromCallbacks", WALL, 0.7, "kotlinLoop", "kotlinDispatcher"),
          Bar.times("PingPongFromVirtualThreads", WALL, 0.7, "semaphore"),
          Bar.times("PingPongFromVirtualThreads", WALL, 1.2, "linkedTransferQueue"),
          // Very many.
          Bar.times("GivingUpFromVirtualThreads", CPU, 0.1, "fairSemaphore"),
          Bar.times("Chain", WALL, 1.3, "ibm"),
          Bar.times("EventForMany", WALL, 1.5, "completableFuture"),
          // Time and loops.
          Bar.more("LimitThatNeverFires", WALL, 60, "toroWithoutLimit"),
          Bar.more("LimitThatNeverFires", BYTES, 80, "toroWithoutLimit"),
          Bar.times("LoopSwitch", WALL, 1, "plainVirtualThreads"),
          Bar.times("LoopSwitchOneCarrier", WALL, 1, "plainVirtualThreads"));

  /** A million that give up may cost this much more each than ten thousand. */
  static final double GROWTH = 3;

  /** What one that waits, or one function that is attached, may keep; and when it has gone. */
  static final double FOOTPRINT = 56;

  /**
   * Who cannot take part.
   *
   * @param scenario where
   * @param contender who
   * @param why why not
   */
  record Absent(String scenario, String contender, String why) {}

  static final List<Absent> ABSENT =
      List.of(
          new Absent("GivingUp", "ibm", "cannot cancel: the permit is lost"),
          new Absent("GivingUp", "completableFuture", "keeps what is cancelled"),
          new Absent("Chain", "vertx", "overflows the stack"),
          new Absent("Chain", "completableFuture", "overflows the stack"),
          new Absent("QueueOfferPoll", "jox", "has no such calls"),
          new Absent("BoundedQueueFromCallbacks", "ibm", "allows one consumer only"),
          new Absent("UnboundedQueueFromCallbacks", "ibm", "allows one consumer only"),
          new Absent("RendezvousFromCallbacks", "ibm", "has none"),
          new Absent("LimitThatNeverFires", "ibm", "has no limits"));

  private Bars() {}
}
