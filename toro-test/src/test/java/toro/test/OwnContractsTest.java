package toro.test;

import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import toro.AsyncQueue;
import toro.AsyncSemaphore;
import toro.test.OwnSubjects.Queue;
import toro.test.OwnSubjects.Semaphore;

/** This library's own types keep the contracts, and so does what is written in plain futures. */
class OwnContractsTest {
  private static final int SEEDS = 2_000;

  @TestFactory
  Stream<DynamicContainer> locks_underManySchedules_keepTheContract() {
    Map<String, Supplier<LockSubject>> locks =
        Map.of(
            "AsyncLock", OwnSubjects::lock,
            "AsyncReadWriteLock, write", OwnSubjects::writeLock);
    return containers(locks, Contract::lock);
  }

  @TestFactory
  Stream<DynamicContainer> semaphores_underManySchedules_keepTheContract() {
    Map<String, Supplier<SemaphoreSubject>> semaphores =
        Map.of(
            "AsyncReadWriteLock(2), read", () -> OwnSubjects.readLock(2),
            "plain futures", () -> new PlainSemaphore(3));
    return containers(semaphores, Contract::semaphore);
  }

  @TestFactory
  Stream<DynamicContainer> semaphoresThatClose_underManySchedules_keepTheContract() {
    Map<String, Supplier<SemaphoreSubject.Closable>> semaphores =
        Map.of(
            "AsyncSemaphore(3)", () -> new Semaphore(new AsyncSemaphore(3), 3),
            "bounded(2)", () -> new Semaphore(AsyncSemaphore.bounded(2), 2));
    return containers(semaphores, Contract::closableSemaphore);
  }

  @TestFactory
  Stream<DynamicContainer> queues_underManySchedules_keepTheContract() {
    Map<String, Supplier<QueueSubject.Closable>> queues =
        Map.of(
            "unbounded", () -> new Queue(AsyncQueue.unbounded(), true),
            "bounded(2)", () -> new Queue(AsyncQueue.bounded(2), true),
            "rendezvous", () -> new Queue(AsyncQueue.rendezvous(), true),
            "lifo(2)", () -> new Queue(AsyncQueue.lifo(2), false),
            "priority(2)", () -> new Queue(AsyncQueue.priority(2), false),
            "plain futures", () -> new PlainQueue(2));
    return containers(queues, Contract::closableQueue);
  }

  private static <S> Stream<DynamicContainer> containers(
      Map<String, Supplier<S>> kinds, Function<Supplier<S>, Contract> contract) {
    return kinds.entrySet().stream()
        .map(
            kind ->
                DynamicContainer.dynamicContainer(
                    kind.getKey(), contract.apply(kind.getValue()).seeds(SEEDS).tests()));
  }
}
