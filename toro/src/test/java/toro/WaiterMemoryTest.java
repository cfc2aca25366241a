package toro;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import toro.Subjects.Kind;

/** What a waiter costs while it waits, and that nothing of it stays when it has gone (law L3). */
@Timeout(120)
class WaiterMemoryTest {
  private static final int MILLION = 1_000_000;
  private static final int MANY = 100_000;
  private static final int FEW = 1_000; // before anything is compiled

  /** Waits that never end by themselves, on a fresh primitive. */
  interface Waits {
    Supplier<Wait<?>> fresh();
  }

  static Stream<Kind<Waits>> waits() {
    return Stream.of(
        new Kind<>(
            "AsyncLock.acquire",
            () ->
                () -> {
                  var lock = new AsyncLock();
                  lock.acquire().join();
                  return lock::acquire;
                }),
        new Kind<>("AsyncSemaphore.acquire", () -> () -> new AsyncSemaphore(0)::acquire),
        new Kind<>(
            "AsyncSemaphore.acquire(2)",
            () ->
                () -> {
                  var semaphore = new AsyncSemaphore(1);
                  return () -> semaphore.acquire(2);
                }),
        new Kind<>(
            "AsyncReadWriteLock.acquireRead",
            () ->
                () -> {
                  var lock = new AsyncReadWriteLock();
                  lock.acquireWrite().join();
                  return lock::acquireRead;
                }),
        new Kind<>("AsyncQueue.take", () -> () -> AsyncQueue.<Integer>unbounded()::take),
        new Kind<>(
            "AsyncQueue.put",
            () ->
                () -> {
                  AsyncQueue<String> queue = AsyncQueue.rendezvous();
                  return () -> queue.put("item");
                }),
        new Kind<>("AsyncQueue.lease", () -> () -> AsyncQueue.<Integer>unbounded()::lease),
        new Kind<>(
            "AsyncQueue.reserve",
            () ->
                () -> {
                  AsyncQueue<String> queue = AsyncQueue.bounded(1);
                  queue.put("item");
                  return queue::reserve;
                }),
        new Kind<>(
            "Producer.put",
            () ->
                () -> {
                  AsyncQueue<String> queue = AsyncQueue.bounded(1);
                  queue.put("item");
                  var producer = queue.producer();
                  return () -> producer.put("item");
                }),
        new Kind<>(
            "AsyncQueue.whenDone",
            () ->
                () -> {
                  AsyncQueue<String> queue = AsyncQueue.unbounded();
                  queue.put("item");
                  return queue::whenDone;
                }),
        new Kind<>(
            "AsyncSemaphore.whenAvailable", () -> () -> new AsyncSemaphore(0)::whenAvailable),
        new Kind<>("AsyncEvent.whenSet", () -> () -> new AsyncEvent()::whenSet),
        new Kind<>("AsyncCondition.whenSignalled", () -> () -> new AsyncCondition()::whenSignalled),
        new Kind<>("AsyncSignal.take", () -> () -> new AsyncSignal()::take),
        new Kind<>(
            "AsyncLazy.get",
            () ->
                () -> {
                  var never = new AsyncEvent();
                  var lazy = new AsyncLazy<>(never::whenSet);
                  lazy.get();
                  return lazy::get;
                }),
        new Kind<>("AsyncLatch.whenZero", () -> () -> new AsyncLatch(1)::whenZero),
        new Kind<>("AsyncBarrier.arrive", () -> () -> new AsyncBarrier(1 << 30)::arrive),
        new Kind<>("AsyncTracker.whenDone", () -> () -> new AsyncTracker()::whenDone),
        new Kind<>(
            "AsyncTracker.whenIdle",
            () ->
                () -> {
                  var tracker = new AsyncTracker();
                  tracker.enter();
                  return tracker::whenIdle;
                }),
        new Kind<>("CancelScope.whenCancelled", () -> () -> new CancelScope()::whenCancelled),
        new Kind<>(
            "AsyncPool.borrow",
            () ->
                () -> {
                  var never = new AsyncEvent();
                  var pool = AsyncPool.of(1, never::whenSet, x -> {});
                  pool.borrow();
                  return pool::borrow;
                }),
        new Kind<>("AsyncPool.whenDone", () -> () -> new PoolMakers().pool(1)::whenDone),
        new Kind<>("AsyncResult.whenDone", () -> () -> new AsyncResult<Integer>()::whenDone),
        new Kind<>(
            "AsyncValue.whenChanged",
            () ->
                () -> {
                  var value = new AsyncValue<>(1);
                  return () -> value.whenChanged(1);
                }),
        new Kind<>("lossy.take", () -> () -> AsyncBroadcast.lossy(1).subscribe()::take),
        new Kind<>(
            "lossless.put",
            () ->
                () -> {
                  AsyncBroadcast<String> broadcast = AsyncBroadcast.lossless(1);
                  var full = broadcast.subscribe();
                  broadcast.put("item");
                  return () -> full.size() == 1 ? broadcast.put("item") : null;
                }));
  }

  private static long allocatedByThisThread() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().threadId());
  }

  private static long usedHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("waits")
  void aMillionWaiters_takeAtMost64BytesEach_andLeaveNothingBehind(Kind<Waits> kind) {
    Supplier<Wait<?>> waiting = kind.make().fresh();
    assertFalse(waiting.get().isDone(), "the test needs waiters that wait");
    Wait<?>[] waits = new Wait<?>[MILLION];
    long used = usedHeap();
    long before = allocatedByThisThread();
    for (int i = 0; i < FEW; i++) {
      waits[i] = waiting.get();
    }
    long each = (allocatedByThisThread() - before) / FEW; // with what a compiler may leave out
    assertTrue(each <= 64, () -> each + " bytes a waiter");
    for (int i = FEW; i < MILLION; i++) {
      waits[i] = waiting.get();
    }

    shuffle(waits);
    for (Wait<?> wait : waits) {
      assertTrue(wait.cancel(false));
    }

    List<WeakReference<Wait<?>>> gone = new ArrayList<>();
    for (int i = 0; i < MILLION; i += 100) {
      gone.add(new WeakReference<>(waits[i]));
    }
    Arrays.fill(waits, null);
    untilCollected(gone);
    long kept = usedHeap() - used;
    assertTrue(kept < 8 << 20, () -> kept + " bytes stay after a million waiters left");
    assertFalse(waiting.get().isDone()); // the primitive itself was there all the time
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("waits")
  void manyGivenUp_behindOneLiveWaiter_areForgotten(Kind<Waits> kind) {
    Supplier<Wait<?>> waiting = kind.make().fresh();
    Wait<?> head = waiting.get();
    List<WeakReference<Wait<?>>> gone = enterAndLeave(waiting);

    untilCollected(gone);

    assertFalse(head.isDone());
    assertTrue(head.cancel(false));
  }

  private static List<WeakReference<Wait<?>>> enterAndLeave(Supplier<Wait<?>> waiting) {
    Wait<?>[] waits = new Wait<?>[MANY];
    List<WeakReference<Wait<?>>> gone = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      waits[i] = waiting.get();
      if (i % 2 == 0) {
        waits[i].thenRun(() -> {});
      }
      gone.add(new WeakReference<>(waits[i]));
    }
    shuffle(waits);
    for (Wait<?> wait : waits) {
      assertTrue(wait.cancel(false));
    }
    return gone;
  }

  private static <T> void shuffle(T[] array) {
    Random random = new Random(1);
    for (int i = array.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      T swapped = array[i];
      array[i] = array[j];
      array[j] = swapped;
    }
  }

  private static void untilCollected(List<? extends WeakReference<?>> references) {
    long start = System.nanoTime();
    while (references.stream().anyMatch(reference -> reference.get() != null)) {
      System.gc();
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(Eventually.SECONDS)) {
        long kept = references.stream().filter(reference -> reference.get() != null).count();
        throw new AssertionError(kept + " of " + references.size() + " are still reachable");
      }
    }
  }

  @Test
  void condition_thatNobodyWaitsFor_isNotKeptByItsLock() {
    var lock = new AsyncLock();
    var gone = new ArrayList<WeakReference<?>>();
    List<Consumer<AsyncLock.Condition>> ways =
        List.of(
            AsyncLock.Condition::signal,
            AsyncLock.Condition::signalAll,
            condition -> {}); // given up below
    for (Consumer<AsyncLock.Condition> way : ways) {
      AsyncLock.Condition condition = lock.newCondition();
      Permit held = lock.acquire().join();
      Wait<Void> wait = condition.releaseUntilSignalled(held);
      way.accept(condition);
      wait.cancel(false);
      held.close();
      gone.add(new WeakReference<>(condition));
    }
    Eventually.until(
        "the conditions are collected",
        () -> {
          System.gc();
          return gone.stream().allMatch(each -> each.refersTo(null));
        });
    assertFalse(lock.isHeld());
  }
}
