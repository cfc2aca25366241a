package toro.verify.soak;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import toro.AsyncBroadcast;
import toro.AsyncQueue;

/** All courses, by the name of what they are about. A new primitive joins here. */
final class Courses {
  private static final int CAPACITY = 3;

  private Courses() {}

  static Map<String, Function<Round, Course>> all() {
    var all = new LinkedHashMap<String, Function<Round, Course>>();
    all.put("AsyncLock", LockCourse::new);
    all.put("AsyncLock.Condition", ConditionCourse::new);
    all.put("AsyncSemaphore", round -> new SemaphoreCourse(round, false));
    all.put("AsyncSemaphore-resized", round -> new SemaphoreCourse(round, true));
    all.put("AsyncSemaphore.with", WithCourse::new);
    all.put("AsyncReadWriteLock", ReadWriteCourse::new);
    all.put("AsyncQueue-unbounded", queue(true, AsyncQueue::unbounded));
    all.put("AsyncQueue-bounded", queue(true, () -> AsyncQueue.bounded(CAPACITY)));
    all.put("AsyncQueue-rendezvous", queue(true, AsyncQueue::rendezvous));
    all.put("AsyncQueue-lifo", queue(false, () -> AsyncQueue.lifo(CAPACITY)));
    all.put("AsyncQueue-priority", queue(false, () -> AsyncQueue.priority(CAPACITY)));
    all.put("AsyncQueue-unbounded-extras", extras(told -> AsyncQueue.unbounded()));
    all.put("AsyncQueue-bounded-extras", extras(told -> AsyncQueue.bounded(CAPACITY)));
    all.put("AsyncQueue-rendezvous-extras", extras(told -> AsyncQueue.rendezvous()));
    all.put("AsyncQueue-priority-extras", extras(told -> AsyncQueue.priority(CAPACITY)));
    all.put("AsyncQueue-oldest", extras(told -> AsyncQueue.droppingOldest(CAPACITY, told)));
    all.put("AsyncQueue-incoming", extras(told -> AsyncQueue.droppingIncoming(CAPACITY, told)));
    all.put("AsyncQueue-conflating", extras(told -> AsyncQueue.conflating(Item::key, told)));
    all.put("AsyncEvent", EventCourse::new);
    all.put("AsyncCondition", SignalCourse::new);
    all.put("AsyncResult", ResultCourse::new);
    all.put("AsyncSignal", WakeUpCourse::new);
    all.put("AsyncLatch", LatchCourse::new);
    all.put("AsyncBarrier", BarrierCourse::new);
    all.put("AsyncTracker", TrackerCourse::new);
    all.put("AsyncBroadcast-lossy", broadcast(() -> AsyncBroadcast.lossy(CAPACITY)));
    all.put("AsyncBroadcast-lossless", broadcast(() -> AsyncBroadcast.lossless(CAPACITY)));
    all.put("AsyncValue", ValueCourse::new);
    all.put("AsyncRateLimiter", LimiterCourse::new);
    all.put("CancelScope", ScopeCourse::new);
    all.put("AsyncKeyedLock", KeyedLockCourse::new);
    all.put("AsyncPool", PoolCourse::new);
    all.put("AsyncLazy", LazyCourse::new);
    all.put("SingleFlight", FlightCourse::new);
    all.put("Promise", PromiseCourse::new);
    all.put("Select", SelectCourse::new);
    all.put("TaskGroup", GroupCourse::new);
    all.put("Loop.offload", OffloadCourse::new);
    return all;
  }

  private static Function<Round, Course> extras(Function<Consumer<Item>, AsyncQueue<Item>> kind) {
    return round -> new QueueExtrasCourse(round, kind);
  }

  private static Function<Round, Course> queue(boolean isInOrder, Supplier<AsyncQueue<Item>> kind) {
    return round -> new QueueCourse(round, isInOrder, kind);
  }

  private static Function<Round, Course> broadcast(Supplier<AsyncBroadcast<Item>> kind) {
    return round -> new BroadcastCourse(round, kind);
  }
}
