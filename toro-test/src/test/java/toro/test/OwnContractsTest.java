package toro.test;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import toro.AsyncQueue;
import toro.AsyncSemaphore;
import toro.test.OwnSubjects.Queue;
import toro.test.OwnSubjects.Semaphore;

/** This library's own types keep the contracts, and so does what is written in plain futures. */
class OwnContractsTest {
  private static final int SEEDS = Integer.getInteger("toro.seeds", 2_000);
  private static final int ROUNDS = Integer.getInteger("toro.rounds", 100); // with threads

  @TestFactory
  Stream<DynamicContainer> locks_underManySchedules_keepTheContract() {
    Map<String, Supplier<LockSubject>> locks =
        Map.of(
            "AsyncLock",
            OwnSubjects::lock,
            "AsyncReadWriteLock, write",
            OwnSubjects::writeLock,
            "AsyncKeyedLock, one key",
            OwnSubjects::keyedLock,
            "AsyncPool of one",
            OwnSubjects::pool,
            "promises",
            () -> new PlainLock(new PromiseSemaphore(1)),
            "plain futures",
            () -> new PlainLock(new PlainSemaphore(1)));
    return containers(locks, Contract::lock);
  }

  /** Who gives up once he is inside the condition has had the lock: no rule with giving up. */
  @TestFactory
  Stream<DynamicTest> lockByWayOfItsCondition_underManySchedules_keepsTheRulesOfALock() {
    return Contract.lock(OwnSubjects::lockByWayOfItsCondition)
        .seeds(SEEDS)
        .rounds(ROUNDS)
        .tests()
        .filter(
            test ->
                Set.of("never too many inside", "threads: first come, first served")
                    .contains(test.getDisplayName()));
  }

  @TestFactory
  Stream<DynamicContainer> semaphores_underManySchedules_keepTheContract() {
    Map<String, Supplier<SemaphoreSubject>> semaphores =
        Map.of(
            "AsyncReadWriteLock(2), read", () -> OwnSubjects.readLock(2),
            "AsyncReadWriteLock(3), read and write", () -> OwnSubjects.readWriteLock(3),
            "AsyncKeyedLock.limited(3), one key", () -> OwnSubjects.keyedSemaphore(3),
            "promises", () -> new PromiseSemaphore(3),
            "plain futures", () -> new PlainSemaphore(3));
    return containers(semaphores, Contract::semaphore);
  }

  @TestFactory
  Stream<DynamicContainer> semaphoresThatClose_underManySchedules_keepTheContract() {
    Map<String, Supplier<SemaphoreSubject.Closable>> semaphores =
        Map.of(
            "AsyncSemaphore(1)", () -> new Semaphore(new AsyncSemaphore(1), 1),
            "AsyncSemaphore(3)", () -> new Semaphore(new AsyncSemaphore(3), 3),
            "bounded(1)", () -> new Semaphore(AsyncSemaphore.bounded(1), 1),
            "bounded(4)", () -> new Semaphore(AsyncSemaphore.bounded(4), 4),
            "limited(2)", () -> new Semaphore(new AsyncSemaphore(2).maxWaiting(1 << 20), 2));
    return containers(semaphores, Contract::closableSemaphore);
  }

  @TestFactory
  Stream<DynamicContainer> queues_underManySchedules_keepTheContract() {
    Map<String, Supplier<QueueSubject.Closable>> queues =
        Map.of(
            "unbounded", () -> new Queue(AsyncQueue.unbounded(), true),
            "bounded(1)", () -> new Queue(AsyncQueue.bounded(1), true),
            "bounded(2)", () -> new Queue(AsyncQueue.bounded(2), true),
            "rendezvous", () -> new Queue(AsyncQueue.rendezvous(), true),
            "lifo(2)", () -> new Queue(AsyncQueue.lifo(2), false),
            "priority(2)", () -> new Queue(AsyncQueue.priority(2), false),
            "plain futures", () -> new PlainQueue(2));
    return containers(queues, Contract::closableQueue);
  }

  @TestFactory
  Stream<DynamicContainer> events_underManySchedules_keepTheContract() {
    Map<String, Supplier<EventSubject>> events =
        Map.of(
            "AsyncResult", OwnSubjects::result,
            "AsyncLazy", OwnSubjects::lazy,
            "SingleFlight", OwnSubjects::flight,
            "AsyncLatch", OwnSubjects::latch,
            "AsyncBarrier", OwnSubjects::barrier,
            "AsyncTracker.whenDone", OwnSubjects::trackerDone,
            "AsyncRateLimiter", OwnSubjects::limiter,
            "CancelScope", OwnSubjects::scope);
    return containers(events, Contract::event);
  }

  @TestFactory
  Stream<DynamicContainer> eventsThatClear_underManySchedules_keepTheContract() {
    Map<String, Supplier<EventSubject.Clearable>> events =
        Map.of(
            "AsyncEvent", OwnSubjects::event,
            "AsyncQueue.whenDone", OwnSubjects::whenDone,
            "AsyncSemaphore.whenAvailable", OwnSubjects::whenAvailable,
            "plain futures", PlainEvent::new);
    return containers(events, Contract::clearableEvent);
  }

  @TestFactory
  Stream<DynamicContainer> conditions_underManySchedules_keepTheContract() {
    Map<String, Supplier<ConditionSubject>> conditions =
        Map.of(
            "AsyncCondition",
            OwnSubjects::condition,
            "AsyncSignal",
            OwnSubjects::signal,
            "plain futures",
            PlainCondition::new);
    return containers(conditions, Contract::condition);
  }

  /** Who is signalled may still give up while he takes the lock back. */
  @TestFactory
  Stream<DynamicTest> conditionOfALock_underManySchedules_keepsTheContract() {
    return Contract.condition(OwnSubjects::conditionOfALock)
        .seeds(SEEDS)
        .rounds(ROUNDS)
        .tests()
        .filter(test -> !test.getDisplayName().equals("giving up others from inside"));
  }

  private static <S> Stream<DynamicContainer> containers(
      Map<String, Supplier<S>> kinds, Function<Supplier<S>, Contract> contract) {
    return kinds.entrySet().stream()
        .map(
            kind ->
                DynamicContainer.dynamicContainer(
                    kind.getKey(),
                    contract.apply(kind.getValue()).seeds(SEEDS).rounds(ROUNDS).tests()));
  }
}
